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
from functools import cache
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
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import Select

from disclosure.errors import NotInForce
from disclosure.law.escalation import OWNER, Ladder, Level, alert_day, crossed, next_alert
from disclosure.law.workdays import Workdays
from disclosure.store.statements import Statement
from disclosure.store.tables import BigId, deadlines, escalations, outbox

_metadata = MetaData()
climbing = Table(
    "climbing",
    _metadata,
    Column("id", BigId),
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
    _metadata,
    Column("kind", String(32)),
    Column("due", Date),
    Column("reached", Integer),
    Column("level", Integer),  # = reached when the ladder moved away
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
    _metadata,
    Column("level", Integer),
    Column("role", String(32)),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class Crossed:
    """`levels` counts (deadline, level) pairs recorded, `messages` outbox rows; `lines` are (kind, level in
    force, deadlines) for people, `unread` the groups (kind, due, reason) the calendar cannot judge."""

    levels: int = 0
    messages: int = 0
    lines: tuple[tuple[str, str, int], ...] = ()
    unread: tuple[tuple[str, date, NotInForce], ...] = ()

    def __add__(self, other: Crossed) -> Crossed:
        return Crossed(
            self.levels + other.levels,
            self.messages + other.messages,
            self.lines + other.lines,
            self.unread + other.unread,
        )


def owed(connection: Connection, today: date) -> bool:
    """Whether anything climbs today: one look at the head of the partial index."""
    return _OWED.row(connection, {"today": today}) is not None


def cross(connection: Connection, ladder: Ladder, workdays: Workdays, today: date) -> Crossed:
    """Record and announce every level that holds on `today`; for use inside a write transaction."""
    dialect = connection.dialect.name
    now = {"today": today, "instant": f"{today}T00:00:00+08:00"}
    for statement in _scratch(dialect):
        connection.exec_driver_sql(statement)
    _CLIMB.run(connection, now)
    rows: list[dict[str, Any]] = []
    unread: list[tuple[str, date, NotInForce]] = []
    lines: Counter[tuple[str, str]] = Counter()
    for kind, due, reached, deadlines_in_group in _GROUPS.rows(connection):
        try:
            levels = crossed(ladder, kind, due, reached, today, workdays)
            rows += _rungs(ladder, workdays, kind, due, reached, levels)
        except NotInForce as error:
            unread.append((kind, due, error))
            continue
        if levels:
            lines[kind, levels[-1].name] += deadlines_in_group
    _FILL_RUNGS.many(connection, rows)
    told = [{"level": level.number, "role": role} for level in ladder.levels for role in level.to]
    _FILL_RECIPIENTS.many(connection, told)
    messages = _ANNOUNCE[dialect].run(connection, now)
    recorded = _RECORD[dialect].run(connection, now)
    _MOVE.run(connection, now)
    return Crossed(recorded, messages, tuple((*line, n) for line, n in lines.items()), tuple(unread))


@cache
def _scratch(dialect: str) -> tuple[str, ...]:
    """What makes the temporary tables, or empties those an earlier sweep of this connection left. Making or
    truncating them each time, or keeping keys on them, costs PostgreSQL more than the rest of a small sweep."""
    written = (postgresql if dialect == "postgresql" else sqlite).dialect()
    tables = (climbing, rungs, recipients)
    made = [str(CreateTable(table, if_not_exists=True).compile(dialect=written)) for table in tables]
    return (*made, *(f"DELETE FROM {table.name}" for table in tables))  # noqa: S608 - our own names


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


_TODAY = bindparam("today", type_=Date)
_D, _C, _R = deadlines.c, climbing.c, rungs.c
_ON_RUNG = and_(_R.kind == _C.kind, _R.due == _C.due, _R.reached == _C.level)
_ROLE = case((recipients.c.role == OWNER, _C.owner_role), else_=recipients.c.role)


def _added(table: Table, rows: Select[Any]) -> dict[str, Statement]:
    """Insert what is not there yet, by dialect."""
    columns = [str(column.key) for column in rows.selected_columns]
    return {
        "sqlite": Statement(sqlite.insert(table).from_select(columns, rows).on_conflict_do_nothing()),
        "postgresql": Statement(postgresql.insert(table).from_select(columns, rows).on_conflict_do_nothing()),
    }


# Without the order PostgreSQL expects to meet a row soon and reads the whole table when there is none.
_OWED = Statement(
    select(_D.next_alert_on)
    .where(_D.next_alert_on <= _TODAY)
    .order_by(_D.next_alert_on)
    .limit(literal_column("1"))
)
_CLIMB = Statement(
    insert(climbing).from_select(
        climbing.c.keys(),
        select(_D.id, _D.request_id, _D.kind, _D.due, _D.level, _D.unit, _D.owner_role).where(
            _D.next_alert_on <= _TODAY
        ),
    )
)
_GROUPS = Statement(
    select(_C.kind, _C.due, _C.level, func.count())
    .group_by(_C.kind, _C.due, _C.level)
    .order_by(_C.kind, _C.due)
)
_FILL_RUNGS = Statement(insert(rungs), *rungs.c.keys())
_FILL_RECIPIENTS = Statement(insert(recipients), *recipients.c.keys())
_ANNOUNCE = _added(
    outbox,
    select(
        (literal("deadline:") + cast(_C.id, String) + _R.suffix + _ROLE).label("message_id"),
        _R.message.label("kind"),
        _C.request_id,
        _ROLE.label("role"),
        _C.unit,
        _R.payload,
        _TODAY.label("created_on"),
        literal("pending").label("status"),
        literal(0).label("attempts"),
        bindparam("instant", type_=String).label("next_try_at"),
    )
    .select_from(climbing.join(rungs, _ON_RUNG).join(recipients, recipients.c.level == _R.level))
    .where(_R.in_force, _R.level > _R.reached),
)
_RECORD = _added(
    escalations,
    select(
        _C.id.label("deadline_id"),
        _C.due,
        _R.level,
        _R.crossed_on,
        _TODAY.label("recorded_on"),
        _R.in_force.label("notified"),
    )
    .select_from(climbing.join(rungs, _ON_RUNG))
    .where(_R.level > _R.reached),
)
# A row that a command has changed meanwhile is left as that command wrote it.
_MOVE = Statement(
    update(deadlines)
    .values(level=_R.level, next_alert_on=_R.next_alert_on)
    .where(_D.id == _C.id, _D.due == _C.due, _D.level == _C.level, _D.next_alert_on <= _TODAY)
    .where(_ON_RUNG, _R.in_force)
)
