"""What the public suite of feeds expects holds wherever it speaks of what is taken, but for a few known reasons."""

import tarfile
from collections import Counter

import pytest
from bench.expectations import Fate, judge

RSS = "<rss version='2.0'><channel><title>Báo</title><item><title>Tin</title>{}</item></channel></rss>"


def document(expected, inner=""):
    return f"<!--\nDescription: x\nExpect:      {expected}\n-->\n{RSS.format(inner)}".encode()


@pytest.mark.parametrize(
    ("expected", "inner", "fate"),
    [
        ("not bozo and entries[0]['title'] == 'Tin'", "", Fate.HOLDS),
        ("not bozo and entries[0]['title'] == 'Khác'", "", Fate.DIFFERS),
        ("feed['title'] == 'Báo' and entries[0].description == '<b>a</b>'", "<description>a</description>", Fate.HOLDS),
        ("entries[1]['title'] == 'Tin'", "", Fate.DIFFERS),
        ("len(entries) == 1", "", Fate.HOLDS),
        ("not bozo and feed['link'] == 'http://b.example'", "", Fate.APART),
        ("not bozo", "", Fate.APART),
        ("this is no expression", "", Fate.APART),
        ("entries[0]['author'] == 'a@b.example (An)'", "<author>a@b.example (An)</author>", Fate.ON_PURPOSE),
    ],
)
def test_an_expectation_is_judged_by_what_is_taken(expected, inner, fate):
    assert judge(document(expected, inner)).fate is fate


def test_the_public_suites_expectations(shared_data):
    with tarfile.open(shared_data / "feeds" / "feedparser-suite.tar.gz") as suite:
        judged = [judge(suite.extractfile(member).read()) for member in suite if member.name.endswith(".xml")]
    assert Counter(one.fate for one in judged) == {
        Fate.HOLDS: 1198,
        Fate.APART: 890,
        Fate.ON_PURPOSE: 7,
        Fate.REFUSED: 2,
        Fate.DIFFERS: 9,
    }
    assert Counter(one.why for one in judged if one.fate is Fate.DIFFERS) == {
        "broken markup is read as browsers read it (HTML 5)": 5,
        "the answer's Content-Language is not looked at": 3,
        "The address does not answer with a feed.": 1,
    }
