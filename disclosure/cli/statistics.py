"""`disclosure statistics`: figures of a period, on the screen and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from disclosure.cases.statistics import BY
from disclosure.cases.statistics import statistics as figures_of
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book
from disclosure.cli.output import emit
from disclosure.errors import EnvironmentFailed, WrongUsage, system_reason
from disclosure.outbound.spreadsheet import Cell, whole, write_xlsx

_HEADER = (
    "分类", "项目", "收到", "办结", "答复", "答复用时中位数（工作日）", "九成在几个工作日内答复", "按期", "逾期",
    "按期率（%）",
)  # fmt: skip
_FIGURES = ("received", "closed", "replied", "median_days", "p90_days", "on_time", "late")


@click.command()
@click.option("--from", "since", type=DAY, required=True, help="从这一天起。")
@click.option("--to", "until", type=DAY, required=True, help="到这一天止。")
@click.option("--by", type=click.Choice(list(BY)), help="只按这一项分；空为逐项都分。")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="另写一份工作簿。")
@database_option
@json_option
def statistics(
    since: date, until: date, by: str | None, xlsx: Path | None, db: str | None, as_json: bool
) -> int:
    """一段时间的收到、办结件数，答复用时和按期率。"""
    if since > until:
        raise WrongUsage(f"--from {since} 晚于 --to {until}", "起日应当不晚于止日", "请改正日期")
    store, config = open_book(db)
    with store.read() as connection:
        document = figures_of(connection, config, since, until, by)
    if xlsx is not None:
        try:
            with whole(xlsx) as part:
                write_xlsx(part, "统计", _HEADER, _rows(document))
        except OSError as error:
            raise EnvironmentFailed(
                f"不能写 {xlsx}", system_reason(error), "请换一个位置或释放空间"
            ) from error
    emit(document, as_json=as_json)
    return 0


def _rows(document: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield _row("合计", "", document["total"])
    for name, groups in document["groups"].items():
        yield from (_row(BY[name], group["label"], group) for group in groups)


def _row(kind: str, label: str, figures: dict[str, Any]) -> tuple[Cell, ...]:
    rate = figures["on_time_rate"]
    percent = None if rate is None else round(100 * rate, 2)
    return (kind, label, *(figures[name] for name in _FIGURES), percent)
