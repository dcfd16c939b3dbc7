"""``python -m training.measured``: measures every model on texts it was not fitted on, for ``measured.json``.

The held-out texts stand beside the tests; how the sentiment model errs was counted before
(``training.sentiment.errors``). What has not changed keeps the day on which it was measured.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from tests.enrich.mask_cases import KINDS, held_out, score

from bench import places, themes
from civicbeat.enrich.cards import SHIPPED
from civicbeat.enrich.language import Language
from civicbeat.enrich.mask import Mask
from civicbeat.enrich.places import Places
from civicbeat.enrich.sentiment import Sentiment
from civicbeat.enrich.sentiment.errors import SHIPPED as COUNTED
from civicbeat.enrich.themes import THEME_IDS, Themes, classify

CASES = Path(__file__).parent.parent / "tests" / "enrich" / "cases"
DECIMALS = 3


def main() -> None:
    """Measures and writes."""
    parser = argparse.ArgumentParser(prog="python -m training.measured", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    before = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    found = {name: _dated(name, each, before) for name, each in measured().items()}
    options.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measured() -> dict[str, dict[str, Any]]:
    """By model its version and, of each set, how many texts there are and the shares that were measured."""
    return {
        "mask": {"version": Mask.version, "sets": [_mask()]},
        "language": {"version": Language().version, "sets": [_language()]},
        "sentiment": {"version": Sentiment().version, "sets": list(_sentiment())},
        "themes": {"version": Themes().version, "sets": [_themes()]},
        "places": {"version": Places().version, "sets": [_places()]},
    }


def _dated(name: str, found: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    known = dict(before.get(name, {}))
    day = known.pop("measured_on", None)
    return found | {"measured_on": day if day and known == found else datetime.now(UTC).date().isoformat()}


def _mask() -> dict[str, Any]:
    cases = held_out()
    found = score(cases)
    wanted, masked = (sum(counts[kind] for kind in KINDS) for counts in (found.wanted, found.masked))
    covered, right = (sum(counts[kind] for kind in KINDS) for counts in (found.covered, found.right))
    return _set("mask_heldout", len(cases), precision=right / masked, recall=covered / wanted)


def _language() -> dict[str, Any]:
    rows = [line.split("\t") for line in (CASES / "language_heldout.tsv").read_text("utf-8").splitlines()]
    texts = pa.array([text for _, text in rows])
    batch = pa.RecordBatch.from_arrays([texts, pa.array([""] * len(rows))], names=["text", "declared_language"])
    found = Language()(batch.select(list(Language().reads)))[0].to_pylist()
    right = sum(answer == code for answer, (code, _) in zip(found, rows, strict=True))
    return _set("language_heldout", len(rows), right=right / len(rows))


def _sentiment() -> Iterable[dict[str, Any]]:
    counted = json.loads(COUNTED.read_text(encoding="utf-8"))
    for name, rows in counted["sets"].items():
        table = np.array(rows, dtype=float)
        clear = table[:, :3]
        share = float(np.trace(clear) / clear.sum())
        yield _set(name, int(table.sum()), right=share, unclear=float(table[:, 3].sum() / table.sum()))


def _themes() -> dict[str, Any]:
    gold, texts = zip(*themes.cases("themes_heldout"), strict=True)
    precision, recall, _ = themes.score(gold, classify(texts), THEME_IDS)
    return _set("themes_heldout", len(texts), precision=precision, recall=recall)


def _places() -> dict[str, Any]:
    rows = places.cases("places_heldout")
    precision, recall, _ = places.score(rows, places.ours(rows))
    return _set("places_heldout", len(rows), precision=precision, recall=recall)


def _set(name: str, texts: int, **figures: float) -> dict[str, Any]:
    return {"set": name, "texts": texts} | {each: round(value, DECIMALS) for each, value in figures.items()}


if __name__ == "__main__":
    main()
