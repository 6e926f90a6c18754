"""`disclosure config`: the configuration, from a check of the files to the day a changed one is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from disclosure.cases.desk import Desk
from disclosure.cases.now import ZONE
from disclosure.cases.revising.activating import Proposal, approved, bring_into_force
from disclosure.cases.revising.preview import preview
from disclosure.cases.revising.versions import versions_kept
from disclosure.cases.versions import files_of, whole_version
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit, write_file
from disclosure.params import check, default_directory, load

C = TypeVar("C")

DIRECTORY = click.Path(file_okay=False, path_type=Path)


def _persons(command: C) -> C:
    decorated: Any = command
    for option in (
        click.option("--as", "drafter", required=True, metavar="USER", help="起草人的用户名。"),
        click.option("--approved-by", "approver", required=True, metavar="USER", help="批准人的用户名。"),
        click.option("--reason", required=True, help="改动的理由。"),
        click.option("--effective", type=DAY, help="生效之日，空为今天；到那一天由巡查自动生效。"),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@click.group()
def config() -> None:
    """配置：检查、预览影响、生效、回到以前的版本。"""


@config.command("check")
@click.argument("directory", metavar="[DIR]", required=False, type=DIRECTORY)
@json_option
def check_files(directory: Path | None, as_json: bool) -> int:
    """列出配置目录的每一处错误：文件、行号、怎么改；不写目录则检查现用的。有错误时退出码为 1。"""
    found = check(directory or default_directory())
    if as_json:
        emit([asdict(problem) for problem in found], as_json=True)
    else:
        for problem in found:
            click.echo(str(problem))
        click.echo(f"{len(found)} 处错误" if found else "没有错误", err=True)
    return 1 if found else 0


@config.command("preview")
@click.argument("directory", type=DIRECTORY)
@database_option
@json_option
def preview_files(directory: Path, db: str | None, as_json: bool) -> int:
    """DIRECTORY 中的配置一旦生效，未结的申请和期限有哪些会变；什么也不写入。"""
    draft = load(directory)
    store, live = open_book(db)
    with store.read() as connection:
        found = preview(connection, live, draft, datetime.now(ZONE).date())
    emit(found.document(), as_json=as_json)
    return 0


@config.command("activate")
@click.argument("directory", type=DIRECTORY)
@click.option("--title", help="草稿的名称，空为目录名。")
@_persons
@database_option
@json_option
def activate_files(directory: Path, title: str | None, db: str | None, as_json: bool, **given: Any) -> int:
    """使 DIRECTORY 中的配置生效：由起草人提请、另一人批准；未结的期限随之重算，逐件列入差异清单。"""
    files = load(directory).files
    store, live = open_book(db)
    return _bring(Desk(store, live), title or directory.resolve().name, files, as_json=as_json, **given)


@config.command("rollback")
@click.argument("version")
@_persons
@database_option
@json_option
def roll_back(version: str, db: str | None, as_json: bool, **given: Any) -> int:
    """回到以前的版本 VERSION（至少 8 位）：与生效同样的手续，未结的期限按该版本重算。"""
    store, live = open_book(db)
    with store.read() as connection:
        whole = whole_version(connection, version)
        files = files_of(connection, whole)
    return _bring(Desk(store, live), f"回到版本 {whole[:12]}", files, as_json=as_json, **given)


def _bring(
    desk: Desk, title: str, files: Mapping[str, str], *, drafter: str, approver: str, reason: str,
    effective: date | None, as_json: bool,
) -> int:  # fmt: skip
    today = datetime.now(ZONE).date()
    proposal = Proposal(files, title, reason, effective or today)
    number = approved(desk, proposal, drafter=drafter, approver=approver, on=today)
    if proposal.effective_on > today:
        emit({"number": number, "effective_on": proposal.effective_on, "in_force": False}, as_json=as_json)
        return 0
    done = bring_into_force(desk, number, today)
    emit(
        {
            "number": number,
            "effective_on": proposal.effective_on,
            "in_force": True,
            "version": done.version,
            "cases": done.cases,
            "deadlines": done.deadlines,
            "alerts": done.alerts,
            "unreadable": done.left,
        },
        as_json=as_json,
    )
    return 0


@config.command("versions")
@database_option
@json_option
def list_versions(db: str | None, as_json: bool) -> int:
    """列出本库用过的配置版本，现行的在前。"""
    store, _ = open_book(db)
    with store.read() as connection:
        emit(versions_kept(connection), as_json=as_json)
    return 0


@config.command("export")
@click.argument("directory", type=DIRECTORY)
@click.option("--version", "wanted", help="哪个版本，空为现行的。")
@database_option
def export_files(directory: Path, wanted: str | None, db: str | None) -> int:
    """把一个版本的文件写到空的 DIRECTORY，供在文件中修改。"""
    store, live = open_book(db)
    with store.read() as connection:
        files = files_of(connection, whole_version(connection, wanted)) if wanted else live.files
    if directory.exists() and any(directory.iterdir()):
        raise click.BadParameter("目录不是空的，已有的文件不会被覆盖", param_hint="DIRECTORY")
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text.encode())
    click.echo(f"已写出 {len(files)} 个文件：{directory}", err=True)
    return 0
