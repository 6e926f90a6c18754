"""Weekly: is next year's holiday notice in the calendar, and what rests on days that are only provisional (C-4)?"""

from __future__ import annotations

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from disclosure.cases.duties.calendar_notice import CalendarReport, watch
from disclosure.cases.duties.desks import desk_on
from disclosure.cases.words import DEADLINES
from flows.running import Row, named, running
from flows.running import today as current_day


@flow(name="calendar-watch", flow_run_name=named("calendar"))
def watch_calendar(today: date | None = None) -> State[None]:
    """放假安排查看：下一年的放假安排应录入而未录入的提交管理员；列出到期日暂定的期限。"""
    with running("calendar_watch", today) as run:
        if run is None:
            return Completed(message="另一次查看尚未结束，本次未执行")
        report = watch(desk_on(run.store, run.config, run.day, current_day()), run.day)
        return run.publish(_summary(report), _table(report))


def _summary(report: CalendarReport) -> str:
    return (
        f"提交录入 {len(report.raised)}，已录入 {len(report.entered)}，"
        f"到期日暂定的期限 {sum(report.provisional.values())} 项"
    )


def _table(report: CalendarReport) -> list[Row]:
    rows: list[Row] = [{"事项": "提交录入", "名称": number, "项数": 1} for number in report.raised]
    rows += [{"事项": "已录入", "名称": number, "项数": 1} for number in report.entered]
    rows += [
        {"事项": "到期日暂定", "名称": DEADLINES.get(kind, kind), "项数": n}
        for kind, n in report.provisional.items()
    ]
    return [*rows, {"事项": "合计", "名称": _summary(report), "项数": sum(report.provisional.values())}]
