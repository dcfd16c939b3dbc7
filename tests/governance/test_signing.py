"""Signed heads: whoever changes, cuts, moves or writes anew the log is found out by an outsider."""

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicbeat.governance.audit import chain, export, keeping, signing
from civicbeat.governance.audit.models import Entry, Head, SignedHead, SigningKey
from civicbeat.governance.audit.verify_audit import verify
from civicbeat.records.errors import SettingError
from civicbeat.records.scope import Scope

SCOPE = Scope(agency="water", person="lan", purpose="Where does it flood?")
OTHER = Scope(agency="roads", person="binh", purpose="Where is it jammed?")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.INSTALLATION = type("Here", (), {"data": tmp_path})


@pytest.fixture
def log():
    """Nine entries and a signed head; heads and lines as an outsider has them."""
    for n in range(9):
        chain.record(SCOPE if n % 3 else OTHER, "look", f"topic {n}", shown=n)
    signing.sign_due(datetime.now(UTC) + timedelta(days=1))
    return signing.published(), told()


def told(agencies=None):
    return [line.decode() for line in export.lines(agencies)]


def test_an_untouched_log_holds(log):
    heads, lines = log
    assert verify(heads, lines) == ""
    assert chain.verify().holds
    assert len(heads["heads"]) == 1
    assert "lan" not in json.dumps(heads)


def test_the_private_key_is_its_owners_only(log):
    assert stat.S_IMODE(signing.key_file().stat().st_mode) == 0o600
    assert signing.key_file().read_bytes().hex() not in json.dumps(log[0])


def test_a_day_is_signed_once_and_missed_days_are_caught_up(log):
    later = datetime.now(UTC) + timedelta(days=4)
    assert len(signing.sign_due(later)) == 3
    assert signing.sign_due(later) == []
    assert len({head.digest for head in SignedHead.objects.all()}) == 1


def test_before_the_first_entry_and_before_the_day_ends_nothing_is_signed():
    assert signing.sign_due(datetime.now(UTC)) == []
    chain.record(SCOPE, "look")
    assert signing.sign_due(datetime.now(UTC)) == []


@pytest.mark.parametrize("column", ["person", "reason", "subject", "agency", "action", "moment", "details", "number"])
def test_a_changed_entry_is_found(log, column):
    heads, lines = log
    entry = json.loads(lines[4])
    body = json.loads(entry["body"])
    body[column] = 4 if column == "number" else "else"
    entry["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "Entry 5 was changed" in verify(heads, [*lines[:4], json.dumps(entry), *lines[5:]])


def test_removed_moved_and_cut_entries_are_found(log):
    heads, lines = log
    assert "Entry 5" in verify(heads, [*lines[:4], *lines[5:]])
    assert "Entry 5" in verify(heads, [*lines[:4], lines[5], lines[4], *lines[6:]])
    assert "ends at 6; a signed head says 9" in verify(heads, lines[:6])
    assert "ends at 0" in verify(heads, [])


def test_a_log_that_is_written_anew_cannot_be_signed(log):
    heads, _ = log
    Head.objects.all().delete()
    Entry.objects.filter(number__gte=4)._raw_delete("default")
    Head.objects.create(number=3, digest=Entry.objects.get(number=3).digest)
    for n in range(6):
        chain.record(SCOPE, "look", f"another {n}")
    assert "Entry 9 is not the one whose head was signed" in verify(heads, told())
    assert chain.verify().broken_at == 9


def test_a_head_of_another_key_is_found(log):
    heads, lines = log
    heads["heads"][0]["digest"] = "0" * 64
    assert "not signed by its key" in verify(heads, lines)


def test_a_new_key_is_signed_by_the_one_before(log):
    signing.rotate()
    chain.record(SCOPE, "look")
    signing.sign_due(datetime.now(UTC) + timedelta(days=2))
    heads = signing.published()
    assert verify(heads, told()) == ""
    assert SigningKey.objects.count() == 2
    heads["keys"][1]["voucher"] = "00" * 64
    assert "is not signed by the one before" in verify(heads, told())


def test_a_damaged_key_signs_nothing(log):
    signing.key_file().write_bytes(b"x")
    with pytest.raises(SettingError, match="damaged"):
        signing.sign_due(datetime.now(UTC) + timedelta(days=9))


def test_of_other_agencies_the_digests_are_told_alone(log):
    heads, _ = log
    lines = told({"roads"})
    assert verify(heads, lines) == ""
    assert "lan" not in "".join(lines)
    assert "binh" in "".join(lines)


def test_after_its_term_the_words_are_gone_and_the_chain_still_holds(log):
    heads, _ = log
    chain.record(SCOPE, "look", "later")
    late = datetime.now(UTC) + keeping.KEPT_FOR - timedelta(minutes=1)
    assert keeping.drop_old(late) == 0
    Entry.objects.filter(number=10).update(moment=late)
    Entry.objects.filter(number=10).update(digest=chain.digest(log_digest(9), Entry.objects.get(number=10)))
    Head.objects.update(digest=Entry.objects.get(number=10).digest)
    assert keeping.drop_old(late + timedelta(minutes=2)) == 9
    assert keeping.drop_old(late + timedelta(minutes=2)) == 0
    assert "binh" not in str(list(Entry.objects.values()))
    assert chain.verify().holds
    lines = told()
    assert verify(heads, lines) == ""
    Entry.objects.filter(number=9).update(digest="0" * 64)
    assert not chain.verify().holds


def log_digest(number):
    return Entry.objects.get(number=number).digest


def test_the_published_program_says_it_too(log, tmp_path):
    heads, lines = log
    (tmp_path / "heads.json").write_text(json.dumps(heads))
    program = Path(signing.__file__).with_name("verify_audit.py")
    assert len(program.read_text("utf-8").splitlines()) < 80
    for kept, code in ((lines, 0), (lines[:-1], 1)):
        (tmp_path / "log.jsonl").write_text("".join(kept), "utf-8")
        done = subprocess.run(
            [sys.executable, program, tmp_path / "heads.json", tmp_path / "log.jsonl"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_changed_is_found(log, data):
    heads, lines = log
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    place = data.draw(st.integers(0, len(line) - 1))
    sign = data.draw(st.sampled_from('0a9z"{}:, '))
    changed = line[:place] + sign + line[place + 1 :]
    try:
        told = verify(heads, [*lines[:at], changed, *lines[at + 1 :]])
    except (ValueError, KeyError, AttributeError, TypeError):
        return  # it is no line of a log any more
    before, after = json.loads(line), json.loads(changed)
    withheld = "body" not in after  # which the program counts, and says
    assert told or withheld or (before["body"], before["digest"]) == (after["body"], after["digest"])
