"""`disclosure import ledger`: an old 台账 into the system, the whole file or nothing of it."""

from __future__ import annotations

from pathlib import Path

import click

from disclosure.cases.context import SYSTEM
from disclosure.cases.door import Door
from disclosure.cases.ledgers.importing import import_ledger
from disclosure.cli.json_input import read_bytes
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.errors import WrongUsage, printable


@click.group("import")
def import_() -> None:
    """录入旧台账。"""


@import_.command("ledger")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="只核对，不写入；说的话与正式录入相同。")
@click.option("--as", "user", metavar="用户", help="录入人的用户名，空为系统。")
@database_option
@json_option
def ledger(file: Path, dry_run: bool, user: str | None, db: str | None, as_json: bool) -> int:
    """录入旧台账 FILE（.csv 或 .xlsx）：全部录入，或者逐行说明原因、一件也不录入。"""
    name = file.name.lower()
    if not name.endswith((".csv", ".xlsx")):
        raise WrongUsage(f"不能读 {file.name}", "台账只有 .xlsx 和 .csv 两种格式", "请另存为其中一种")
    door = Door(*open_book(db))
    done = import_ledger(door, name, read_bytes(file), dry_run=dry_run, actor=user or SYSTEM)
    for one in done.refused:
        place = f"第 {one.line} 行" + (f"“{one.column}”" if one.column else "")
        click.echo(printable(f"BAD_INPUT: {place}没有受理；{one.reason}；{one.todo}。"), err=True)
    found = {
        "file": str(file),
        "dry_run": dry_run,
        "rows": done.rows,
        "open": done.open,
        "imported": done.rows if done.written else 0,
        "refused": [
            {"line": one.line, "column": one.column, "reason": one.reason, "todo": one.todo}
            for one in done.refused
        ],
    }
    emit(found, as_json=as_json)
    return 1 if done.refused else 0
