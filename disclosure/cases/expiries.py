"""Deadlines that ran out: what the law does of itself is done, one command and one transaction each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Row, and_, func, or_, select

from disclosure.cases.caseless import matter_of
from disclosure.cases.context import SYSTEM, Actor
from disclosure.cases.desk import Desk
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.scribe import Done
from disclosure.cases.supervision import RAISE, SUPERVISION_ORDER
from disclosure.cases.words import DEADLINES
from disclosure.errors import DisclosureError, EnvironmentFailed, place_of
from disclosure.law.escalation import SUPERVISION_ANSWER
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, requests

# What a deadline that ran out asks of its case (R32.2, R34: silence; R30.3, F6: a person decides) or its 督办单
# (R47.1: the 主管部门).
EXPIRY: Mapping[str, str] = {
    "third_party": "lapse_consultation",
    "co_producer": "lapse_consultation",
    "correction": "propose_discontinuation",
    "fee_payment": "propose_discontinuation",
    SUPERVISION_ANSWER: RAISE,
}
TASKS = frozenset({"propose_discontinuation"})

LOG = logging.getLogger("disclosure.sweep")

Progress = Callable[[int, int], None]  # done, total


class Commands(Protocol):
    """The door, as far as a sweep needs it."""

    def do(
        self, number: str, command: str, data: Mapping[str, Any], *, actor: Actor, on: date, key: str
    ) -> Done: ...


@dataclass(frozen=True, slots=True)
class SweepError:
    """One deadline that could not be served; `number` is empty when it stands for a group."""

    number: str
    kind: str
    due: date
    code: str
    message: str

    @property
    def label(self) -> str:
        """The kind of deadline, or of matter, as people call it."""
        matters = {kind.name: kind.label for kind in KINDS}
        return DEADLINES.get(self.kind) or matters.get(self.kind, self.kind)


class Expiries:
    """Deadlines whose `on_expiry` is due: read in chunks, served one transaction each."""

    def __init__(self, store: Store, door: Commands, desk: Desk, today: date, chunk: int) -> None:
        self.store, self.door, self.desk, self.today, self.chunk = store, door, desk, today, chunk
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
        try:
            repeated = self._given(row, command)
        except EnvironmentFailed:
            raise
        except DisclosureError as error:
            if self._still_owed(row):  # else a person or another sweep has just settled it
                self._report(row, error.code, error.message)
        except Exception as error:  # noqa: BLE001 - a fault in one case must not hide the others
            LOG.error("%s %s", _number(row), place_of(error))  # noqa: TRY400 - its own words may be personal data
            self._report(row, "UNEXPECTED", f"程序错误 {place_of(error)}；请告诉维护人员")
        else:
            self._settled(row, command, repeated=repeated)

    def _given(self, row: Row[Any], command: str) -> bool:
        """Give the command; whether it had been given before."""
        key = f"expiry:{row.id}:{row.due}"
        if row.number is None:
            done = self.desk.do(
                SUPERVISION_ORDER, _number(row), command, {}, actor=SYSTEM, on=self.today, key=key
            )
            return done.repeated
        data = {"ref": row.ref} if command == "lapse_consultation" else {"notice": row.kind}
        return self.door.do(row.number, command, data, actor=SYSTEM, on=self.today, key=key).repeated

    def _settled(self, row: Row[Any], command: str, *, repeated: bool) -> None:
        if not repeated:
            self.done[command] += 1
        elif self._still_owed(row):
            self._report(row, "CONFLICT", "此前已按这一到期日办过，期限却仍未了结；请核对本件的期限")

    def _report(self, row: Row[Any], code: str, message: str) -> None:
        self.errors.append(SweepError(_number(row), row.kind, row.due, code, message))

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


def _number(row: Row[Any]) -> str:
    """The case, or the 督办单 or other matter the deadline belongs to."""
    return row.number or matter_of(row.ref)


def _no_expiry(kind: str) -> str:
    return f"“{DEADLINES.get(kind, kind)}”期限没有规定届满如何处理；请核对 deadlines.expires_on"
