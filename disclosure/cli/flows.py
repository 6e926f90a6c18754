"""`disclosure flows`: how the flows are, as the console shows it; for a monitor that reads JSON."""

from __future__ import annotations

from datetime import datetime

import click

from disclosure.cases.documents import flow_document, instant_text
from disclosure.cases.flow_health import flow_health
from disclosure.cases.now import ZONE
from disclosure.cases.words import FLOWS
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit


@click.command
@database_option
@json_option
def flows(db: str | None, as_json: bool) -> int:
    """定时任务的状况：上次成功、用时、漏跑、待办项数、下次运行。有应运行而未成功的，退出码为 1。"""
    found = flow_health(*open_book(db), datetime.now(ZONE))
    emit([flow_document(health) for health in found], as_json=as_json)
    late = [health for health in found if health.overdue]
    for health in late:
        last = f"上次成功运行于 {instant_text(health.last_good)}" if health.last_good else "从未成功运行"
        click.echo(
            f"FLOW_OVERDUE: “{FLOWS[health.flow]}”应运行而未成功；{last}；请查看 Prefect 页面和定时任务的日志",
            err=True,
        )
    return 1 if late else 0
