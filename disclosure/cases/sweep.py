"""One sweep: what is owed today is recorded, announced and, where the law moves a case by itself, done.

Level-triggered: it asks the database what is owed as of `today`. Missing forty days, running twice or two at
once changes nothing but who was told. Ladder crossings are sets (`crossings`); an expiry moves a case, so it
goes through the door as a command of the system, one transaction each.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Connection, Row, and_, func, or_, select

from disclosure.cases.context import SYSTEM, Actor
from disclosure.cases.crossings import Crossed, cross, owed
from disclosure.cases.door import Door
from disclosure.cases.rehearsal import require_come
from disclosure.cases.scribe import Done
from disclosure.cases.words import DEADLINES
from disclosure.errors import DisclosureError, EnvironmentFailed, place_of
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, requests

# What a deadline that ran out asks of its case (R32.2, R34: silence; R30.3, F6: a person decides).
EXPIRY: Mapping[str, str] = {
    "third_party": "lapse_consultation",
    "co_producer": "lapse_consultation",
    "correction": "propose_discontinuation",
    "fee_payment": "propose_discontinuation",
}

LOG = logging.getLogger("disclosure.sweep")

Progress = Callable[[int, int], None]  # done, total


class Commands(Protocol):
    """The door, as far as a sweep needs it."""

    def do(
        self, number: str, command: str, data: Mapping[str, Any], *, actor: Actor, on: date, key: str
    ) -> Done: ...


@dataclass(frozen=True, slots=True)
class SweepError:
    """One deadline that could not be served; `number` is empty when it belongs to no case."""

    number: str
    kind: str
    due: date
    code: str
    message: str

    @property
    def label(self) -> str:
        """The kind as people call it."""
        return DEADLINES.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """`crossed`: levels recorded, passed ones included. `expired`: consultations ended by silence. `tasks`:
    proposals laid before a person. `notified`: outbox rows. `lines`: (deadline kind, level, deadlines)."""

    crossed: int
    expired: int
    tasks: int
    notified: int
    errors: tuple[SweepError, ...]
    lines: tuple[tuple[str, str, int], ...] = ()

    def document(self) -> dict[str, Any]:
        """The JSON of the contract."""
        return {
            "crossed": self.crossed,
            "expired": self.expired,
            "tasks": self.tasks,
            "notified": self.notified,
            "errors": [
                {"number": e.number, "kind": e.kind, "due": e.due, "code": e.code, "message": e.message}
                for e in self.errors
            ],
        }


def sweep_on(
    store: Store,
    config: Config,
    day: date,
    now: date,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> SweepReport:
    """The sweep a person or a schedule asks for. A `day` after `now` is a rehearsal, which would put into a real
    book what has not happened: in production only as a dry run. Raises BadInput."""
    if not dry_run:
        require_come(day, now, "没有巡查", "正式使用中将来的一天只能预演：disclosure sweep --dry-run")
    door = Door(store, config, rehearsed=day)
    return sweep(store, config, door, day, dry_run=dry_run, progress=progress)


def sweep(
    store: Store,
    config: Config,
    door: Commands,
    today: date,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> SweepReport:
    """Do what is owed on `today`. A dry run counts the same and leaves nothing behind."""
    ran_out = _Expiries(store, door, today, config.service.sweep_chunk)
    if dry_run:
        ran_out.count()
    else:
        ran_out.serve(progress)
    climbed = _climb(store, config, today, dry_run=dry_run)
    unread = tuple(
        SweepError("", kind, due, error.code, error.message) for kind, due, error in climbed.unread
    )
    return SweepReport(
        climbed.levels,
        ran_out.done["lapse_consultation"],
        ran_out.done["propose_discontinuation"],
        climbed.messages,
        (*ran_out.errors, *unread),
        climbed.lines,
    )


class _Undone(Exception):  # noqa: N818 - not an error: it carries a dry run's figures out of the transaction
    def __init__(self, crossed: Crossed) -> None:
        self.crossed = crossed


def _climb(store: Store, config: Config, today: date, *, dry_run: bool) -> Crossed:
    """Until a look finds nothing left, so that what a command adds meanwhile is met too. That last look also
    spares the next sweep PostgreSQL's one-time tidying of the index behind many moved rows."""
    total = Crossed()
    while not total.unread and _owed(store, today):
        total += _climb_once(store, config, today, dry_run=dry_run)
        if dry_run:
            break
    return total


def _owed(store: Store, today: date) -> bool:
    with store.read() as connection:
        return owed(connection, today)


def _climb_once(store: Store, config: Config, today: date, *, dry_run: bool) -> Crossed:
    def write(connection: Connection) -> Crossed:
        crossed = cross(connection, config.ladder, config.law.workdays, today)
        if dry_run:
            raise _Undone(crossed)
        return crossed

    try:
        return store.write(write)
    except _Undone as undone:
        return undone.crossed


class _Expiries:
    """Deadlines whose `on_expiry` is due: read in chunks, served one transaction each."""

    def __init__(self, store: Store, door: Commands, today: date, chunk: int) -> None:
        self.store, self.door, self.today, self.chunk = store, door, today, chunk
        self.done = dict.fromkeys(EXPIRY.values(), 0)
        self.errors: list[SweepError] = []

    def count(self) -> None:
        for row in self._owed():
            if row.kind in EXPIRY:
                self.done[EXPIRY[row.kind]] += 1
            else:
                self._report(row, "NO_EXPIRY", _no_expiry(row.kind))

    def serve(self, progress: Progress | None) -> None:
        total = self._total() if progress else 0
        for position, row in enumerate(self._owed(), 1):
            self._serve(row)
            if progress:
                progress(position, total)

    def _serve(self, row: Row[Any]) -> None:
        command = EXPIRY.get(row.kind)
        if command is None:
            self._report(row, "NO_EXPIRY", _no_expiry(row.kind))
            return
        data = {"ref": row.ref} if command == "lapse_consultation" else {"notice": row.kind}
        key = f"expiry:{row.id}:{row.due}"
        try:
            done = self.door.do(row.number, command, data, actor=SYSTEM, on=self.today, key=key)
        except EnvironmentFailed:
            raise
        except DisclosureError as error:
            if self._still_owed(row):  # else a person or another sweep has just settled it
                self._report(row, error.code, error.message)
        except Exception as error:  # noqa: BLE001 - a fault in one case must not hide the others
            LOG.error("%s %s", row.number, place_of(error))  # noqa: TRY400 - its own words may be personal data
            self._report(row, "UNEXPECTED", f"程序错误 {place_of(error)}；请告诉维护人员")
        else:
            self._settled(row, command, done)

    def _settled(self, row: Row[Any], command: str, done: Done) -> None:
        if not done.repeated:
            self.done[command] += 1
        elif self._still_owed(row):
            self._report(row, "CONFLICT", "此前已按这一到期日办过，期限却仍未了结；请核对本件的期限")

    def _report(self, row: Row[Any], code: str, message: str) -> None:
        self.errors.append(SweepError(row.number or "", row.kind, row.due, code, message))

    def _owed(self) -> Iterator[Row[Any]]:
        """Every expiry owed at the start of its chunk, oldest first; one that fails is passed over."""
        d = deadlines.c
        page = (
            select(d.id, d.kind, d.ref, d.due, d.expires_on, requests.c.number)
            .select_from(deadlines.outerjoin(requests, requests.c.id == d.request_id))
            .where(d.expires_on <= self.today)
            .order_by(d.expires_on, d.id)
            .limit(self.chunk)
        )
        after: Row[Any] | None = None
        while True:
            query = page
            if after is not None:
                later = and_(d.expires_on == after.expires_on, d.id > after.id)
                query = page.where(or_(d.expires_on > after.expires_on, later))
            with self.store.read() as connection:
                rows = connection.execute(query).all()
            yield from rows
            if len(rows) < self.chunk:
                return
            after = rows[-1]

    def _still_owed(self, row: Row[Any]) -> bool:
        d = deadlines.c
        with self.store.read() as connection:
            expires_on = connection.scalar(select(d.expires_on).where(d.id == row.id, d.due == row.due))
        return expires_on is not None and expires_on <= self.today

    def _total(self) -> int:
        with self.store.read() as connection:
            owed_now = select(func.count()).where(deadlines.c.expires_on <= self.today)
            return connection.scalar(owed_now) or 0


def _no_expiry(kind: str) -> str:
    return f"“{DEADLINES.get(kind, kind)}”期限没有规定届满如何处理；请核对 deadlines.expires_on"
