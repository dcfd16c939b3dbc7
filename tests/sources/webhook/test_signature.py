"""Signatures are those of Standard Webhooks 1.0.0, and nothing else passes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.webhook.deliveries import OTHER, SECRET, signed

from civicbeat.records.errors import SettingError
from civicbeat.sources.webhook.signature import TOLERANCE, genuine, new_secret, read_secrets, sign

NOW = 1_614_265_330
BODY = b'{"test": 2432232314}'
EXAMPLE = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
"""The example by which the specification's own libraries are tested."""
EXAMPLES_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_specifications_own_example_is_signed_and_known():
    [secret] = read_secrets(EXAMPLES_SECRET)
    assert sign(secret, EXAMPLE["webhook-id"], NOW, BODY) == EXAMPLE["webhook-signature"]
    assert genuine((secret,), EXAMPLE, BODY, NOW) == EXAMPLE["webhook-id"]


def test_one_right_signature_among_several_is_enough():
    given = " ".join(("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", "v2,x", EXAMPLE["webhook-signature"], "v1,"))
    assert genuine(read_secrets(EXAMPLES_SECRET), EXAMPLE | {"webhook-signature": given}, BODY, NOW)


def test_old_and_new_secret_are_both_known_while_they_change():
    both = read_secrets(f"{SECRET} {OTHER}")
    for secret in (SECRET, OTHER):
        assert genuine(both, signed(BODY, secret=secret), BODY, time.time())
    assert not genuine(both, signed(BODY, secret=new_secret()), BODY, time.time())


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": ""},
        {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJeK"},
        {"webhook-id": "mẫu"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "hello"},
        {"webhook-timestamp": f"{NOW}.0"},
        {"webhook-timestamp": f" {NOW}"},
        {"webhook-timestamp": f"-{NOW}"},
        {"webhook-timestamp": "٣" * 10},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "9" * 5_000},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": EXAMPLE["webhook-signature"][:8]},
        {"webhook-signature": EXAMPLE["webhook-signature"].removeprefix("v1,")},
        {"webhook-signature": EXAMPLE["webhook-signature"].replace("v1,", "v1a,")},
        {"webhook-signature": EXAMPLE["webhook-signature"].replace("v1,", "v1=")},
        {"webhook-signature": EXAMPLE["webhook-signature"].rstrip("=")},
        {"webhook-signature": "v1,ắ\udcff"},
    ],
)
def test_whatever_is_changed_is_noticed(changed):
    assert genuine(read_secrets(EXAMPLES_SECRET), EXAMPLE | changed, BODY, NOW) == ""


@pytest.mark.parametrize("missing", list(EXAMPLE))
def test_every_header_is_needed(missing):
    given = {name: value for name, value in EXAMPLE.items() if name != missing}
    assert genuine(read_secrets(EXAMPLES_SECRET), given, BODY, NOW) == ""


def test_an_id_with_a_dot_is_refused_though_its_signature_is_right():
    assert genuine(read_secrets(SECRET), signed(BODY, mark="msg"), BODY, time.time()) == "msg"
    assert genuine(read_secrets(SECRET), signed(BODY, mark="msg.1"), BODY, time.time()) == ""


@pytest.mark.parametrize(("by", "passes"), [(0, True), (TOLERANCE, True), (TOLERANCE + 1, False)])
@pytest.mark.parametrize("direction", [1, -1])
def test_the_senders_clock_may_differ_by_five_minutes(by, direction, passes):
    headers = signed(BODY, at=NOW + by * direction)
    assert bool(genuine(read_secrets(SECRET), headers, BODY, NOW)) == passes


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 59))
def test_one_other_byte_is_noticed(body, at):
    headers, secrets = signed(body), read_secrets(SECRET)
    assert genuine(secrets, headers, body, time.time())
    changed = bytearray(body + b"\n")
    changed[at % len(changed)] ^= 1
    assert not genuine(secrets, headers, bytes(changed), time.time())


def test_a_new_secret_is_one_and_never_the_same():
    [secret] = read_secrets(new_secret())
    assert len(secret) == 32
    assert new_secret() != new_secret()


@pytest.mark.parametrize("told", [SECRET.removeprefix("whsec_"), SECRET.rstrip("="), f"  {SECRET}\n"])
def test_a_secret_is_read_with_and_without_prefix_and_padding(told):
    assert read_secrets(told) == read_secrets(SECRET)


@pytest.mark.parametrize(
    "told",
    [
        *("", "whsec_", "whsec_short", "whsec_" + "A" * 31, "whsec_" + "A" * 88, "whsec_!" + "A" * 40, "whsec_Ắ" * 9),
        *(f"{SECRET} short", f"{SECRET} {OTHER} {SECRET}", "whpk_" + "A" * 43),
    ],
)
def test_what_is_no_secret_is_refused_without_repeating_it(told):
    with pytest.raises(SettingError) as refused:
        read_secrets(told)
    assert "AAAA" not in str(refused.value)
    assert "short" not in str(refused.value)
