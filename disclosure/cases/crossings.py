"""G8: deadlines climb the ladder, all that climb today at once, in SQL whose cost follows what climbs.

The ladder is computed in Python for the few distinct (kind, due, level) among the climbing rows and laid
beside them in temporary tables; one INSERT … SELECT fills the outbox, one records the levels, one UPDATE
moves the rows.

Nothing is locked beforehand. The three statements share one list of rows; whatever changes beside them is
met again by the next sweep, and the unique keys of `escalations` and `outbox` keep it single. Messages come
first because they touch the case first, as every command does: the two cannot wait for each other in a ring.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql import Select

from disclosure.errors import NotInForce
from disclosure.law.escalation import OWNER, Ladder, Level, alert_day, crossed, next_alert
from disclosure.law.workdays import Workdays
from disclosure.store.tables import BigId, deadlines, escalations, outbox

_scratch = MetaData()
climbing = Table(
    "climbing",
    _scratch,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("request_id", BigId),
    Column("kind", String(32)),
    Column("due", Date),
    Column("level", Integer),
    Column("unit", String(64)),
    Column("owner_role", String(32)),
    prefixes=["TEMPORARY"],
)
rungs = Table(
    "rungs",
    _scratch,
    Column("kind", String(32), primary_key=True),
    Column("due", Date, primary_key=True),
    Column("reached", Integer, primary_key=True, autoincrement=False),
    Column("level", Integer, primary_key=True, autoincrement=False),  # = reached when the ladder moved away
    Column("crossed_on", Date),
    Column("in_force", Boolean),
    Column("next_alert_on", Date),
    Column("message", String(32)),
    Column("suffix", String(40)),
    Column("payload", Text),
    prefixes=["TEMPORARY"],
)
recipients = Table(
    "recipients",
    _scratch,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("role", String(32), primary_key=True),
    prefixes=["TEMPORARY"],
)
SCRATCH = (climbing, rungs, recipients)


@dataclass(frozen=True, slots=True)
class Crossed:
    """`levels` counts (deadline, level) pairs recorded, `messages` outbox rows; `lines` are (kind, level in
    force, deadlines) for people, `unread` the groups (kind, due, reason) the calendar cannot judge."""

    levels: int = 0
    messages: int = 0
    lines: tuple[tuple[str, str, int], ...] = ()
    unread: tuple[tuple[str, date, NotInForce], ...] = ()


def owed(connection: Connection, today: date) -> bool:
    """Whether anything climbs today: one look at the head of the partial index. Without the order PostgreSQL
    expects to meet a row soon and reads the whole table when there is none."""
    day = deadlines.c.next_alert_on
    return connection.scalar(select(day).where(day <= today).order_by(day).limit(1)) is not None


def cross(connection: Connection, ladder: Ladder, workdays: Workdays, today: date) -> Crossed:
    """Record and announce every level that holds on `today`; for use inside a write transaction."""
    for table in SCRATCH:
        connection.execute(CreateTable(table))
    connection.execute(insert(climbing).from_select(climbing.c.keys(), _climbing(today)))
    rows: list[dict[str, Any]] = []
    unread: list[tuple[str, date, NotInForce]] = []
    lines: Counter[tuple[str, str]] = Counter()
    for kind, due, reached, deadlines_in_group in connection.execute(_groups()).all():
        try:
            levels = crossed(ladder, kind, due, reached, today, workdays)
            rows += _rungs(ladder, workdays, kind, due, reached, levels)
        except NotInForce as error:
            unread.append((kind, due, error))
            continue
        if levels:
            lines[kind, levels[-1].name] += deadlines_in_group
    _fill(connection, rungs, rows)
    _fill(connection, recipients, [{"level": o.number, "role": r} for o in ladder.levels for r in o.to])
    messages = _add(connection, outbox, _messages(today))
    recorded = _add(connection, escalations, _escalations(today))
    connection.execute(_moves(today))
    for table in SCRATCH:
        connection.execute(DropTable(table))
    return Crossed(recorded, messages, tuple((*line, n) for line, n in lines.items()), tuple(unread))


def _fill(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _climbing(today: date) -> Select[Any]:
    d = deadlines.c
    columns = (d.id, d.request_id, d.kind, d.due, d.level, d.unit, d.owner_role)
    return select(*columns).where(d.next_alert_on <= today)


def _groups() -> Select[Any]:
    c = climbing.c
    return (
        select(c.kind, c.due, c.level, func.count()).group_by(c.kind, c.due, c.level).order_by(c.kind, c.due)
    )


def _rungs(
    ladder: Ladder, workdays: Workdays, kind: str, due: date, reached: int, levels: tuple[Level, ...]
) -> list[dict[str, Any]]:
    """The rows of `rungs` for one group; without a level to record, one row that only sets the next day."""
    top = levels[-1].number if levels else reached
    shared = {
        "kind": kind,
        "due": due,
        "reached": reached,
        "next_alert_on": next_alert(ladder, kind, due, top, workdays),
    }
    if not levels:
        still = {"level": reached, "crossed_on": None, "in_force": True}
        return [shared | still | {"message": None, "suffix": None, "payload": None}]
    return [
        shared
        | {
            "level": level.number,
            "crossed_on": alert_day(level, due, workdays),
            "in_force": level.number == top,
            "message": "supervision" if level.opens_supervision else "alert",
            "suffix": f":{due}:{level.number}:",
            "payload": _payload(kind, due, level),
        }
        for level in levels
    ]


def _payload(kind: str, due: date, level: Level) -> str:
    """What a recipient is told; the case is named by `outbox.request_id`, people are not named at all."""
    content = {"deadline": kind, "due": due.isoformat(), "level": level.name, "colour": level.colour}
    return json.dumps(content, ensure_ascii=False)


def _on_rung() -> Any:
    c, r = climbing.c, rungs.c
    return and_(r.kind == c.kind, r.due == c.due, r.reached == c.level)


def _messages(today: date) -> Select[Any]:
    c, r = climbing.c, rungs.c
    role = case((recipients.c.role == OWNER, c.owner_role), else_=recipients.c.role)
    return (
        select(
            (literal("deadline:") + cast(c.id, String) + r.suffix + role).label("message_id"),
            r.message.label("kind"),
            c.request_id,
            role.label("role"),
            c.unit,
            r.payload,
            literal(today).label("created_on"),
            literal("pending").label("status"),
            literal(0).label("attempts"),
            literal(f"{today}T00:00:00+08:00").label("next_try_at"),
        )
        .select_from(climbing.join(rungs, _on_rung()).join(recipients, recipients.c.level == r.level))
        .where(r.in_force, r.level > r.reached)
    )


def _escalations(today: date) -> Select[Any]:
    c, r = climbing.c, rungs.c
    return (
        select(
            c.id.label("deadline_id"),
            c.due,
            r.level,
            r.crossed_on,
            literal(today).label("recorded_on"),
            r.in_force.label("notified"),
        )
        .select_from(climbing.join(rungs, _on_rung()))
        .where(r.level > r.reached)
    )


def _moves(today: date) -> Any:
    """A row that a command changed meanwhile is left as that command wrote it."""
    d, c, r = deadlines.c, climbing.c, rungs.c
    return (
        update(deadlines)
        .values(level=r.level, next_alert_on=r.next_alert_on)
        .where(d.id == c.id, d.due == c.due, d.level == c.level, d.next_alert_on <= today)
        .where(_on_rung(), r.in_force)
    )


def _add(connection: Connection, table: Table, rows: Select[Any]) -> int:
    """Insert what is not there yet; the number of rows added."""
    flavour = postgresql if connection.dialect.name == "postgresql" else sqlite
    columns = [column.key for column in rows.selected_columns]
    added = flavour.insert(table).from_select(columns, rows).on_conflict_do_nothing()
    return connection.execute(added, execution_options={"preserve_rowcount": True}).rowcount
