"""`disclosure remedies`: the proceedings against us."""

from __future__ import annotations

import click

from disclosure.cases.remedy_list import proceedings
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit


@click.command()
@click.option("--open", "only_open", is_flag=True, help="只列未了的。")
@database_option
@json_option
def remedies(only_open: bool, db: str | None, as_json: bool) -> int:
    """列出复议、诉讼、投诉：受理机关、案号、现状、下一期限，和应当核对的事项。"""
    store, config = open_book(db)
    with store.read() as connection:
        emit(proceedings(connection, config, only_open=only_open), as_json=as_json)
    return 0
