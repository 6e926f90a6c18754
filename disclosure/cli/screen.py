"""`disclosure screen`: what a secrecy review would find in files. Needs no database; the original never leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from disclosure.cli.opening import json_option, open_config
from disclosure.cli.output import emit, fail
from disclosure.errors import BadInput, printable, system_reason
from disclosure.law.secrecy import LEVEL_LABEL, ScreeningRules
from disclosure.screening import Finding, masked, screen_text
from disclosure.screening import screen as screened
from disclosure.screening.findings import BODY

_WIDTH = 160  # where nobody watches, so that no column is broken


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@json_option
def screen(files: tuple[Path, ...], as_json: bool) -> int:
    """保密筛查：查出文件里的密级标志、内部标志、敏感词语和个人信息，只列遮盖后的文字。

    有发现、或有文件没有受理时退出码为 1。
    """
    config = open_config()
    limits = config.service.screening
    found, refused = [], 0
    for file in files:
        try:
            result = screened(content_of(file, limits.file_bytes), file.name, config.screening, limits)
        except BadInput as error:
            named = BadInput(f"{file.name}：{error.what}", error.why, error.todo)
            if len(files) == 1:
                raise named from error
            refused = fail(named, as_json=False)  # what the other files hold is not lost for it
        else:
            found += [(file, finding) for finding in result.findings]
    if as_json:
        emit([_row(file, finding) for file, finding in found], as_json=True)
    else:
        _tell(found, config.screening)
    return 1 if found else refused


def content_of(file: Path, most: int) -> bytes:
    """One byte more than is taken at most, so that a larger file is seen to be larger."""
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise BadInput("读不到文件", system_reason(error), "请核对路径和权限") from error


def _row(file: Path, finding: Finding) -> dict[str, Any]:
    where = "" if finding.place == BODY else f"{finding.place}："
    return {
        "file": str(file),
        "rule": finding.rule,
        "level": finding.level,
        "start": finding.start,
        "end": finding.end,
        "text_masked": finding.text_masked,
        "suggestion": where + finding.suggestion,
    }


def _tell(found: Sequence[tuple[Path, Finding]], rules: ScreeningRules) -> None:
    """A name can hold what its file holds, so it is masked as well."""
    if not found:
        click.echo("没有发现。")
        return
    table = Table()
    for heading in ("文件", "发现", "由谁决定", "位置", "遮盖后", "建议"):
        table.add_column(heading, overflow="fold")
    for file, finding in found:
        where = f"{finding.place} {finding.start}–{finding.end}" if finding.end else finding.place
        name = masked(file.name, screen_text(file.name, rules))
        cells = (name, finding.label, LEVEL_LABEL[finding.level], where, finding.text_masked)
        table.add_row(*(printable(" ".join(cell.split())) for cell in cells), finding.suggestion)
    console = Console()
    console = console if console.is_terminal else Console(width=_WIDTH)
    console.print(table, markup=False)
