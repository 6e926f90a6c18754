"""One sweep: what is owed today is recorded, announced and, where the law moves a case by itself, done.

Level-triggered: it asks the database what is owed as of `today`. Missing forty days, running twice or two at
once changes nothing but who was told. Ladder crossings are sets (`crossings`); an expiry moves a case or a 督办单,
so it goes through the door or the desk as a command of the system, one transaction each. In the end everybody who
has something to know gets one message (`digests`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from disclosure.cases.crossings import Crossed, cross, owed
from disclosure.cases.desk import Desk
from disclosure.cases.digests import NOBODY_TOLD, Digested, digest, untold
from disclosure.cases.door import Door
from disclosure.cases.expiries import TASKS, Commands, Expiries, Progress, SweepError
from disclosure.cases.ledger_days import announce
from disclosure.cases.rehearsal import require_come
from disclosure.cases.revising.activating import bring_due
from disclosure.cases.revising.drafts import KIND as _DRAFTS
from disclosure.params import Config
from disclosure.store.store import Store

DRAFT = _DRAFTS.name


@dataclass(frozen=True, slots=True)
class SweepReport:
    """`crossed`: levels recorded, passed ones included. `expired`: consultations ended by silence, 督办单 raised.
    `tasks`: proposals laid before a person. `notified`: notices for roles. `orders`: 督办单 opened. `lines`:
    (deadline kind, level, deadlines). `digested`: who was told. `configurations`: drafts brought into force."""

    crossed: int
    expired: int
    tasks: int
    notified: int
    errors: tuple[SweepError, ...]
    lines: tuple[tuple[str, str, int], ...] = ()
    orders: int = 0
    digested: Digested = NOBODY_TOLD
    configurations: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything owed was done, and somebody was told."""
        return not self.errors and not self.digested.unreached

    def document(self) -> dict[str, Any]:
        """The JSON of the contract."""
        return {
            "crossed": self.crossed,
            "expired": self.expired,
            "tasks": self.tasks,
            "notified": self.notified,
            "digests": self.digested.messages,
            "configurations": list(self.configurations),
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
    """The sweep a person or a schedule asks for; before it, configurations whose day has come.
    A `day` after `now` is a rehearsal, which would put into a real
    book what has not happened: in production only as a dry run. Raises BadInput."""
    if dry_run:
        return sweep(store, config, Door(store, config, rehearsed=day), day, dry_run=True, progress=progress)
    require_come(day, now, "没有巡查", "正式使用中将来的一天只能预演：disclosure sweep --dry-run")
    brought = bring_due(Desk(store, config, rehearsed=day), day)
    config = brought.config
    done = sweep(store, config, Door(store, config, rehearsed=day), day, progress=progress)
    refused = tuple(SweepError(n, DRAFT, day, error.code, error.message) for n, error in brought.refused)
    return replace(done, errors=(*refused, *done.errors), configurations=tuple(brought.numbers))


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
    desk = Desk(store, config, rehearsed=today)
    ran_out = Expiries(store, door, desk, today, config.service.sweep_chunk)
    if dry_run:
        ran_out.count()
        climbed, digested = _rehearse(store, config, today)
    else:
        ending = _climb(store, config, today, expiring=True)
        ran_out.serve(progress)
        climbed = replace(ending, unread=()) + _climb(store, config, today)
        announce(store, config, today)
        digested = _tell(store, config, today)
    unread = tuple(
        SweepError("", kind, due, error.code, error.message) for kind, due, error in climbed.unread
    )
    return SweepReport(
        climbed.levels,
        sum(n for command, n in ran_out.done.items() if command not in TASKS),
        sum(n for command, n in ran_out.done.items() if command in TASKS),
        climbed.notices,
        (*ran_out.errors, *unread),
        climbed.lines,
        climbed.orders,
        digested,
    )


class _Undone(Exception):  # noqa: N818 - not an error: it carries a dry run's figures out of the transaction
    def __init__(self, crossed: Crossed, digested: Digested) -> None:
        self.crossed, self.digested = crossed, digested


def _climb(store: Store, config: Config, today: date, *, expiring: bool = False) -> Crossed:
    """Until a look finds nothing left, so that what a command adds meanwhile is met too. That last look also
    spares the next sweep PostgreSQL's one-time tidying of the index behind many moved rows."""
    total = Crossed()
    while not total.unread and _owed(store, today, expiring=expiring):
        total += store.write(lambda connection: cross(connection, config, today, expiring=expiring))
    return total


def _tell(store: Store, config: Config, today: date) -> Digested:
    with store.read() as connection:
        if not untold(connection):
            return NOBODY_TOLD
    return store.write(lambda connection: digest(connection, config, today))


def _rehearse(store: Store, config: Config, today: date) -> tuple[Crossed, Digested]:
    def work(connection: Connection) -> None:
        crossed = cross(connection, config, today)
        raise _Undone(crossed, digest(connection, config, today))

    try:
        store.write(work)
    except _Undone as undone:
        return undone.crossed, undone.digested
    raise AssertionError


def _owed(store: Store, today: date, *, expiring: bool) -> bool:
    with store.read() as connection:
        return owed(connection, today, expiring=expiring)
