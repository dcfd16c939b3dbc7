"""What Proposition 99 did to cigarette sales, beside what was published; how often nothing is taken for an effect."""

from __future__ import annotations

import csv
import time

import numpy as np
from scipy.special import stdtr

from bench.table import Table
from civicbeat.analysis.echoes import estimate
from civicbeat.analysis.impact import impact
from civicbeat.analysis.interrupted import interrupted

PUBLISHED = {"did": (-27.3, 17.7), "sc": (-19.6, 9.9), "sdid": (-15.6, 8.4)}
DECIDED = 1989
ECHOES = (0.0, 0.3, 0.6, 0.8, 0.95)
WORLDS, TIMES, AT, PLANTED = 300, 60, 40, 3.0


def run(options):
    file = options.data / "impact" / "california_prop99.csv" if options.data else None
    if file is None or not file.exists():
        return [Table("Policy impact", ("skipped",), (("no folder of public data sets was given",),))]
    outcome, treated, years = read(file)
    decided = years.index(DECIDED)
    rows = []
    for kind, (effect, error) in PUBLISHED.items():
        begun = time.perf_counter()
        found = impact(outcome, treated, decided, kind)
        took = time.perf_counter() - begun
        ours = (found.doubt.high - found.doubt.low) / 2 / 1.96
        rows.append(
            (kind, f"{found.estimate:.2f}", str(effect), f"{ours:.1f}", str(error), f"{found.chance:.3f}", took)
        )
    series = outcome[treated].mean(axis=0)
    naive = series[decided:].mean() - series[:decided].mean()
    rows.append(("after less before, no controls", f"{naive:.2f}", "", "", "", "", ""))
    alone = interrupted(series, decided)
    error = f"{(alone.doubt.high - alone.doubt.low) / 2 / 1.96:.1f}"
    rows.append(("interrupted, no controls", f"{alone.estimate:.2f}", "", error, "", "", ""))
    columns = ("method", "effect", "published", "standard error", "published", "placebos as large", "seconds")
    proof = Table("Packs a head after Proposition 99", columns, tuple(rows), "38 controls, 200 placebos.")
    return [proof, without_controls()]


def without_controls():
    """How often an effect is shown where there is none, and where there is, by how much a series wanders."""
    rows = []
    for echo in ECHOES:
        none = np.array([shown(wandering(echo, seed)) for seed in range(WORLDS)])
        some = np.array([shown(wandering(echo, seed) + PLANTED * (np.arange(TIMES) >= AT)) for seed in range(WORLDS)])
        rows.append((echo, *none.mean(axis=0).tolist(), float(some[:, 0].mean())))
    columns = ("echo", "interrupted", "least squares, HAC", "after less before", "interrupted, effect of 3")
    note = f"{WORLDS} series of {TIMES} times, decided at {AT}; share in which an effect is shown; .05 is promised."
    return Table("Effects shown where there is none", columns, tuple(rows), note)


def wandering(echo, seed):
    steps = np.random.default_rng(seed).normal(size=TIMES + 100)
    for time_ in range(1, len(steps)):
        steps[time_] += echo * steps[time_ - 1]
    return steps[100:]


def shown(series):
    ours = estimate(series, AT, 1)
    before, after = series[:AT], series[AT:]
    error = np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
    naive = 2 * stdtr(TIMES - 2, -abs(after.mean() - before.mean()) / error)
    return not ours.low <= 0 <= ours.high, hac(series) < 0.05, naive < 0.05


def hac(series):
    """The p-value of a segmented regression with Newey and West's (1987) errors."""
    times = np.arange(TIMES) - AT
    after = times >= 0
    slope = np.where(after, times - times[after].mean(), 0.0)
    design = np.stack([np.ones(TIMES), times, after, slope], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ series
    scores = design * (series - design @ found)[:, None]
    middle = scores.T @ scores
    lags = int(np.ceil(4 * (TIMES / 100) ** (2 / 9)))
    for lag in range(1, lags + 1):
        part = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (part + part.T)
    variance = (inverse @ middle @ inverse)[2, 2] * TIMES / (TIMES - 4)
    return 2 * stdtr(TIMES - 4, -abs(found[2]) / np.sqrt(variance))


def read(file):
    text = file.read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    states, years = sorted({row["State"] for row in rows}), sorted({int(row["Year"]) for row in rows})
    packs = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    outcome = np.array([[packs[state, year] for year in years] for state in states])
    return outcome, np.array([state == "California" for state in states]), years
