"""Forecasts: what a counted series will come to in the next hours or days, and how far to trust that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from civicbeat.analysis.backtests import FEWEST_EARLIER, Backtest, backtest, past_errors
from civicbeat.analysis.bands import LEVEL, scale, total_width, widths
from civicbeat.analysis.combining import combined
from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.days import WEEK, Days, Floats, days
from civicbeat.analysis.forecast_words import POSTS, expected, refused, too_short

VERSION = "1"
HOUR, DAY = 3_600, 86_400
FARTHEST_DAYS = 14
FEWEST_BEFORE = {HOUR: 14, DAY: 28}
"""Days before the first forecast of the backtest."""
FEWEST_FORECASTS = 7
JUDGED_DAYS = {HOUR: 30, DAY: 60}
"""Days of the backtest, beside those that the forecast is long."""
LONGEST_DAYS = {HOUR: 182, DAY: 730}
LEAST_COVERAGE, LEAST_LATELY = 0.8, 0.5
FEWEST_CELLS = 20
"""Hours (or days) with anything in them."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to come.

    Attributes:
        estimate: the sum of the whole forecast; ``doubt`` is about it.
        expected, low, high: shape (ahead,): each hour (or day) with its band, which holds 95 % of them; at least 0.
        step: seconds of a cell: 3600 or 86400.
        past: how such forecasts did on the last days.
        weights: share that each family of forecasts has in it; they sum to one.
    """

    estimate: float
    doubt: Doubt
    sentence: Sentence
    expected: Floats
    low: Floats
    high: Floats
    step: int
    past: Backtest
    weights: Mapping[str, float]
    method: str = f"forecasts {VERSION}"


def forecast(counts: Floats, ahead: int, step: int = HOUR, counted: Sentence = POSTS) -> Forecast | Refusal:
    """The next ``ahead`` cells of a series, with a band drawn from how such forecasts erred before.

    Reads: ``counts``, shape (cells,), at least 0, the oldest first and the last complete cell last, NaN where nothing
    was heard: missing is not zero; ``step``, seconds of a cell, 3600 or 86400; ``ahead``, how many cells, up to
    fourteen days; ``counted``, what is counted, in both languages, for the sentence.
    Gives: a ``Forecast``. Forecasts of the same length are made before each of the last 30 days (60 for daily counts)
    by four families: seasonal naive, exponential smoothing, theta and autoregression; the best member of each is
    weighted by how it did until then (``combining``). Short bursts are cut off for learning, never for judging. The
    band is conformal, in roots of what is expected (``bands``); the backtest judges each past band by what was known
    when it would have been drawn (``backtests``), over a whole day at least. Days are counted back from the end of the
    series, which begins where something was first heard; holidays are not known.
    Fails: refuses where a count is negative or infinite (``no-counts``), ``step`` or ``ahead`` are none of these
    (``no-such-step``, ``no-such-horizon``), fewer days were kept than 21 (35 for daily counts) and the length of the
    forecast (``too-short``), a fifth of the time or half of the last week was not heard (``too-many-gaps``), every cell
    counts the same (``constant``) or fewer than 20 cells count anything (``too-few``).
    Source: S. Makridakis, E. Spiliotis and V. Assimakopoulos, "The M4 Competition", *International Journal of
    Forecasting* 36 (2020) 54–74: combinations of simple methods win; see ``combining`` and ``bands``.

    >>> hours = 20 + 10 * np.sin(np.arange(24 * 40) * 2 * np.pi / 24)
    >>> found = forecast(np.random.default_rng(7).poisson(hours).astype(float), 24)
    >>> found.expected.shape, bool((found.low <= found.expected).all()), 440 < found.estimate < 520
    ((24,), True, True)
    """
    wrong = _unfit(counts, ahead, step)
    if wrong is not None:
        return wrong
    cells = DAY // step
    begun = np.argmax(~np.isnan(counts)) if len(counts) else 0
    series = days(counts[begun:][-LONGEST_DAYS[step] * cells :], cells, FEWEST_BEFORE[step])
    wrong = _too_little(series, -(-ahead // cells), step)
    return wrong or _found(series, ahead, step, counted)


def _unfit(counts: Floats, ahead: int, step: int) -> Refusal | None:
    """What is given is no series of counts, or nothing that can be asked for."""
    if step not in FEWEST_BEFORE:
        return refused("no-such-step")
    if not 1 <= ahead * step <= FARTHEST_DAYS * DAY:
        return refused("no-such-horizon")
    if counts.ndim != 1 or bool((counts < 0).any()) or bool(np.isinf(counts).any()):
        return refused("no-counts")
    return None


def _too_little(series: Days, ahead: int, step: int) -> Refusal | None:
    """Too little is known for a forecast of ``ahead`` days."""
    needed = FEWEST_BEFORE[step] + FEWEST_FORECASTS + ahead
    if len(series) < needed:
        return too_short(len(series), needed)
    heard = ~np.isnan(series.heard)
    if heard.mean() < LEAST_COVERAGE or heard[-WEEK:].mean() < LEAST_LATELY:
        return refused("too-many-gaps")
    present = series.heard[heard]
    if present.min() == present.max():
        return refused("constant")
    return refused("too-few") if (present > 0).sum() < FEWEST_CELLS else None


def _found(series: Days, ahead: int, step: int, counted: Sentence) -> Forecast:
    length = -(-ahead // series.cells)
    made = combined(series, length, JUDGED_DAYS[step] + FEWEST_EARLIER + length)
    path = made.paths[-1, :ahead]
    width = widths(past_errors(made))[:ahead] * scale(path)
    past = backtest(made, series.cells)
    total = float(path.sum())
    about = total_width(made.paths[1:-1, :ahead], made.truth[1:-1, :ahead], path, length)
    heard = ~np.isnan(series.heard)
    doubt = Doubt(max(0.0, total - about), total + about, LEVEL, int(series.heard[heard].sum()), float(heard.mean()))
    said = expected(total, doubt, (ahead, step == HOUR), counted, past)
    return Forecast(total, doubt, said, path, np.maximum(0, path - width), path + width, step, past, made.weights)


def _example() -> Mapping[str, Any]:
    """Six weeks of hours with a rhythm of the day."""
    hours = np.arange(24 * 42)
    usual = 5 + 4 * np.sin(hours * 2 * np.pi / 24)
    return {"counts": np.random.default_rng(7).poisson(usual).astype(np.float64), "ahead": 24}


def _wrong(**changed: Any) -> Mapping[str, Any]:
    return {**_example(), **changed}


def _with(place: slice, value: float) -> Mapping[str, Any]:
    given = dict(_example())
    given["counts"][place] = value
    return given


METHOD = Method(
    "forecasts",
    VERSION,
    forecast,
    _example,
    {
        "a week": lambda: _wrong(counts=np.arange(168.0)),
        "nothing": lambda: _wrong(counts=np.empty(0)),
        "too far for so little": lambda: _wrong(counts=_example()["counts"][-24 * 30 :], ahead=336),
        "always the same": lambda: _wrong(counts=np.full(24 * 42, 3.0)),
        "always silent": lambda: _wrong(counts=np.zeros(24 * 42)),
        "almost always silent": lambda: _wrong(counts=np.eye(1, 24 * 42, 500)[0]),
        "mostly unheard": lambda: _with(slice(200, 800), np.nan),
        "unheard lately": lambda: _with(slice(-100, None), np.nan),
        "never heard": lambda: _with(slice(None), np.nan),
        "negative": lambda: _with(slice(9, 10), -1.0),
        "infinite": lambda: _with(slice(9, 10), np.inf),
        "no such step": lambda: _wrong(step=60),
        "no time": lambda: _wrong(ahead=0),
        "three weeks ahead": lambda: _wrong(ahead=24 * 21),
    },
)
