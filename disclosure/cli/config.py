"""`disclosure config`: what is wrong in a folder of configuration, before anybody uses it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from disclosure.cli.opening import json_option
from disclosure.cli.output import emit
from disclosure.params import check as problems_of
from disclosure.params import default_directory


@click.group()
def config() -> None:
    """检查配置。"""


@config.command()
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@json_option
def check(directory: Path | None, as_json: bool) -> int:
    """列出配置目录的每一处错误：文件、行号、怎么改；不写目录则检查现用的。有错误时退出码为 1。"""
    found = problems_of(directory or default_directory())
    if as_json:
        emit([asdict(problem) for problem in found], as_json=True)
    else:
        for problem in found:
            click.echo(str(problem))
        click.echo(f"{len(found)} 处错误" if found else "没有错误", err=True)
    return 1 if found else 0
