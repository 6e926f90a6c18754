"""`disclosure bench`: what the system can do here, each figure beside the limit measured in the same run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from disclosure.cli.bench_book import scratch
from disclosure.cli.bench_clock import bench_clock
from disclosure.cli.bench_dashboard import bench_dashboard
from disclosure.cli.bench_demand import bench_demand
from disclosure.cli.bench_expiry import bench_expiry
from disclosure.cli.bench_integrity import bench_integrity, bench_recomputation
from disclosure.cli.bench_ledger import bench_ledger
from disclosure.cli.bench_letter import bench_letter
from disclosure.cli.bench_masking import bench_masking
from disclosure.cli.bench_preview import bench_preview
from disclosure.cli.bench_report import bench_report
from disclosure.cli.bench_screening import bench_screening
from disclosure.cli.bench_step import bench_step
from disclosure.cli.bench_sweep import bench_sweep
from disclosure.cli.bench_transition import bench_transition
from disclosure.cli.bench_writers import bench_writers
from disclosure.cli.opening import database_option, json_option, open_config
from disclosure.cli.output import emit

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Scale:
    """`seconds` of what is measured for a time, `cases` of the book people look at."""

    seconds: float
    cases: int


def _transition(url: str | None, scale: Scale) -> Rows:
    config = open_config()
    with scratch(url) as book:
        rows = bench_transition(book, config)
    with scratch(url) as book:
        writers = bench_writers(book, config, seconds=scale.seconds)
    return [*rows, *bench_step(), *writers]


def _sweep(url: str | None, _: Scale) -> Rows:
    config = open_config()
    rows = bench_sweep(url, config)
    with scratch(url) as book:
        return [*rows, bench_expiry(book, config)]


def _integrity(url: str | None, _: Scale) -> Rows:
    with scratch(url) as book:
        whole = bench_integrity(book)
    with scratch(url) as book:
        return [whole, bench_recomputation(book, open_config())]


def _clock(_: str | None, __: Scale) -> Rows:
    return bench_clock(open_config().law)


def _demand(_: str | None, __: Scale) -> Rows:
    return bench_demand(open_config().demand)


def _screening(_: str | None, __: Scale) -> Rows:
    config = open_config()
    return [*bench_screening(config.screening), *bench_masking(config.screening, config.service.screening)]


def _report(url: str | None, _: Scale) -> Rows:
    return bench_report(url, open_config())


def _ledger(url: str | None, _: Scale) -> Rows:
    return bench_ledger(url, open_config())


def _letter(_: str | None, __: Scale) -> Rows:
    return bench_letter(open_config())


def _dashboard(url: str | None, scale: Scale) -> Rows:
    return bench_dashboard(url, open_config(), n=scale.cases, reading=scale.seconds)


def _preview(url: str | None, scale: Scale) -> Rows:
    return bench_preview(url, open_config(), n=scale.cases)


BENCHES: Mapping[str, Callable[[str | None, Scale], Rows]] = {
    "transition": _transition,
    "sweep": _sweep,
    "clock": _clock,
    "demand": _demand,
    "screening": _screening,
    "letter": _letter,
    "integrity": _integrity,
    "report": _report,
    "ledger": _ledger,
    "dashboard": _dashboard,
    "preview": _preview,
}


@click.command()
@click.argument("name", required=False, type=click.Choice(list(BENCHES)))
@click.option("--seconds", default=2.0, show_default=True, help="并发写入、翻阅页面的测量持续的秒数。")
@click.option(
    "--cases",
    default=2_000,
    show_default=True,
    help="dashboard 的库有多少件申请，preview 的有多少件未结的。",
)
@database_option
@json_option
def bench(name: str | None, seconds: float, cases: int, db: str | None, as_json: bool) -> int:
    """测量性能；不指明则全部测量。在 --db 所在的服务器或磁盘上另建临时库，不动原有数据。"""
    documents = [
        _document(BENCHES[each](db, Scale(seconds, cases))) for each in ([name] if name else BENCHES)
    ]
    if as_json:
        emit(documents[0] if name else documents, as_json=True)
        return 0
    for document in documents:
        for row in (document, *document["also"]):
            _tell(row)
    return 0


def _document(rows: Rows) -> dict[str, Any]:
    """The figure the bench is named for, with those measured beside it under `also`."""
    return {**rows[0], "also": rows[1:]}


def _tell(row: Mapping[str, Any]) -> None:
    known = ("name", "ours", "limit", "ratio", "unit", "also")
    rest = "，".join(f"{key} {value}" for key, value in row.items() if key not in known)
    click.echo(
        f"{row['name']}: {row['ours']} {row['unit']}，极限 {row['limit']}，比值 {row['ratio']}（{rest}）"
    )
