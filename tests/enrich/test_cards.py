"""Cards: what the public reads of a model is what was measured of the version that runs."""

import json
from dataclasses import asdict

from training.measured import measured

from civicbeat.enrich.cards import FIGURES, SHIPPED, cards
from civicbeat.enrich.sentiment.errors import SHIPPED as COUNTED
from civicbeat.records.period import today

SHOWN = json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_figures_are_those_that_are_measured_now():
    assert {name: {**found, "measured_on": ""} for name, found in SHOWN.items()} == {
        name: {**found, "measured_on": ""} for name, found in measured().items()
    }


def test_every_model_that_guesses_has_a_card_in_both_languages():
    found = {card.model: card for card in cards()}
    assert list(found) == ["mask", "language", "sentiment", "themes", "places"]
    for card in found.values():
        assert all(value for value in asdict(card).values())
        assert card.does_vi != card.does_en
        assert card.measured_on <= today()
        assert all(0 < value <= 1 for one in card.measured for value in one.figures.values())
        assert all(set(one.figures) <= set(FIGURES) for one in card.measured)
    names = json.loads(COUNTED.read_text(encoding="utf-8"))["sets"]
    assert len(found["sentiment"].measured) == len(names)


def test_of_an_own_model_nothing_is_claimed(tmp_path):
    [card] = [card for card in cards(tmp_path / "own-model") if card.model == "sentiment"]
    assert card.version.endswith("own-model")
    assert (card.measured_on, card.measured) == (None, ())
