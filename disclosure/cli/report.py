"""`disclosure report`: the annual report, the cases behind it, and the sums of anybody's published tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from disclosure.cases.json_text import parse_object
from disclosure.cases.reporting import Annual, annual, numbers
from disclosure.cases.statements import keep_statement
from disclosure.cli.json_input import read_bytes
from disclosure.cli.opening import database_option, json_option, open_book, open_store
from disclosure.cli.output import emit
from disclosure.errors import BadInput, EnvironmentFailed, system_reason
from disclosure.reports import checks
from disclosure.reports.checks import Check
from disclosure.reports.figures import Figures, document
from disclosure.reports.forms import FORMS
from disclosure.reports.paper import write_paper
from disclosure.reports.published import published
from disclosure.reports.rollup import rolled_up
from disclosure.reports.sheet import read_sheets
from disclosure.reports.workbook import write_tables, write_workbook

YEAR = click.IntRange(2008, 2999)
FORMAT = click.option("--format", "name", type=click.Choice(list(FORMS)), help="表格格式，空为该年度所用的。")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def report() -> None:
    """年度报告：出表、填报、勾稽核对、汇总，点开每个数看到申请。"""


@report.command("annual")
@click.argument("year", type=YEAR)
@FORMAT
@click.option("--xlsx", type=FILE, help="写成 xlsx。")
@click.option("--docx", type=FILE, help="写成 docx。")
@database_option
@json_option
def annual_report(
    year: int, name: str | None, xlsx: Path | None, docx: Path | None, db: str | None, as_json: bool
) -> int:
    """YEAR 年度的政府信息公开工作年度报告。"""
    store, config = open_book(db)
    with store.read() as connection:
        found = annual(connection, config.law, config.organization.agency, year, name)
    for file, write in ((xlsx, write_workbook), (docx, write_paper)):
        if file:
            _written(file, lambda f=file, w=write: w(found.report, f))
    tell(found.checks)
    if as_json or not (xlsx or docx):
        emit(_annual(found), as_json=as_json)
    return 0


@report.command("inputs")
@click.argument("year", type=YEAR)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@database_option
@json_option
def inputs(year: int, file: Path, db: str | None, as_json: bool) -> int:
    """填报 YEAR 年度的表二、信息处理费和文字（FILE 是 JSON）；整份取代以前填的。"""
    stated = parse_object(read_bytes(file), f"{file} ")
    kept = keep_statement(open_store(db), year, stated)
    emit({"year": year, "format": kept.form}, as_json=as_json)
    return 0


@report.command("cases")
@click.argument("year", type=YEAR)
@click.option("--row", required=True, metavar="T3.3.1", help="表三的行，或 T4.reconsideration 之类。")
@click.option(
    "--column", default="total", show_default=True, help="列：natural … total；表四为 upheld … total。"
)
@FORMAT
@database_option
@json_option
def cases(year: int, row: str, column: str, name: str | None, db: str | None, as_json: bool) -> int:
    """一个数后面的申请：YEAR 年度报告中 --row 行 --column 列的编号。"""
    store, config = open_book(db)
    with store.read() as connection:
        found = numbers(connection, config.law, year, row, column, name)
    emit({"year": year, "row": row, "column": column, "numbers": found}, as_json=as_json)
    return 0


@report.command("check")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@json_option
def check(file: Path, as_json: bool) -> int:
    """核对一份已公布年报的勾稽关系；不用数据库。有不符的退出码为 1，写出两边的数。"""
    figures = read_report(file)
    found = checks.cross_sums(figures)
    tell(found)
    body = {
        "file": str(file),
        "year": figures.year,
        "format": figures.form.name,
        "ok": all(each.ok for each in found),
        "checks": checks.documents(found),
        "notes": list(figures.notes),
    }
    emit(body, as_json=as_json)
    return 0 if body["ok"] else 1


@report.command("rollup")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--xlsx", type=FILE, help="写成 xlsx。")
@json_option
def rollup(files: tuple[Path, ...], xlsx: Path | None, as_json: bool) -> int:
    """把几个机关的年报 JSON 汇总成一份（本级机关、部门、下级）；年度、格式须相同。"""
    seen: set[Path] = set()
    for file in files:
        if file.resolve() in seen:
            raise BadInput(f"{file} 没有受理", "同一个文件写了两次", "每个机关只写一次")
        seen.add(file.resolve())
    figures = rolled_up([(f"{file} ", read_report(file)) for file in files])
    found = checks.cross_sums(figures)
    tell(found)
    if xlsx:
        title = f"{figures.year}年政府信息公开工作年度报告汇总"
        _written(xlsx, lambda: write_tables(figures, title, xlsx))
    if as_json or not xlsx:
        emit(document(figures, checks.documents(found)), as_json=as_json)
    return 0


def read_report(file: Path) -> Figures:
    """A report in any of the forms it comes in. Raises BadInput."""
    raw, where = read_bytes(file), f"{file} "
    if raw[:2] == b"PK":
        return read_sheets(raw, where)
    return published(parse_object(raw, where), where)


def tell(found: list[Check] | tuple[Check, ...]) -> None:
    """Each sum that does not hold, in a line on stderr."""
    for each in found:
        if not each.ok:
            click.echo(f"CHECK_FAILED: {checks.sentence(each)}；请核对。", err=True)


def _annual(found: Annual) -> dict[str, Any]:
    return document(found.figures, checks.documents(found.checks))


def _written(file: Path, write: Any) -> None:
    try:
        write()
    except OSError as error:
        raise EnvironmentFailed(
            f"写不了 {file}", system_reason(error), "请核对路径、权限和磁盘空间"
        ) from error
