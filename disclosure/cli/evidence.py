"""`disclosure evidence`: the list of evidence of one case, for the body that hears a proceeding."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from disclosure.cases.evidence_list import evidence_list, paper_of
from disclosure.cases.now import ZONE
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit, write_file
from disclosure.letters.word import docx_of


@click.command()
@click.argument("number")
@click.option("--remedy", "ref", help="为哪一救济程序，如 j1；提起之后形成的证据另作标记。")
@click.option("--docx", type=click.Path(path_type=Path, dir_okay=False), help="证据目录写到哪个 .docx 文件。")
@click.option("--on", "on", type=DAY, help="落款之日，空为今天。")
@database_option
@json_option
def evidence(
    number: str, ref: str | None, docx: Path | None, on: date | None, db: str | None, as_json: bool
) -> int:
    """编号为 NUMBER 的申请的证据目录和缺少的证据；缺项只在这里列出，不写入 docx。"""
    (store, config), day = open_book(db), on or datetime.now(ZONE).date()
    with store.read() as connection:
        listed = evidence_list(connection, config, number, day, ref)
    if docx is not None:
        write_file(docx, docx_of(paper_of(listed, config.organization.agency, day)))
    emit(listed, as_json=as_json)
    return 0
