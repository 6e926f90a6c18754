"""`disclosure submit | do | show`: the lifecycle from the command line, through the same door as everything else."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

import click

from disclosure.cases.commands import COMMANDS
from disclosure.cases.documents import attached_document, choices_document, done_document
from disclosure.cases.door import Door, read
from disclosure.cases.json_text import parse_object
from disclosure.cases.now import ZONE
from disclosure.cases.remedy_hints import hints
from disclosure.cases.showing import show as case_document
from disclosure.cases.uploads import on_file
from disclosure.cli.day import DAY
from disclosure.cli.json_input import read_bytes
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit, fail
from disclosure.cli.progress import tracked
from disclosure.errors import Refused
from state_machines import REQUEST


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@database_option
@json_option
def submit(file: Path, db: str | None, as_json: bool) -> int:
    """登记申请：FILE 是一件申请的 .json，或每行一件的 .jsonl。"""
    door = Door(*open_book(db))
    raw = read_bytes(file)
    if file.suffix != ".jsonl":
        emit(done_document(door.file(parse_object(raw, f"{file} "))), as_json=as_json)
        return 0
    failed = 0
    lines = [(i, line) for i, line in enumerate(raw.split(b"\n"), 1) if line.strip()]
    for number, line in tracked(lines, "登记申请"):
        try:
            emit(done_document(door.file(parse_object(line, "这一行"))), as_json=True)
        except Refused as refused:
            failed = fail(refused, as_json=True, line=number)
    return failed


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
    on: date,
    key: str | None,
    if_version: int | None,
    listing: bool,
    db: str | None,
    as_json: bool,
) -> int:
    """对编号为 NUMBER 的申请办理 COMMAND。"""
    if command is None and not listing:
        raise click.UsageError("没有写明办理事项 COMMAND；可用 --list 查看此时可办的事项")
    door = Door(*open_book(db))
    if command is None or listing:
        choices = door.choices(number, actor=user, on=on)
        emit(choices_document(REQUEST, lambda name: COMMANDS[name].fields, choices), as_json=as_json)
        return 0
    fields = parse_object(data, "--data ")
    done = door.do(number, command, fields, actor=user, on=on, key=key, if_version=if_version)
    emit(done_document(done), as_json=as_json)
    if command == "open_remedy":
        with door.store.read() as connection:
            facts = read(connection, number).facts
        assert facts is not None
        for hint in hints(facts, facts.remedies[-1], door.config):
            click.echo(f"REMEDY_HINT: {hint}。", err=True)
    return 0


@click.command()
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--release", "title", metavar="名称", help="收存后即登记为拟公开内容，名称写入案卷。")
@click.option("--as", "user", required=True, help="办理人的用户名。")
@click.option("--on", "on", type=DAY, required=True, help="发生之日。")
@database_option
@json_option
def attach(
    number: str, file: Path, title: str | None, user: str, on: date, db: str | None, as_json: bool
) -> int:
    """把文件 FILE 收存到编号为 NUMBER 的申请；先筛查，带国家秘密标志的不接收。"""
    door = Door(*open_book(db))
    content = read_bytes(file)
    done = door.attach(number, file.name, content, actor=user, on=on)
    sha256 = hashlib.sha256(content).hexdigest()
    if title is not None:
        data = {"content_hash": sha256, "title": title}
        done = door.do(number, "attach_release", data, actor=user, on=on)
    with door.store.read() as connection:
        kept = on_file(connection, sha256)
    emit(attached_document(done, kept), as_json=as_json)
    return 0


@click.command()
@click.argument("number")
@click.option("--on", "on", type=DAY, help="按哪一日计算期限，空为今天。")
@database_option
@json_option
def show(number: str, on: date | None, db: str | None, as_json: bool) -> int:
    """查看编号为 NUMBER 的申请。"""
    day = on or datetime.now(ZONE).date()
    store, config = open_book(db)
    with store.read() as connection:
        emit(case_document(connection, config, number, day), as_json=as_json)
    return 0
