"""`disclosure reply batch`: one reply to several requests."""

from __future__ import annotations

from datetime import date

import click

from disclosure.cases.batch import reply_to_all
from disclosure.cases.documents import done_document
from disclosure.cases.door import Door
from disclosure.cases.json_text import parse_object
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit


@click.group()
def reply() -> None:
    """答复：几件申请一并答复。"""


@reply.command("batch")
@click.option("--numbers", required=True, metavar="编号,编号", help="各件的编号，用逗号隔开。")
@click.option("--command", "command", required=True, help="办理事项，如 draft、approve_step、send。")
@click.option("--data", default="{}", metavar="JSON", help="办理事项的各字段，对各件相同。")
@click.option("--as", "user", required=True, help="办理人的用户名。")
@click.option("--on", "on", type=DAY, required=True, help="发生之日。")
@click.option("--key", help="操作号；同一操作号在每件只办理一次。")
@database_option
@json_option
def batch(
    numbers: str, command: str, data: str, user: str, on: date, key: str | None, db: str | None, as_json: bool
) -> int:
    """对要同一信息的、或同一申请人的几件申请办理同一事项；一件不能办，各件都不办。"""
    door = Door(*open_book(db))
    named = [number.strip() for number in numbers.replace("，", ",").split(",") if number.strip()]
    done = reply_to_all(door, named, command, parse_object(data, "--data "), actor=user, on=on, key=key)
    emit({"done": [done_document(one) for one in done]}, as_json=as_json)
    return 0
