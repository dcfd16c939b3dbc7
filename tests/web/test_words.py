"""Both languages are whole: nothing without its translation, nothing doubtful, the compiled file up to date."""

import gettext
import re
from pathlib import Path

import pytest

import civicbeat.web

ROOM = Path(civicbeat.web.__file__).parent
WORDS = ROOM / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def entries():
    return [part for part in WORDS.read_text(encoding="utf-8").split("\n\n")[1:] if "msgid" in part]


def test_nothing_lacks_its_translation():
    assert len(entries()) > 250
    assert not [entry for entry in entries() if re.search(r'^msgstr(\[0\])? ""$', entry, re.MULTILINE)]
    assert "fuzzy" not in WORDS.read_text(encoding="utf-8")


def test_every_placeholder_is_kept():
    for entry in entries():
        said, translated = re.split(r"^msgstr", entry, maxsplit=1, flags=re.MULTILINE)
        one = said.split("msgid_plural")[0]
        assert set(re.findall(r"%\(\w+\)s|\{\w+\}", one)) == set(re.findall(r"%\(\w+\)s|\{\w+\}", translated)), entry


def test_the_compiled_file_is_that_of_the_text():
    with WORDS.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries():
        [said] = re.findall(r'^msgid "(.*)"$', entry, re.MULTILINE)
        context = re.findall(r'^msgctxt "(.*)"$', entry, re.MULTILINE)
        if "msgid_plural" in entry:
            continue
        [translated] = re.findall(r'^msgstr "(.*)"$', entry, re.MULTILINE)
        said, translated = said.replace('\\"', '"'), translated.replace('\\"', '"')
        found = compiled.pgettext(context[0], said) if context else compiled.gettext(said)
        assert found == translated


def test_every_word_of_the_templates_is_in_the_file():
    known = {text.replace('\\"', '"') for text in re.findall(r'^msgid "(.*)"$', WORDS.read_text("utf-8"), re.MULTILINE)}
    for template in (ROOM / "templates").rglob("*.html"):
        for text in re.findall(r'{% trans "(.*?)"', template.read_text("utf-8")):
            assert text in known or text.replace("%", "%%") in known, (template.name, text)


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
    for script in (ROOM / "static" / "web").glob("*.js"):
        assert "eval(" not in script.read_text("utf-8")
        assert "innerHTML" not in script.read_text("utf-8")
