from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("findings", "0003_events")]

    operations = [migrations.AddField("event", "coverage", models.FloatField(null=True))]
