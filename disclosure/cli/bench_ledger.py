"""`disclosure bench ledger`: a ledger in and out, beside the bare driver writing and reading the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from disclosure.cases.door import Door
from disclosure.cases.ledgers.columns import HEADER, READ
from disclosure.cases.ledgers.importing import import_ledger
from disclosure.cases.ledgers.lines import lines
from disclosure.cases.now import ZONE
from disclosure.cli.bench_sweep_book import sweep_book
from disclosure.cli.bench_timing import seconds
from disclosure.outbound.spreadsheet import write_csv
from disclosure.params import Config
from disclosure.reports.forms import KINDS
from disclosure.store.engine import database_url
from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import (
    applicants,
    deadlines,
    history,
    notices,
    remedies,
    requests,
    withholdings,
)

# Parents before children.
_WRITTEN = (requests, applicants, history, deadlines, remedies, withholdings, notices)
_NOW = datetime(2026, 3, 2, 9, tzinfo=ZONE)
_FIRST, _DAYS = date(2021, 1, 1), 1_800
_READ = ("number", "received_on", "channel", "applicant_kind", "content", "unit", "due", "replied_on", "outcome",
         "closed_on", "state", "facts")  # fmt: skip
_OUT = select(*(requests.c[name] for name in _READ)).order_by(requests.c.received_on, requests.c.id)
_RAW_OUT = Statement(_OUT)


def bench_ledger(url: str | None, config: Config, *, n: int = 20_000, runs: int = 3) -> list[dict[str, Any]]:
    """Lines per second. Works in scratch databases beside `url`, which is not touched."""
    content, came, went = ledger(config, n), [], []
    for _ in range(runs):
        with sweep_book(database_url(url)) as store, sweep_book(database_url(url)) as bare:
            door = Door(store, config, lambda: _NOW)
            ours = seconds(lambda d=door: import_ledger(d, "a.csv", content))  # type: ignore[misc]
            with store.read() as connection:
                rows = [(table, _rows(connection, table)) for table in _WRITTEN]
            came.append((ours, seconds(lambda b=bare, r=rows: _insert(b, r))))  # type: ignore[misc]
            went.append(_export(store, config))
    return [_figure("ledger_import", came, n, runs), _figure("ledger_export", went, n, runs)]


def ledger(config: Config, n: int) -> bytes:
    """`n` lines of five years, one in fifty still open, one in a hundred with a proceeding."""
    dice, made = Random(n), io.StringIO(newline="")  # noqa: S311 - the same file each time
    outcomes, units = list(config.law.outcomes), list(config.organization.units)
    writer = csv.writer(made)
    writer.writerow(READ)
    for i in range(n):
        received = _FIRST + timedelta(dice.randrange(_DAYS))
        closed = received + timedelta(dice.randrange(40)) if dice.random() < 0.98 else None
        told = {
            "number": f"旧-{i:07d}",
            "applicant_kind": dice.choice(KINDS),
            "received_on": received,
            "closed_on": closed or "",
            "outcome": dice.choice(outcomes) if closed else "",
            "content": f"某村第 {i} 号地块 {received.year} 年征地补偿安置方案、批复文件及公告",
            "unit": dice.choice(units),
            "channel": "in_person",
            "reconsideration_result": "upheld" if closed and dice.random() < 0.01 else "",
        }
        writer.writerow([told.get(key, "") for key in READ])
    return made.getvalue().encode()


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _insert(store: Store, written: Sequence[tuple[Table, list[dict[str, Any]]]]) -> None:
    """What is in the tables afterwards, as one executemany a table in one transaction."""

    def work(connection: Connection) -> None:
        for table, rows in written:
            Statement(insert(table), *table.c.keys()).many(connection, rows)

    store.write(work)


def _export(store: Store, config: Config) -> tuple[float, float]:
    with TemporaryDirectory(prefix="bench-") as folder, store.read() as connection:
        path, whole = Path(folder) / "a.csv", (_FIRST, _FIRST + timedelta(_DAYS))
        ours = seconds(lambda: write_csv(path, HEADER, lines(connection, config, *whole)))
        return ours, seconds(lambda: _RAW_OUT.rows(connection))


def _figure(name: str, pairs: Sequence[tuple[float, float]], n: int, runs: int) -> dict[str, Any]:
    ours, limit = median(a for a, _ in pairs), median(b for _, b in pairs)
    return {
        "name": name,
        "ours": round(n / ours),
        "limit": round(n / limit),
        "ratio": round(limit / ours, 3),
        "unit": "lines/s",
        "n": n,
        "runs": runs,
    }
