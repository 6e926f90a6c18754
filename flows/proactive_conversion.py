"""Nightly: repeated demand becomes candidates for publication (R44), what was published is measured; people decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.candidate_queue import Queued, waiting
from disclosure.cases.catalogue import Entry, entries
from disclosure.cases.conversion import Change, ConversionReport, convert_on
from disclosure.params import Config
from flows.running import Row, link, named, running
from flows.running import today as current_day

REPEATED = 50  # groups without a candidate that are listed


@flow(name="proactive-conversion", flow_run_name=named("conversion"))
def proactive_conversion(today: date | None = None) -> State[None]:
    """转主动公开：找出重复申请，提出候选，列出在等谁办理，比较公开前后的申请量。人的决定在命令行作出。"""
    with running("proactive_conversion", today) as run:
        if run is None:
            return Completed(message="另一次查找尚未结束，本次未执行")
        looked_on = run.last_good.date() if run.last_good else None
        report = convert_on(run.store, run.config, run.day, current_day(), looked_on)
        with run.store.read() as connection:
            open_now, published = waiting(connection), entries(connection)
        summary = _summary(report, open_now)
        rows = [
            *map(_changed, report.changes),
            *(_waits(one, run.config) for one in open_now),
            *(_measured(entry) for entry in published if entry.measured_on is not None),
            *(_row("重复申请，未到人数", "", "", "、".join(group)) for group in report.repeated[:REPEATED]),
            _row("合计", "", "", summary),
        ]
        return run.publish(summary, rows)


def _summary(report: ConversionReport, open_now: Sequence[Queued]) -> str:
    opened = sum(change.opened for change in report.changes)
    return (
        f"查看 {report.asked} 件，同一信息 {report.clusters} 组，新候选 {opened}，"
        f"并入 {len(report.changes) - opened}，待办 {len(open_now)}，比较公开效果 {report.measured}"
    )


def _changed(change: Change) -> Row:
    """What makes the requests the same stands with the candidate, not here: it may name somebody."""
    said = f"{change.applicants} 人申请：{'、'.join(change.requests)}"
    if change.follows is not None:
        said += f"；此前的 {change.follows} 已了结，其后又有人申请"
    return _row("新候选" if change.opened else "并入候选", change.number, "", said)


def _waits(one: Queued, config: Config) -> Row:
    units, roles = config.organization.units, config.organization.roles
    unit = units[one.unit].label if one.unit in units else one.unit
    due = f"，{one.due} 到期" if one.due else ""
    said = f"{one.title or ''}申请 {'、'.join(one.requests)}{due}"
    return _row(one.label, one.number, f"{unit} {roles[one.owner]}", said)


def _measured(entry: Entry) -> Row:
    span = f"公开前后各 {entry.span_days} 日" + ("" if entry.measured_last else "（期间未满）")
    said = f"{entry.title}：{span}，申请 {entry.filings_before} 件、{entry.filings_after} 件"
    return _row("公开效果", entry.index_number, "", said)


def _row(what: str, number: str, whose: str, said: str) -> Row:
    page = link(f"/candidates/{number}", "办理页面") if number.startswith("转公开") else ""
    return {"事项": what, "编号": number, "等待": whose, "说明": said, "页面": page}
