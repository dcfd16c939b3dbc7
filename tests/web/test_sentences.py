"""What other rooms say in English has its Vietnamese: options, rules and faults of sources, and why items are left."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

import civicbeat
from civicbeat.listen.follow import KINDS, policy_of
from civicbeat.records import errors
from civicbeat.web.explaining import sentence
from civicbeat.web.labels import REASONS

ROOT = Path(civicbeat.__file__).parent
FAULTS = {name for name in dir(errors) if isinstance(getattr(errors, name), type)} | {
    *("AskedToWait", "Disallowed", "Gone", "NoAnswer", "NotFound"),
}
TYPED_ONLY = {
    "listen/exports.py",
    "listen/mappings.py",
    "sources/checks.py",
    "sources/feeds/health.py",
    "sources/files/guess.py",
    "sources/files/mapping.py",
    "sources/files/opening.py",
    "sources/files/shape.py",
}
"""Files whose faults are met on the command line, or whose sentences the console puts in words of its own."""


def trees(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def said(node):
    """A sentence as it stands in the code, ``{}`` where a value stands; ``None`` where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def faults():
    for file, tree in trees("sources", "listen"):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in FAULTS and file not in TYPED_ONLY:
                parts = (*call.args[:1], *(given.value for given in call.keywords if given.arg == "do"))
                yield from ((file, text) for text in map(said, parts) if text and " " in text)


def reasons():
    for file, tree in trees("sources"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rejected" and len(node.args) > 1:
                yield file, said(node.args[1])
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "REASONS":
                yield from ((file, said(key)) for key in getattr(node.value, "keys", ()))


def vietnamese(text):
    with translation.override("vi"):
        return sentence(text)


def test_there_is_something_to_translate():
    assert len(set(faults())) > 150
    assert len({reason for _, reason in reasons() if reason}) > 35


def test_every_fault_has_its_vietnamese():
    filled = {(file, text.replace("{}", "X")) for file, text in faults()}
    lacking = sorted((file, text) for file, text in filled if vietnamese(text) == text)
    assert not lacking


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_and_rule_of_a_kind_has_its_vietnamese(kind):
    policy = policy_of(kind)
    told = [text for option in KINDS[kind].options for text in (option.label, option.why) if text]
    rules = [text for text in (policy.terms, policy.may_store, policy.deletion) if not text.startswith("https://")]
    parts = [part for text in rules for part in re.split(r"(?<=[.?]) ", text)]
    lacking = [text for text in (*told, *parts) if vietnamese(text) == text and text not in SAME]
    assert not lacking


SAME = {"Video"}


def test_every_reason_to_set_aside_has_its_words():
    lacking = sorted({(file, reason) for file, reason in reasons() if reason and reason not in REASONS})
    assert not lacking
    with translation.override("vi"):
        vi = {slug: str(words) for slug, words in REASONS.items()}
    with translation.override("en"):
        assert not [slug for slug, words in REASONS.items() if str(words) == vi[slug]]
