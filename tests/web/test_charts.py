"""Charts: hidden is not zero, a gap is a gap, and every specification is one that Vega-Lite accepts."""

from datetime import UTC, datetime, timedelta

import altair as alt
import pytest

from civicbeat.enrich.themes.taxonomy import themes
from civicbeat.records.period import Grain
from civicbeat.web.charts.compare import compare
from civicbeat.web.charts.feeling import Row, feeling
from civicbeat.web.charts.spread import spread
from civicbeat.web.charts.trend import Ahead, trend
from civicbeat.web.charts.volume import brush, volume
from civicbeat.web.charts.waterfall import End, Step, waterfall
from civicbeat.web.figures import Cell, Hole

START = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = ("posts", "share", "sentiment", "hidden", "gap", "coverage", "from", "to", "now", "before", "which", "interval")
KEYS += ("expected", "rise", "why", "so_far")
WORDS = {key: key.upper() for key in KEYS}
NAMES = {name: name for name in ("negative", "neutral", "positive")}
HOLE = Hole(START, START + timedelta(hours=2), ("test.forum",), "SourceUnreachable")
SHARES = [
    Row(START, START + timedelta(hours=1), ((0.5, 0.4, 0.6), (0.3, 0.2, 0.4), (0.2, 0.1, 0.3))),
    Row(START + timedelta(hours=1), START + timedelta(hours=2), ()),
]


def cells(*counts):
    return [Cell(START + timedelta(hours=n), START + timedelta(hours=n + 1), count) for n, count in enumerate(counts)]


def drawn(spec):
    """Rows of every layer that draws something."""
    return [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"]]


@pytest.mark.parametrize(
    "spec",
    [
        volume(cells(3, None, 0), [HOLE], Grain.HOUR, WORDS),
        brush(cells(3, 4), [], Grain.HOUR, WORDS),
        feeling(SHARES, Grain.HOUR, NAMES, WORDS),
        compare(cells(1, 2), cells(3, None), Grain.HOUR, WORDS),
        spread({"a": cells(1, None), "b": cells(0, 3)}, Grain.HOUR, WORDS),
    ],
)
def test_vega_lite_accepts_it(spec):
    colourless = alt.LayerChart.from_dict({**spec, "height": 100}, validate=False).to_dict(validate=False)
    assert colourless["layer"]
    assert spec["width"] == "container"


def test_a_hidden_cell_is_not_a_zero():
    _, bars, rings = drawn(volume(cells(3, None, 0), [], Grain.HOUR, WORDS))
    assert [row["posts"] for row in bars] == [3, 0]
    assert [row["what"] for row in rings] == ["HIDDEN"]


def test_a_cell_that_is_not_whole_is_pale():
    last = Cell(START + timedelta(hours=1), START + timedelta(hours=2), 2, whole=False)
    spec = volume([*cells(3), last], [], Grain.HOUR, WORDS)
    _, bars = drawn(spec)
    assert [row["whole"] for row in bars] == [True, False]
    assert spec["layer"][1]["encoding"]["fillOpacity"]["condition"]["test"] == "datum.whole"


def test_where_nothing_was_said_the_ground_line_is_zero():
    nothing = volume(cells(0, None), [], Grain.HOUR, WORDS)["layer"][1]["encoding"]["y"]["scale"]
    something = volume(cells(0, 3), [], Grain.HOUR, WORDS)["layer"][1]["encoding"]["y"]["scale"]
    assert nothing == {"zero": True, "nice": True, "domainMax": 10}
    assert "domainMax" not in something


def test_a_long_name_is_broken_and_not_cut():
    spec = spread({"Rác thải, vệ sinh môi trường": cells(1, 2)}, Grain.HOUR, WORDS)
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["Rác thải, vệ sinh\nmôi trường"]


def test_no_theme_needs_a_third_line():
    names = [name for theme in themes() for name in (theme.name_vi, theme.name_en)]
    sort = spread({name: cells(1) for name in names}, Grain.HOUR, WORDS)["layer"][0]["encoding"]["y"]["sort"]
    assert max(name.count("\n") for name in sort) == 1


def test_a_gap_has_a_band_of_its_own():
    _, bands, _ = drawn(volume(cells(3, 4), [HOLE], Grain.HOUR, WORDS))
    assert bands[0]["what"] == "GAP: test.forum"
    assert len(drawn(volume(cells(3, 4), [], Grain.HOUR, WORDS))) == 2


def test_shares_are_drawn_in_the_band_of_their_interval_and_where_none_are_known_nothing_is():
    _, bands, steps = drawn(feeling(SHARES, Grain.HOUR, NAMES, WORDS))
    assert bands == steps
    assert [(row["name"], row["share"], row["low"], row["at"], row["high"]) for row in bands] == [
        ("negative", 0.5, 2.9, 3.0, 3.1),
        ("neutral", 0.3, 1.45, 1.55, 1.65),
        ("positive", 0.2, 0.1, 0.2, 0.3),
    ]
    assert bands[0]["interval"] == "40 – 60 %"


def test_the_other_period_is_laid_under_this_one():
    later = [Cell(c.start + timedelta(days=7), c.end + timedelta(days=7), c.count) for c in cells(7, 8)]
    _, lines = drawn(compare(cells(1, 2), later, Grain.HOUR, WORDS))
    assert {row["at"] for row in lines} == {"2026-03-01T00:00", "2026-03-01T01:00"}
    assert lines[2]["real"] == "2026-03-08T00:00"


@pytest.mark.parametrize(("count", "marks"), [(1, ("rect", "rule")), (3, ("area", "line"))])
def test_one_cell_ahead_is_seen_as_well_as_many(count, marks):
    ahead = [Ahead(cell.start, cell.end, 38, 0, 668) for cell in cells(3, 4, *range(count))[2:]]
    spec = trend(cells(3, 4), ahead, [], [], None, Grain.HOUR, WORDS)
    alt.LayerChart.from_dict({**spec, "height": 100}, validate=False).to_dict(validate=False)
    band, line = (
        layer for layer in spec["layer"] if layer["encoding"].get("y", {}).get("field") in ("low", "expected")
    )
    assert (band["mark"]["type"], line["mark"]["type"]) == marks
    [row] = spec["datasets"][band["data"]["name"]][:1]
    assert (row["low"], row["expected"], row["high"]) == (0, 38, 668)


def test_what_was_said_so_far_is_a_point_where_its_counting_ended():
    [*_, first] = cells(3, 4, 0)
    ahead = [Ahead(first.start, first.end, 38, 15, 61)]
    so_far = Cell(first.start, first.start + timedelta(minutes=20), 409, whole=False)
    spec = trend(cells(3, 4), ahead, [], [], so_far, Grain.HOUR, WORDS)
    alt.LayerChart.from_dict({**spec, "height": 100}, validate=False).to_dict(validate=False)
    assert spec["datasets"][spec["layer"][-1]["data"]["name"]] == [{"at": "2026-03-01T02:20", "posts": 409}]


def test_steps_of_a_waterfall_begin_where_the_last_one_ended():
    steps = [Step("a", 40, 20, 60, "+40", "+20 to +60", sure=True), Step("a", -10, -30, 10, "−10", "", sure=False)]
    spec = waterfall(
        End("before", 100, "100"), steps, End("now", 130, "130"), {**WORDS, "change": "C", "interval": "I"}
    )
    alt.LayerChart.from_dict({**spec, "height": 100}, validate=False).to_dict(validate=False)
    bars, _, _, totals, _ = drawn(spec)
    assert [(row["from"], row["to"], row["least"], row["most"]) for row in bars] == [
        (100, 140, 120, 160),
        (140, 130, 110, 150),
    ]
    assert [row["more"] for row in bars] == [True, False]
    assert [row["at"] for row in totals] == [100, 130]
    assert len({row["name"] for row in (*bars, *totals)}) == 4
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 100
    assert high > 160
