"""G8: deadlines climb the ladder, all that climb today at once, in SQL whose cost follows what climbs.

The ladder is computed in Python for the few distinct (kind, due, level) among the climbing rows and laid
beside them in temporary tables; one INSERT … SELECT writes the notices, one records the levels, one opens the
督办单, one UPDATE moves the rows.

Nothing is locked beforehand. The statements share one list of rows; whatever changes beside them is met again
by the next sweep, and unique keys keep it single. Notices come first because they touch the case first, as every
command does: the two cannot wait for each other in a ring.
"""

from __future__ import annotations

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
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from disclosure.cases.notices import added
from disclosure.cases.scratch import emptied
from disclosure.cases.supervision_opening import AnswerPeriod, answer_period, open_orders, overdue
from disclosure.errors import NotInForce
from disclosure.law.escalation import OWNER, Ladder, Level, alert_day, crossed, next_alert
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from disclosure.store.live import require_live
from disclosure.store.statements import Statement
from disclosure.store.tables import BigId, deadlines, escalations, notices, requests, supervision_orders

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
    Column("notice", String(16)),  # kind of the notice
    Column("opens", Boolean),  # a 督办单
    Column("suffix", String(40)),
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
    """`levels` counts (deadline, level) pairs recorded, `notices` rows for roles, `orders` 督办单 opened; `lines`
    are (kind, level in force, deadlines) for people, `unread` the groups (kind, due, reason) the calendar cannot
    judge."""

    levels: int = 0
    notices: int = 0
    orders: int = 0
    lines: tuple[tuple[str, str, int], ...] = ()
    unread: tuple[tuple[str, date, NotInForce], ...] = ()

    def __add__(self, other: Crossed) -> Crossed:
        return Crossed(
            self.levels + other.levels,
            self.notices + other.notices,
            self.orders + other.orders,
            self.lines + other.lines,
            self.unread + other.unread,
        )


def owed(connection: Connection, today: date, *, expiring: bool = False) -> bool:
    """Whether anything climbs today: one look at the head of a partial index. `expiring` as in `cross`."""
    return (_EXPIRING_OWED if expiring else _OWED).row(connection, {"today": today}) is not None


def cross(connection: Connection, config: Config, today: date, *, expiring: bool = False) -> Crossed:
    """Record and announce every level that holds on `today`; for use inside a write transaction. `expiring`: only
    of deadlines whose expiry is about to be served, which ends them and with them their climb. Raises Conflict when
    another configuration has come into force meanwhile."""
    ladder, workdays, dialect = config.ladder, config.law.workdays, connection.dialect.name
    now = {"today": today}
    emptied(connection, climbing, rungs, recipients)
    (_EXPIRING_CLIMB if expiring else _CLIMB).run(connection, now)
    period: AnswerPeriod | None = None
    rows: list[dict[str, Any]] = []
    unread: list[tuple[str, date, NotInForce]] = []
    lines: Counter[tuple[str, str]] = Counter()
    for kind, due, reached, deadlines_in_group in _GROUPS.rows(connection):
        try:
            levels = crossed(ladder, kind, due, reached, today, workdays)
            if any(level.opens_order_on(kind) for level in levels):
                period = answer_period(config, today)
            rows += _rungs(ladder, workdays, kind, due, reached, levels)
        except NotInForce as error:
            unread.append((kind, due, error))
            continue
        if levels:
            lines[kind, levels[-1].name] += deadlines_in_group
    _FILL_RUNGS.many(connection, rows)
    told = [{"level": level.number, "role": role} for level in ladder.levels for role in level.to]
    _FILL_RECIPIENTS.many(connection, told)
    announced = _ANNOUNCE[dialect].run(connection, now)
    recorded = _RECORD[dialect].run(connection, now)
    orders, served = open_orders(connection, period, _OVERDUE) if period else (0, 0)
    _MOVE.run(connection, now)
    require_live(connection, config.version)
    summary = tuple((*line, n) for line, n in lines.items())
    return Crossed(recorded, announced + served, orders, summary, tuple(unread))


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
        return [shared | still | {"notice": None, "opens": False, "suffix": None}]
    opening = next((level.number for level in levels if level.opens_order_on(kind)), None)
    return [
        shared
        | {
            "level": level.number,
            "crossed_on": alert_day(level, due, workdays),
            "in_force": level.number == top,
            "notice": "supervision" if level.opens_order_on(kind) else "alert",
            "opens": level.number == opening,
            "suffix": f":{due}:{level.number}:",
        }
        for level in levels
    ]


_TODAY = bindparam("today", type_=Date)
_D, _C, _R, _S = deadlines.c, climbing.c, rungs.c, supervision_orders.c
_ON_RUNG = and_(_R.kind == _C.kind, _R.due == _C.due, _R.reached == _C.level)
_ROLE = case((recipients.c.role == OWNER, _C.owner_role), else_=recipients.c.role)


# Without the order PostgreSQL expects to meet a row soon and reads the whole table when there is none.
_OWED = Statement(
    select(_D.next_alert_on)
    .where(_D.next_alert_on <= _TODAY)
    .order_by(_D.next_alert_on)
    .limit(literal_column("1"))
)
_EXPIRING_OWED = Statement(
    select(_D.expires_on)
    .where(_D.expires_on <= _TODAY, _D.next_alert_on <= _TODAY)
    .order_by(_D.expires_on)
    .limit(literal_column("1"))
)
_DUE_TO_CLIMB = select(_D.id, _D.request_id, _D.kind, _D.due, _D.level, _D.unit, _D.owner_role).where(
    _D.next_alert_on <= _TODAY
)
_CLIMB = Statement(insert(climbing).from_select(climbing.c.keys(), _DUE_TO_CLIMB))
_EXPIRING_CLIMB = Statement(
    insert(climbing).from_select(climbing.c.keys(), _DUE_TO_CLIMB.where(_D.expires_on <= _TODAY))
)
_GROUPS = Statement(
    select(_C.kind, _C.due, _C.level, func.count())
    .group_by(_C.kind, _C.due, _C.level)
    .order_by(_C.kind, _C.due)
)
_FILL_RUNGS = Statement(insert(rungs), *rungs.c.keys())
_FILL_RECIPIENTS = Statement(insert(recipients), *recipients.c.keys())
_ANNOUNCE = added(
    notices,
    select(
        (literal("deadline:") + cast(_C.id, String) + _R.suffix + _ROLE).label("notice_id"),
        _R.notice.label("kind"),
        _C.kind.label("topic"),
        _C.request_id,
        _C.id.label("deadline_id"),
        _C.due,
        _R.level,
        _ROLE.label("role"),
        _C.unit,
        _TODAY.label("created_on"),
    )
    .select_from(climbing.join(rungs, _ON_RUNG).join(recipients, recipients.c.level == _R.level))
    .where(_R.in_force, _R.level > _R.reached),
)
_RECORD = added(
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
# The due days missed that have no 督办单 yet, passed rungs included.
_OVERDUE = Statement(
    insert(overdue).from_select(
        overdue.c.keys(),
        select(_C.id, _C.due, _C.kind, func.coalesce(requests.c.number, _D.ref), _C.unit, _R.level)
        .select_from(
            climbing.join(rungs, _ON_RUNG)
            .join(deadlines, _D.id == _C.id)
            .outerjoin(requests, requests.c.id == _C.request_id)
        )
        .where(_R.opens, _R.level > _R.reached)
        .where(~exists().where(_S.deadline_id == _C.id, _S.due == _C.due)),
    )
)
# A row that a command has changed meanwhile is left as that command wrote it.
_MOVE = Statement(
    update(deadlines)
    .values(level=_R.level, next_alert_on=_R.next_alert_on)
    .where(_D.id == _C.id, _D.due == _C.due, _D.level == _C.level, _D.next_alert_on <= _TODAY)
    .where(_ON_RUNG, _R.in_force)
)
