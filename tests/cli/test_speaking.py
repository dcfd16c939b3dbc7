"""Sentences at the command line are in the reader's language: as asked for, else as the terminal has it."""

import pytest
from tests.cli.test_findings import given, minh, person, roads, secret, topic  # noqa: F401  # fixtures
from tests.cli.test_trends import risen  # noqa: F401  # a fixture

from civicbeat.cli.speaking import Language, chosen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "vi.UTF-8", "LC_ALL": ""}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "virtual"}, "en"),
    ],
)
def test_the_terminal_decides_where_nothing_is_asked_for(environment, language):
    assert chosen(None, environment) == language
    assert chosen(Language.VIETNAMESE, environment) == "vi"
    assert chosen(Language.ENGLISH, environment) == "en"


@pytest.mark.usefixtures("risen")
def test_a_trend_is_told_in_vietnamese(typed):
    assert "số bài đăng nhiều gấp" in typed("trends", "theme:power", "--language", "vi").stdout
    assert "times as many posts" in typed("trends", "theme:power").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "--by", "source"),
        ("impact", "--decided", "2026-03-01"),
        ("emerging",),
    ],
    ids=lambda words: words[0],
)
def test_the_other_findings_are_told_in_both(typed, words):
    vietnamese, english = (typed(*words, "--language", language).stdout for language in ("vi", "en"))
    assert vietnamese != english
    assert any(sign in vietnamese for sign in "ữạấđốệ")
    assert not any(sign in english for sign in "ữạấđốệ")


def test_so_is_one_that_was_kept(typed, given, minh):  # noqa: F811
    shown = typed("--as", "minh", "findings", "show", given.kept.key, "--language", "vi").stdout
    assert "Có 40 bài đăng." in shown
    assert "Một" in shown


def test_another_language_is_refused(typed):
    assert "'vi', 'en'" in typed("emerging", "--language", "fr", good=False).stderr
