"""How long the replies of a year took, held in memory and brought up to date with the history at every look.

Counting them anew reads some hundred thousand rows. Every change of a case is a row of the history, so only the
requests of the rows since the last look are read again, and what is told is always what stands in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from threading import Lock
from time import monotonic
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from disclosure.cases.demand import in_pieces
from disclosure.cases.rights import Scope
from disclosure.errors import NotInForce
from disclosure.law.workdays import Workdays
from disclosure.store.tables import chain, history, requests

WINDOW = 365  # days of replies that durations and punctuality are told of
_MANY = 2_000  # rows of history after which all is read anew
_AT_ONCE = 5_000  # rows held by the driver while all are read
_SETTLED = 5.0  # seconds after which nobody still looks at an older state of the database

_R = requests.c
_COLUMNS = (_R.id, _R.unit, _R.received_on, _R.replied_on, _R.clock_status)


class Reply(NamedTuple):
    """`took`: working days, the day of receipt not counted (R33.2); None where the calendar does not reach back."""

    unit: str
    took: int | None
    status: str


class Replies:
    """Shared by the threads of one process."""

    def __init__(self) -> None:
        self._workdays: Workdays | None = None
        self._lock = Lock()
        self._today: date | None = None
        self._seq = 0
        self._brought = 0.0
        self._of: dict[int, Reply] = {}
        self._same: dict[Reply, Reply] = {}
        self._counts: Counter[Reply] = Counter()

    def figures(
        self, connection: Connection, workdays: Workdays, scope: Scope, today: date
    ) -> tuple[Counter[int], Counter[str]]:
        """How many took how many working days; how many stand with which status of the clock."""
        with self._lock:
            self._bring_up(connection, workdays, today)
            counted = list(self._counts.items())
        took: Counter[int] = Counter()
        ended: Counter[str] = Counter()
        for reply, n in counted:
            if scope.units is None or reply.unit in scope.units:
                ended[reply.status] += n
                if reply.took is not None:
                    took[reply.took] += n
        return took, ended

    def _bring_up(self, connection: Connection, workdays: Workdays, today: date) -> None:
        seq = connection.scalar(select(chain.c.seq)) or 0
        older = seq < self._seq  # another thread has seen more; or another book has been put in its place
        if (
            today != self._today
            or workdays is not self._workdays  # another calendar has come into force
            or seq > self._seq + _MANY
            or (older and monotonic() - self._brought > _SETTLED)
        ):
            self._of, self._counts, self._same, self._workdays = {}, Counter(), {}, workdays
            all_ = select(*_COLUMNS).where(_lately(today)).execution_options(yield_per=_AT_ONCE)
            self._add(connection.execute(all_))
        elif seq > self._seq:
            since = select(history.c.request_id).where(history.c.seq > self._seq).distinct()
            changed = connection.scalars(since).all()
            for id_ in changed:
                if (reply := self._of.pop(id_, None)) is not None:
                    self._counts[reply] -= 1
            for piece in in_pieces(changed):
                self._add(connection.execute(select(*_COLUMNS).where(_R.id.in_(piece), _lately(today))))
        else:
            return
        self._today, self._seq, self._brought = today, seq, monotonic()

    def _add(self, rows: Iterable[Row[tuple[int, str, date | None, date, str]]]) -> None:
        for id_, unit, received, replied, status in rows:
            told = Reply(unit, self._took(received, replied), status)
            reply = self._of[id_] = self._same.setdefault(told, told)
            self._counts[reply] += 1

    def _took(self, received: date | None, replied: date) -> int | None:
        if received is not None and self._workdays is not None:
            with suppress(NotInForce):  # received before the calendar begins
                return max(0, self._workdays.between(received, replied))
        return None


def _lately(today: date) -> ColumnElement[bool]:
    return and_(_R.replied_on > today - timedelta(days=WINDOW), _R.replied_on <= today)
