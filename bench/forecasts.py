"""Forecasts of the M4 hourly series and of real counts, beside seasonal naive and models of statsforecast."""

from __future__ import annotations

import csv
import statistics
import time
from importlib.util import find_spec

import numpy as np
import pyarrow.parquet as pq

from bench.table import Table
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.forecasts import DAY, HOUR, forecast

AHEAD, SEASON, WEEK = 48, 24, 7
NORMAL_90 = 1.645
COUNTS = (("hours of NAB tweets", HOUR, (24, 336)), ("days of visits and walks", DAY, (1, 14)))


def run(options):
    folder = options.data / "series" if options.data else None
    if folder is None or not folder.exists():
        return [Table("Forecasts", ("skipped",), (("no folder of public data sets was given",),))]
    series = m4(folder / "m4_hourly_train.parquet")
    return [accuracy(series), real(folder)]


def m4(file):
    """The series, each in the order of its hours."""
    columns = pq.read_table(file).to_pydict()
    found = {}
    for name, t, value in zip(columns["id"], columns["t"], columns["y"], strict=True):
        found.setdefault(name, []).append((t, value))
    return [np.array([value for _, value in sorted(rows)], dtype=float) for rows in found.values()]


def accuracy(series):
    pairs = [(values[:-AHEAD], values[-AHEAD:]) for values in series]
    base = [naive2(past) for past, _ in pairs]
    benchmark = errors(pairs, base)
    rows = []
    for name, model in models().items():
        made, taken = [], []
        for past, _ in pairs:
            begun = time.process_time()
            made.append(model(past))
            taken.append(1000 * (time.process_time() - begun))
        smape, mase = errors(pairs, [path for path, _, _ in made])
        owa = (smape / benchmark[0] + mase / benchmark[1]) / 2
        rows.append((name, f"{owa:.3f}", smape, mase, *inside(pairs, made), statistics.median(taken)))
    columns = ("model", "OWA", "sMAPE", "MASE", "inside 95 %", "promised", "sums inside 95 %", "ms a series")
    note = "414 series, the last 48 hours held out; published: seasonal naive .627, Smyl .440, best .410."
    return Table("M4 hourly", columns, tuple(rows), note)


def models():
    found = {"civicbeat": ours, "seasonal naive": lambda past: (np.tile(past[-SEASON:], 2), None, None)}
    return found | statsforecast()


def ours(past):
    made = forecast(past, AHEAD)
    return made.expected, (made.low, made.high), made


def statsforecast():
    """Its models, where it is installed: it needs pandas below 3, so never beside this project's own store."""
    if find_spec("statsforecast") is None:
        return {}
    from statsforecast import models as theirs  # noqa: PLC0415  # takes seconds, and is seldom there

    chosen = {
        "statsforecast AutoCES": theirs.AutoCES(SEASON),
        "statsforecast AutoTheta": theirs.AutoTheta(SEASON),
        "statsforecast MSTL": theirs.MSTL([SEASON, WEEK * SEASON]),
    }
    return {name: _named(model) for name, model in chosen.items()}


def _named(model):
    def made(past):
        found = model.forecast(past, AHEAD, level=[95])
        return found["mean"], (found["lo-95"], found["hi-95"]) if "lo-95" in found else None, None

    return made


def errors(pairs, paths):
    """Mean sMAPE and mean MASE as the competition defines them."""
    smape = [
        200 * np.mean(np.abs(came - path) / (np.abs(came) + np.abs(path))) for (_, came), path in _with(pairs, paths)
    ]
    mase = [
        np.mean(np.abs(came - path)) / np.mean(np.abs(past[SEASON:] - past[:-SEASON]))
        for (past, came), path in _with(pairs, paths)
    ]
    return float(np.mean(smape)), float(np.mean(mase))


def _with(pairs, paths):
    return zip(pairs, paths, strict=True)


def inside(pairs, made):
    """Shares of hours inside the band: of what came, and of the past as the forecast tells; and of sums inside."""
    if made[0][1] is None:
        return "", "", ""
    held = [np.mean((came >= low) & (came <= high)) for (_, came), (_, (low, high), _) in _with(pairs, made)]
    if made[0][2] is None:
        return f"{np.mean(held):.3f}", "", ""
    told = np.mean([found.past.inside for _, _, found in made])
    sums = [found.doubt.low <= came.sum() <= found.doubt.high for (_, came), (_, _, found) in _with(pairs, made)]
    return f"{np.mean(held):.3f}", f"{told:.3f}", f"{np.mean(sums):.3f}"


def naive2(past):
    """The benchmark of the competition: the last value, seasonally adjusted where the season is significant."""
    if not _seasonal(past):
        return np.full(AHEAD, past[-1])
    weights = np.r_[0.5, np.ones(SEASON - 1), 0.5] / SEASON
    trend = np.convolve(past, weights, "valid")
    ratios = past[SEASON // 2 : SEASON // 2 + len(trend)] / trend
    hour = (np.arange(len(trend)) + SEASON // 2) % SEASON
    index = np.array([ratios[hour == each].mean() for each in range(SEASON)])
    index /= index.mean()
    count = len(past)
    return past[-1] / index[(count - 1) % SEASON] * index[np.arange(count, count + AHEAD) % SEASON]


def _seasonal(past):
    """Whether the autocorrelation at the season is significant at 90 %."""
    centred = past - past.mean()
    correlation = [(centred[lag:] * centred[:-lag]).sum() / (centred**2).sum() for lag in range(1, SEASON + 1)]
    limit = NORMAL_90 * np.sqrt((1 + 2 * np.sum(np.square(correlation[:-1]))) / len(past))
    return abs(correlation[-1]) > limit


def real(folder):
    """Rolling origins over real counts."""
    sources = {HOUR: list(tweets(folder / "nab_tweets")), DAY: list(daily(folder))}
    rows = []
    for title, step, lengths in COUNTS:
        for ahead in lengths:
            found = [judged for values in sources[step] for judged in rolled(values, ahead, step)]
            error, repeated, held, sums, told = np.mean(np.array(found), axis=0)
            rows.append((title, ahead, len(found), error / repeated, held, sums, told))
    columns = (
        "counts",
        "ahead",
        "forecasts",
        "error over as a week ago",
        "inside 95 %",
        "sums inside 95 %",
        "promised",
    )
    return Table(
        "Real counts",
        columns,
        tuple(rows),
        "Errors of each series are divided by its mean before they are put together.",
    )


def rolled(values, ahead, step):
    """Error, error of last week repeated, share inside, whether the sum is inside, and what the backtest promised."""
    a_day = DAY // step
    kept, first, stride = (60 * a_day, 35 * a_day, 2 * a_day) if step == HOUR else (365, 120, 17)
    for end in range(first, len(values) - ahead + 1, stride):
        past, came = values[max(0, end - kept) : end], values[end : end + ahead]
        found = forecast(past, ahead, step)
        if isinstance(found, Refusal):
            continue
        repeated = past[-WEEK * a_day :][np.arange(ahead) % (WEEK * a_day)]
        held = np.mean((came >= found.low) & (came <= found.high))
        sums = found.doubt.low <= came.sum() <= found.doubt.high
        mean = values.mean()
        yield (
            np.abs(came - found.expected).mean() / mean,
            np.abs(came - repeated).mean() / mean,
            held,
            sums,
            found.past.inside,
        )


def tweets(folder):
    """Counts by the hour, of twelve cells of five minutes each."""
    for file in sorted(folder.glob("*.csv")):
        cells = np.array([float(row["value"]) for row in csv.DictReader(file.read_text("utf-8").splitlines())])
        hours = len(cells) // 12
        yield cells[-12 * hours :].reshape(hours, 12).sum(axis=1)


def daily(folder):
    for name, back in (("wikipedia_daily_log_views.csv", np.exp), ("pedestrians_daily_covid.csv", np.asarray)):
        rows = csv.DictReader((folder / name).read_text("utf-8").splitlines())
        yield back(np.array([float(row["y"]) for row in rows]))
