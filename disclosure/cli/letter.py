"""`disclosure letter`: a letter looked at, issued, or taken out of the file again."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from disclosure.cases.door import Door, read
from disclosure.cases.json_text import parse_object
from disclosure.cases.letters import issued
from disclosure.cases.now import ZONE
from disclosure.cases.previewing import previewed
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit, write_file
from disclosure.letters.page import page_of
from disclosure.params import Config
from disclosure.store.store import Store

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("number")
@click.argument("kind")
@click.option("--docx", type=_FILE, help="写到哪个 .docx 文件。")
@click.option("--html", type=_FILE, help="预览写到哪个 .html 文件。")
@click.option("--data", default="{}", metavar="JSON", help='案卷以外的事实，如 {"route": "…"}。')
@click.option("--ref", help="征求意见、救济程序的编号，空为最近一次。")
@click.option("--delivery", help="送达方式；电子送达的附互联网复议渠道。")
@click.option("--content", metavar="校验值", help="函中所附拟公开内容的校验值。")
@click.option(
    "--issue", "issuing", is_flag=True, help="制发：取文号、写日期、存入案卷。不写只预览，不作任何改动。"
)
@click.option("--issued", "taken_out", is_flag=True, help="取出已制发的最近一份，原样。")
@click.option("--as", "user", help="办理人的用户名（制发时）。")
@click.option("--on", "on", type=DAY, help="成文之日，空为今天。")
@database_option
@json_option
def letter(
    number: str,
    kind: str,
    docx: Path | None,
    html: Path | None,
    data: str,
    ref: str | None,
    delivery: str | None,
    content: str | None,
    issuing: bool,
    taken_out: bool,
    user: str | None,
    on: date | None,
    db: str | None,
    as_json: bool,
) -> int:
    """预览或制发编号为 NUMBER 的申请的文书 KIND（L-01 至 L-33）。"""
    if issuing and (user is None or on is None):
        raise click.UsageError("制发须写明办理人 --as 和成文之日 --on")
    if issuing and html is not None:
        raise click.UsageError("--html 只用于预览；制发写 --docx")
    store, config = open_book(db)
    fields = {
        "kind": kind,
        "facts": parse_object(data, "--data "),
        "ref": ref,
        "delivery": delivery,
        "content_hash": content,
    }
    if taken_out:
        document = _taken_out(store, number, kind, docx)
    elif issuing:
        assert user is not None
        assert on is not None
        Door(store, config).do(number, "issue_letter", fields, actor=user, on=on)
        document = _taken_out(store, number, kind, docx)
    else:
        document = _previewed(store, config, number, fields, on or datetime.now(ZONE).date(), docx, html)
    emit({"number": number, "kind": kind, **document}, as_json=as_json)
    return 0


def _previewed(
    store: Store,
    config: Config,
    number: str,
    fields: dict[str, Any],
    on: date,
    docx: Path | None,
    html: Path | None,
) -> dict[str, Any]:
    draft = previewed(store, config, number, fields, on)
    if docx is not None:
        write_file(docx, draft.content)
    if html is not None:
        write_file(html, page_of(draft.letter).encode())
    title = draft.letter.title
    return {"title": title, "issued": False, "reference": None, **_digest(draft.content), "rewritten": None}


def _taken_out(store: Store, number: str, kind: str, docx: Path | None) -> dict[str, Any]:
    with store.read() as connection:
        found = issued(connection, store.keys, read(connection, number), kind)
    if docx is not None:
        write_file(docx, found.content)
    return {
        "title": found.title,
        "issued": True,
        "reference": found.reference,
        **_digest(found.content),
        "rewritten": found.rewritten,
    }


def _digest(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
