r"""Signing: at the end of each day of the city the head of the chain is signed, so that later changes can be proved.

The signature is Ed25519 (RFC 8032) over the UTF-8 of ``civicbeat audit head\n{day}\n{number}\n{digest}``. The private
key is a file that its owner only reads; the public one is published. A new key is signed by the one before, over
``civicbeat audit key\n{public key in hexadecimal}``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.db import transaction

from civicbeat.governance.audit.chain import NOTHING
from civicbeat.governance.audit.models import Entry, Head, SignedHead, SigningKey
from civicbeat.governance.privacy.once import make_once, replace_with
from civicbeat.records.errors import SettingError
from civicbeat.records.period import day_start, local_day

FILE = "audit.key"


def sign_due(now: datetime) -> list[SignedHead]:
    """Signs the head of every day that has ended and is not signed: all since the last signed one, or the first entry.

    Of several processes that sign at once one does: the row of the chain's head is locked.

    Raises:
        SettingError: the file of the key is damaged.
    """
    first = Entry.objects.order_by("number").values_list("moment", flat=True).first()
    if first is None:
        return []
    with transaction.atomic():
        Head.objects.select_for_update().filter(id=1).first()
        last = SignedHead.objects.order_by("-day").first()
        day = last.day + timedelta(days=1) if last else local_day(first)
        made: list[SignedHead] = []
        while day < local_day(now):
            made.append(_signed(day))
            day += timedelta(days=1)
        SignedHead.objects.bulk_create(made)
    return made


def _signed(day: date) -> SignedHead:
    end = day_start(day + timedelta(days=1))
    last = Entry.objects.filter(moment__lt=end).order_by("-number").values_list("number", "digest").first()
    number, digest = last or (0, NOTHING)
    private = _private(key_file())
    key = _published(private)
    signature = private.sign(_text(day, number, digest)).hex()
    return SignedHead(day=day, number=number, digest=digest, key=key, signature=signature)


def rotate() -> SigningKey:
    """Makes a new key, signed by the one in use, which is forgotten; heads are signed by the new one from now on.

    Raises:
        SettingError: the file of the key is damaged.
    """
    with transaction.atomic():
        Head.objects.select_for_update().filter(id=1).first()
        old = _private(key_file())
        before = _published(old)
        new = Ed25519PrivateKey.generate()
        public = _public(new)
        replace_with(key_file(), _raw(new))
        return SigningKey.objects.create(
            id=_id(public),
            public=public,
            made_at=datetime.now(UTC),
            vouched_by=before.id,
            voucher=old.sign(f"civicbeat audit key\n{public}".encode()).hex(),
        )


def published() -> dict[str, Any]:
    """What everybody may keep: the public keys and the signed heads, the oldest first. No entry is in it."""
    keys = [
        {"id": key.id, "public": key.public, "vouched_by": key.vouched_by, "voucher": key.voucher}
        for key in SigningKey.objects.all()
    ]
    heads = [
        {
            "day": head.day.isoformat(),
            "number": head.number,
            "digest": head.digest,
            "key": head.key_id,
            "signature": head.signature,
        }
        for head in SignedHead.objects.all()
    ]
    return {"keys": keys, "heads": heads}


def key_file() -> Path:
    """Where the private key is."""
    folder: Path = settings.INSTALLATION.data
    return folder / FILE


def _text(day: date, number: int, digest: str) -> bytes:
    return f"civicbeat audit head\n{day.isoformat()}\n{number}\n{digest}".encode()


def _private(file: Path) -> Ed25519PrivateKey:
    if not file.exists():
        make_once(file, _raw(Ed25519PrivateKey.generate()))
    try:
        return Ed25519PrivateKey.from_private_bytes(file.read_bytes())
    except ValueError as error:
        raise SettingError(
            "The key that signs the audit log is damaged.", do=f"Restore {file.name} from where its secrets are kept."
        ) from error


def _published(private: Ed25519PrivateKey) -> SigningKey:
    public = _public(private)
    key, _ = SigningKey.objects.get_or_create(id=_id(public), defaults={"public": public, "made_at": datetime.now(UTC)})
    return key


def _raw(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _id(public: str) -> str:
    return sha256(bytes.fromhex(public)).hexdigest()[:16]
