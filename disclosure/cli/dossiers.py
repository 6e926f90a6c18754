"""`disclosure dossier`: 督办单, duties, candidates for proactive disclosure. All go through the one desk."""

from __future__ import annotations

from datetime import date

import click
from sqlalchemy import select

from disclosure.cases.desk import Desk
from disclosure.cases.documents import choices_document, dossier_done_document, dossier_line
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import document, of_kind
from disclosure.cases.json_text import parse_object
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book, open_store
from disclosure.cli.output import emit


@click.group()
def dossier() -> None:
    """督办单、定期事项、转主动公开：申请之外的办理事项。"""


@dossier.command("list")
@click.argument("kind")
@click.option("--all", "everything", is_flag=True, help="连同已办结的。")
@database_option
@json_option
def list_dossiers(kind: str, everything: bool, db: str | None, as_json: bool) -> int:
    """列出一类事项 KIND 中未办结的。"""
    found = of_kind(KINDS, kind)
    query = select(found.table).order_by(found.table.c.id)
    if not everything:
        query = query.where(found.table.c.closed_on.is_(None))
    with open_store(db).read() as connection:
        rows = connection.execute(query).mappings().all()
    emit([dossier_line(found, row) for row in rows], as_json=as_json)
    return 0


@dossier.command("show")
@click.argument("kind")
@click.argument("number")
@database_option
@json_option
def show_dossier(kind: str, number: str, db: str | None, as_json: bool) -> int:
    """查看一类事项 KIND 中编号为 NUMBER 的一件。"""
    found = of_kind(KINDS, kind)
    with open_store(db).read() as connection:
        emit(document(connection, found, number), as_json=as_json)
    return 0


@dossier.command("do")
@click.argument("kind")
@click.argument("number")
@click.argument("command", required=False)
@click.option("--data", default="{}", metavar="JSON", help="办理事项的各字段。")
@click.option("--as", "user", required=True, help="办理人的用户名。")
@click.option("--on", "on", type=DAY, required=True, help="发生之日。")
@click.option("--key", help="操作号；同一操作号只办理一次。")
@click.option("--list", "listing", is_flag=True, help="列出此人此日可办的事项，以及其余事项为何不可办。")
@database_option
@json_option
def do_dossier(
    kind: str,
    number: str,
    command: str | None,
    data: str,
    user: str,
    on: date,
    key: str | None,
    listing: bool,
    db: str | None,
    as_json: bool,
) -> int:
    """对一类事项 KIND 中编号为 NUMBER 的一件办理 COMMAND。"""
    if command is None and not listing:
        raise click.UsageError("没有写明办理事项 COMMAND；可用 --list 查看此时可办的事项")
    found = of_kind(KINDS, kind)
    desk = Desk(*open_book(db))
    if command is None or listing:
        choices = desk.choices(found, number, actor=user, on=on)
        emit(
            choices_document(found.chart, lambda name: found.commands[name].fields, choices), as_json=as_json
        )
        return 0
    done = desk.do(found, number, command, parse_object(data, "--data "), actor=user, on=on, key=key)
    emit(dossier_done_document(found, done), as_json=as_json)
    return 0
