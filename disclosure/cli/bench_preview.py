"""`disclosure bench preview`: what a draft would move among n open cases, beside reading the same rows and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)

from disclosure.cases.demo import load_demo
from disclosure.cases.revising.preview import preview
from disclosure.cli.bench_book import KEYS, scratch
from disclosure.cli.bench_timing import seconds
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import chain, deadlines, history, requests

TODAY = date(2026, 6, 1)  # a Monday
_RUNS = 3


def bench_preview(url: str | None, config: Config, *, n: int) -> list[dict[str, Any]]:
    """Seconds for four drafts: another reply period, which replays every case; the limit of one step, and a longer
    holiday in autumn, which replay those they touch; another rung of the ladder, which replays none. Ours and the limit
    by turns."""
    with scratch(url) as book:
        store = Store.open(book, KEYS)
        try:
            cases = _write_book(store, config, n)
            return [_measured(store, config, name, files, cases) for name, files in _drafts(config).items()]
        finally:
            store.close()


def _measured(store: Store, live: Config, name: str, files: Mapping[str, str], n: int) -> dict[str, Any]:
    draft = Config.of_snapshot(files)
    moved = 0

    def ours() -> None:
        nonlocal moved
        with store.read() as connection:
            moved = len(preview(connection, live, draft, TODAY).moved)

    pairs = [(seconds(ours), seconds(lambda: _read(store))) for _ in range(_RUNS)]
    mine, bare = (median(column) for column in zip(*pairs, strict=True))
    return {
        "name": f"preview_{name}",
        "ours": round(mine, 3),
        "limit": round(bare, 3),
        "ratio": round(bare / mine, 3),
        "unit": "s",
        "n": n,
        "runs": _RUNS,
        "moved": moved,
    }


def _read(store: Store) -> None:
    """Every open case with its deadlines, by the driver."""
    with store.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        for query in (
            "SELECT id, number, version, facts, received_on, due, clock_status FROM requests WHERE closed_on IS NULL",
            "SELECT request_id, kind, ref, due, status, owner_role FROM deadlines",
        ):
            driver.execute(query).fetchall()


def _drafts(config: Config) -> dict[str, dict[str, str]]:
    files = dict(config.files)
    office, ladder, year = "organization.yaml", "escalation.yaml", "calendar/2026.yaml"
    law, value = "law/reply.yaml", "      2026-05-01: {value: 25, basis: 测试, checked: 2026-05-01}\n"
    return {
        "reply_period": files | {law: files[law].replace("  extension_max:", value + "  extension_max:", 1)},
        "step_limit": files | {office: re.sub(r"(?m)^  searching: \d+", "  searching: 9", files[office])},
        "holiday": files | {year: files[year].replace("to: 2026-10-07", "to: 2026-10-09")},
        "ladder": files | {ladder: files[ladder].replace("offset: -5", "offset: -7")},
    }


def _write_book(store: Store, config: Config, n: int) -> int:
    """The open cases of the demo, each as often as it takes; how many there are then. Of the history a copy has its
    last row: a preview reads no other."""
    load_demo(store, config, TODAY)
    with store.read() as connection:
        there = select(func.count()).select_from(requests).where(requests.c.closed_on.is_(None))
        one = connection.scalar(there) or 1
    times = max(0, -(-n // one) - 1)
    store.write(lambda connection: _copy(connection, times))
    return one * (times + 1)


def _copy(connection: Connection, times: int) -> None:
    """With ids that follow each other, as those of a book do."""
    if times == 0:
        return
    counted = select(literal(1).label("i")).cte("copies", recursive=True)
    i = counted.union_all(select(counted.c.i + 1).where(counted.c.i < times)).c.i
    keys = (requests.c.id, history.c.seq, deadlines.c.id)
    last = {key: connection.scalar(select(func.max(key))) or 0 for key in keys}
    apart = last[requests.c.id]
    patterns = and_(requests.c.closed_on.is_(None), requests.c.id <= apart)
    for key in keys:
        table = key.table
        cells: dict[str, ColumnElement[Any]] = {c.name: c for c in table.c} | {key.name: key + i * last[key]}
        if table is requests:
            cells |= {"number": requests.c.number + "-" + cast(i, String), "request_key": null()}
            query = select(*cells.values()).select_from(table)
        else:
            cells |= {"request_id": table.c.request_id + i * apart}
            of_case = [requests.c.id == table.c.request_id]
            of_case += [history.c.n == requests.c.version] if table is history else []
            query = select(*cells.values()).select_from(table).join(requests, and_(*of_case))
        copies = query.join(i.table, true()).where(patterns)
        connection.execute(insert(table).from_select(list(cells), copies))
    connection.execute(update(chain).values(cases=chain.c.cases * (times + 1)))
