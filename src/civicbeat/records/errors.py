"""Every error civicbeat raises on purpose, as one tree.

::

    CivicbeatError
    ├── InputError                what a person gave cannot be used
    │   ├── UnreadableFile        a file cannot be read at all; nothing was changed
    │   ├── BadMapping            a mapping names columns that are not there
    │   ├── BadQuery              a search query is wrong at a position
    │   └── BadPeriod             a period ends before it starts, or lacks a time zone
    ├── SourceError               a source did not deliver
    │   ├── SourceUnreachable     the network or the host failed; try again later
    │   ├── SourceRefused         robots.txt, terms or credentials forbid it
    │   └── FormatChanged         the answer is not in the documented format
    ├── EnrichError               an enricher failed on a batch
    │   └── KeyDestroyed          a month's pseudonym key was destroyed for good
    ├── StoreError                the post store did not do what was asked
    │   ├── StoreBusy             another process owns the embedded store
    │   ├── StoreUnavailable      the store cannot be reached or opened
    │   ├── StoreFull             no space is left to write
    │   ├── QueryTooExpensive     a question exceeded its time or memory limit
    │   └── SchemaMismatch        the store is newer or older than this program
    ├── NotAllowed                the charter or a role forbids it
    │   ├── ScopeMissing          a question without a scope
    │   ├── PurposeMissing        a topic without purpose, legal basis, owner or end
    │   ├── PersonalQuery         a query that is about a person and nothing else
    │   └── ModelSwitchedOff      what is asked for rests on a model that was switched off
    └── SettingError              a setting is missing or wrong
        └── FactorUnreadable      a second factor does not open: its key is lost, or it is another account's

A message says what happened and what to do next. It never contains the text of a post or a personal datum.
"""

from __future__ import annotations

from datetime import datetime


class CivicbeatError(Exception):
    """The root of the tree: catch it to show a person what went wrong."""

    def __init__(self, what: str, *, do: str = "") -> None:
        """Args: ``what`` happened and what to ``do`` next, both as full sentences."""
        self.what = what
        self.do = do
        super().__init__(what, do)

    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()


class InputError(CivicbeatError):
    """What a person gave cannot be used."""


class UnreadableFile(InputError):
    """A file cannot be read at all; nothing was changed."""


class BadMapping(InputError):
    """A mapping names columns that are not there, or lacks one that must be."""


class BadQuery(InputError):
    """A search query is wrong; ``position`` is the 0-based character where reading stopped."""

    def __init__(self, what: str, *, position: int, do: str = "") -> None:
        self.position = position
        super().__init__(what, do=do)

    def __reduce__(self) -> tuple[object, ...]:
        return (_bad_query, (self.what, self.position, self.do))


def _bad_query(what: str, position: int, do: str) -> BadQuery:
    return BadQuery(what, position=position, do=do)


class BadPeriod(InputError):
    """A period ends before it starts, or lacks a time zone."""


class SourceError(CivicbeatError):
    """A source did not deliver; ``reason`` is the host's own word for it, empty where it gave none."""

    reason: str = ""


class SourceUnreachable(SourceError):
    """The network or the host failed; trying again later may help."""


class SourceRefused(SourceError):
    """robots.txt, terms or credentials forbid the request."""


class FormatChanged(SourceError):
    """The answer is not in the documented format; ``sample`` is its shape in JSON values, without content."""

    def __init__(self, what: str, *, do: str = "", sample: object = None) -> None:
        self.sample = sample
        super().__init__(what, do=do)


class EnrichError(CivicbeatError):
    """An enricher failed on a batch; the batch goes to the dead letters."""


class KeyDestroyed(EnrichError):
    """A month's pseudonym key was destroyed for good; none is made anew."""


class StoreError(CivicbeatError):
    """The post store did not do what was asked."""


class StoreBusy(StoreError):
    """Another process owns the embedded store."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or opened."""


class StoreFull(StoreError):
    """No space is left to write; nothing of the batch was acknowledged."""


class QueryTooExpensive(StoreError):
    """A question exceeded its time or memory limit."""


class SchemaMismatch(StoreError):
    """The store's schema is newer or older than this program."""


class NotAllowed(CivicbeatError):
    """The charter or a role forbids it."""


class ScopeMissing(NotAllowed):
    """A question was asked without a scope."""


class PurposeMissing(NotAllowed):
    """A topic lacks its purpose, legal basis, owner or end date."""


class PersonalQuery(NotAllowed):
    """A query is about a person and nothing else; ``kind`` says by what: a name, a handle, a number."""

    kind: str = ""


class ModelSwitchedOff(NotAllowed):
    """What is asked for rests on a ``model`` that was switched off ``by`` somebody, ``since`` a moment.

    ``what_vi`` says in Vietnamese what ``what`` says: names and times of people who decide stand in both.
    """

    model: str = ""
    since: datetime | None = None
    by: str = ""
    what_vi: str = ""


class SettingError(CivicbeatError):
    """A setting is missing or wrong."""


class FactorUnreadable(SettingError):
    """A second factor does not open: its key is lost, or it was sealed for another account."""
