"""Deliveries: what webhooks are sent is proved, taken once, and goes the way of every page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes

import structlog
from django.db import IntegrityError, transaction

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.turns import alone
from civicbeat.listen.beat import current
from civicbeat.listen.ledger import Ledger, note_run
from civicbeat.listen.models import Delivery, FollowedSource
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import InputError, SettingError, StoreError
from civicbeat.sources import keys
from civicbeat.sources.naming import LONGEST_NAME, NAME
from civicbeat.sources.webhook.body import read
from civicbeat.sources.webhook.refused import Refused
from civicbeat.sources.webhook.signature import genuine, read_secrets
from civicbeat.sources.webhook.source import WebhookSource, key_name

KIND = "webhook"
BURST, PER_MINUTE = 30, 120
"""Deliveries of one source at once, and in the long run; each process counts for itself."""
FAILURES_BURST, FAILURES_PER_MINUTE = 30, 30
"""Deliveries that prove nothing, of all senders together, so that known and unknown names are answered alike."""
PATIENCE = 15.0
"""Seconds a delivery waits for the one before it; the specification's senders wait 15 to 30."""
REMEMBERED = timedelta(days=4)
"""How long a delivery is known again; the specification's senders go on trying for 76 hours."""

log = structlog.get_logger()


class Bucket:
    """Lets through ``burst`` at once and ``per_minute`` in the long run."""

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_minute / 60, clock
        self._lock = threading.Lock()
        self._left, self._seen = float(burst), clock()

    def wait(self) -> int:
        """0 where one more is let through; else after how many whole seconds one may be."""
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._seen) * self._per_second)
            self._seen = now
            if self._left < 1:
                return int((1 - self._left) / self._per_second) + 1
            self._left -= 1
            return 0


class Door:
    """Where the deliveries of one source come in, one after the other."""

    def __init__(self) -> None:
        self.pace = Bucket(BURST, PER_MINUTE)
        self._turn = threading.Lock()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Waits for the delivery before this one.

        Raises:
            Refused: that one takes too long.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Refused("busy", "An earlier delivery is still being taken.", do="Send it again later.", wait=5)
        try:
            yield
        finally:
            self._turn.release()


_doors: dict[int, Door] = {}
_failures = Bucket(FAILURES_BURST, FAILURES_PER_MINUTE)
_nobodys = (token_bytes(32),)
"""A secret that nobody has, so that names without one take as long to be refused."""


def open_webhook(
    name: str, *, title: str = "", institutional: bool = False, added_by: Account | None = None
) -> FollowedSource:
    """The webhook called ``name``; one that is there already is given back as it is.

    Args:
        name: its name, with or without ``webhook.`` in front.
        title: who delivers; the name where it is empty.
        institutional: whether an institution speaks there in its official capacity.
        added_by: who decided it.

    Raises:
        SettingError: that is no name.
        InputError: the secret of another source would have the same name.
    """
    name = name if name.startswith(f"{KIND}.") else f"{KIND}.{name}"
    source = WebhookSource(name, title=title or name, institutional=institutional)
    with alone("follow"):
        webhooks = FollowedSource.objects.filter(kind=KIND)
        same_key = next((each for each in webhooks if key_name(each.name) == key_name(name)), None)
        if same_key is not None and same_key.name != name:
            raise InputError(f"The name is too near to {same_key.name}: they would share a key.", do="Choose another.")
        return same_key or FollowedSource.objects.create(
            name=name,
            kind=KIND,
            title=source.title,
            options={"title": source.title, **({"institutional": True} if institutional else {})},
            every_seconds=int(source.every.total_seconds()),
            added_by=added_by,
        )


def take(name: str, headers: Mapping[str, str], body: bytes) -> Tally | None:
    """Takes a delivery to the source ``name``; ``None`` where it was taken before.

    Args:
        name: what the sender says it is for; it may be none.
        headers: those of the request, by their names in small letters.
        body: the body as it came, of at most ``LARGEST_BODY`` bytes.

    Raises:
        Refused: it is not taken, and nothing of it was stored. To somebody without the secret it does not tell whether
            there is such a source.
    """
    followed = _proved(name, headers, body)
    if followed.paused:
        raise Refused("paused", "This source is paused.", do="Keep the posts and send them later.", wait=3600)
    door = _doors.setdefault(followed.pk, Door())
    if wait := door.pace.wait():
        raise Refused("too-many", f"More than {PER_MINUTE} deliveries a minute.", do="Send more at once.", wait=wait)
    source = WebhookSource(name, posts=read(body), **followed.options)
    with door.passed():
        return _taken(followed, source, _mark(headers["webhook-id"]))


def _proved(name: str, headers: Mapping[str, str], body: bytes) -> FollowedSource:
    """The source whose secret signed the delivery.

    Raises:
        Refused: no, in the same words and the same time whatever is wrong.
    """
    named = len(name) <= LONGEST_NAME and bool(NAME.fullmatch(name))
    followed = FollowedSource.objects.filter(kind=KIND, name=name).first() if named else None
    secrets = _secrets(key_name(name)) if named else ()
    proved = genuine(secrets or _nobodys, headers, body, time.time())
    if followed is not None and secrets and proved:
        return followed
    if wait := _failures.wait():
        raise Refused("too-many", "Too many deliveries prove nothing.", do="Check address and secret.", wait=wait)
    if followed is not None:
        log.warning("a delivery was refused", source=name, reason="signature" if secrets else "key")
    raise Refused("signature", "The delivery is not signed by a source that is known here.")


def _secrets(key: str) -> tuple[bytes, ...]:
    """The secrets under ``key``; none where there are none that can be used."""
    try:
        return read_secrets(keys.key(key))
    except SettingError:
        return ()


def _taken(followed: FollowedSource, source: WebhookSource, mark: str) -> Tally | None:
    """Stores a delivery, then remembers it: one that is cut off between is stored again, which changes nothing."""
    if Delivery.objects.filter(source=followed, mark=mark).exists():
        return None
    try:
        tally = current().intake.run(source, {}, lambda _cursor, _tally: None)
    except StoreError as error:
        log.warning("a delivery could not be stored", source=followed.name, kind=type(error).__name__)
        raise Refused("unavailable", "Posts cannot be stored now.", do="Send it again later.", wait=30) from error
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            Delivery.objects.create(source=followed, mark=mark, received_at=now)
            Ledger(followed).note(tally, failures=0, problem="", last_read_at=now)
            note_run(followed)
    except IntegrityError:  # another process has taken the same one meanwhile, and counted it
        return None
    Delivery.objects.filter(received_at__lt=now - REMEMBERED).delete()
    return tally


def _mark(given: str) -> str:
    """What is remembered of a delivery's id, which is the sender's to choose."""
    return blake2b(given.encode(), digest_size=32).hexdigest()
