"""Law as a calculator: workdays, period, fee, outcomes, clock. None of them needs a database."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from disclosure.cli.clock_input import ClockInput, parse
from disclosure.cli.day import DAY
from disclosure.cli.json_input import read_bytes
from disclosure.cli.output import emit, fail
from disclosure.errors import BadInput, DisclosureError
from disclosure.law import fee as fees
from disclosure.law.clock import replay
from disclosure.law.document import clock_document
from disclosure.law.period import period_end
from disclosure.law.terms import Law, Unit
from disclosure.params import default_directory, load

ZONE = ZoneInfo("Asia/Shanghai")
UNITS = (Unit.WORKING_DAY, Unit.DAY, Unit.MONTH)


as_json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")


def _law() -> Law:
    return load(default_directory()).law


def _today() -> date:
    return datetime.now(ZONE).date()


@click.group()
def workdays() -> None:
    """工作日的加减与计数。"""


@workdays.command("add", context_settings={"ignore_unknown_options": True})
@click.argument("day", type=DAY)
@click.argument("n", type=int)
@as_json_option
def workdays_add(day: date, n: int, as_json: bool) -> None:
    """DAY 之后的第 N 个工作日；次日为第 1 日。"""
    calendar = _law().workdays
    end = calendar.after(day, n)
    emit({"date": end, "provisional": calendar.is_provisional(max(day, end))}, as_json=as_json)


@workdays.command("between")
@click.argument("start", type=DAY)
@click.argument("end", type=DAY)
@as_json_option
def workdays_between(start: date, end: date, as_json: bool) -> None:
    """START 之后至 END（含）的工作日数。"""
    calendar = _law().workdays
    count = calendar.between(start, end)
    emit({"count": count, "provisional": calendar.is_provisional(max(start, end))}, as_json=as_json)


@click.command()
@click.argument("day", type=DAY)
@click.argument("n", type=click.IntRange(min=0))
@click.option("--unit", type=click.Choice([unit.value for unit in UNITS]), required=True, help="期间单位")
@as_json_option
def period(day: date, n: int, unit: str, as_json: bool) -> None:
    """自 DAY 次日起算 N 个单位的期间届满日；按日、按月的，末日为休息日则顺延。"""
    end = period_end(_law().workdays, day, n, Unit(unit))
    emit({"date": end.date, "provisional": end.provisional, "rolled_over": end.rolled_over}, as_json=as_json)


@click.command()
@click.option("--items", type=int, help="当月累计件数（按件计收）")
@click.option("--pages", type=int, help="本件页数（按量计收）")
@as_json_option
def fee(items: int | None, pages: int | None, as_json: bool) -> None:
    """信息处理费；按件、按量二选一。"""
    if items is not None and pages is None:
        found = fees.fee_by_items(items, _law(), _today())
    elif pages is not None and items is None:
        found = fees.fee_by_pages(pages, _law(), _today())
    else:
        raise click.UsageError("--items 与 --pages 须且只能给一个；按件、按量只能选一种")
    lines = [
        {
            "from": line.start,
            "to": line.to,
            "unit_price": line.unit_price,
            "count": line.count,
            "amount": line.amount,
        }
        for line in found.lines
    ]
    emit({"amount": found.amount, "lines": lines}, as_json=as_json)


@click.command()
@as_json_option
def outcomes(as_json: bool) -> None:
    """办理结果：依据、年报栏目、文书和救济。"""
    rows = [
        {
            "code": outcome.code,
            "label": outcome.label,
            "article": outcome.article,
            "report_row": outcome.report_row,
            "letters": list(outcome.letters),
            "remedy": list(outcome.remedy),
            "reconsideration_first": outcome.reconsideration_first,
        }
        for outcome in _law().outcomes.values()
    ]
    emit(rows, as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@as_json_option
def clock(file: Path, as_json: bool) -> None:
    """重放一份历史（.json 或 -）或多份（.jsonl，每行一份），算出到期日及其理由。"""
    law, today = _law(), _today()
    raw = read_bytes(file)
    if file.suffix == ".jsonl":
        raise click.exceptions.Exit(_replay_lines(raw.splitlines(), law, today))
    emit(_replay_one(raw, law, today), as_json=as_json)


def _replay_lines(lines: list[bytes], law: Law, today: date) -> int:
    """One document per line, a bad line its error; the exit code."""
    bad = 0
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        lines, label="重放", file=sys.stderr, hidden=hidden, update_min_steps=200
    ) as progress:
        for number, line in enumerate(progress, start=1):
            try:
                emit(_replay_one(line, law, today), as_json=True)
            except DisclosureError as error:
                bad = fail(error, as_json=True, line=number)
    return bad


def _replay_one(raw: bytes, law: Law, today: date) -> dict[str, Any]:
    asked = parse(raw)
    found = replay(asked.history(), with_options(law, asked), asked.as_of or today, regime=asked.law)
    return clock_document(found)


def with_options(law: Law, asked: ClockInput) -> Law:
    """The law read with other answers to its doubts (facts §11)."""
    chosen = dict(law.options)
    for name, value in asked.options.items():
        option = chosen.get(name)
        if option is None:
            known = "、".join(law.options)
            raise BadInput(f"没有名为 {name} 的选项", f"可选 {known}", "请改正", field=f"options.{name}")
        if value not in option.choices:
            known = "、".join(option.choices)
            raise BadInput(
                f"{name} 不能取 {value}", f"{option.label}可取 {known}", "请改正", field=f"options.{name}"
            )
        chosen[name] = replace(option, value=value)
    return replace(law, options=chosen)
