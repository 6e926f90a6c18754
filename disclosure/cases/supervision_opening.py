"""R47.1, G8: 督办单 are opened by a sweep, all of a day at once: one for each due day that was missed.

An order begins without a step; its first step is the first thing a person does with it. Its own answer deadline
runs from the day it was opened, not from the day it should have been: nobody is in default of an answer he was
never asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.sql import Select

from disclosure.cases.notices import added
from disclosure.cases.scratch import emptied
from disclosure.law.escalation import SUPERVISION_ANSWER, next_alert
from disclosure.law.period import Due
from disclosure.params import Config
from disclosure.store.chain import GENESIS
from disclosure.store.statements import Statement
from disclosure.store.tables import BigId, deadlines, notices, supervision_orders
from state_machines import SUPERVISION

NUMBERS = "督办"
RULE = "R47.1"
ANSWERER = "section_head"  # a 督办单 is addressed to a unit: its head answers for it

overdue = Table(
    "overdue",
    MetaData(),
    Column("deadline_id", BigId),
    Column("due", Date),
    Column("topic", String(32)),
    Column("subject", String(64)),
    Column("unit", String(64)),
    Column("level", Integer),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class AnswerPeriod:
    """A call for an answer made on `opened_on`. Unanswered, it goes to the 主管部门 on `expires_on`."""

    opened_on: date
    due: Due
    expires_on: date
    next_alert_on: date | None


def answer_period(config: Config, opened_on: date) -> AnswerPeriod:
    """The working days of config/organization.yaml. Raises NotInForce beyond the calendar."""
    workdays, days = config.law.workdays, config.organization.limits[SUPERVISION_ANSWER]
    last = workdays.after(opened_on, days)
    provisional = workdays.is_provisional(last)
    due = Due(last, RULE, "条例第47条第1款", "督办答复", opened_on, days, provisional=provisional)
    alert = next_alert(config.ladder, SUPERVISION_ANSWER, last, 0, workdays)
    return AnswerPeriod(opened_on, due, workdays.after(last, 1), alert)


def open_orders(connection: Connection, period: AnswerPeriod, fill: Statement) -> tuple[int, int]:
    """Open what `fill` puts into `overdue`: number of orders, number of their notices. The counter is locked
    first, so that two sweeps cannot give numbers for the same overdue deadline."""
    year, dialect = period.opened_on.year, connection.dialect.name
    counter = {"name": f"{NUMBERS}/{year}"}
    before = connection.execute(_LOCK, counter).scalar_one()
    emptied(connection, overdue)
    if not fill.run(connection):
        return 0, 0
    now = {
        "today": period.opened_on,
        "until": period.due.date,
        "provisional": period.due.provisional,
        "expires_on": period.expires_on,
        "next_alert_on": period.next_alert_on,
        "before": before,
        "prefix": f"{NUMBERS}-{year}-",
        "genesis": GENESIS,
    }
    opened = _OPEN.run(connection, now)
    connection.execute(_COUNT, counter | {"opened": opened})
    _CALL.run(connection, now)
    return opened, _SERVE[dialect].run(connection, now)


# Taken even when nothing will be added: whoever comes second waits here and then sees what is there.
_LOCK = text(
    "INSERT INTO counters (name, value) VALUES (:name, 0)"
    " ON CONFLICT (name) DO UPDATE SET value = counters.value RETURNING value"
)
_COUNT = text("UPDATE counters SET value = value + :opened WHERE name = :name")

_TODAY = bindparam("today", type_=Date)
_O, _S, _D = overdue.c, supervision_orders.c, deadlines.c
_ordinal = bindparam("before", type_=BigId) + func.row_number().over(order_by=_O.deadline_id)
# Four digits at least, as dossiers.next_number writes them.
_PADDED = func.substr(literal("000") + cast(_ordinal, String), func.length(cast(_ordinal, String)))
_NUMBER = bindparam("prefix", type_=String) + case(
    (_ordinal < literal_column("10000"), _PADDED), else_=cast(_ordinal, String)
)


def _insert(table: Table, rows: Select[Any]) -> Statement:
    return Statement(insert(table).from_select([str(c.key) for c in rows.selected_columns], rows))


_OPEN = _insert(
    supervision_orders,
    select(
        _NUMBER.label("number"),
        _O.unit,
        literal_column(f"'{SUPERVISION.initial}'").label("state"),
        _TODAY.label("opened_on"),
        literal_column("0").label("version"),
        bindparam("genesis", type_=LargeBinary).label("head"),
        _O.deadline_id,
        _O.due,
        _O.topic,
        _O.subject,
        _O.level,
        literal_column("1").label("answers"),
    ),
)
_NEW = and_(_S.deadline_id == _O.deadline_id, _S.due == _O.due)
_CALL = _insert(
    deadlines,
    select(
        literal(SUPERVISION_ANSWER).label("kind"),
        _S.number.label("ref"),
        _TODAY.label("opened_on"),
        bindparam("until", type_=Date).label("due"),
        literal(RULE).label("basis"),
        literal("transition").label("on_expiry"),
        literal(ANSWERER).label("owner_role"),
        _S.unit,
        literal("open").label("status"),
        bindparam("provisional", type_=Boolean).label("provisional"),
        literal_column("0").label("level"),
        bindparam("next_alert_on", type_=Date).label("next_alert_on"),
        bindparam("expires_on", type_=Date).label("expires_on"),
    ).select_from(overdue.join(supervision_orders, _NEW)),
)
_SERVE = added(
    notices,
    select(
        (literal("order:") + _S.number).label("notice_id"),
        literal("supervision").label("kind"),
        literal(SUPERVISION_ANSWER).label("topic"),
        _S.subject,
        _D.id.label("deadline_id"),
        _D.due,
        literal_column("0").label("level"),
        _D.owner_role.label("role"),
        _S.unit,
        _TODAY.label("created_on"),
    ).select_from(
        overdue.join(supervision_orders, _NEW).join(
            deadlines,
            and_(_D.request_id.is_(None), _D.kind == literal(SUPERVISION_ANSWER), _D.ref == _S.number),
        )
    ),
)
