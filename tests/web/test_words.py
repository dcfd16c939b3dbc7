"""Both languages are whole: nothing without its translation, nothing doubtful, the compiled file up to date."""

import ast
import gettext
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils import translation
from django.utils.translation.template import templatize

import civicbeat

ROOT = Path(civicbeat.__file__).parent
ROOMS = ("web", "listen", "portal", "governance/requests")
"""Those that have words of their own, in a file each."""
PLACEHOLDER = r"%\(\w+\)s|\{\w*\}"


def words(room):
    return ROOT / room / "locale" / "vi" / "LC_MESSAGES" / "django.po"


class Entry(NamedTuple):
    """A word of a file; where it has a form for many, the English is that of one."""

    context: str
    english: str
    many: str
    vietnamese: str

    @property
    def counted(self):
        return bool(self.many)


def entries(room):
    for part in words(room).read_text("utf-8").split("\n\n")[1:]:
        [english] = re.findall(r"^msgid (.*)$", part, re.MULTILINE)
        [vietnamese] = re.findall(r"^msgstr(?:\[0\])? (.*)$", part, re.MULTILINE)
        [context] = re.findall(r"^msgctxt (.*)$", part, re.MULTILINE) or ['""']
        [many] = re.findall(r"^msgid_plural (.*)$", part, re.MULTILINE) or ['""']
        yield Entry(*map(ast.literal_eval, (context, english, many, vietnamese)))


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_lacks_its_translation(room):
    assert not [entry for entry in entries(room) if not entry.vietnamese]
    assert not re.search(r"^#, .*fuzzy|^#~", words(room).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("room", ROOMS)
def test_every_placeholder_is_kept(room):
    for entry in entries(room):
        kept = (sorted(re.findall(PLACEHOLDER, text)) for text in (entry.many or entry.english, entry.vietnamese))
        assert len(set(map(tuple, kept))) == 1, entry


@pytest.mark.parametrize("room", ROOMS)
def test_the_compiled_file_is_that_of_the_text(room):
    with words(room).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries(room):
        assert entry.counted or said(entry, compiled) == entry.vietnamese


def said(entry, by):
    """What ``by`` says for an entry."""
    return by.pgettext(entry.context, entry.english) if entry.context else by.gettext(entry.english)


def asked_for(room):
    """Context and English of every word that the room's code and templates ask for."""
    for path in (ROOT / room).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        yield from spoken(tree, dict(names(tree)))
    for path in (ROOT / room).rglob("*.html"):
        code = templatize(path.read_text("utf-8"), origin=path.name)
        yield from spoken(ast.parse(calls_of(code)), {"_": "gettext"} | {name: name for name in SPEAKERS})


SPEAKERS = ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")


def names(tree):
    """What a file calls the functions that translate → what they are called where they come from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((each.asname or each.name, each.name) for each in node.names if each.name in SPEAKERS)


def calls_of(code):
    """The calls in what Django makes of a template, one a line, without what stands between them."""
    text = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    return "\n".join(call + ")" for call in re.findall(rf"\b(?:_|n?p?gettext)\(\s*{text}(?:,\s*{text})?", code))


def spoken(tree, known):
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in known:
            given = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            if known[call.func.id].startswith("pgettext"):
                yield given[0], given[1]
            elif given:
                yield "", given[0]


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_that_is_asked_for_is_in_the_file_and_no_other(room):
    asked, there = set(asked_for(room)), [(entry.context, entry.english) for entry in entries(room)]
    assert len(asked) > 50
    assert not asked - set(there)
    assert not set(there) - asked
    assert len(there) == len(set(there))


def test_the_console_says_what_its_file_says():
    with translation.override("vi"):
        found = {e.english for e in entries("web") if not e.counted and said(e, translation) != e.vietnamese}
    assert not found, "an app of Django, which is asked first, says them in its own way: give them a context"


@pytest.mark.django_db
def test_the_same_page_shares_no_sentence_between_the_languages(running, person):
    from tests.web.conftest import signed_in  # noqa: PLC0415  # a plain function that lives beside the fixtures

    texts = []
    for language in ("vi", "en"):
        page = signed_in(person, language).get("/guide").content.decode()
        page = re.sub(r"<code.*?</code>", "", page, flags=re.DOTALL)
        texts.append({text.strip() for text in re.findall(r">([^<>]{25,})<", page) if text.strip()})
    assert not texts[0] & texts[1]
    assert len(texts[0]) > 30


def test_scripts_can_be_read():
    for script in (ROOT / "web" / "static" / "web").glob("*.js"):
        assert "eval(" not in script.read_text("utf-8")
        assert "innerHTML" not in script.read_text("utf-8")
