"""Rounds: lists are read back to where they were left, none stops another, and what all have read is vouched for."""

from datetime import UTC, datetime, timedelta

import pytest

from civicbeat.records.errors import FormatChanged, SourceRefused, SourceUnreachable
from civicbeat.sources.contract import Page
from civicbeat.sources.rounds import Answer, back, in_turn, silent
from civicbeat.sources.web import AskedToWait

START = datetime(2026, 11, 1, tzinfo=UTC)
NOON = START + timedelta(hours=12)
HOUR = timedelta(hours=1)


class Listing:
    """Items a minute apart, newest first, three in an answer; what asks for the next is the last item's number."""

    def __init__(self, *minutes, host_keeps=10**9):
        self.minutes, self.host_keeps, self.asked = sorted(minutes, reverse=True), host_keeps, []

    def __call__(self, after, floor):
        self.asked.append(after)
        listed = self.minutes[: self.host_keeps]
        left = [one for one in listed if not after or one < int(after)]
        given = left[:3]
        dates = [START + timedelta(minutes=one) for one in given]
        raws = tuple({"id": one} for one, at in zip(given, dates, strict=True) if at >= floor)
        return Answer(Page(raws, {"kept": True}), dates, str(given[-1]) if len(left) > 3 else "")


def state(upto=START, **more):
    return {"since": START.isoformat(), "upto": upto.isoformat(), **more}


def ids(pages):
    return [raw["id"] for page in pages for raw in page.raws]


def test_a_list_is_read_back_to_what_is_known_and_no_further():
    listing = Listing(*range(0, 200, 10))
    pages = list(back(state(START + HOUR), NOON, listing, overlap=timedelta(minutes=20)))
    assert ids(pages) == list(range(190, 30, -10))
    assert len(listing.asked) == 7
    assert dict(pages[-1].cursor) == {"kept": True, **state(NOON)}


def test_a_reading_that_stops_goes_on_and_reaches_to_when_it_began():
    listing = Listing(*range(0, 90, 10))
    whole = list(back(state(), NOON, listing, overlap=timedelta()))
    for number, page in enumerate(whole[:-1], 1):
        rest = list(back(page.cursor, NOON + HOUR, listing, overlap=timedelta()))
        assert ids(rest) == ids(whole[number:])
        assert rest[-1].cursor["upto"] == NOON.isoformat()


def test_where_the_host_cuts_its_list_a_gap_is_left():
    listing = Listing(*range(0, 200, 10), host_keeps=9)
    cut = list(back(state(START + HOUR), NOON, listing, overlap=timedelta(), cut_after=9))
    assert cut[-1].cursor["since"] == (START + timedelta(minutes=110)).isoformat()
    short = list(back(state(START + HOUR), NOON, Listing(100, 110), overlap=timedelta(), cut_after=9))
    assert short[-1].cursor["since"] == START.isoformat()
    reached = list(back(state(START + 3 * HOUR), NOON, listing, overlap=timedelta(), cut_after=9))
    assert reached[-1].cursor["since"] == START.isoformat()


def test_a_list_that_moves_away_is_read_anew():
    def ask(after, _floor):
        return Answer(Page((), {}), [] if after else [NOON], "" if after else "1")

    pages = back(state(), NOON, ask, overlap=timedelta(), cut_after=9)
    assert next(pages).cursor["upto"] == START.isoformat()
    with pytest.raises(SourceUnreachable, match="moved"):
        next(pages)


def test_a_list_without_end_is_a_fault():
    with pytest.raises(FormatChanged, match="no end"):
        list(back(state(), NOON, lambda *_: Answer(Page((), {}), [NOON], "1"), overlap=timedelta()))


def reading(now, fails=(), error=None):
    def read(name, kept):
        if name in fails:
            raise error or SourceRefused(f"{name} is private.")
        yield Page(({"id": name},), {**kept, "upto": now.isoformat()})

    return read


def covers(pages):
    return [(page.covers.start, page.covers.end) for page in pages if page.covers]


def test_one_that_fails_stops_no_other_and_nothing_is_vouched_for_until_it_is_read():
    pages = []
    with pytest.raises(SourceRefused, match="a is private"):
        pages.extend(in_turn({"x": 1}, "abc", START, reading(NOON, "ab")))
    assert ids(pages) == ["c"]
    assert covers(pages) == []
    later = list(in_turn(pages[-1].cursor, "abc", NOON, reading(NOON + HOUR)))
    assert ids(later) == ["a", "b", "c"]
    assert covers(later) == [(START, NOON + HOUR)]
    assert later[-1].cursor["x"] == 1
    after = list(in_turn(later[-1].cursor, "abc", NOON, reading(NOON + 2 * HOUR)))
    assert covers(after) == [(NOON + HOUR, NOON + 2 * HOUR)]


def test_the_longest_unread_comes_first_and_a_host_that_wants_rest_gets_it():
    cursor = {"lists": {"a": state(NOON), "b": state(START)}}
    wait = AskedToWait("x", until=NOON)
    pages = in_turn(cursor, "ab", START, reading(NOON + HOUR, "a", wait))
    assert ids([next(pages)]) == ["b"]
    with pytest.raises(AskedToWait):
        next(pages)


def test_a_new_list_is_not_vouched_for_before_it_was_read():
    first = list(in_turn({}, "a", START, reading(NOON)))
    second = list(in_turn(first[-1].cursor, "ab", NOON - HOUR, reading(NOON + HOUR)))
    assert covers(first) == [(START, NOON)]
    assert covers(second) == [(NOON, NOON + HOUR)]
    third = list(in_turn(second[-1].cursor, "b", NOON, reading(NOON + HOUR)))
    assert covers(third) == []
    assert list(third[-1].cursor["lists"]) == ["b"]


def test_where_nothing_is_said_nothing_is_missed():
    assert silent({**state(START), "next": "1", "began": "x"}, NOON) == state(NOON)
