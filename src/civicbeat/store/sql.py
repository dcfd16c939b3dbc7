"""SQL: a question as one statement.

Inside, groups are counted by calendar month, because people can be told apart only within one; outside, the months are
put together.
"""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.store.question import Group, Metric, Question

TIME = (Group.HOUR, Group.DAY, Group.WEEK, Group.MONTH)
SEVERAL = (Group.THEME, Group.PLACE)
"""Groups of which a post can be in several, so that they do not add up."""

MOST_GROUPS = 100_000

_CELLS = {
    Group.HOUR: "toStartOfHour(published_at, '{zone}')",
    Group.DAY: "toStartOfDay(published_at, '{zone}')",
    Group.WEEK: "toDateTime(toStartOfWeek(published_at, 1, '{zone}'), '{zone}')",
    Group.MONTH: "toDateTime(toStartOfMonth(published_at, '{zone}'), '{zone}')",
}
_NAMES = {Group.THEME: "arrayJoin(themes)", Group.PLACE: "arrayJoin(places)", Group.STORY: "toString(story)"}
_REACTIONS = "toInt64(ifNull(likes, 0)) + ifNull(replies, 0) + ifNull(shares, 0)"


def statement(question: Question, table: str, conditions: Sequence[str]) -> str:
    """The statement that counts ``question`` over the rows of ``table`` that meet one of ``conditions``.

    No row may meet two, and the rows of a month must all meet the same one.

    Gives columns ``g0``, ``g1`` (cells of time as seconds since 1970), ``posts``, ``people``, ``fingerprint`` and those
    of the metrics.
    """
    groups = [f"{_group(group, question.period.zone)} AS g{n}" for n, group in enumerate(question.by)]
    names = [f"g{n}" for n in range(len(question.by))]
    inner = [*groups, "_partition_id AS month", "count() AS n", "sum(id) AS f", f"{_people(question)} AS p"]
    outer = [*names, "sum(n) AS posts", "max(p) AS people", "sum(f) AS fingerprint"]
    if Metric.STORIES in question.metrics:
        inner.append("uniqStateIf(story, story != 0) AS s, countIf(story = 0) AS s0")
        outer.append("uniqMerge(s) + sum(s0) AS stories")
    if Metric.REACTIONS in question.metrics:
        inner.append(f"sum({_REACTIONS}) AS r, max({_REACTIONS}) AS t")
        outer.append("sum(r) AS reactions, max(t) AS top")
    by_month = ", ".join([*names, "month"])
    inside = " UNION ALL ".join(
        f"SELECT {', '.join(inner)} FROM {table} WHERE {condition} GROUP BY {by_month}" for condition in conditions
    )
    grouped = (
        f" GROUP BY {', '.join(names)} ORDER BY posts DESC, {', '.join(names)} LIMIT {_most(question)}" if names else ""
    )
    return f"SELECT {', '.join(outer)} FROM ({inside}){grouped}"


def _group(group: Group, zone: str) -> str:
    if group in TIME:
        return f"toUnixTimestamp({_CELLS[group].format(zone=zone)})"
    return _NAMES.get(group, str(group.value))


def _people(question: Question) -> str:
    """People of the month: exactly where they are asked for, else only as far as k."""
    if Metric.PEOPLE in question.metrics or question.scope.k > 100:
        return "uniqExactIf(person, person != 0)"
    return f"toUInt64(uniqUpToIf({int(question.scope.k)})(person, person != 0))"


def _most(question: Question) -> int:
    """Stories are too many to be all counted out: the largest will do, as they do not add up to anything asked for."""
    return question.limit if question.by == (Group.STORY,) else MOST_GROUPS
