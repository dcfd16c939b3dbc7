"""What other rooms say in English is told in the reader's language."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import civicbeat
from civicbeat.records.errors import BadQuery
from civicbeat.web.explaining import sentence, told, where

ROOMS = Path(civicbeat.__file__).parent
WHERE_UPLOADS_AND_FEEDS_FAIL = [
    *sorted((ROOMS / "sources" / "files").glob("*.py")),
    *sorted((ROOMS / "sources" / "feeds").glob("*.py")),
    *sorted((ROOMS / "sources" / "mastodon").glob("*.py")),
    *sorted((ROOMS / "sources" / "sites").glob("*.py")),
    ROOMS / "sources" / "exports.py",
    ROOMS / "sources" / "web.py",
    ROOMS / "sources" / "cursors.py",
    ROOMS / "listen" / "follow.py",
]
ERRORS = ("UnreadableFile", "BadMapping", "SourceRefused", "SourceUnreachable", "FormatChanged", "AskedToWait")
OF_THE_COMMAND_LINE = (
    "docs/how-to",
    "mapping has",
    "is not a mapping file",
    "Known are",
    "Say at least",
    "time zone",
    "Asia/",
)
OF_PATHS = ("There is no file", "Check the name", "cannot be opened", "Check who may")


def said(node):
    """The sentence of a node of the source, with a word in place of what is only known later."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "a picture" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def sentences():
    for path in WHERE_UPLOADS_AND_FEEDS_FAIL:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                for part in (*node.args, *(word.value for word in node.keywords if word.arg == "do")):
                    if (text := said(part)) and not any(no in text for no in (*OF_THE_COMMAND_LINE, *OF_PATHS)):
                        yield text


def test_what_can_go_wrong_with_a_file_or_a_feed_has_its_vietnamese():
    found = set(sentences())
    assert len(found) > 60
    with translation.override("vi"):
        assert not [text for text in found if sentence(text) == text]


def test_a_problem_that_was_written_down_is_told_sentence_by_sentence():
    with translation.override("vi"):
        assert told("tin.example cannot be reached. Check the address.") == (
            "Không kết nối được tin.example. Hãy kiểm tra địa chỉ."
        )


@pytest.mark.parametrize(
    ("position", "parts"),
    [(0, ("", "(", "a", 1)), (1, ("(", "a", "", 2)), (2, ("(a", "␣", "", 3)), (9, ("(a", "␣", "", 3))],
)
def test_the_place_of_an_error_is_inside_the_query_or_just_after_it(position, parts):
    found = where(BadQuery("x", position=position), "(a")
    assert (found.before, found.at, found.after, found.number) == parts
