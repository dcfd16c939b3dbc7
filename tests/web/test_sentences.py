"""What other rooms say in English has its Vietnamese: options, rules and faults of sources, and why items are left."""

import ast
import re
import sys
from pathlib import Path

import pytest
from django.utils import translation

import civicbeat
from civicbeat.listen.follow import KINDS
from civicbeat.records.errors import CivicbeatError
from civicbeat.sources.all import KINDS as EVERY_KIND
from civicbeat.sources.files import shape
from civicbeat.sources.webhook.refused import Refused
from civicbeat.web.explaining import SENTENCES, sentence, told
from civicbeat.web.labels import REASONS, SOURCE_KINDS

ROOT = Path(civicbeat.__file__).parent
ROOMS = ("sources", "listen", "store/faults.py", "store/parse.py", "store/look.py")
"""Where faults come from that a reader of the console meets."""
NOT_MET = {
    "a person who writes a mapping file": {
        "Write a mapping that names the text column; see docs/how-to/import-a-file.md.",
        "{} is not a mapping file.",
        "See docs/how-to/import-a-file.md for an example.",
        "The mapping has an unknown {}: {}.",
        "Known are: {}.",
        "The mapping has no table of columns.",
        "Say at least which column is the text.",
        "The mapping's time zone is unknown.",
        "Use a name such as Asia/Ho_Chi_Minh.",
    },
    "a person who types a path, a form or a name on the command line": {
        "There is no file {}.",
        "Check the name and the folder.",
        "{} cannot be opened: {}.",
        "Check who may read it.",
        "{} is not a form of export.",
        "“{}” is the name of several.",
        "Choose one of {}.",
        "There is no saved mapping named {}.",
        "Saved are: {}.",
        "Save one in the console, or give a mapping file.",
    },
    "a person who backs up or restores on the command line": {
        "Give the file of the secrets with --secrets; only if it is lost, say --secrets-lost.",
        "Give the newest copy with --erasures; only if every copy is lost, say --erasures-lost.",
        "Give the newest copy with --erasures; only if every newer one is lost, say --erasures-lost.",
        "The list of erasures does not know this backup: it is older, or of another installation.",
        "The list of erasures is missing: what was erased since the backup would come back.",
        "The pseudonym keys of {} months are missing.",
        "The key of the second factors is missing.",
        "Try again.",
        "The process that has the post store ended.",
        "Give the folder of a backup.",
        "Take another backup.",
        "Take another copy of it, or another backup.",
        "The manifest in {} is damaged.",
        "The manifest in {} is of another version.",
        "Use a newer civicbeat.",
        "{} is no backup of civicbeat.",
        "{} of the backup is {}.",
        "Back up with the version that was in use, before you update; or run: civicbeat migrate",
        "Empty the place and restore again; if it happens twice, the backup cannot be used.",
        "Restore into a new, empty folder or database.",
        "Take another copy of the backup.",
        "The records store is not empty.",
        "The records store is older than this program.",
        "{} does not hold what the backup holds.",
        "{} has other columns than its version has.",
        "{} is no table of its version.",
        "{} of the backup is damaged.",
        "Restore it with that version or a newer one.",
        "The records store in the backup was made by another version of civicbeat.",
        "Give a folder elsewhere, best on another disk.",
        "Give each backup a folder of its own.",
        "Keep them elsewhere: with both, whoever has the backup could link what people said.",
        "Make room there, or choose another place.",
        "The backup cannot be written ({}).",
        "The secrets would lie in the backup.",
        "{} is there already.",
        "{} lies in what it backs up.",
    },
    "a developer whose source is checked or who calls the store": {
        "A source breaks its contract: {}.",
        "Mend the source; the contract stands.",
        "A page holds 1 to {} posts.",
        "Ask for fewer and page through.",
    },
}
"""Whoever meets what the console never shows: those sentences stay English."""
MADE = {
    "This is {}, not a table of posts.": [
        f"This is {what}, not a table of posts." for what in shape._NOT_TEXT.values()
    ],
    "“{}” {}.": ["“X” has a meaning of its own here.", "“X” cannot stand here."],
}
"""Sentences whose words are known beforehand; each has a translation of its own."""
SAME = {"Video"}
"""What is the same word in both languages."""


def kinds_of(error):
    """The names of an error's kinds; a delivery is refused to a program, in its own answer."""
    below = [name for kind in error.__subclasses__() if kind is not Refused for name in kinds_of(kind)]
    return {error.__name__, *below}


FAULTS = kinds_of(CivicbeatError)


def trees(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")) if (ROOT / room).is_dir() else [ROOT / room]:
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def name(node):
    return getattr(node, "id", getattr(node, "attr", ""))


def said(node):
    """The sentences that an expression can give, as they stand in the code, ``{}`` where a value stands."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    return [text for part in (node.body, node.orelse) for text in said(part)] if isinstance(node, ast.IfExp) else []


def faults():
    """Every sentence of an error that is made in ``ROOMS``, with its file."""
    for file, tree in trees(*ROOMS):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and name(call.func) in FAULTS:
                parts = (*call.args[:1], *(given.value for given in call.keywords if given.arg == "do"))
                yield from ((file, text) for part in parts for text in said(part))


def filled(text):
    """The sentence as a reader meets it, with a word where a value stands."""
    return MADE.get(text, [text.replace("{}", "X")])


def lacking(text):
    """Those parts of a text that stay as they are in a Vietnamese page."""
    with translation.override("vi"):
        parts = re.split(r"(?<=[.?]) ", text)
        whole = [] if sentence(text) != text or len(parts) > 1 else [text]
        return whole + [part for part in parts if told(part) == part]


def test_there_is_something_to_translate():
    assert len(set(faults())) > 220
    assert len({reason for _, reason in reasons()}) > 45
    assert lacking("Nobody says this.")


def test_every_fault_has_its_vietnamese():
    not_met = set().union(*NOT_MET.values())
    met = {(file, one) for file, text in faults() if text not in not_met for one in filled(text)}
    assert not sorted((file, text) for file, text in met if lacking(text))


def test_what_is_excepted_is_still_said():
    assert not set().union(*NOT_MET.values()) - {text for _, text in faults()}


def test_a_sentence_is_taken_for_no_other():
    with translation.override("vi"):
        for known in SENTENCES:
            words = [f"word{number}" for number in range(known.count("{}"))]
            assert sentence(known.format(*words)) == translation.gettext(known).format(*words), known


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_of_a_kind_has_its_vietnamese(kind):
    told_to = [text for option in KINDS[kind].options for text in (option.label, option.why) if text]
    with translation.override("vi"):
        assert not [text for text in told_to if sentence(text) == text and text not in SAME]


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.__module__.split(".")[-2])
def test_every_rule_of_a_kind_has_its_vietnamese(kind):
    module = sys.modules[kind.__module__]
    policy = getattr(module, "POLICY", kind.policy)
    rules = [text for text in (policy.terms, policy.may_store, policy.deletion) if not text.startswith("https://")]
    assert rules
    assert not [part for text in rules for part in re.split(r"(?<=[.?]) ", text) if lacking(part)]


def test_every_kind_that_can_be_followed_has_a_name():
    assert not KINDS.keys() - SOURCE_KINDS.keys()


SLUG = re.compile(r"[a-z]{3,}(-[a-z]+)*")


def reasons():
    """Every reason to set an item aside, with its file.

    They stand in ``Rejected(where, reason, …)``, in a call of a helper that hands its own ``reason`` on to it, or in a
    table of reasons and their sentences.
    """
    helpers = {"Rejected": 1} | {name: at for _, tree in trees("sources", "listen") for name, at in handing_on(tree)}
    for file, tree in trees("sources", "listen"):
        for node in ast.walk(tree):
            found = []
            if isinstance(node, ast.Call) and len(node.args) > helpers.get(name(node.func), len(node.args)):
                found = said(node.args[helpers[name(node.func)]])
            elif isinstance(node, ast.Dict) and all(map(sentence_of, node.values)):
                found = [slug for key in node.keys for slug in said(key)]
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and sentence_of(node.elts[1]):
                found = said(node.elts[0])
            yield from ((file, slug) for slug in found if SLUG.fullmatch(slug))


def sentence_of(node):
    return any(re.fullmatch(r"[A-Z].* .*\.", text) for text in said(node))


def handing_on(tree):
    """Functions that make a ``Rejected`` with an argument of theirs as its reason, and which that is in a call."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [arg.arg for arg in function.args.args if arg.arg != "self"]
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and name(call.func) == "Rejected" and name(call.args[1]) in names:
                    yield function.name, names.index(name(call.args[1]))


def test_every_reason_to_set_aside_has_its_words():
    assert not sorted({(file, slug) for file, slug in reasons() if slug not in REASONS})
    with translation.override("vi"):
        vi = {slug: str(words) for slug, words in REASONS.items()}
    with translation.override("en"):
        assert not [slug for slug, words in REASONS.items() if str(words) == vi[slug]]


def test_every_reason_that_has_words_is_given():
    strings = {text for _, tree in trees("sources", "listen") for node in ast.walk(tree) for text in said(node)}
    assert not REASONS.keys() - strings
