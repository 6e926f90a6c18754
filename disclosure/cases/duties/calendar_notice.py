"""放假安排 (C-4): a year without its notice makes its days 暂定. A person enters the notice in config/calendar; that
it is there the program sees for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from disclosure.cases.caseless import Subject, open_deadline, settle_deadline
from disclosure.cases.context import SYSTEM
from disclosure.cases.desk import Desk, open_dossier
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierKind
from disclosure.cases.duties.desks import raise_once
from disclosure.cases.fields import Nothing
from disclosure.cases.turns import tell
from disclosure.errors import Refusal
from disclosure.law.holiday_notice import expected_from, notice_due, notices_owed
from disclosure.params import Config
from disclosure.store.tables import calendar_notices, deadlines
from state_machines import CALENDAR_NOTICE

DEADLINE = "calendar_notice"
OWNER = "administrator"
_C, _D = calendar_notices.c, deadlines.c


def _is_entered(config: Config, year: int) -> bool:
    return not config.law.workdays.is_provisional(date(year, 1, 1))


def _in_the_calendar(ctx: DossierContext) -> Refusal | None:
    year = ctx.row["year"]
    if _is_entered(ctx.config, year):
        return None
    return Refusal(
        "国务院办公厅放假安排",
        f"工作日历中 {year} 年仍是暂定",
        f"由管理员在 配置 → 草稿 → 录入放假安排 中录入 {year} 年的通知，经另一人批准生效",
    )


def _entered(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    settle_deadline(connection, DEADLINE, ctx.row["number"], ctx.on)
    return {}


KIND = DossierKind(
    "calendar_notice",
    "放假安排录入",
    calendar_notices,
    CALENDAR_NOTICE,
    {"enter_notice": DossierCommand(Nothing, (OWNER, "system"), (_in_the_calendar,), effect=_entered)},
)


@dataclass(frozen=True, slots=True)
class CalendarReport:
    """`raised`, `entered`: numbers of duties. `provisional`: open deadlines by kind that rest on a year without
    its notice."""

    raised: tuple[str, ...]
    entered: tuple[str, ...]
    provisional: Mapping[str, int]


def watch(desk: Desk, today: date) -> CalendarReport:
    """Raise what is missing, settle what has been entered, count what rests on provisional days."""
    with desk.store.read() as connection:
        missing = years_owed(connection, desk.config, today)
        found = notices_entered(connection, desk.config)
        provisional = provisional_deadlines(connection, desk.config)
    raised = [number for year in missing if (number := raise_notice(desk, year, today))]
    entered = [number for number in found if _settle(desk, number, today)]
    return CalendarReport(tuple(raised), tuple(entered), provisional)


def backlog(connection: Connection, config: Config, today: date) -> int:
    """What `watch` would do on `today`."""
    return len(years_owed(connection, config, today)) + len(notices_entered(connection, config))


def years_owed(connection: Connection, config: Config, today: date) -> list[int]:
    """Years whose notice is to be looked for by `today` and is no task yet."""
    known = set(connection.scalars(select(_C.year)))
    return [year for year in notices_owed(config.law, today) if year not in known]


def notices_entered(connection: Connection, config: Config) -> list[str]:
    """Numbers of the open duties whose notice is in the calendar now."""
    open_ones = connection.execute(select(_C.number, _C.year).where(_C.closed_on.is_(None))).all()
    return [row.number for row in open_ones if _is_entered(config, row.year)]


def provisional_deadlines(connection: Connection, config: Config) -> dict[str, int]:
    """Open deadlines by kind that lie in a year without its notice. Cost follows these, by the index of due days."""
    first = config.law.workdays.provisional_from
    if first is None:
        return {}
    query = select(_D.kind, func.count()).where(_D.status == "open", _D.due >= first)
    return {row[0]: row[1] for row in connection.execute(query.group_by(_D.kind).order_by(_D.kind))}


def raise_notice(desk: Desk, year: int, today: date) -> str | None:
    """The notice of `year` as a task of the administrator; None when it is one already."""
    config, number = desk.config, f"放假安排-{year}"
    unit, opened_on = config.organization.intake_unit, expected_from(config.law, year)

    def work(connection: Connection) -> str | None:
        if connection.scalar(select(_C.id).where(_C.year == year)) is not None:
            return None
        cells = {"number": number, "unit": unit, "opened_on": opened_on, "year": year}
        open_dossier(connection, KIND, cells)
        due = notice_due(config.law, year)
        open_deadline(connection, Subject(DEADLINE, number, OWNER, unit), opened_on, due, config)
        tell(connection, KIND.name, number, 0, OWNER, unit, today)
        return number

    return raise_once(desk, work)


def _settle(desk: Desk, number: str, today: date) -> bool:
    return not desk.do(KIND, number, "enter_notice", {}, actor=SYSTEM, on=today, key="entered").repeated
