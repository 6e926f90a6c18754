"""`disclosure outbox`: messages that have not gone out, and sending the dead ones again."""

from __future__ import annotations

from datetime import datetime

import click

from disclosure.cases.now import ZONE
from disclosure.cli.opening import database_option, json_option, open_store
from disclosure.cli.output import emit
from disclosure.outbound.letterbox import resend, unsent


@click.group()
def outbox() -> None:
    """发件箱：等待发出的和投递失败的通知。"""


@outbox.command("list")
@click.option("--dead", is_flag=True, help="只列投递失败的。")
@database_option
@json_option
def list_messages(dead: bool, db: str | None, as_json: bool) -> int:
    """列出没有发出的通知，新的在前。"""
    rows = unsent(open_store(db), dead=dead)
    emit([dict(row._mapping) for row in rows], as_json=as_json)
    return 0


@outbox.command("resend")
@click.argument("message_id", required=False)
@click.option("--all-dead", is_flag=True, help="全部投递失败的。")
@database_option
def resend_messages(message_id: str | None, all_dead: bool, db: str | None) -> int:
    """把投递失败的通知 MESSAGE_ID 放回发件箱，重新投递。"""
    if all_dead == (message_id is not None):
        raise click.UsageError("没有写明 MESSAGE_ID 或 --all-dead；两者须取其一")
    found = resend(open_store(db), message_id, datetime.now(ZONE))
    click.echo(f"{found} 份通知重新等待投递", err=True)
    return 0
