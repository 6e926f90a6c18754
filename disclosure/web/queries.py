"""What the console reads. Every list is paged in SQL by the last row seen; no row here names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, or_, select

from disclosure.store.tables import deadlines, flow_runs, history, outbox, requests

PAGE = 50

Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the cursor of the following page, None on the last one."""

    rows: Rows
    after: str | None


def phases(connection: Connection) -> dict[str, int]:
    """Open cases by phase."""
    query = select(requests.c.phase, func.count()).where(requests.c.closed_on.is_(None))
    return {row[0]: row[1] for row in connection.execute(query.group_by(requests.c.phase))}


def closed(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(requests.c.closed_on.is_not(None))) or 0


def levels(connection: Connection) -> dict[int, int]:
    """Open deadlines by the ladder level they have reached."""
    query = select(deadlines.c.level, func.count()).where(deadlines.c.status == "open")
    return {row[0]: row[1] for row in connection.execute(query.group_by(deadlines.c.level))}


def suspended(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(deadlines.c.status == "suspended")) or 0


def provisional(connection: Connection) -> int:
    """Open deadlines that rest on a year without its holiday notice."""
    some = (deadlines.c.status == "open", deadlines.c.provisional)
    return connection.scalar(select(func.count()).where(*some)) or 0


def letters_by_status(connection: Connection) -> dict[str, int]:
    """Messages waiting and dead; the sent ones are history and not counted."""
    unsent = outbox.c.status.in_(("pending", "dead"))
    query = select(outbox.c.status, func.count()).where(unsent).group_by(outbox.c.status)
    return {row[0]: row[1] for row in connection.execute(query)}


def cases(connection: Connection, phase: str | None, after: str | None) -> Page:
    """Open cases of one phase, or the closed ones for None, in the order they were filed."""
    r = requests.c
    belongs = r.closed_on.is_not(None) if phase is None else and_(r.phase == phase, r.closed_on.is_(None))
    query = select(r.id, r.number, r.state, r.unit, r.received_on, r.due, r.clock_status).where(belongs)
    if after is not None:
        query = query.where(r.id > int(after))
    rows = connection.execute(query.order_by(r.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def case(connection: Connection, number: str) -> Row[Any] | None:
    r = requests.c
    columns = (
        r.id,
        r.number,
        r.phase,
        r.state,
        r.unit,
        r.received_on,
        r.due,
        r.clock_status,
        r.outcome,
        r.closed_on,
    )
    return connection.execute(select(*columns).where(r.number == number)).first()


def open_dossiers(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).where(table.c.closed_on.is_(None))) or 0


def dossiers(connection: Connection, table: Table, after: str | None) -> Page:
    """Dossiers of one kind that are not closed, in the order they were opened."""
    t = table.c
    query = select(t.id, t.number, t.unit, t.state, t.opened_on).where(t.closed_on.is_(None))
    if after is not None:
        query = query.where(t.id > int(after))
    rows = connection.execute(query.order_by(t.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def due_of(connection: Connection, request_id: int) -> Rows:
    """Every deadline of one case, settled ones included."""
    d = deadlines.c
    return connection.execute(_dated().where(d.request_id == request_id).order_by(d.due, d.id)).all()


def steps(connection: Connection, request_id: int) -> Rows:
    """What was done in one case, and when; not by whom, nor with which content."""
    h = history.c
    columns = (h.n, h.on_day, h.command, h.to_state)
    return connection.execute(select(*columns).where(h.request_id == request_id).order_by(h.n)).all()


def due_next(connection: Connection, limit: int) -> Rows:
    d = deadlines.c
    return connection.execute(_dated().where(d.status == "open").order_by(d.due, d.id).limit(limit)).all()


def due_list(connection: Connection, which: ColumnElement[bool], after: tuple[date, int] | None) -> Page:
    """Deadlines for which `which` holds, earliest first."""
    d = deadlines.c
    query = _dated().where(which)
    if after is not None:
        day, number = after
        query = query.where(or_(d.due > day, and_(d.due == day, d.id > number)))
    rows = connection.execute(query.order_by(d.due, d.id).limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.due}.{last.id}" if last else None)


def _dated() -> Select[Any]:
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


def messages(connection: Connection, status: str, after: str | None) -> Page:
    o = outbox.c
    query = select(
        o.id, o.message_id, o.kind, o.person, o.created_on, o.attempts, o.next_try_at, o.last_error
    ).where(o.status == status)
    if after is not None:
        query = query.where(o.id > int(after))
    rows = connection.execute(query.order_by(o.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def runs(connection: Connection, flow: str) -> Rows:
    """The latest runs of one flow, newest first."""
    f = flow_runs.c
    columns = (f.business_day, f.started_at, f.finished_at, f.ok, f.summary)
    return connection.execute(
        select(*columns).where(f.flow == flow).order_by(f.started_at.desc()).limit(PAGE)
    ).all()
