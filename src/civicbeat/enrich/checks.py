"""What every enricher must keep to, checked on any of them: ``check(enricher)`` raises on the first breach.

A batch of hostile texts goes through it whole, one by one, in another order, in halves, twice, and in a fresh process.
"""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from civicbeat.enrich.contract import Enricher
from civicbeat.records.errors import EnrichError
from civicbeat.records.post import ENRICHED, MOMENT, RAW

HOSTILE_TEXTS = (
    "",
    " ",
    "\n\t\r\n",
    "a",
    "\0",
    "trước\0sau",
    "Ngập nước ở Thủ Đức, xe chết máy cả đoạn đường",
    "ngap nuoc o thu duc, xe chet may ca doan duong",
    "Traffic is terrible in District 1 today, nobody moves",
    "𝗡𝗴𝗮̣̂𝗽 nước ０９０１２３４５６７",
    "👨‍👩‍👧‍👦🇻🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿☎️ 0901 234 567",
    "مرحبا بكم في المدينة \u202eevil\u202c שלום",
    "东京都今天下雨了，地铁停运。สวัสดีชาวกรุงเทพ",
    '<script>alert(1)</script> \' OR 1=1 -- =HYPERLINK("x")',
    "{{7*7}} ${jndi} %s %n \\x00 \ufffd \ufeff",
    "e\u0301" * 300,
    "a" * 5_000,
    "0" * 5_000,
    "@" * 5_000,
    "1 2-3.4/5 " * 1_000,
    "x@x." * 2_000,
    "🤣" * 2_000,
    "không chín " * 1_000,
    "một bài rất dài " * 70_000,
)
"""Texts that break naive code; the last has more than a million characters."""


def check(enricher: Enricher) -> None:
    """Runs every check on one enricher.

    Raises:
        EnrichError: the enricher breaks the contract; the message says where.
    """
    batch = hostile(enricher.reads)
    _check_papers(enricher)
    whole = _given(enricher, batch)
    _check_fields(enricher, batch, whole)
    for check_one in (_check_empty, _check_repeatable, _check_single, _check_order, _check_halves, _check_process):
        check_one(enricher, batch, whole)


Columns = tuple[pa.Array, ...]


@cache
def hostile(reads: tuple[str, ...]) -> pa.RecordBatch:
    """The columns ``reads`` over ``HOSTILE_TEXTS``; the others vary, and are null where they may be."""
    fields = {field.name: field for field in (*RAW, *ENRICHED)}
    rows = range(len(HOSTILE_TEXTS))
    return pa.RecordBatch.from_arrays(
        [pa.array([_value(fields[name], row) for row in rows], fields[name].type) for name in reads], names=list(reads)
    )


def _value(field: pa.Field, row: int) -> object:
    if field.name == "text":
        return HOSTILE_TEXTS[row]
    if field.nullable and row % 3 == 0:
        return None
    return _SAMPLES.get(field.name, _plain_sample(field))(row)


def _plain_sample(field: pa.Field) -> Callable[[int], object]:
    if pa.types.is_list(field.type):
        return lambda _row: []
    if pa.types.is_boolean(field.type):
        return lambda row: row % 2 == 0
    if field.type == MOMENT:
        return lambda row: datetime(2025, 6, 28, tzinfo=UTC) + timedelta(hours=7 * row)
    return lambda row: str(row) if field.type == pa.string() else row


_SAMPLES: dict[str, Callable[[int], object]] = {
    "author_name": lambda row: ("", "Người Thử Nghiệm", "thu.nghiem", "\0")[row % 4],
    "institution": lambda row: ("", "", "Báo Thử Nghiệm")[row % 3],
    "url": lambda row: ("", "https://news.example/a-1?x=1#y", "https://www.facebook.com/ai.do", "http://[bad", "\0")[
        row % 5
    ],
    "language": lambda row: ("vi", "en", "und", "zh")[row % 4],
    "declared_language": lambda row: ("", "vi", "en-GB", "not a tag")[row % 4],
    "latitude": lambda row: (10.776889, 95.0, float("nan"), -0.004)[row % 4],
    "longitude": lambda row: (106.700806, -181.0, float("inf"), 0.0)[row % 4],
}


def _given(enricher: Enricher, batch: pa.RecordBatch) -> Columns:
    try:
        return enricher(batch)
    except Exception as error:
        raise _breach(enricher, f"raised {type(error).__name__} on a batch of {batch.num_rows} rows") from error


def _breach(enricher: Enricher, what: str) -> EnrichError:
    return EnrichError(f"Enricher {enricher.name} {what}.", do="See the contract in enrich/contract.py.")


def _check_papers(enricher: Enricher) -> None:
    if not isinstance(enricher, Enricher):
        raise EnrichError(f"{type(enricher).__name__} lacks a part of the contract.", do="See enrich/contract.py.")
    papers = {
        "a name in lower-case ASCII": re.fullmatch(r"[a-z][a-z0-9_]*", enricher.name),
        "a version YYYY.N": re.fullmatch(r"20\d\d\.\d+", enricher.version),
        "an SPDX licence": re.fullmatch(r"[A-Za-z0-9.+\-() ]+", enricher.licence),
        "columns it reads": enricher.reads,
        "fields it gives": enricher.gives,
    }
    for paper, found in papers.items():
        if not found:
            raise _breach(enricher, f"does not declare {paper}")


def _check_fields(enricher: Enricher, batch: pa.RecordBatch, given: Columns) -> None:
    if len(given) != len(enricher.gives):
        raise _breach(enricher, f"gave {len(given)} arrays for {len(enricher.gives)} fields")
    for field, array in zip(enricher.gives, given, strict=True):
        if array.type != field.type:
            raise _breach(enricher, f"gave {array.type} for {field.name}, not {field.type}")
        if len(array) != batch.num_rows:
            raise _breach(enricher, f"gave {len(array)} rows of {field.name} for {batch.num_rows}")
        if array.null_count and not field.nullable:
            raise _breach(enricher, f"gave nulls in {field.name}")
        array.validate(full=True)


def _check_empty(enricher: Enricher, batch: pa.RecordBatch, _whole: Columns) -> None:
    nothing = batch.slice(0, 0)
    _check_fields(enricher, nothing, _given(enricher, nothing))


def _check_repeatable(enricher: Enricher, batch: pa.RecordBatch, whole: Columns) -> None:
    _check_same(enricher, _given(enricher, batch), whole, "gives something else the second time")


def _check_single(enricher: Enricher, batch: pa.RecordBatch, whole: Columns) -> None:
    for row in range(batch.num_rows):
        alone = _given(enricher, batch.slice(row, 1))
        _check_same(enricher, alone, tuple(x.slice(row, 1) for x in whole), f"gives something else for row {row} alone")


def _check_order(enricher: Enricher, batch: pa.RecordBatch, whole: Columns) -> None:
    order = pa.array(np.random.default_rng(0).permutation(batch.num_rows))
    moved = _given(enricher, batch.take(order))
    _check_same(enricher, moved, tuple(x.take(order) for x in whole), "depends on the order of rows")


def _check_halves(enricher: Enricher, batch: pa.RecordBatch, whole: Columns) -> None:
    middle = batch.num_rows // 2
    halves = zip(_given(enricher, batch.slice(0, middle)), _given(enricher, batch.slice(middle)), strict=True)
    joined = tuple(pa.concat_arrays([_bare(first), _bare(second)]) for first, second in halves)
    _check_same(enricher, joined, whole, "gives something else for two halves than for the whole")


def _check_process(enricher: Enricher, batch: pa.RecordBatch, whole: Columns) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.apply(_given, (enricher, batch))
    _check_same(enricher, there, whole, "gives something else in another process")


def _check_same(enricher: Enricher, given: Columns, expected: Columns, fault: str) -> None:
    """Equal to the last bit, but for floats, which may differ by rounding with the shape of the batch."""
    for one, other in zip(given, expected, strict=True):
        if not _same(_bare(one), _bare(other)):
            raise _breach(enricher, fault)


def _same(one: pa.Array, other: pa.Array) -> bool:
    if not pa.types.is_floating(one.type):
        return bool(one.equals(other))
    if not one.is_null().equals(other.is_null()):
        return False
    left, right = (x.to_numpy(zero_copy_only=False) for x in (one, other))
    return bool(np.allclose(left, right, rtol=0, atol=1e-6, equal_nan=True))


def _bare(array: pa.Array) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
