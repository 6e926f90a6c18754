"""`disclosure sweep`: one sweep without Prefect, the same code as the flow."""

from __future__ import annotations

from datetime import date, datetime

import click

from disclosure.cases.now import ZONE
from disclosure.cases.recipients import place_label
from disclosure.cases.sweep import SweepReport, sweep_on
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.cli.progress import counted
from disclosure.params import Config


@click.command
@click.option("--today", type=DAY, help="巡查的日期，空为今天（北京时间）。")
@click.option("--dry-run", is_flag=True, help="只统计，不写入。")
@database_option
@json_option
def sweep(today: date | None, dry_run: bool, db: str | None, as_json: bool) -> int:
    """到期巡查：亮灯、督办、届满处理。未办成的逐件列出，退出码为 1。"""
    now = datetime.now(ZONE).date()
    store, config = open_book(db)
    with counted("届满处理") as progress:
        report = sweep_on(store, config, today or now, now, dry_run=dry_run, progress=progress)
    emit(report.document(), as_json=as_json)
    _complain(report, config)
    return 0 if report.complete else 1


def _complain(report: SweepReport, config: Config) -> None:
    for error in report.errors:
        case = f"{error.number} 的" if error.number else "一组"
        click.echo(
            f"{error.code}: {case}“{error.label}”期限（{error.due} 到期）未办成；{error.message}", err=True
        )
    for role, unit in report.digested.unreached:
        at = place_label(config.organization, role, unit)
        click.echo(
            f"NOBODY: {at}没有人可通知；该岗位和公开工作机构负责人、运行监控、管理员都无人在岗；"
            "用 disclosure user add 添加，下次巡查补发。",
            err=True,
        )
