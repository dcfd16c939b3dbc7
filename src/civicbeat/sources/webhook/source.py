"""Webhook: posts that somebody delivers to us, rather than we read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.shape import unknown
from civicbeat.sources.webhook.fields import FIELDS
from civicbeat.sources.webhook.mapping import post_of

POLICY = Policy(
    terms="The partner's own; agree in writing what is delivered, and tell the people who write it.",
    terms_read=date(2026, 11, 25),
    may_store="The documented fields after masking; every other field is dropped when a delivery is read.",
    deletion="The partner delivers the post's id with deleted: true.",
    needs_key=True,
)


@dataclass(frozen=True)
class WebhookSource:
    """The posts of one delivery. Read on its own, between deliveries, it gives nothing.

    Attributes:
        name: registered name, for example ``webhook.gop-y``.
        title: who delivers.
        institutional: whether an institution speaks here in its official capacity; else authors become pseudonyms.
        posts: the items of the delivery, whatever they are.

    Raises:
        SettingError: the name is none, or an institution has none.
    """

    name: str
    title: str = ""
    institutional: bool = False
    posts: tuple[Any, ...] = field(default=(), repr=False)
    kind: str = field(default="webhook", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("title", "Who delivers", required=True, example="Cổng góp ý"),
        Option(
            "institutional",
            "An institution speaks here in its official capacity",
            "yes",
            why="Its posts then carry its name; authors are left out.",
        ),
    )
    every: ClassVar[timedelta] = timedelta(hours=1)

    def __post_init__(self) -> None:
        must_be_name(self.name, "webhook.gop-y")
        if self.institutional and not self.title.strip():
            raise SettingError("An institution speaks under its name.", do="Give a title.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """One page with everything that was delivered; nobody vouches for what was not."""
        at = datetime.now(UTC).isoformat()
        raws: list[Raw] = []
        rejected: list[Rejected] = []
        for number, item in enumerate(self.posts, 1):
            where = f"post {number} of the delivery"
            if isinstance(item, Mapping):
                raws.append({**{name: item[name] for name in FIELDS if name in item}, "read_at": at, "where": where})
            else:
                rejected.append(Rejected(where, "not-a-post", "The item is no object."))
        yield Page(tuple(raws), dict(cursor), rejected=tuple(rejected), unknown=unknown(self.posts, FIELDS))

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name, self.title.strip() if self.institutional else "")


def key_name(name: str) -> str:
    """Under which name the secrets of the source ``name`` are kept: ``WEBHOOK_GOP_Y`` for ``webhook.gop-y``."""
    return name.replace(".", "_").replace("-", "_").upper()


def schema() -> bytes:
    """The JSON Schema of a delivery, as partners get it."""
    return files(__package__).joinpath("schema.json").read_bytes()
