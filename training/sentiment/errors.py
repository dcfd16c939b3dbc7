"""``python -m training.sentiment.errors --data FOLDER``: counts how the packaged weights err, for ``errors.json``.

Read are posts on which the weights were not trained, of sets under Apache-2.0: the XLM-T validation tweets of each
language, the held-back NTC-SCV reviews and a month of the sample city. Only counts are written. Hindi, where the model
is at chance, is among them: talk that it does not understand exists, and the doubt must know.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from civicbeat.enrich.sentiment import Sentiment
from civicbeat.enrich.sentiment.errors import SHIPPED
from civicbeat.records.post import SENTIMENTS
from civicbeat.sources.samplecity.source import city
from training.sentiment.corpus import LABELS, Corpus, reviews, tweets


def main() -> None:
    """Reads the command line, counts and writes."""
    parser = argparse.ArgumentParser(prog="python -m training.sentiment.errors", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    found = {
        "version": Sentiment().version,
        "licence": "Apache-2.0",
        "labels": LABELS,
        "cells": SENTIMENTS,
        "sets": {name: counted(each) for name, each in sets(options.data).items()},
    }
    options.out.write_text(json.dumps(found, indent=1).replace("\n    ", " ").replace("\n   ]", "]") + "\n")


def sets(data: Path) -> dict[str, Corpus]:
    """The sets by name."""
    validation = tweets(data, "val")
    languages = [str(name) for name in np.unique(validation.languages)]
    found = {f"XLM-T {name}": validation.where(validation.languages == name) for name in languages}
    found |= {
        f"sample city {name}": sample_city(code, name) for code, name in (("en", "english"), ("vi", "vietnamese"))
    }
    return found | {"NTC-SCV vietnamese": reviews(data, held_back=True)}


def sample_city(code: str, name: str) -> Corpus:
    """What the sample city says in one language, with the sentiment each post was written for."""
    sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC), posts=3_000, days=30)
    raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
    said = [raw for raw in raws if raw["truth"]["language"] == code]
    classes = np.array([LABELS.index(raw["truth"]["sentiment"]) for raw in said])
    marks = (np.full(len(said), "sample"), np.full(len(said), name), np.ones(len(said)))
    return Corpus([str(raw["text"]) for raw in said], classes, *marks)


def counted(corpus: Corpus) -> list[list[int]]:
    """How many posts of each label (rows) the weights call what (columns)."""
    columns = {
        "text": pa.array(corpus.texts, pa.string()),
        "language": pa.array(["und"] * len(corpus.texts), pa.string()),
    }
    called = Sentiment()(pa.RecordBatch.from_pydict(columns))[0].to_pylist()
    table = np.zeros((len(LABELS), len(SENTIMENTS)), dtype=int)
    np.add.at(table, (corpus.classes, [SENTIMENTS.index(name) for name in called]), 1)
    return table.tolist()


if __name__ == "__main__":
    main()
