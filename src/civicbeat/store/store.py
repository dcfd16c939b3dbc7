"""Store: the post store as one object; everything that can be done with posts is a method, usable from any thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from civicbeat.records.errors import StoreUnavailable
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.records.switched_off import Off, Silent, never_silent, none_off
from civicbeat.store import coverage as ledger
from civicbeat.store import dead_letters, standing
from civicbeat.store.answer import Answer, Coverage, Gap, Posts
from civicbeat.store.ask import ask
from civicbeat.store.backup import Dumped, Told, clear, dump, finish, load, must_be_empty, untold
from civicbeat.store.client import Clients
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.end_term import end_term
from civicbeat.store.erase import erase, refused
from civicbeat.store.erasures import ErasureList, Kind
from civicbeat.store.expire import expire
from civicbeat.store.find import of_text, of_url
from civicbeat.store.held import HeldPost, held, still_held
from civicbeat.store.look import export, look
from civicbeat.store.material import MOST, Material, material, told
from civicbeat.store.migrate import known, migrate, pending
from civicbeat.store.parse import parse
from civicbeat.store.question import Group, Look, Question
from civicbeat.store.read_again import collected, to_write_again
from civicbeat.store.redraw import redraw
from civicbeat.store.relabel import Labels, relabel
from civicbeat.store.resting import BEHIND_RISING, MODELS, behind, emptied, must_tell, refuse, unlabelled
from civicbeat.store.rewrite import Kept, kept, months, purge, rewrite, words
from civicbeat.store.rising import Risen, Rising, rising
from civicbeat.store.roll_up import roll_up
from civicbeat.store.settle import Settler
from civicbeat.store.shorten import Shorter, shorten, sources
from civicbeat.store.since import Held, Since, erase_again, make_gone
from civicbeat.store.standing import Standing
from civicbeat.store.ticks import ticks
from civicbeat.store.unread import unread, with_silence
from civicbeat.store.withdrawn import erased_by_month, withdrawn
from civicbeat.store.write import Writer, Written

BASELINE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Pulse:
    """That the store lives.

    Attributes:
        posts: about how many it holds, rounded down to tens.
        newest_collected_at: when the last one was read; ``None`` in an empty store.
    """

    posts: int
    newest_collected_at: datetime | None


class Store:
    """A post store, embedded or on a server."""

    def __init__(
        self,
        clients: Clients,
        erasures: ErasureList | None = None,
        off: Off = none_off,
        silent: Silent = never_silent,
    ) -> None:
        self._clients = clients
        self._erasures = erasures
        self._off, self._silent = off, silent
        self._months = Settler(clients)
        self._writer = Writer(clients, self._months, erasures)
        self._secret = b""

    @classmethod
    def open(  # noqa: PLR0913  # each is one thing a store stands on
        cls,
        *,
        path: Path | None = None,
        url: str = "",
        temporary: Path | None = None,
        erasures: ErasureList | None = None,
        off: Off = none_off,
        silent: Silent = never_silent,
    ) -> Self:
        """Opens the store in the folder ``path`` or at ``url``; its schema is brought up to date by ``migrate``.

        Args:
            path: folder of the embedded store; made if it is not there.
            url: ``http://user:secret@host:8123/database`` of a server.
            temporary: folder for temporary files, wiped now; ``tmp`` in ``path`` by default.
            erasures: list in which all is noted that no backup may bring back; without one no backup should be made.
            off: gives the models that are switched off: nothing that rests on one is told.
            silent: gives when models were: what rests on one is missing then, not zero.

        Raises:
            StoreBusy: another process owns the folder.
            StoreUnavailable: it does not open.
            SchemaMismatch: the server is too old.
        """
        if url:
            return cls(Clients.of_server(url), erasures, off, silent)
        if path is None:
            raise StoreUnavailable("Neither folder nor address of a post store was given.", do="Give one of them.")
        return cls(Clients.embedded_in(path, temporary), erasures, off, silent)

    def close(self) -> None:
        """Closes it, so that another process may open it."""
        self._clients.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def migrate(self) -> tuple[str, ...]:
        """Brings the schema up to date and gives the migrations that were applied."""
        return migrate(self._clients)

    def pending(self) -> tuple[str, ...]:
        """The migrations still to be applied."""
        return pending(self._clients)

    def write(
        self,
        batch: pa.RecordBatch,
        *,
        token: str,
        keep_for: timedelta | None = None,
        from_reading: bool = False,
        own: timedelta | None = None,
    ) -> Written:
        """Stores a batch of ``ENRICHED`` posts; safe on disk when this returns, and the same however often it is given.

        Args:
            batch: the posts.
            token: names the batch, so that one sent twice by a broken connection is one.
            keep_for: how long its source allows a post to be kept after publication.
            from_reading: whether that time counts from the last reading instead.
            own: how long the institution itself keeps it after its first reading; the earlier end counts.

        Raises:
            StoreFull: no space is left; nothing was acknowledged.
        """
        return self._writer.write(batch, token, keep_for, from_reading=from_reading, own=own)

    def ask(self, question: Question) -> Answer:
        """Figures, protected (charter rule 2). Those of time in which a model they rest on was silent are missing.

        Raises:
            ModelSwitchedOff: they rest on a model that is switched off; so raises whatever asks below.
        """
        self.must_tell(question)
        answer = ask(self._clients, self._months.months(), question, self._key(), self._covered, self._versions())
        return with_silence(answer, self.unread(behind(question), question.period))

    def look(self, wanted: Look) -> Posts:
        """A page of posts, without the labels of models that are switched off."""
        self.must_tell(wanted)
        found = look(self._clients, self._months.months(), wanted, self._key())
        return replace(found, posts=tuple(unlabelled(post, self._off()) for post in found.posts))

    def export(self, wanted: Look) -> Iterator[pa.RecordBatch]:
        """All the posts, in batches of ``look.EXPORTED``; none when too few people match.

        Labels of models that are switched off are missing.
        """
        self.must_tell(wanted)
        batches = export(self._clients, self._months.months(), wanted, self._key())
        return (emptied(batch, self._off()) for batch in batches)

    def material(self, asked: Question, most: int = MOST) -> Material:
        """Posts for a method, with pseudonyms, which stay in memory; none when too few people match."""
        self.must_tell(asked)
        found = material(self._clients, self._months.months(), asked, most, self._key())
        return replace(found, posts=emptied(found.posts, self._off()))

    def ticks(self, asked: Question, step: int) -> pa.Table:
        """True counts of every ``step`` seconds, which stay in memory, for what watches for rises."""
        self.must_tell(asked)
        return ticks(self._clients, self._months.months(), asked, step)

    def told(self, scope: Scope, name: str, people: int, posts: int) -> dict[str, int]:
        """``people`` and ``posts`` of what a method found in material, protected; nothing where they are too few."""
        return told(scope.k, self._key(), name, people, posts)

    def check(self, query: str) -> None:
        """Nothing when ``query`` can be understood.

        Raises:
            BadQuery: it cannot.
        """
        parse(query)

    def must_tell(self, asked: Question | Look) -> None:
        """Nothing while every model that ``asked`` rests on speaks: by what it splits, filters and queries.

        Raises:
            BadQuery: its query cannot be understood.
            ModelSwitchedOff: one is switched off.
        """
        must_tell(asked, self._off())

    def tells(self, group: Group) -> bool:
        """Whether anything can be told by ``group`` now: not while the model behind it is switched off."""
        return MODELS.get(group) not in self._off()

    def rising(
        self, scope: Scope, what: Rising, period: Period, *, days_before: int = BASELINE_DAYS, limit: int = 50
    ) -> Risen:
        """Words, themes or places of ``period`` beside the days before it, protected; as of the last ``roll_up``."""
        refuse(self._off(), BEHIND_RISING.get(what))
        return rising(self._clients, scope, what, period, days_before, limit, self._key())

    def roll_up(self) -> int:
        """Counts every changed day anew and gives how many there were; settles the months that have been quiet.

        Days of which a post expired are counted anew too, and what the engine should have removed by itself is.
        """
        self._months.settle()
        expire(self._clients)
        return roll_up(self._clients, self._months.months, self._writer.guard)

    def note_coverage(self, note: CoverageNote) -> None:
        """Adds a source's report to the coverage ledger."""
        ledger.note(self._clients, note)

    def unread(self, models: Collection[str], period: Period) -> tuple[Gap, ...]:
        """The spans of ``period`` in which posts came that one of ``models`` did not read; their source is its name."""
        return unread(self._silent(), models, period)

    def coverage(self, period: Period, sources: Sequence[str] = ()) -> Coverage:
        """How much of ``period`` the ``sources`` (all, if empty) reported on."""
        return ledger.coverage(self._clients, period, sources)

    def heard(self, period: Period) -> dict[str, float]:
        """Of every source with a ledger, the share of the whole ``period`` that it reported on, 0 to 1."""
        return ledger.heard(self._clients, period)

    def note_standing(self, source: str, seen: Sequence[Standing], *, ends_stay: bool = False) -> None:
        """Remembers how posts can be asked for again at their source, or that they are gone there.

        Where ``ends_stay``, none may be asked for longer than was noted when it was seen first.
        """
        standing.note(self._clients, source, seen, ends_stay=ends_stay)

    def waiting(self, source: str, before: datetime, most: int, after: Standing | None = None) -> tuple[Standing, ...]:
        """Posts of ``source`` that were last seen there ``before``, the longest unseen first, going on after one."""
        return standing.waiting(self._clients, source, before, most, after)

    def lately_seen(self, source: str, most: int) -> tuple[Standing, ...]:
        """Posts of ``source`` that were seen there last, the newest first."""
        return standing.lately(self._clients, source, most)

    def can_be_asked_for(self, ids: Sequence[int]) -> dict[int, tuple[str, bytes]]:
        """Of the posts with ``ids`` those that can be asked for at their source: its name and their sealed id there."""
        return standing.of(self._clients, ids)

    def withdrawn(self, since: datetime) -> Iterator[pa.RecordBatch]:
        """What an export made before may hold and must no longer: ``id``, ``gone_at`` and ``why`` (gone or erased)."""
        return withdrawn(self._clients, since)

    def erased_by_month(self) -> dict[date, int]:
        """How many posts were erased in each of the city's months, by its first day."""
        return erased_by_month(self._clients)

    def redraw(self, month: str) -> int:
        """Gives the authors of a month (``YYYY-MM``, UTC) other codes that no key makes; gives how many there were."""
        with self._writer.guard:
            return redraw(self._clients, month)

    def sealed_months(self) -> frozenset[str]:
        """The months (``YYYY-MM``) whose seal keys open ids of posts that may still be asked for at their source."""
        return standing.sealed_months(self._clients)

    def held(self, ids: Sequence[int]) -> tuple[HeldPost, ...]:
        """All that is held of the posts with ``ids``, for whom they are about; those that are gone are left out."""
        return held(self._clients, ids)

    def still_held(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of ``ids`` whose posts stand here: neither erased, nor gone at their source, nor past their term."""
        return still_held(self._clients, ids)

    def that_say(self, texts: Sequence[str], most: int) -> tuple[int, ...]:
        """Ids of the posts whose stored text is exactly one of ``texts``, which share a word at least."""
        return of_text(self._clients, texts, most)

    def at_address(self, urls: Sequence[str], most: int) -> tuple[int, ...]:
        """Ids of the posts whose stored address is exactly one of ``urls``."""
        return of_url(self._clients, urls, most)

    def relabel(self, said: Mapping[int, Labels]) -> int:
        """Puts what people say of posts, by their ids, in place of a model's labels; gives how many were changed."""
        return relabel(self._clients, self._writer, said)

    def collected(self, since: datetime, until: datetime, *, after: int, most: int) -> list[int]:
        """Ids of posts that were collected in a span, in order, for a model that was silent then."""
        return collected(self._clients, since, until, after, most)

    def to_write_again(self, ids: Sequence[int]) -> Kept:
        """The posts with ``ids`` as they stand here, for ``write_again``."""
        return to_write_again(self._clients, ids)

    def write_again(self, found: Kept, *, token: str) -> int:
        """Puts other labels on posts; gives how many were changed.

        What was read anew, erased or is gone meanwhile stays as it is.
        """
        return self._writer.rewrite(found.batch, found.until, token).edited

    def months(self) -> dict[str, int]:
        """Every month (``YYYY-MM``) in which posts were published, the oldest first, and about how many."""
        return months(self._clients)

    def words(self, month: str) -> Iterator[pa.RecordBatch]:
        """What the posts of a month say, in batches of ``rewrite.WORDS``, one in memory at a time."""
        return words(self._clients, month)

    def kept(self, ids: Sequence[int]) -> Kept:
        """The posts with ``ids`` that stand here, as they are kept, for ``rewrite``."""
        return kept(self._clients, ids)

    def rewrite(self, found: Kept) -> int:
        """Puts other words in place of those that posts had; gives of how many. ``purge`` must come after."""
        return rewrite(self._clients, self._writer, found)

    def purge(self, month: str) -> None:
        """Removes from the disk what the posts of a month said before they were rewritten, and counts words anew."""
        purge(self._clients, self._writer, month)
        roll_up(self._clients, self._months.months, self._writer.guard)

    def refused(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of ``ids`` that were erased here, and are not taken in again."""
        return refused(self._clients, ids)

    def bury(self, letter: DeadLetter) -> int:
        """Sets a masked batch aside and gives its id."""
        return dead_letters.bury(self._clients, letter)

    def dead_letters(self) -> Iterator[DeadLetter]:
        """The batches set aside, oldest first."""
        return dead_letters.dead_letters(self._clients)

    def revive(self, numbers: Sequence[int]) -> None:
        """Removes dead letters whose posts are stored now."""
        dead_letters.revive(self._clients, numbers)

    def erase(self, ids: Iterable[int]) -> int:
        """Erases posts for good and refuses them from now on; gives how many there were.

        Raises:
            StoreError: it could not be noted for the time after a restore; nothing was erased.
        """
        wanted = sorted(set(ids))
        if self._erasures is not None:
            self._erasures.note(Kind.POST, wanted)
        return erase(self._clients, self._months, self._writer, wanted)

    def sources(self) -> tuple[str, ...]:
        """Every source of which a post is held."""
        return sources(self._clients)

    def shorten(self, source: str, own: timedelta, now: datetime) -> int:
        """Ends each post of ``source`` when ``own`` has passed since it was read, at once where it has; never later.

        Gives on how many days there is a post that ends earlier by it.
        """
        return shorten(self._clients, self._months, self._writer, Shorter(source, own, now))

    def end_term(self, source: str) -> int:
        """Ends the term of all that came from ``source``; gives on how many days there were posts of it.

        Unlike what is erased, it may be read again.
        """
        return end_term(self._clients, self._months, self._writer, source)

    def backup(self, folder: Path, kept_until: datetime, told: Told = untold) -> Dumped:
        """Writes every row to ``folder``; posts that must be gone before ``kept_until`` are left out. Intake goes on.

        Raises:
            SchemaMismatch: the store and this program do not fit together.
            StoreFull: no room is left.
        """
        return dump(self._clients, folder, kept_until, told)

    def restore(self, folder: Path, migrations: Sequence[str], since: Since, told: Told = untold) -> Held:
        """Fills this (empty, not migrated) store from ``folder``; what was erased or deleted since is so again.

        Args:
            folder: that ``backup`` filled.
            migrations: those that store had had.
            since: what happened after that backup was begun.
            told: called with how far it is.

        Raises:
            StoreError: the store is not empty, or a file did not come back whole; what was made is taken away again.
            SchemaMismatch: a newer program made the backup.
            UnreadableFile: a file is damaged.
        """
        must_be_empty(self._clients)
        try:
            load(self._clients, folder, migrations, told)
            finish(self._clients, since.began)
            gone = make_gone(self._clients, self._months, since.gone)
            return Held(erase_again(self._clients, self._months, self._writer, since.erased), gone)
        except BaseException:
            clear(self._clients)
            raise

    def must_be_empty(self) -> None:
        """Nothing if there is nothing in it.

        Raises:
            StoreError: there is a table.
        """
        must_be_empty(self._clients)

    def clear(self) -> None:
        """Removes all that ``restore`` brought back, where another part of the restore could not be done."""
        clear(self._clients)

    def pulse(self) -> Pulse:
        """About how many posts there are and when the last was read; costs a millisecond."""
        [[posts, newest]] = self._clients.rows("SELECT count(), maxOrNull(collected_at) FROM posts")
        return Pulse(posts // 10 * 10, newest)

    def _key(self) -> bytes:
        if not self._secret:
            rows = self._clients.rows("SELECT value FROM figure_keys ORDER BY made_at LIMIT 1")
            if not rows:
                raise StoreUnavailable("The post store has no schema yet.", do="Run: civicbeat migrate")
            self._secret = bytes.fromhex(rows[0][0])
        return self._secret

    def _covered(self, question: Question) -> Coverage:
        wanted = [f.values for f in question.filters if f.group is Group.SOURCE and not f.exclude]
        return self.coverage(question.period, wanted[0] if wanted else ())

    def _versions(self) -> dict[str, str]:
        return {"schema": known()[-1], "engine": self._clients.version}
