"""Hourly: contents screened under the rules of today, reviews whose question has grown, and who waits for whom."""

from __future__ import annotations

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.secrecy_watch import SecrecyReport, watch_on
from disclosure.law.secrecy import LEVEL_LABEL, ReviewLevel
from disclosure.params import Config
from flows.running import Row, case_link, named, running
from flows.running import today as current_day


@flow(name="secrecy-review", flow_run_name=named("secrecy"))
def secrecy_review(today: date | None = None) -> State[None]:
    """保密审查：按现行规则重新筛查，升级审查层级，列出在等谁审查。人的决定用 disclosure do 作出。"""
    with running("secrecy_review", today) as run:
        if run is None:
            return Completed(message="另一次保密审查巡查尚未结束，本次未执行")
        report = watch_on(run.store, run.config, run.day, current_day())
        ok = not (report.errors or report.marked)
        return run.publish(_summary(report), _table(report, run.config), ok=ok)


def _summary(report: SecrecyReport) -> str:
    said = (
        f"重新筛查 {report.screened}，升级审查 {report.raised}，待审 {len(report.waiting)}，"
        f"未办成 {len(report.errors)}"
    )
    if report.marked:
        said += f"；{len(report.marked)} 份在案文件带有国家秘密标志，须立即按保密规定处置并在 24 小时内报告（S61）"
    return said


def _table(report: SecrecyReport, config: Config) -> list[Row]:
    roles, units = config.organization.roles, config.organization.units
    marked: list[Row] = [
        _row("国家秘密标志", number, "", f"文件 {sha256[:12]}") for number, sha256 in report.marked
    ]
    failed: list[Row] = [_row("未办成", number, "", message) for number, message in report.errors]
    waiting: list[Row] = [
        _row(
            one.label,
            one.number,
            f"{units[one.unit].label} {roles[one.owner]}",
            f"自 {one.since}，提示 {one.found} 条" + _whose(one.level),
        )
        for one in report.waiting
    ]
    return [*marked, *failed, *waiting, _row("合计", "", "", _summary(report))]


def _whose(level: ReviewLevel | None) -> str:
    if level is None:
        return ""
    return "，带有国家秘密标志" if level is ReviewLevel.REFUSE else f"，须由{LEVEL_LABEL[level]}审查"


def _row(what: str, number: str, whose: str, said: str) -> Row:
    return {"事项": what, "编号": case_link(number), "等待": whose, "说明": said}
