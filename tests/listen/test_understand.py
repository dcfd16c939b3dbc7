"""A worker's page: every item comes out somewhere, and what comes out is masked."""

import pyarrow as pa
import pytest
from tests.listen.fakes import Numbers

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.contract import apply
from civicbeat.listen.understand import Understanding
from civicbeat.records.errors import EnrichError
from civicbeat.records.post import ENRICHED, MASKED, RAW, to_raw_batch

KEYS = {"2026-03": b"k" * 32}
NO_SEALER = None  # only sources that can be asked again have something to seal
SOURCE = Numbers(50)
RAWS = [{"n": n} for n in range(50)]


class Refuses:
    """An enricher that fails on texts with a given word."""

    name, version, licence, reads = "refuses", "2026.1", "Apache-2.0", ("text",)
    gives = (pa.field("story", pa.uint64(), nullable=False),)

    def __init__(self, word):
        self.word = word

    def __call__(self, batch):
        if any(self.word in text for text in batch.column("text").to_pylist()):
            raise EnrichError("It holds a word.", do="Nothing.")
        return (pa.array([0] * len(batch), pa.uint64()),)


@pytest.fixture(scope="module")
def parts():
    return masking(KEYS), understanding(), NO_SEALER


def test_a_good_page_is_one_enriched_batch(parts):
    page = Understanding(*parts).page(SOURCE, RAWS)
    assert page.batch.schema == ENRICHED
    assert len(page.batch) == 50
    assert (page.rejected, page.failed) == ((), ())


def test_one_bad_post_costs_no_other_and_waits_masked(parts):
    mask, enrich, _ = parts
    page = Understanding(mask, (*enrich, Refuses("số 17,")), NO_SEALER).page(SOURCE, RAWS)
    assert len(page.batch) == 49
    [failed] = page.failed
    assert failed.batch.schema == MASKED
    assert "0903" not in failed.batch.column("text")[0].as_py()
    assert failed.reason == "EnrichError"


def test_a_post_that_cannot_be_masked_is_not_kept_in_any_form(parts):
    _, enrich, _ = parts

    class Broken(Refuses):
        gives = (pa.field("author", pa.uint64(), nullable=False),)

    page = Understanding((*masking(KEYS), Broken("số 3,")), enrich, NO_SEALER).page(SOURCE, RAWS)
    assert len(page.batch) == 49
    assert [item.reason for item in page.rejected] == ["cannot-be-masked"]
    assert page.failed == ()


def test_a_model_that_is_off_says_nothing_and_nobody_goes_unmasked(parts):
    usual = Understanding(*parts).page(SOURCE, RAWS).batch
    silent = Understanding(*parts).page(SOURCE, RAWS, {"language", "sentiment", "mask"}).batch
    assert silent.column("language").unique().to_pylist() == ["und"]
    assert silent.column("sentiment").unique().to_pylist() == ["unclear"]
    for untouched in ("text", "author", "themes", "places", "story"):
        assert silent.column(untouched) == usual.column(untouched)


def test_a_dead_letter_that_is_tried_again_is_not_read_by_what_is_off(parts):
    mask, enrich, _ = parts
    masked = apply(mask, to_raw_batch([SOURCE.to_post({"n": 1})]), MASKED)
    again = Understanding(mask, enrich, NO_SEALER).again(masked, {"language"})
    assert again.column("language").to_pylist() == ["und"]


def test_a_dead_letter_can_be_tried_again(parts):
    mask, enrich, _ = parts
    masked = apply(mask, to_raw_batch([SOURCE.to_post({"n": 1})]), MASKED)
    assert Understanding(mask, enrich, NO_SEALER).again(masked).schema == ENRICHED


def test_no_items_make_an_empty_page(parts):
    page = Understanding(*parts).page(SOURCE, [])
    assert page.batch.schema == ENRICHED
    assert len(page.batch) == 0


def test_sources_and_enrichers_fill_every_stored_column(parts):
    assert set(ENRICHED.names) <= Understanding(*parts).gives()
    assert "author_name" in RAW.names
