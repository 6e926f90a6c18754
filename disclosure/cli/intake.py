"""`disclosure intake`: the books of what came in, and the sheet of a day. Everything goes through the one desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from disclosure.cases.desk import Desk, DossierDone
from disclosure.cases.intake_book.items import KIND
from disclosure.cases.intake_book.receiving import receive
from disclosure.cases.intake_book.sheet import document
from disclosure.cases.intake_book.workbook import workbook
from disclosure.cases.words import BOOKS, INTAKE_REASONS, ITEM_KINDS
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.errors import BadInput, system_reason
from disclosure.law.events import Channel
from state_machines import INTAKE


def _given(command: Any) -> Any:
    """What every step is given with."""
    for option in (
        json_option,
        database_option,
        click.option("--key", help="操作号；同一操作号只办理一次。"),
        click.option("--on", "on", type=DAY, required=True, help="发生之日。"),
        click.option("--as", "user", required=True, help="办理人的用户名。"),
    ):
        command = option(command)
    return command


@click.group()
def intake() -> None:
    """收件核对：收到的每一件，不是归入申请，就是说明去向。"""


@intake.command("receive")
@click.option(
    "--book", type=click.Choice(tuple(BOOKS)), required=True, help="收件簿：窗口、邮件、传真、网上。"
)
@click.option("--sender", required=True, help="来件人；只留第一个字。")
@click.option(
    "--kind", type=click.Choice(tuple(ITEM_KINDS)), default="unclear", help="来件性质，空为尚不明确。"
)
@click.option("--channel", type=click.Choice(tuple(Channel)), help="来件方式；邮件须写明是否签收。")
@click.option("--postal-number", help="邮政单号。")
@click.option("--number-reason", help="没有单号或单号不合规则的说明。")
@_given
def receive_item(
    user: str, on: date, key: str | None, db: str | None, as_json: bool, **fields: str | None
) -> int:
    """登记一件收件；--on 是收到之日。"""
    desk = Desk(*open_book(db))
    emit(_done(receive(desk, fields, actor=user, on=on, key=key)), as_json=as_json)
    return 0


@intake.command("bind")
@click.argument("item")
@click.argument("number")
@_given
def bind_item(
    item: str, number: str, user: str, on: date, key: str | None, db: str | None, as_json: bool
) -> int:
    """把收件 ITEM 归入编号为 NUMBER 的申请；来件方式和收件之日须一致。"""
    return _do(item, "bind", {"number": number}, (user, on, key, db), as_json=as_json)


@intake.command("close")
@click.argument("item")
@click.option("--reason", type=click.Choice(tuple(INTAKE_REASONS)), help="去向。")
@click.option("--note", help="说明。")
@click.option("--see", help="所归入的申请、或重复的收件的编号。")
@click.option("--confirm", is_flag=True, help="复核他人提出的去向。")
@click.option("--return", "returned", metavar="理由", help="退回他人提出的去向。")
@_given
def close_item(
    item: str,
    reason: str | None,
    note: str | None,
    see: str | None,
    confirm: bool,
    returned: str | None,
    user: str,
    on: date,
    key: str | None,
    db: str | None,
    as_json: bool,
) -> int:
    """说明收件 ITEM 的去向；说它不是申请的，由另一位负责人 --confirm。"""
    if (reason is not None) + confirm + (returned is not None) != 1:
        raise click.UsageError("--reason、--confirm、--return 三者写且只写一个")
    given = (user, on, key, db)
    if confirm:
        return _do(item, "confirm_closing", {}, given, as_json=as_json)
    if returned is not None:
        return _do(item, "return_closing", {"reason": returned}, given, as_json=as_json)
    return _do(item, "close", {"reason": reason, "note": note, "see": see}, given, as_json=as_json)


@intake.command("sheet")
@click.option("--on", "on", type=DAY, required=True, help="哪一日的核对表。")
@click.option("--xlsx", type=click.Path(path_type=Path), help="另存为 .xlsx 文件。")
@database_option
@json_option
def sheet(on: date, xlsx: Path | None, db: str | None, as_json: bool) -> int:
    """收件核对表：上日结转＋本日收到＝归入申请＋说明去向＋未了；不平的退出码为 1。"""
    store, config = open_book(db)
    with store.read() as connection:
        found = document(connection, config, on)
    if xlsx is not None:
        try:
            xlsx.write_bytes(workbook(found))
        except OSError as error:
            raise BadInput(f"写不了文件 {xlsx}", system_reason(error), "请核对路径和权限") from error
    emit(found, as_json=as_json)
    return 0 if found["balanced"] else 1


def _do(
    item: str,
    command: str,
    data: dict[str, Any],
    given: tuple[str, date, str | None, str | None],
    *,
    as_json: bool,
) -> int:
    user, on, key, db = given
    desk = Desk(*open_book(db))
    emit(_done(desk.do(KIND, item, command, data, actor=user, on=on, key=key)), as_json=as_json)
    return 0


def _done(done: DossierDone) -> dict[str, Any]:
    return {
        "number": done.number,
        "state": done.state,
        "label": INTAKE.states[done.state].label,
        "version": done.version,
        "repeated": done.repeated,
    }
