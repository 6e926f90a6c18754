"""What the console reads, within the units a person may see. Every list is paged in SQL by the last row seen; no row
here names an applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, false, func, or_, select

from disclosure.cases.board import Board
from disclosure.cases.rights import Scope
from disclosure.law.escalation import Ladder
from disclosure.store.standing import CLOSED_REQUEST, OPEN_DEADLINE
from disclosure.store.tables import deadlines, outbox, requests

PAGE = 50

Rows = Sequence[Row[Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`after` is the cursor of the following page, None on the last one. Where no index leads to the rows, a page ends
    after `among` cases were looked at, however few of them are shown; None of a page that is full or the last."""

    rows: Sequence[T]
    after: str | None
    among: int | None = None


def closed(connection: Connection, board: Board, scope: Scope) -> int:
    """Of the whole agency: all there are, less the open ones, which are few."""
    if scope.units is None:
        return board.cases - board.states(scope).total()
    over = (CLOSED_REQUEST, scope.on(requests.c.unit))
    return connection.scalar(select(func.count()).where(*over)) or 0


def lit(ladder: Ladder, colour: str) -> ColumnElement[bool]:
    """Whether the level reached has this colour."""
    numbers = [0, *(level.number for level in ladder.levels)]
    spans = pairwise((*numbers, None))
    level = deadlines.c.level
    return or_(
        *(
            level >= first if following is None else and_(level >= first, level < following)
            for first, following in spans
            if first is not None and ladder.colour(first) == colour
        ),
        false(),
    )


def letters_by_status(connection: Connection) -> dict[str, int]:
    """Messages waiting and dead; the sent ones are history and not counted."""
    unsent = outbox.c.status.in_(("pending", "dead"))
    query = select(outbox.c.status, func.count()).where(unsent).group_by(outbox.c.status)
    return {row[0]: row[1] for row in connection.execute(query)}


def dossiers(connection: Connection, table: Table, scope: Scope, after: str | None) -> Page[Row[Any]]:
    """Dossiers of one kind that are not closed, in the order they were opened."""
    t = table.c
    query = select(t.id, t.number, t.unit, t.state, t.opened_on, t.closed_on).where(
        t.closed_on.is_(None), scope.on(t.unit)
    )
    if after is not None:
        query = query.where(t.id > int(after))
    rows = connection.execute(query.order_by(t.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def due_next(connection: Connection, scope: Scope, limit: int) -> Rows:
    d = deadlines.c
    mine = dated().where(OPEN_DEADLINE, scope.on(d.unit))
    return connection.execute(mine.order_by(d.due, d.id).limit(limit)).all()


def due_list(
    connection: Connection, which: ColumnElement[bool], after: tuple[date, int] | None
) -> Page[Row[Any]]:
    """Deadlines for which `which` holds, earliest first."""
    d = deadlines.c
    query = dated().where(which)
    if after is not None:
        day, number = after
        query = query.where(or_(d.due > day, and_(d.due == day, d.id > number)))
    rows = connection.execute(query.order_by(d.due, d.id).limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.due}.{last.id}" if last else None)


def dated() -> Select[Any]:
    """Deadlines with the case they belong to, if any."""
    d, r = deadlines.c, requests.c
    columns = (
        d.id,
        r.number,
        d.ref,
        r.state,
        d.kind,
        d.due,
        d.unit,
        d.owner_role,
        d.level,
        d.status,
        d.met_on,
        d.provisional,
    )
    return select(*columns).select_from(deadlines.outerjoin(requests, r.id == d.request_id))


def messages(connection: Connection, status: str, after: str | None) -> Page[Row[Any]]:
    o = outbox.c
    query = select(
        o.id, o.message_id, o.kind, o.person, o.created_on, o.attempts, o.next_try_at, o.last_error
    ).where(o.status == status)
    if after is not None:
        query = query.where(o.id > int(after))
    rows = connection.execute(query.order_by(o.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)
