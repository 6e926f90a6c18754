"""`disclosure delivery`: the evidence of what was received and of every letter that left."""

from __future__ import annotations

from datetime import date, datetime

import click

from disclosure.cases.delivery import evidence, on_their_way
from disclosure.cases.now import ZONE
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit


class NumberFirst(click.Group):
    """`delivery NUMBER` is `delivery show NUMBER`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["show", *args])


@click.group(cls=NumberFirst)
def delivery() -> None:
    """送达证据：delivery NUMBER 查看一件，delivery list 列出在途和退回未重发的。"""


@delivery.command("show")
@click.argument("number")
@click.option("--on", "on", type=DAY, help="按哪一日计算，空为今天。")
@database_option
@json_option
def show_delivery(number: str, on: date | None, db: str | None, as_json: bool) -> int:
    """编号为 NUMBER 的申请：收到申请的证据，每份文书作出、发出、送达三个日子和各自的证据。"""
    store, config = open_book(db)
    with store.read() as connection:
        document = evidence(connection, store.keys, config, number, on or datetime.now(ZONE).date())
    emit(document, as_json=as_json)
    return 0


@delivery.command("list")
@click.option("--on", "on", type=DAY, help="按哪一日计算，空为今天。")
@database_option
@json_option
def list_deliveries(on: date | None, db: str | None, as_json: bool) -> int:
    """列出已发出未送达的、退回未重发的文书，和已等的天数。"""
    store, config = open_book(db)
    with store.read() as connection:
        emit(on_their_way(connection, config, on or datetime.now(ZONE).date()), as_json=as_json)
    return 0
