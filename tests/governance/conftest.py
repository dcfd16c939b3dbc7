"""The agency at the top, of which the others are part."""

import pytest

from civicbeat.governance.accounts.models import Agency


@pytest.fixture
def city():
    return Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
