"""`disclosure submit | do | show`: the lifecycle from the command line, through the same door as everything else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from disclosure.cases.commands import COMMANDS
from disclosure.cases.door import ZONE, Door
from disclosure.cases.fields import Fields
from disclosure.cases.scribe import Done
from disclosure.cases.showing import show as case_document
from disclosure.cli.opening import database_option, json_option, open_config, open_store
from disclosure.cli.output import emit, error_document
from disclosure.cli.progress import tracked
from disclosure.errors import BadInput, DisclosureError, Refused
from state_machines import REQUEST

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@database_option
@json_option
def submit(file: Path, db: str | None, as_json: bool) -> int:
    """登记申请：FILE 是一件申请的 .json，或每行一件的 .jsonl。"""
    door = Door(open_store(db), open_config())
    if file.suffix != ".jsonl":
        document = _document(door.file(_parsed(_text(_read(file), str(file)), str(file))))
        emit(document, as_json=as_json)
        return 0
    failed = 0
    lines = [(i, raw) for i, raw in enumerate(_read(file).split(b"\n"), 1) if raw.strip()]
    for line, raw in tracked(lines, "登记申请"):
        where = f"{file} 第 {line} 行"
        try:
            document = _document(door.file(_parsed(_text(raw, where), where)))
        except Refused as refused:
            failed += 1
            click.echo(f"第 {line} 行 {refused}", err=True)
            document = error_document(refused)
        emit(document, as_json=True)
    return 1 if failed else 0


@click.command()
@click.argument("number")
@click.argument("command", required=False)
@click.option("--data", default="{}", metavar="JSON", help="办理事项的各字段。")
@click.option("--as", "user", required=True, help="办理人的用户名。")
@click.option("--on", "on", type=DAY, required=True, help="发生之日。")
@click.option("--key", help="操作号；同一操作号只办理一次。")
@click.option("--if-version", type=int, help="您看到的是第几步；其间被他人办理则拒绝。")
@click.option("--list", "listing", is_flag=True, help="列出此人此日可办的事项，以及其余事项为何不可办。")
@database_option
@json_option
def do(
    number: str,
    command: str | None,
    data: str,
    user: str,
    on: datetime,
    key: str | None,
    if_version: int | None,
    listing: bool,
    db: str | None,
    as_json: bool,
) -> int:
    """对编号为 NUMBER 的申请办理 COMMAND。"""
    door = Door(open_store(db), open_config())
    day = on.date()
    if listing:
        emit(choices_document(door.choices(number, actor=user, on=day)), as_json=as_json)
        return 0
    if command is None:
        raise click.UsageError("没有写明办理事项 COMMAND；可用 --list 查看")
    fields = _parsed(data, "--data")
    done = door.do(number, command, fields, actor=user, on=day, key=key, if_version=if_version)
    emit(_document(done), as_json=as_json)
    return 0


@click.command()
@click.argument("number")
@click.option("--on", "on", type=DAY, help="按哪一日计算期限，空为今天。")
@database_option
@json_option
def show(number: str, on: datetime | None, db: str | None, as_json: bool) -> int:
    """查看编号为 NUMBER 的申请。"""
    day = on.date() if on else datetime.now(ZONE).date()
    with open_store(db).read() as connection:
        emit(case_document(connection, open_config(), number, day), as_json=as_json)
    return 0


def choices_document(choices: Mapping[str, DisclosureError | None]) -> dict[str, Any]:
    """`{"lawful": …, "refused": …}` of the contract."""
    lawful = [
        {
            "command": command,
            "label": REQUEST.labels[command],
            "fields": _asked(COMMANDS[command].fields),
            "basis": REQUEST.bases[command],
        }
        for command, refusal in choices.items()
        if refusal is None
    ]
    refused = [
        {"command": command, "label": REQUEST.labels[command], "why": refusal.why, "remedy": refusal.todo}
        for command, refusal in choices.items()
        if refusal is not None
    ]
    return {"lawful": lawful, "refused": refused}


def _asked(fields: type[Fields]) -> Any:
    """The properties of the JSON Schema, each complete in itself: no reference leads out of the document."""
    schema = fields.model_json_schema()
    definitions = schema.get("$defs", {})

    def inlined(part: Any) -> Any:
        if isinstance(part, list):
            return [inlined(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return definitions[part["$ref"].rpartition("/")[2]]
        return {key: inlined(value) for key, value in part.items()}

    return inlined(schema.get("properties", {}))


def _document(done: Done) -> dict[str, Any]:
    return {
        "number": done.number,
        "phase": done.phase,
        "state": done.state,
        "label": REQUEST.states[done.state].label,
        "version": done.version,
        "due": done.due,
        "repeated": done.repeated,
    }


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"读不到文件 {file}", error.strerror or "系统没有说明原因", "核对路径和权限"
        ) from error


def _text(raw: bytes, where: str) -> str:
    """`raw` as UTF-8. Raises BadInput with the byte where it is not."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{where} 没有受理", f"第 {error.start + 1} 个字节起不是 UTF-8 编码", "另存为 UTF-8 后重试"
        ) from error


def _parsed(text: str, where: str) -> dict[str, Any]:
    """A JSON object without doubled keys. Raises BadInput with line and column."""
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{where} 不是有效的 JSON", f"第 {error.lineno} 行第 {error.colno} 列起无法读取", "改正后重试"
        ) from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadInput(f"{where} 不是有效的 JSON", "数字过长", "改正后重试") from error
    except RecursionError as error:
        raise BadInput(f"{where} 没有受理", "嵌套层数过多", "改正后重试") from error
    if not isinstance(document, dict):
        raise BadInput(f"{where} 没有受理", "应是一个 JSON 对象", "改正后重试")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise BadInput("内容没有受理", f"字段 {double} 写了两次", "只保留一处", field=double)
    return found
