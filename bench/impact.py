"""What Proposition 99 did to cigarette sales, by each method, beside what was published."""

from __future__ import annotations

import csv
import time

import numpy as np

from bench.table import Table
from civicbeat.analysis.impact import impact

PUBLISHED = {"did": (-27.3, 17.7), "sc": (-19.6, 9.9), "sdid": (-15.6, 8.4)}
DECIDED = 1989


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
    columns = ("method", "effect", "published", "standard error", "published", "placebos as large", "seconds")
    return [Table("Packs a head after Proposition 99", columns, tuple(rows), "38 controls, 200 placebos.")]


def read(file):
    text = file.read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    states, years = sorted({row["State"] for row in rows}), sorted({int(row["Year"]) for row in rows})
    packs = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    outcome = np.array([[packs[state, year] for year in years] for state in states])
    return outcome, np.array([state == "California" for state in states]), years
