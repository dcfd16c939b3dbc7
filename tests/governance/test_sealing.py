"""Sealed ids open only while the key of their month exists."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer


@pytest.fixture
def keys(tmp_path):
    return Keyring(tmp_path / "keys")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(keys, text):
    sealed = Sealer(keys).seal("2026-03", text)
    assert Sealer(keys).open(sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_the_same_id_is_sealed_differently_each_time(keys):
    sealer = Sealer(keys)
    assert sealer.seal("2026-03", "post-1") != sealer.seal("2026-03", "post-1")


def test_without_its_months_key_nothing_opens_it_and_no_key_is_made(keys):
    sealed = Sealer(keys).seal("2026-03", "post-1")
    keys.seals.drop("2026-03")
    assert Sealer(Keyring(keys.folder)).open(sealed) is None
    assert list(keys.seals) == []
    assert Sealer(keys).seal("2026-03", "post-2")
    assert Sealer(Keyring(keys.folder)).open(sealed) is None


def test_seals_open_without_the_pseudonym_key_and_do_not_tell_it(keys):
    code_key = keys["2026-03"]
    sealed = Sealer(keys).seal("2026-03", "post-1")
    keys.destroy("2026-03")
    assert Sealer(Keyring(keys.folder)).open(sealed) == "post-1"
    assert keys.seals["2026-03"] != code_key


def test_what_was_tampered_with_does_not_open(keys):
    sealer = Sealer(keys)
    sealed = sealer.seal("2026-03", "post-1")
    sealer.seal("2026-04", "post-1")
    assert sealer.open(b"2026-04" + sealed[7:]) is None
    assert sealer.open(sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert sealer.open(b"") is None
    assert sealer.open(sealed[:12]) is None


def test_what_is_sealed_for_one_purpose_does_not_open_for_another(keys):
    sealed = Sealer(keys, b"what a person wrote").seal("2026-03", "reach me at the market")
    assert Sealer(keys).open(sealed) is None
    assert Sealer(keys, b"what a person wrote").open(sealed) == "reach me at the market"
