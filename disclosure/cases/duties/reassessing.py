"""Raises the reassessments whose time has come, and drops those of replies that no longer stand.

Level-triggered: what is raised follows from the day of the last assessment, never from the day of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, false, func, or_, select

from disclosure.cases.caseless import Subject, open_deadline
from disclosure.cases.context import SYSTEM
from disclosure.cases.desk import Desk, open_dossier
from disclosure.cases.duties.reassessment import DEADLINE, KIND
from disclosure.cases.duties.withholding import take
from disclosure.cases.numbering import next_number
from disclosure.cases.turns import tell
from disclosure.errors import NotLawful
from disclosure.law.reassessment import days_owed, raised_on, reassessment_due
from disclosure.params import Config
from disclosure.store.tables import reassessments, requests, withholdings

_W, _R = withholdings.c, reassessments.c
GONE = "原答复已不再有效，或其内容已不属于不予公开"


@dataclass(frozen=True, slots=True)
class Raised:
    """A reassessment as it was raised: its number, the case it is about, its unit, the day it is due."""

    number: str
    case: str
    unit: str
    due: date


@dataclass(frozen=True, slots=True)
class ReassessmentReport:
    """`dropped`: numbers of the duties whose reply no longer stands."""

    raised: tuple[Raised, ...]
    dropped: tuple[str, ...]


def reassess(desk: Desk, today: date) -> ReassessmentReport:
    """Everything that is owed on `today`, one transaction each. Twice or at once is the same as once."""
    with desk.store.read() as connection:
        owed = connection.execute(
            select(requests.c.id, requests.c.number, requests.c.unit, _W.round, _W.outcome, _W.assessed_on)
            .join(withholdings, _W.request_id == requests.c.id)
            .where(_owed(desk.config, today))
            .order_by(_W.assessed_on, requests.c.id)
        ).all()
        moot = connection.scalars(select(_R.number).select_from(_MOOT).where(_STANDS_NO_MORE)).all()
    raised = [found for row in owed if (found := _raise(desk, row, today))]
    return ReassessmentReport(tuple(raised), tuple(n for n in moot if _drop(desk, n, today)))


def backlog(connection: Connection, config: Config, today: date) -> int:
    """What `reassess` would do on `today`."""
    due = select(func.count()).select_from(withholdings).where(_owed(config, today))
    moot = select(func.count()).select_from(_MOOT).where(_STANDS_NO_MORE)
    return (connection.scalar(due) or 0) + (connection.scalar(moot) or 0)


_MOOT = reassessments.outerjoin(withholdings, and_(_W.request_id == _R.request_id, _W.round == _R.round))
_STANDS_NO_MORE = and_(_R.closed_on.is_(None), _W.request_id.is_(None))


def _owed(config: Config, today: date) -> Any:
    spans = days_owed(config.law, today, config.organization.limits[DEADLINE])
    return or_(false(), *(_W.assessed_on.between(first, last) for first, last in spans))


def _raise(desk: Desk, row: Row[Any], today: date) -> Raised | None:
    """None when another run has raised it, or a command has changed the case since it was read."""
    config = desk.config
    due = reassessment_due(config.law, row.assessed_on)
    opened_on = raised_on(config.law, row.assessed_on, config.organization.limits[DEADLINE])

    def work(connection: Connection) -> Raised | None:
        # The case first, as every command does: the two cannot wait for each other in a ring.
        case = select(requests.c.id).where(requests.c.id == row.id)
        connection.execute(case.with_for_update(read=True, key_share=True))
        if not take(connection, row.id, row.round, row.assessed_on):
            return None
        number = next_number(connection, "评估", opened_on)
        about = {
            "request_id": row.id,
            "request_number": row.number,
            "round": row.round,
            "outcome": row.outcome,
        }
        cells = {"number": number, "unit": row.unit, "opened_on": opened_on, "assessed_on": row.assessed_on}
        open_dossier(connection, KIND, cells | about)
        open_deadline(connection, Subject(DEADLINE, number, "handler", row.unit), opened_on, due, config)
        tell(connection, KIND.name, number, 0, "handler", row.unit, today)
        return Raised(number, row.number, row.unit, due.date)

    return desk.write(work)


def _drop(desk: Desk, number: str, today: date) -> bool:
    try:
        done = desk.do(KIND, number, "drop", {"reason": GONE}, actor=SYSTEM, on=today, key="gone")
    except NotLawful:  # a person has just concluded it
        return False
    return not done.repeated
