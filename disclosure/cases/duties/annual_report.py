"""年度报告 (R49, K12, X15): drafted, checked by another, then submitted and published by the fixed day; the agency
has a day of its own before it (G9). Its figures are not part of the duty; what was checked is what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy import Connection, select

from disclosure.cases.caseless import Subject, due_day, hand_over, open_deadline, settle_deadline
from disclosure.cases.desk import Desk, open_dossier
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind
from disclosure.cases.duties.desks import raise_once
from disclosure.cases.fields import Fields, Hash, Line, Reason
from disclosure.cases.turns import pass_on, tell
from disclosure.errors import Refusal
from disclosure.law import report
from disclosure.law.period import Due
from disclosure.params import Config
from disclosure.store.tables import annual_reports, history
from state_machines import ANNUAL_REPORT

DEADLINE = "annual_report"
_A = annual_reports.c


class DraftReport(Fields):
    content_hash: Hash = Field(title="年度报告文稿的校验值")


class SubmitReport(DraftReport):
    to: Line = Field(title="主管部门")


class PublishReport(DraftReport):
    where: Line = Field(title="公布的网站或平台")


@dataclass(frozen=True, slots=True)
class Standing:
    """A report that is not done: the situation it is in, and its two days."""

    number: str
    label: str
    prepared_by: date
    due: date


def _preparation(number: str) -> str:
    """`ref` of the agency's own day; the statutory one has the number of the duty."""
    return f"{number}/审核"


def _same_content(ctx: DossierContext) -> Refusal | None:
    if ctx.data["content_hash"] == ctx.row["content_hash"]:
        return None
    return Refusal("条例第49条", "文稿与起草时登记的不是同一份", "核对文件；确有改动的，退回后重新起草、审核")


def _drafted(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    pass_on(connection, KIND, ctx, "drafted", "office_head")
    hand_over(connection, DEADLINE, _preparation(ctx.row["number"]), "office_head")
    return {"content_hash": ctx.data["content_hash"]}


def _returned(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    pass_on(connection, KIND, ctx, "raised", "handler")
    hand_over(connection, DEADLINE, _preparation(ctx.row["number"]), "handler")
    return {"content_hash": None}


def _checked(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    settle_deadline(connection, DEADLINE, _preparation(ctx.row["number"]), ctx.on)
    pass_on(connection, KIND, ctx, "checked", "handler")
    return {}


def _submitted(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    if ctx.row["state"] == "published":
        settle_deadline(connection, DEADLINE, ctx.row["number"], ctx.on)
    return {}


def _published(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    if ctx.row["state"] == "submitted" or not _submission_owed(ctx):
        settle_deadline(connection, DEADLINE, ctx.row["number"], ctx.on)
    return {}


def submission_owed(config: Config) -> bool:
    """R49.1: a department submits its report to the 主管部门 as well."""
    return report.reporter_of(config.organization.agency_kind) is report.Reporter.DEPARTMENT


def _submission_owed(ctx: DossierContext) -> bool:
    return submission_owed(ctx.config)


def _not_own_work(ctx: DossierContext) -> bool:
    return ctx.actor.name not in ctx.who("draft_report")


OFFICE = ("handler", "office_head")
KIND = DossierKind(
    "annual_report",
    "年度报告",
    annual_reports,
    ANNUAL_REPORT,
    {
        "draft_report": DossierCommand(DraftReport, OFFICE, effect=_drafted),
        "return_report": DossierCommand(Reason, ("office_head", "leader"), effect=_returned),
        "check_report": DossierCommand(
            DraftReport, ("office_head", "leader"), (_same_content,), effect=_checked
        ),
        "submit_report": DossierCommand(SubmitReport, OFFICE, (_same_content,), effect=_submitted),
        "publish_report": DossierCommand(PublishReport, OFFICE, (_same_content,), effect=_published),
    },
    {
        "not_own_work": DossierGuard(
            _not_own_work, Refusal("条例第49条", "文稿是您本人起草的", "由另一人审核")
        ),
        "submission_owed": DossierGuard(
            _submission_owed, Refusal("条例第49条第2款", "本级政府的年度报告不须提交主管部门", "直接公布")
        ),
    },
)


def years_owed(connection: Connection, config: Config, today: date) -> list[int]:
    """Years whose report has become a task by `today` and is not one yet. Nothing before the book has begun."""
    began = connection.scalar(select(history.c.recorded_at).where(history.c.seq == 1))
    if began is None:
        return []
    reporter = report.reporter_of(config.organization.agency_kind)
    known = set(connection.scalars(select(_A.year)))
    first_day = date.fromisoformat(began[:10])
    return [y for y in report.reports_owed(config.law, reporter, first_day, today) if y not in known]


def backlog(connection: Connection, config: Config, today: date) -> int:
    """What `raise_reports` would do on `today`."""
    return len(years_owed(connection, config, today))


def raise_reports(desk: Desk, today: date) -> list[str]:
    """The numbers of the reports that became tasks; twice or at once is the same as once."""
    with desk.store.read() as connection:
        years = years_owed(connection, desk.config, today)
    return [number for year in years if (number := raise_report(desk, year, today))]


def raise_report(desk: Desk, year: int, today: date) -> str | None:
    """The report on `year` as a task with its two deadlines; None when it is one already."""
    config, number, opened_on = desk.config, f"年报-{year}", report.raised_on(year)
    unit = config.organization.intake_unit
    days = days_of(config, year)

    def work(connection: Connection) -> str | None:
        if connection.scalar(select(_A.id).where(_A.year == year)) is not None:
            return None
        cells = {"number": number, "unit": unit, "opened_on": opened_on, "year": year}
        open_dossier(connection, KIND, cells)
        for ref, day in days.items():
            open_deadline(connection, Subject(DEADLINE, ref, "handler", unit), opened_on, day, config)
        tell(connection, KIND.name, number, 0, "handler", unit, today)
        return number

    return raise_once(desk, work)


def days_of(config: Config, year: int) -> dict[str, Due]:
    """The deadlines of the report on `year` by their `ref`: the statutory day, and the agency's own before it."""
    number = f"年报-{year}"
    due = report.report_due(config.law, year, report.reporter_of(config.organization.agency_kind))
    prepared = report.preparation_due(config.law, due, config.organization.limits[DEADLINE])
    return {number: due, _preparation(number): prepared}


def standing(connection: Connection) -> list[Standing]:
    """Every report that is a task and not done, by year."""
    rows = connection.execute(
        select(_A.number, _A.state).where(_A.closed_on.is_(None)).order_by(_A.year)
    ).all()
    return [
        Standing(
            row.number,
            KIND.chart.states[row.state].label,
            due_day(connection, DEADLINE, _preparation(row.number)),
            due_day(connection, DEADLINE, row.number),
        )
        for row in rows
    ]
