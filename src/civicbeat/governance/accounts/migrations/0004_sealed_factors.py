"""Seals the secrets of second factors that stand in plain text."""

from typing import Any

from django.db import migrations

from civicbeat.governance.accounts.factors import sealed_data


def seal(apps: Any, _editor: Any) -> None:
    """Each row for its own account; there is no way back to plain text."""
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        data = sealed_data(row.user_id, row.data)
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitations_and_tokens"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal)]
