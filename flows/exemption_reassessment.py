"""Monthly: what was withheld and is due for its reassessment is laid before its unit (R18)."""

from __future__ import annotations

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.duties.desks import desk_on
from disclosure.cases.duties.reassessing import ReassessmentReport, reassess
from disclosure.cases.duties.reassessment import KIND
from disclosure.params import Organization
from flows.running import Row, case_link, link, named, running
from flows.running import today as current_day


@flow(name="exemption-reassessment", flow_run_name=named("reassessment"))
def reassess_exemptions(today: date | None = None) -> State[None]:
    """定期评估提交：不予公开满周期的，提交承办科室评估；原答复已不再有效的，撤下评估。"""
    with running("exemption_reassessment", today) as run:
        if run is None:
            return Completed(message="另一次提交尚未结束，本次未执行")
        report = reassess(desk_on(run.store, run.config, run.day, current_day()), run.day)
        return run.publish(_summary(report), _table(report, run.config.organization))


def _summary(report: ReassessmentReport) -> str:
    return f"提交评估 {len(report.raised)}，不再评估 {len(report.dropped)}"


def _table(report: ReassessmentReport, organization: Organization) -> list[Row]:
    raised: list[Row] = [
        {
            "事项": "提交评估",
            "编号": link(f"/dossiers/{KIND.name}/{r.number}", r.number),
            "申请": case_link(r.case),
            "科室": organization.units[r.unit].label if r.unit in organization.units else r.unit,
            "到期日": str(r.due),
        }
        for r in report.raised
    ]
    dropped: list[Row] = [
        {
            "事项": "不再评估",
            "编号": link(f"/dossiers/{KIND.name}/{number}", number),
            "申请": "",
            "科室": "",
            "到期日": "",
        }
        for number in report.dropped
    ]
    total: Row = {"事项": "合计", "编号": _summary(report), "申请": "", "科室": "", "到期日": ""}
    return [*raised, *dropped, total]
