"""A silent model keeps the contract of the one it stands for, and says nothing of any text."""

from datetime import UTC, datetime

import pytest

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.cards import opinions
from civicbeat.enrich.checks import check, hostile
from civicbeat.enrich.contract import apply
from civicbeat.enrich.silent import UNKNOWN, Silent, without
from civicbeat.records.post import ENRICHED, SENTIMENTS, Post, to_raw_batch

SPEAKING = [model for model in understanding() if model.name in opinions()]


@pytest.mark.parametrize("model", SPEAKING, ids=lambda model: model.name)
def test_it_keeps_the_contract(model):
    check(Silent(model))


@pytest.mark.parametrize("model", SPEAKING, ids=lambda model: model.name)
def test_it_says_what_the_model_says_of_nothing(model):
    view = hostile(model.reads).slice(0, 1)  # an empty text
    for field, said, silent in zip(model.gives, model(view), Silent(model)(view), strict=True):
        assert silent.to_pylist() == pytest.approx(said.to_pylist()) if "p_" in field.name else silent == said


def test_what_stands_there_is_in_the_schema():
    assert UNKNOWN["sentiment"] in SENTIMENTS
    assert set(UNKNOWN) < set(ENRICHED.names)


NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_only_those_that_are_off_fall_silent():
    text = "Ngập nặng quá, chán thật, ở Thủ Đức ai cũng kêu"
    raw = to_raw_batch([Post("s", "p", "1", text, NOW, NOW)])
    enrichers = (*masking({NOW.strftime("%Y-%m"): b"k" * 32}), *without(understanding(), {"sentiment", "places"}))
    [row] = apply(enrichers, raw, ENRICHED).to_pylist()
    assert (row["sentiment"], row["places"]) == ("unclear", [])
    assert row["language"] == "vi"
    assert row["themes"] == ["flooding"]
