"""What stands in the office, counted by unit: open requests, what is owed and how it glows, what comes and goes,
dossiers under way.

Counting takes as long as there are open cases. A small book is counted at every look. Of a large one the last count is
told again while it is fresh, and the next ones are made beside the pages as long as somebody looks now and then, so
that hardly anybody waits for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any, Generic, TypeVar
from weakref import ref

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select, union_all

from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.rights import Scope
from disclosure.errors import DisclosureError
from disclosure.store.standing import OPEN_DEADLINE, OPEN_REQUEST, SUSPENDED_DEADLINE
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, requests
from state_machines import REQUEST

OWED = ("reply", "redo")  # what has to be answered
LARGE = 20_000  # requests; a smaller book is counted at every look
OLDEST = 5.0  # seconds a count may be told
_RENEWED = 2.0  # seconds from one count to the next
_LOOKED_AT = 60.0  # seconds since the last look for which the next ones are made
_BACK = timedelta(60)  # days of traffic: twenty working days with the longest holidays among them

_D, _R = deadlines.c, requests.c
Counts = Mapping[tuple[Any, ...], int]  # the unit first
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Board:
    """`open` by state, `owed` by kind, level and whether its day is provisional, `due` by the day of a reply owed,
    `arrived` and `replied` by the days lately, `unanswered` by whether their day is past, `dossiers` that are open by
    the name of their kind. `made` is by the clock of `monotonic`."""

    today: date
    made: float
    cases: int
    open: Counts
    owed: Counts
    due: Counts
    suspended: Counts
    arrived: Counts
    replied: Counts
    unanswered: Counts
    dossiers: Counts

    @property
    def age(self) -> int:
        """Whole seconds, rounded up."""
        return _age(self.made) if self.cases >= LARGE else 0

    def states(self, scope: Scope) -> Counter[str]:
        return _by(self.open, scope, 1)

    def phases(self, scope: Scope) -> Counter[str]:
        found: Counter[str] = Counter()
        for state, n in self.states(scope).items():
            found[REQUEST.states[state].phase] += n
        return found

    def kinds(self, scope: Scope) -> Counter[str]:
        return _by(self.owed, scope, 1)

    def levels(self, scope: Scope) -> Counter[int]:
        return _by(self.owed, scope, 2)

    def provisional(self, scope: Scope) -> int:
        return _by(self.owed, scope, 3)[True]

    def waiting(self, scope: Scope) -> int:
        """Suspended: the turn is the applicant's."""
        return _by(self.suspended, scope, 0).total()

    def dossiers_of(self, scope: Scope) -> Counter[str]:
        return _by(self.dossiers, scope, 1)

    def left(self, unit: str) -> tuple[int, int]:
        """Cases of a unit not replied to yet, and how many of them are past their day."""
        late = self.unanswered.get((unit, 1), 0)
        return self.unanswered.get((unit, 0), 0) + late, late


def _age(made: float) -> int:
    return -int(-(monotonic() - made) // 1)


def _by(counts: Counts, scope: Scope, place: int) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, n in counts.items():
        if scope.units is None or key[0] in scope.units:
            found[key[place]] += n
    return found


def days_of(counts: Counts, scope: Scope) -> Counter[date]:
    return _by(counts, scope, 1)


def count(connection: Connection, today: date) -> Board:
    def grouped(columns: Iterable[ColumnElement[Any]], *which: ColumnElement[bool]) -> Counts:
        query = select(*columns, func.count()).where(*which).group_by(*columns)
        return {tuple(row[:-1]): row[-1] for row in connection.execute(query)}

    def lately(day: ColumnElement[date]) -> Counts:
        return grouped((_R.unit, day), day > today - _BACK, day <= today)

    return Board(
        today,
        monotonic(),
        connection.scalar(select(chain.c.cases)) or 0,
        grouped((_R.unit, _R.state), OPEN_REQUEST),
        grouped((_D.unit, _D.kind, _D.level, _D.provisional), OPEN_DEADLINE),
        grouped((_D.unit, _D.due), OPEN_DEADLINE, _D.kind.in_(OWED), _D.due >= today),
        grouped((_D.unit,), SUSPENDED_DEADLINE),
        lately(_R.filed_on),
        lately(_R.replied_on),
        _unanswered(connection, today),
        {(unit, kind): n for kind, unit, n in connection.execute(_DOSSIERS)},
    )


def _unanswered(connection: Connection, today: date) -> Counts:
    late = func.sum(case((and_(_R.clock_status.in_(("running", "overdue")), _R.due < today), 1), else_=0))
    query = select(_R.unit, func.count(), late).where(OPEN_REQUEST, _R.replied_on.is_(None))
    found: dict[tuple[Any, ...], int] = {}
    for unit, n, over in connection.execute(query.group_by(_R.unit)):
        found |= {(unit, 0): n - over, (unit, 1): over}
    return found


_DOSSIERS = union_all(
    *(
        select(literal_column(f"'{kind.name}'"), kind.table.c.unit, func.count())
        .where(kind.table.c.closed_on.is_(None))
        .group_by(kind.table.c.unit)
        for kind in KINDS
    )
)


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """What was counted for `key`."""

    key: Hashable
    made: float
    value: T


@dataclass(frozen=True, slots=True)
class _Look(Generic[T]):
    """What was asked for last."""

    at: float
    key: Hashable
    count: Callable[[Connection], T]


class Held(Generic[T]):
    """The last count of one thing, shared by the threads of one process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock, self._waiting = Lock(), Lock()
        self._renewing = False
        self._look: _Look[T] | None = None
        self._held: Told[T] | None = None

    def now(self, connection: Connection, key: Hashable, count: Callable[[Connection], T]) -> tuple[T, int]:
        """With its age in whole seconds: at most OLDEST old; of a small book, what `connection` sees. `count` is also
        called later, by another thread."""
        if (connection.scalar(select(chain.c.cases)) or 0) < LARGE:
            return count(connection), 0
        self._look = _Look(monotonic(), key, count)
        if (held := self._fresh(key)) is None:
            with self._waiting:  # one counts, the others wait for it
                if (held := self._fresh(key)) is None:
                    held = self._held = Told(key, monotonic(), count(connection))
        self._keep_renewed()
        return held.value, _age(held.made)

    def _fresh(self, key: Hashable) -> Told[T] | None:
        held = self._held
        usable = held is not None and held.key == key and monotonic() - held.made < OLDEST
        return held if usable else None

    def _keep_renewed(self) -> None:
        with self._lock:
            if self._renewing:
                return
            self._renewing = True
        Thread(target=_renew_while_looked_at, args=(ref(self),), daemon=True).start()

    def renew(self) -> bool:
        """Count what was asked for last; False when nobody looks any more."""
        look = self._look
        try:
            if look is not None and monotonic() - look.at < _LOOKED_AT:
                with self._store.read() as connection:
                    self._held = Told(look.key, monotonic(), look.count(connection))
                return True
        except DisclosureError:
            pass  # the page that finds no fresh count makes one, and is told why it cannot
        except BaseException:
            self._renewing = False
            raise
        self._renewing = False
        return False


def _renew_while_looked_at(held: ref[Held[Any]]) -> None:
    while True:
        sleep(_RENEWED)
        mine = held()
        if mine is None or not mine.renew():
            return
        del mine  # while it sleeps, whoever held it may let it go


class Boards:
    def __init__(self, store: Store, counted: Callable[[Connection, date], Board] = count) -> None:
        self._held, self._count = Held[Board](store), counted

    def now(self, connection: Connection, today: date) -> Board:
        board, _ = self._held.now(connection, today, lambda its: self._count(its, today))
        return board
