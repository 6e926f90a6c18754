"""申请件: the cases a person may see, narrowed by what was asked for, paged by the last row seen.

Which ones is found in an index alone; only the rows of the page are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
    union,
)

from disclosure.cases.board import Board
from disclosure.cases.rights import Contents, Scope
from disclosure.cases.searching import look_up
from disclosure.store.standing import CLOSED_REQUEST, OPEN_DEADLINE, OPEN_REQUEST
from disclosure.store.statements import Statement
from disclosure.store.tables import deadlines, requests
from disclosure.web.queries import PAGE, Page, Rows, closed, dated
from state_machines import REQUEST

_R = requests.c
_D = deadlines.c
_OPEN_STATES = frozenset(leaf for leaf, state in REQUEST.states.items() if state.phase != "closed")
MOST_COUNTED = 10_000  # by days: what the overview tells of some days is told here too
MOST_FOUND = 1_000  # by anything else
FEW_DAYS = timedelta(100)
EXAMINED = 100_000  # of the newest, to find them
LOOKED_THROUGH = 200_000  # for one page, where no index leads


@dataclass(frozen=True, slots=True)
class Filter:
    """None or "" leaves a filter out. `words`: every one of them, parted by blanks, is the number, or in the
    content where it may be read. `since` and `until` are days of filing, both included."""

    phase: str | None = None
    state: str | None = None
    unit: str | None = None
    channel: str | None = None
    outcome: str | None = None
    clock: str | None = None
    handler: str | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    replied_since: date | None = None
    replied_until: date | None = None

    def conditions(self, today: date) -> Iterator[ColumnElement[bool]]:
        """All but the words."""
        if self.phase == "closed":
            yield CLOSED_REQUEST
        elif self.phase:
            yield _R.state.in_([leaf for leaf in _OPEN_STATES if REQUEST.states[leaf].phase == self.phase])
        if self.state in _OPEN_STATES or self.phase not in (None, "closed"):
            yield OPEN_REQUEST
        for column, wanted in (
            (_R.state, self.state),
            (_R.unit, self.unit),
            (_R.channel, self.channel),
            (_R.outcome, self.outcome),
            (clock_on(today), self.clock),
            (_R.handler, self.handler),
        ):
            if wanted:
                yield column == wanted
        for column, first, last in (
            (_R.filed_on, self.since, self.until),
            (_R.replied_on, self.replied_since, self.replied_until),
        ):
            if first:
                yield column >= first
            if last:
                yield column <= last

    def of_the_board(self) -> bool:
        """Whether the board counts these: open ones by where they stand, closed ones all together."""
        plain = self == Filter(phase=self.phase, state=self.state)
        return plain and (not self.state or (self.state in _OPEN_STATES and self.phase != "closed"))

    def of_days(self) -> bool:
        """Whether days alone were asked for."""
        return self == Filter(
            since=self.since,
            until=self.until,
            replied_since=self.replied_since,
            replied_until=self.replied_until,
        )

    def led_to(self) -> bool:
        """Whether an index leads to these, or they are so many that the newest fill a page."""
        return bool(self.words) or self.of_the_board() or self.of_days() or self.of_few_days()

    def of_few_days(self) -> bool:
        spans = ((self.since, self.until), (self.replied_since, self.replied_until))
        return not self.words and any(first and last and last - first <= FEW_DAYS for first, last in spans)


def clock_on(today: date) -> ColumnElement[str]:
    """The status of the clock on a day: the column is that of the last step, and time runs out without one."""
    ran_out = and_(_R.clock_status == "running", _R.due < today)
    return case((ran_out, "overdue"), else_=_R.clock_status)


class Line(NamedTuple):
    """One case of a list. `opening` is the beginning of what is asked, None where that may not be read."""

    id: int
    number: str
    phase: str
    state: str
    unit: str
    handler: str | None
    channel: str
    filed_on: date
    received_on: date | None
    due: date | None
    outcome: str | None
    closed_on: date | None
    clock_status: str
    opening: str | None


_COLUMNS = tuple(_R[name] for name in Line._fields[:-2])


def listed(
    connection: Connection, scope: Scope, wanted: Filter, after: int | None, today: date, contents: Contents
) -> Page[Line]:
    """Newest first, 50 a page. Of what is not among `contents`, `opening` is None."""
    given, end = {}, 0
    if wanted.led_to():
        given = {"after": after} if after is not None else {}
    else:  # down to `end`, and on the next page from there
        top = (connection.scalar(select(func.max(_R.id))) or 0) + 1 if after is None else after
        end = max(0, top - LOOKED_THROUGH)
        given = {"after": top, "end": end}
    names = frozenset(given)
    if wanted.words:
        found = ids(connection, scope, wanted, today, contents)
        cells: Sequence[Sequence[Any]] = connection.execute(
            _page(found, wanted, today, contents, names), given
        ).all()
    else:
        cells = _known_page(scope, wanted, today, contents, names).rows(connection, given)
    rows = [Line(*row) for row in cells]
    if len(rows) > PAGE:
        return Page(rows[:PAGE], str(rows[PAGE - 1].id))
    return Page(rows, str(end), LOOKED_THROUGH) if end else Page(rows, None)


def _page(
    found: Select[tuple[int]], wanted: Filter, today: date, contents: Contents, given: frozenset[str]
) -> Select[Any]:
    newest = found.selected_columns[0]
    if "after" in given:
        found = found.where(newest < bindparam("after", type_=Integer))
    if "end" in given:
        found = found.where(newest >= bindparam("end", type_=Integer))
    # A sum is no index's order: the few cases of some days are found by the days, and not from the newest on.
    order = newest + 0 if wanted.of_few_days() else newest
    page = found.order_by(order.desc()).limit(PAGE + 1).subquery()
    opening = contents.shown(func.substr(_R.content, 1, 60))
    query = select(*_COLUMNS, clock_on(today).label("clock_status"), opening.label("opening"))
    return query.join(page, page.c.id == _R.id).order_by(_R.id.desc())


@lru_cache(maxsize=256)
def _known_page(
    scope: Scope, wanted: Filter, today: date, contents: Contents, given: frozenset[str]
) -> Statement:
    """People ask for the same lists again and again; writing the query takes longer than answering it."""
    return Statement(_page(_narrowed(scope, wanted, today), wanted, today, contents, given))


@dataclass(frozen=True, slots=True)
class Count:
    """`n` cases, or `more`; of the newest `among` where not all were looked at."""

    n: int
    more: bool = False
    among: int | None = None


def counted(
    connection: Connection, board: Board | None, scope: Scope, wanted: Filter, today: date, contents: Contents
) -> Count:
    """Of what no index leads to, so many are counted as can be while a page is made."""
    if board is not None:
        return Count(_on_the_board(connection, board, scope, wanted))
    asked = ids(connection, scope, wanted, today, contents)
    if wanted.words:
        return _up_to(connection, asked, MOST_FOUND)
    if wanted.of_days():
        return _up_to(connection, asked, MOST_COUNTED)
    last = connection.scalar(select(func.max(_R.id))) or 0
    if last <= EXAMINED:
        return _up_to(connection, asked, MOST_FOUND)
    found = _up_to(connection, asked.where(_R.id > last - EXAMINED), MOST_FOUND)
    return found if found.more else replace(found, among=EXAMINED)


def _up_to(connection: Connection, asked: Select[tuple[int]], most: int) -> Count:
    some = asked.limit(most + 1).subquery()
    n = connection.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(n, most), n > most)


def _on_the_board(connection: Connection, board: Board, scope: Scope, wanted: Filter) -> int:
    """Of a phase, of a situation that is open, of both or of neither."""
    if wanted.phase == "closed":
        return closed(connection, board, scope)
    here = {
        leaf: n
        for leaf, n in board.states(scope).items()
        if wanted.phase in (None, REQUEST.states[leaf].phase) and wanted.state in (None, leaf)
    }
    return sum(here.values()) + (0 if wanted.phase or wanted.state else closed(connection, board, scope))


def ids(
    connection: Connection, scope: Scope, wanted: Filter, today: date, contents: Contents
) -> Select[tuple[int]]:
    """Of the cases of a list."""
    sought = look_up(connection, wanted.words, contents)
    return (
        _narrowed(scope, wanted, today) if sought is None else sought.ids(*_conditions(scope, wanted, today))
    )


def _narrowed(scope: Scope, wanted: Filter, today: date) -> Select[tuple[int]]:
    return select(_R.id).where(*_conditions(scope, wanted, today))


def _conditions(scope: Scope, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    mine = [] if scope.units is None else [scope.on(_R.unit)]
    return [*mine, *wanted.conditions(today)]


def owed_by(connection: Connection, grants: frozenset[tuple[str, str]], limit: int) -> Rows:
    """我的待办: open deadlines whose turn is one of these roles, most urgent first."""
    first = (_of(role, unit).order_by(_D.due, _D.id).limit(limit).subquery() for role, unit in sorted(grants))
    mine = union(*(select(each.c.id) for each in first))
    query = dated().where(_D.id.in_(mine)).order_by(_D.due, _D.id).limit(limit)
    return connection.execute(query).all()


def _of(role: str, unit: str) -> Select[tuple[int]]:
    turn = select(_D.id).where(OPEN_DEADLINE, _D.owner_role == role)
    return turn if unit == "*" else turn.where(_D.unit == unit)
