"""From 1 January: the report on the past year becomes a task with its two deadlines, and stays in sight until it is
submitted and published (R49)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.duties.annual_report import Standing, raise_reports, standing
from disclosure.cases.duties.desks import desk_on
from flows.running import Row, named, running
from flows.running import today as current_day


@flow(name="annual-report", flow_run_name=named("annual-report"))
def raise_annual_report(today: date | None = None) -> State[None]:
    """年报提醒：提交上一年度年度报告的起草，列出尚未报送、公布的。"""
    with running("annual_report", today) as run:
        if run is None:
            return Completed(message="另一次提醒尚未结束，本次未执行")
        raised = raise_reports(desk_on(run.store, run.config, run.day, current_day()), run.day)
        with run.store.read() as connection:
            unfinished = standing(connection)
        summary = f"提交起草 {len(raised)}，尚未完成 {len(unfinished)}"
        return run.publish(summary, _table(unfinished, summary))


def _table(unfinished: Sequence[Standing], summary: str) -> list[Row]:
    rows: list[Row] = [
        {"年报": s.number, "进展": s.label, "本机关审核期限": str(s.prepared_by), "法定期限": str(s.due)}
        for s in unfinished
    ]
    return [*rows, {"年报": "合计", "进展": summary, "本机关审核期限": "", "法定期限": ""}]
