"""申请件: the cases a person may see, narrowed by what was asked for, paged by the last row seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, null, or_, select

from disclosure.cases.rights import Scope
from disclosure.store.tables import deadlines, requests
from disclosure.web.queries import PAGE, Page, Rows, dated

_R = requests.c
_ESCAPE = "\\"


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

    def conditions(self, today: date, contents: Scope) -> Iterator[ColumnElement[bool]]:
        if self.phase:
            over = _R.closed_on.is_not(None)
            yield over if self.phase == "closed" else and_(_R.phase == self.phase, _R.closed_on.is_(None))
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
        for word in self.words.split():
            found = _R.number == word
            written = _R.content.like(_holding(word), escape=_ESCAPE)
            yield or_(found, and_(contents.on(_R.unit), written))


def clock_on(today: date) -> ColumnElement[str]:
    """The status of the clock on a day: the column is that of the last step, and time runs out without one."""
    ran_out = and_(_R.clock_status == "running", _R.due < today)
    return case((ran_out, "overdue"), else_=_R.clock_status)


_COLUMNS = (
    _R.id, _R.number, _R.phase, _R.state, _R.unit, _R.handler, _R.channel, _R.filed_on, _R.received_on, _R.due,
    _R.outcome, _R.closed_on,
)  # fmt: skip


def readable(contents: Scope, text: ColumnElement[Any]) -> ColumnElement[Any]:
    """`text` of a case in the units whose contents may be read, else NULL."""
    return case((contents.on(_R.unit), text), else_=null())


def listed(
    connection: Connection, scope: Scope, wanted: Filter, after: int | None, today: date, contents: Scope
) -> Page:
    """Newest first, 50 a page. `contents` are the units whose contents may be read; elsewhere `opening` is None."""
    opening = readable(contents, func.substr(_R.content, 1, 60))
    query = select(*_COLUMNS, clock_on(today).label("clock_status"), opening.label("opening"))
    query = query.where(scope.on(_R.unit), *wanted.conditions(today, contents))
    if after is not None:
        query = query.where(_R.id < after)
    rows = connection.execute(query.order_by(_R.id.desc()).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def counted(connection: Connection, scope: Scope, wanted: Filter, today: date, contents: Scope) -> int:
    query = select(func.count()).select_from(requests)
    return connection.scalar(query.where(scope.on(_R.unit), *wanted.conditions(today, contents))) or 0


def owed_by(connection: Connection, grants: frozenset[tuple[str, str]], limit: int) -> Rows:
    """我的待办: open deadlines whose turn is one of these roles, most urgent first."""
    d = deadlines.c
    mine = or_(*(_of(role, unit) for role, unit in sorted(grants)))
    query = dated().where(d.status == "open", mine).order_by(d.due, d.id).limit(limit)
    return connection.execute(query).all()


def _of(role: str, unit: str) -> ColumnElement[bool]:
    d = deadlines.c
    return d.owner_role == role if unit == "*" else and_(d.owner_role == role, d.unit == unit)


def _holding(word: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return f"%{word}%"
