"""The last month of the sample city, held against its truth."""

from datetime import UTC, datetime

import pytest
from tests.listen.test_sample_city import Here

from civicbeat.listen.intake import Intake
from civicbeat.sources.samplecity.source import city

END = datetime(2026, 9, 20, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(opened):
    """The last month of the city, in the module's store; its truth."""
    intake = Intake(opened.store, Here(opened.installation.keys))
    sources = city(END, posts=6_000, days=30)
    for source in sources:
        intake.run(source, {}, lambda *_: None)
    opened.store.roll_up()
    return opened.store, sources[0].truth
