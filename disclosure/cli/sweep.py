"""`disclosure sweep`: one sweep without Prefect, the same code as the flow."""

from __future__ import annotations

import os
from datetime import datetime

import click

from disclosure.cases.door import ZONE, Door
from disclosure.cases.sweep import SweepReport
from disclosure.cases.sweep import sweep as swept
from disclosure.cli.opening import database_option, json_option, open_config, open_store
from disclosure.cli.output import emit
from disclosure.cli.progress import counted
from disclosure.errors import BadInput


@click.command
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="巡查的日期，空为今天（北京时间）。")
@click.option("--dry-run", is_flag=True, help="只统计，不写入。")
@database_option
@json_option
def sweep(today: datetime | None, dry_run: bool, db: str | None, as_json: bool) -> int:
    """到期巡查：亮灯、督办、届满处理。未办成的逐件列出，退出码为 1。"""
    config = open_config()
    now = datetime.now(ZONE)
    day = (today or now).date()
    if day > now.date() and not dry_run and os.environ.get("DISCLOSURE_ENV") == "production":
        raise BadInput(
            "没有巡查",
            f"{day} 晚于今天 {now.date()}",
            "正式使用中只能用 --dry-run 预演将来的一天",
            field="today",
        )
    store = open_store(db)
    try:
        with counted("届满处理") as progress:
            report = swept(
                store, config, Door(store, config, rehearsed=day), day, dry_run=dry_run, progress=progress
            )
    finally:
        store.close()
    emit(report.document(), as_json=as_json)
    _complain(report)
    return 1 if report.errors else 0


def _complain(report: SweepReport) -> None:
    for error in report.errors:
        where = error.number or "一组期限"
        click.echo(
            f"{error.code}: {where} 的 {error.kind}（{error.due} 到期）未办成；{error.message}", err=True
        )
