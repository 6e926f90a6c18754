"""Several times each working day: ladder levels, statutory expiries. Any run does what earlier ones missed."""

from __future__ import annotations

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.expiries import SweepError
from disclosure.cases.recipients import place_label
from disclosure.cases.supervision import SUPERVISION_ORDER
from disclosure.cases.sweep import DRAFT, SweepReport, sweep_on
from disclosure.cases.words import DEADLINES
from disclosure.law.escalation import SUPERVISION_ANSWER
from disclosure.params import Organization
from flows.running import Row, case_link, link, named, running
from flows.running import today as current_day


@flow(name="deadline-sweep", flow_run_name=named("sweep"))
def deadline_sweep(today: date | None = None) -> State[None]:
    """到期巡查：亮灯、督办、届满处理。`today` 只在补跑或演示时填写，平时留空。"""
    with running("deadline_sweep", today) as run:
        if run is None:
            return Completed(message="另一次巡查尚未结束，本次未执行")
        report = sweep_on(run.store, run.config, run.day, current_day())
        rows = _table(report, run.config.organization)
        return run.publish(_summary(report), rows, ok=report.complete)


def _summary(report: SweepReport) -> str:
    return (
        f"亮灯 {report.crossed}，届满处理 {report.expired}，待办提示 {report.tasks}，"
        f"督办 {report.orders}，通知 {report.notified}，合为摘要 {report.digested.messages}，"
        f"未办成 {len(report.errors)}，无人可通知 {len(report.digested.unreached)}"
    )


def _link(error: SweepError) -> str:
    if error.kind == DRAFT:
        return link(f"/dossiers/{DRAFT}/{error.number}", error.number)
    if error.kind == SUPERVISION_ANSWER and error.number:
        return link(f"/dossiers/{SUPERVISION_ORDER.name}/{error.number}", error.number)
    return case_link(error.number)


def _table(report: SweepReport, organization: Organization) -> list[Row]:
    failed: list[Row] = [
        {"事项": "未办成", "期限": e.label, "编号": _link(e), "说明": e.message} for e in report.errors
    ]
    failed += [
        {"事项": "无人可通知", "期限": "", "编号": "", "说明": place_label(organization, role, unit)}
        for role, unit in report.digested.unreached
    ]
    failed += [
        {"事项": "转由他人接收", "期限": "", "编号": "", "说明": line} for line in report.digested.redirected
    ]
    failed += [
        {"事项": "配置生效", "期限": "", "编号": link(f"/dossiers/{DRAFT}/{number}", number), "说明": ""}
        for number in report.configurations
    ]
    lit: list[Row] = [
        {"事项": level, "期限": DEADLINES.get(kind, kind), "编号": "", "说明": f"{n} 项"}
        for kind, level, n in report.lines
    ]
    return failed + lit + [{"事项": "合计", "期限": "", "编号": "", "说明": _summary(report)}]
