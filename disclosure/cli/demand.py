"""`disclosure demand`: which requests ask for the same information. `--texts` needs no database; `--since` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from disclosure.cases.demand_report import demand_since
from disclosure.cases.json_text import parse_object
from disclosure.cases.spreading import grouped_on_all_processors
from disclosure.cli.day import DAY
from disclosure.cli.json_input import read_bytes
from disclosure.cli.opening import database_option, json_option, open_book, open_config
from disclosure.cli.output import emit
from disclosure.demand import Lexicon
from disclosure.errors import BadInput


class Request(NamedTuple):
    """One line of the file."""

    id: str
    text: str


@click.command()
@click.option(
    "--texts",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="每行一件申请：{“id”, “text”}，其他键不看；- 为标准输入。不用数据库。",
)
@click.option("--since", type=DAY, help="数据库中这一日（含）以后收到的申请。")
@database_option
@json_option
def demand(texts: Path | None, since: date | None, db: str | None, as_json: bool) -> int:
    """找出重复申请：clusters 是要同一信息的，matters 是同一事项的（热点），每组两件以上。"""
    if (texts is None) == (since is None):
        raise click.UsageError("没有写明从哪里读；--texts 和 --since 须写一个，只写一个")
    if texts is not None:
        emit(grouped(read_requests(read_bytes(texts)), open_config().demand), as_json=as_json)
        return 0
    assert since is not None
    store, config = open_book(db)
    with store.read() as connection:
        emit(demand_since(connection, config, since), as_json=as_json)
    return 0


def read_requests(raw: bytes) -> list[Request]:
    """The requests of a .jsonl file. Raises BadInput for the first bad line, and nothing is used."""
    requests: list[Request] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(raw.splitlines(), start=1):
        if not line.strip():
            continue
        request = _request(line, f"第 {number} 行")
        if request.id in seen:
            why = f"与第 {seen[request.id]} 行的 id 相同"
            raise BadInput(f"第 {number} 行没有受理", why, "请改成不同的 id", field="id")
        seen[request.id] = number
        requests.append(request)
    return requests


def _request(line: bytes, where: str) -> Request:
    document = parse_object(line, where)
    for field in Request._fields:
        value = document.get(field)
        if not isinstance(value, str) or not value.strip():
            what = f"{where}没有受理"
            raise BadInput(what, f"{field} 应当是不空的文字", "请补上或改正", field=field)
    return Request(document["id"], document["text"])


def grouped(requests: Sequence[Request], lexicon: Lexicon) -> dict[str, Any]:
    """The document of the contract."""
    found = grouped_on_all_processors([request.text for request in requests], lexicon)
    return {
        "clusters": [[requests[place].id for place in members] for members in found.info],
        "matters": [[requests[place].id for place in members] for members in found.matters],
    }
