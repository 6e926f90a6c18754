"""`disclosure export ledger`: the 台账 as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from disclosure.cases.ledgers.columns import HEADER
from disclosure.cases.ledgers.lines import lines
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.errors import EnvironmentFailed, WrongUsage, system_reason
from disclosure.outbound.spreadsheet import whole, write_csv, write_xlsx


@click.group()
def export() -> None:
    """导出台账。"""


@export.command("ledger")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "since", type=DAY, required=True, help="收到日期从这一天起。")
@click.option("--to", "until", type=DAY, required=True, help="收到日期到这一天止。")
@database_option
@json_option
def export_ledger(file: Path, since: date, until: date, db: str | None, as_json: bool) -> int:
    """把一段时间收到的申请导出为台账：FILE 为 .xlsx 或 .csv。不含申请人姓名和证件号码。"""
    if since > until:
        raise WrongUsage(f"--from {since} 晚于 --to {until}", "起日应当不晚于止日", "请改正日期")
    if file.suffix not in (".xlsx", ".csv"):
        raise WrongUsage(f"不能写 {file.name}", "台账只有 .xlsx 和 .csv 两种格式", "请改扩展名")
    store, config = open_book(db)
    with store.read() as connection:
        found = lines(connection, config, since, until)
        try:
            with whole(file) as part:
                count = (
                    write_csv(part, HEADER, found)
                    if file.suffix == ".csv"
                    else write_xlsx(part, "台账", HEADER, found)
                )
        except OSError as error:
            raise EnvironmentFailed(
                f"不能写 {file}", system_reason(error), "请换一个位置或释放空间"
            ) from error
    emit({"file": str(file), "rows": count}, as_json=as_json)
    return 0
