"""Charter rule 3: no face reaches posts without an entry in the audit log, written before anything is shown."""

import ast
from pathlib import Path

import pytest
from tests.listen.fakes import moment

import civicbeat
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.models import Entry
from civicbeat.listen.looking import export, look
from civicbeat.records.errors import BadQuery
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Filter, Group, Look

SCOPE = Scope(agency="water", person="lan", purpose="Where does it flood?")
PERIOD = Period(moment(0), moment(60))
pytestmark = pytest.mark.django_db(transaction=True)


class Silent:
    """A store that must not be asked: what is shown must have been recorded before."""

    def must_tell(self, asked):
        if asked.query == "(":
            raise BadQuery("A parenthesis is not closed.", position=0, do="Close it.")

    def look(self, wanted):
        assert Entry.objects.filter(action="look").exists()
        return wanted

    def export(self, wanted):
        assert Entry.objects.filter(action="export").exists()
        return iter(())


def a_look(query="ngập"):
    filters = (Filter(Group.THEME, ("flooding",)), Filter(Group.KIND, ("share",), exclude=True))
    return Look(scope=SCOPE, period=PERIOD, query=query, filters=filters)


def test_a_look_is_recorded_before_it_is_shown():
    assert look(Silent(), a_look(), "topic 7") is not None
    entry = Entry.objects.get()
    assert (entry.person, entry.agency, entry.reason, entry.subject) == ("lan", "water", SCOPE.purpose, "topic 7")
    assert entry.details["query"] == "ngập"
    assert entry.details["filters"] == ["theme: flooding", "not kind: share"]
    assert chain.verify().holds


def test_an_export_is_recorded_with_its_form():
    assert list(export(Silent(), a_look(), "csv")) == []
    assert Entry.objects.get().details["form"] == "csv"


def test_a_query_that_is_wrong_shows_nothing_and_is_no_look():
    with pytest.raises(BadQuery):
        look(Silent(), a_look("("))
    assert not Entry.objects.exists()


def test_no_other_code_of_the_faces_reads_posts_from_the_store():
    """``.look(`` and ``.export(`` of a store are called in ``listen.looking`` alone."""
    root = Path(civicbeat.__file__).parent
    callers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path.parts[len(root.parts)] != "store"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("look", "export")
        and "store" in ast.unparse(node.func.value)
    }
    assert callers == {"listen/looking.py"}
