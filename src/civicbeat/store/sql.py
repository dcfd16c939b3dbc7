"""SQL: a question as one statement.

Inside, rows are counted by calendar month where people are, because they can be told apart only within one; a post's
themes and places are counted as the sets they come in and taken apart after; outside, the months are put together.
"""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.store.pieces import QUARTER, Piece
from civicbeat.store.protect import DOUBT
from civicbeat.store.question import Group, Metric, Question

TIME = (Group.HOUR, Group.DAY, Group.WEEK, Group.MONTH)
SEVERAL = (Group.THEME, Group.PLACE)
"""Groups of which a post can be in several, so that they do not add up."""

MOST_GROUPS = 100_000
MOST_STORIES = 1_000
"""As many as a face may ask for."""
MOST_COUNTED = 100
"""As far as the engine counts people without keeping them all."""

_AT = f"toDateTime(quarter * {QUARTER}, '{{zone}}')"
_CELLS = {
    Group.HOUR: f"toStartOfHour({_AT})",
    Group.DAY: f"toStartOfDay({_AT})",
    Group.WEEK: f"toDateTime(toStartOfWeek({_AT}, 1), '{{zone}}')",
    Group.MONTH: f"toDateTime(toStartOfMonth({_AT}), '{{zone}}')",
}
_NAMES = {Group.THEME: "theme_set", Group.PLACE: "place_set", Group.STORY: "story"}
_REACTIONS = "toInt64(ifNull(likes, 0)) + ifNull(replies, 0) + ifNull(shares, 0)"


def statement(question: Question, pieces: Sequence[Piece], *, figures: bool, crowd: bool) -> str:
    """The statement that counts ``question`` over ``pieces``.

    Args:
        question: what is asked.
        pieces: the rows; those of a month are all in one piece.
        figures: whether the metrics are wanted, and the fingerprint: the sum of the ids.
        crowd: whether people are wanted: the most of a month, counted as far as needed.

    Gives columns ``g0``, ``g1`` (cells of time as seconds since 1970), ``posts`` and what is wanted.
    """
    names = [f"g{n}" for n in range(len(question.by))]
    sets = [f"r{n}" for n in range(len(question.by))]
    keys = [f"{_group(group, question.period.zone)} AS r{n}" for n, group in enumerate(question.by)]
    apart = [_apart(group, n) for n, group in enumerate(question.by)]
    some = " AND ".join(f"r{n} != ''" for n, group in enumerate(question.by) if group in SEVERAL) or "1"
    month, of = (["month"], ["toUInt32(_partition_id) AS month"]) if crowd else ([], [])
    inner, middle, outer = _columns(question, figures=figures, crowd=crowd)
    counted = " UNION ALL ".join(
        f"SELECT {', '.join([*keys, *of, *inner])} FROM {piece.table} WHERE {piece.condition}{_by([*sets, *month])}"
        for piece in pieces
    )
    counted = f"SELECT {', '.join([*apart, *month, *middle])} FROM ({counted}) WHERE {some}"
    if crowd:
        counted += _by([*names, *month])
    grouped = f"{_by(names)} ORDER BY posts DESC, {', '.join(names)} LIMIT {_most(question)}" if names else ""
    return f"SELECT {', '.join([*names, *outer])} FROM ({counted}){grouped}"


def _columns(question: Question, *, figures: bool, crowd: bool) -> tuple[list[str], list[str], list[str]]:
    """What is counted: of the rows, of the groups of a month (with a crowd), of the groups."""
    inner, middle, outer = ["count() AS n0"], [_sum("n", crowd)], ["sum(n) AS posts"]
    if crowd:
        state, merged = _people(question)
        inner.append(f"{state}(person, person != 0) AS p0")
        middle.append(f"toUInt64({merged}(p0)) AS p")
        outer.append("max(p) AS people")
    if figures:
        inner.append("sum(id) AS f0")
        middle.append(_sum("f", crowd))
        outer.append("sum(f) AS fingerprint")
    if figures and Metric.STORIES in question.metrics:
        inner += ["uniqStateIf(story, story != 0) AS s0", "countIf(story = 0) AS o0"]
        middle += ["uniqMergeState(s0) AS s" if crowd else "s0 AS s", _sum("o", crowd)]
        outer.append("uniqMerge(s) + sum(o) AS stories")
    if figures and Metric.REACTIONS in question.metrics:
        inner += [f"sum({_REACTIONS}) AS w0", f"max({_REACTIONS}) AS t0"]
        middle += [_sum("w", crowd), "max(t0) AS t" if crowd else "t0 AS t"]
        outer += ["sum(w) AS reactions", "max(t) AS top"]
    return inner, middle, outer


def _sum(name: str, grouped: bool) -> str:  # noqa: FBT001  # says which of two spellings
    return f"sum({name}0) AS {name}" if grouped else f"{name}0 AS {name}"


def _by(names: Sequence[str]) -> str:
    return f" GROUP BY {', '.join(names)}" if names else ""


def _group(group: Group, zone: str) -> str:
    if group in TIME:
        return f"toUnixTimestamp({_CELLS[group].format(zone=zone)})"
    return _NAMES.get(group, str(group.value))


def _apart(group: Group, place: int) -> str:
    if group in SEVERAL:
        return f"arrayJoin(splitByChar('\\n', toString(r{place}))) AS g{place}"
    return f"toString(r{place}) AS g{place}" if group is Group.STORY else f"r{place} AS g{place}"


def _people(question: Question) -> tuple[str, str]:
    """How people are counted, exactly where they are asked for, else only as far as any group must have."""
    far = int(question.scope.k) + DOUBT
    if Metric.PEOPLE in question.metrics or far > MOST_COUNTED:
        return "uniqExactStateIf", "uniqExactMerge"
    return f"uniqUpToStateIf({far})", f"uniqUpToMerge({far})"


def _most(question: Question) -> int:
    """Stories are too many to be all counted out: the largest will do, as they do not add up to anything asked for.

    They are the same whatever the limit: else each step of it would tell whether the next one is of few people.
    """
    return max(question.limit, MOST_STORIES) if question.by == (Group.STORY,) else MOST_GROUPS
