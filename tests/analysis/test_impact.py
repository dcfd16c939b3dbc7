"""What was planted is found, nothing is found where nothing was, and the published figures are reproduced."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.impact import impact
from civicbeat.analysis.synthetic import KINDS, weights


def world(effect, seed=3, units=25, times=40):
    """Units that move together, each at its own level; the first changes by ``effect`` after time 30."""
    draw = np.random.default_rng(seed)
    outcome = np.cumsum(draw.normal(size=times)) + draw.normal(size=(units, 1)) * 5 + draw.normal(size=(units, times))
    outcome[0, 30:] += effect
    return outcome, np.arange(units) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_effect_is_found(kind):
    outcome, treated = world(-12.0)
    found = impact(outcome, treated, 30, kind)
    assert found.shown
    assert found.doubt.low < -12 < found.doubt.high
    assert found.chance < 0.05
    assert np.allclose(found.observed[30:].mean() - found.expected[30:].mean(), found.estimate)


def test_where_nothing_happened_no_effect_is_shown():
    shown = [impact(*world(0.0, seed=seed), 30, "did").shown for seed in range(200)]
    assert 0.01 <= np.mean(shown) <= 0.1  # one in twenty is what a 95 % interval promises
    outcome, treated = world(0.0)
    assert impact(outcome, treated, 30).sentence.en.startswith("No effect can be shown")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.sampled_from(KINDS))
def test_weights_are_shares(seed, kind):
    outcome, _ = world(0.0, seed=seed, units=12)
    found = weights(outcome[None, ::-1], 11, 30, kind)
    for part in (found.units, found.times) if kind != "sc" else (found.units,):
        assert (part >= -1e-12).all()
        assert part.sum() == pytest.approx(1)


def test_shift_and_scale_of_the_outcome_go_through():
    outcome, treated = world(-12.0)
    plain, other = impact(outcome, treated, 30), impact(outcome * 10 + 500, treated, 30)
    assert other.estimate == pytest.approx(10 * plain.estimate, rel=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_shorter_stretches_find_the_same(kind):
    found = impact(*world(-12.0), 30, kind)
    assert {(window.before, window.after) for window in found.windows} == {(15, 10), (30, 5), (15, 5)}
    assert all(window.estimate == pytest.approx(-12, abs=3) for window in found.windows)


def test_an_effect_that_fades_is_told_to_hang_on_the_stretch():
    outcome, treated = world(0.0)
    outcome[0, 35:] -= 40  # only half of the time after
    found = impact(outcome, treated, 30)
    assert found.shown
    assert "Be careful" in found.sentence.en


def test_what_was_treated_must_vary():
    outcome, treated = world(0.0)
    outcome[0, :30] = 0
    assert impact(outcome, treated, 30).reason == "constant"


def test_what_is_hopeless_is_refused():
    outcome, treated = world(0.0)
    outcome[3, 5] = np.nan
    assert impact(outcome, treated, 30).reason == "gaps"
    assert isinstance(impact(world(0.0)[0], np.zeros(25, dtype=bool), 30), Refusal)
    with pytest.raises(ValueError, match="units by times"):
        impact(outcome, treated[:3], 30)


@pytest.mark.parametrize(
    ("kind", "published", "error"), [("did", -27.3, 17.7), ("sc", -19.6, 9.9), ("sdid", -15.6, 8.4)]
)
def test_the_effect_of_proposition_99_is_the_published_one(shared_data, kind, published, error):
    text = (shared_data / "impact" / "california_prop99.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    states, years = sorted({row["State"] for row in rows}), sorted({int(row["Year"]) for row in rows})
    packs = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    outcome = np.array([[packs[state, year] for year in years] for state in states])
    found = impact(outcome, np.array([state == "California" for state in states]), years.index(1989), kind)
    assert found.estimate == pytest.approx(published, abs=0.05)
    assert (found.doubt.high - found.doubt.low) / 2 / 1.96 == pytest.approx(error, rel=0.12)
