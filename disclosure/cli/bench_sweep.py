"""`disclosure bench sweep`: a sweep of n open deadlines, 1 % of which cross a level today, beside the same
INSERT and UPDATE statements with the answers written in as constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    bindparam,
    create_engine,
    insert,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.schema import CreateTable

from disclosure.cases.door import Door
from disclosure.cases.sweep import sweep
from disclosure.law.escalation import OWNER, Ladder, Level, alert_day, next_alert
from disclosure.params import Config
from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store

TODAY = date(2025, 6, 16)  # a Monday well inside the calendar
SPREAD = 40  # future due days
CROSSING, BACKLOG = 100, 200  # numbers of the rows of `days`

days = Table(
    "bench_days",
    MetaData(),
    Column("k", Integer, primary_key=True),
    Column("due", Date),
    Column("level", Integer),
    Column("next_alert_on", Date),
)

_CASES = """
INSERT INTO requests (id, number, phase, state, round, channel, applicant_kind, unit, content, filed_on,
    clock_status, facts, version, head, seal)
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :n)
SELECT i, 'bench-' || i, 'review', 'searching', 1, 'internet', 'natural', 'bench', '', :today,
    'running', '{}', 1, :mac, :mac FROM numbers
"""
_DEADLINES = """
INSERT INTO deadlines (id, request_id, kind, ref, opened_on, due, basis, on_expiry, owner_role, unit, status,
    provisional, level, next_alert_on)
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :n)
SELECT i, i / 3 + 1,
    CASE i % 6 WHEN 0 THEN 'reply' WHEN 1 THEN 'correction' WHEN 2 THEN 'step' WHEN 3 THEN 'reasons'
        WHEN 4 THEN 'redo' ELSE 'other_body' END,
    '' || i, :today, d.due, 'R33.2', 'escalate', 'handler', 'bench', 'open', FALSE, d.level, d.next_alert_on
FROM numbers JOIN bench_days d ON d.k = CASE WHEN i % 100 = 0 THEN 100 + i / 100 % 5
    WHEN i % 10 = 1 THEN 200 ELSE i % 40 END
"""
_LIMIT = (
    """
    INSERT INTO outbox (message_id, kind, request_id, role, unit, payload, created_on, status, attempts,
        next_try_at)
    SELECT 'deadline:' || id || :suffix, 'alert', request_id, owner_role, unit, :payload, :today, 'pending', 0,
        :instant
    FROM deadlines WHERE next_alert_on <= :today ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO escalations (deadline_id, due, level, crossed_on, recorded_on, notified)
    SELECT id, due, level + 1, :today, :today, TRUE FROM deadlines WHERE next_alert_on <= :today
    ON CONFLICT DO NOTHING
    """,
    "UPDATE deadlines SET level = level + 1, next_alert_on = :later WHERE next_alert_on <= :today",
)
_CONSTANTS: dict[str, Any] = {
    "today": TODAY,
    "later": date(2025, 7, 1),
    "suffix": ":2025-06-23:1:handler",
    "payload": '{"deadline": "reply", "due": "2025-06-23", "level": "到期前5个工作日", "colour": "yellow"}',
    "instant": f"{TODAY}T00:00:00+08:00",
}
_RESTORE = (
    "DELETE FROM escalations",
    "DELETE FROM outbox",
    """
    UPDATE deadlines SET level = d.level, next_alert_on = d.next_alert_on FROM bench_days d
    WHERE deadlines.id % 100 = 0 AND d.k = 100 + deadlines.id / 100 % 5
    """,
)


def bench_sweep(
    url: str | None, config: Config, *, n: int = 1_000_000, runs: int = 5
) -> list[dict[str, Any]]:
    """Three rows: the crossings in seconds, the same per crossing in µs, and a second sweep of the same day in ms
    beside a bare look into the index. Works in a scratch database beside `url`, which is not touched."""
    ladder = Ladder(tuple(replace(level, to=(OWNER,), kinds=()) for level in config.ladder.levels[:5]))
    config = replace(config, ladder=ladder)
    with _scratch(database_url(url)) as store:
        _seed(store, config, n)
        door = Door(store, config)
        first, second = [], []
        for _ in range(runs):
            limit = _seconds(lambda: _run(store, _LIMIT))
            bare = _seconds(lambda: _look(store))
            _restore(store)
            first.append((_seconds(lambda: sweep(store, config, door, TODAY)), limit))
            second.append((_seconds(lambda: sweep(store, config, door, TODAY)), bare))
            _restore(store)
    crossings = n // 100
    return [
        _row("sweep", "s", first, 1, n),
        _row("sweep_per_crossing", "µs", first, 1e6 / crossings, n),
        _row("sweep_second_run", "ms", second, 1e3, n),
    ]


def _row(name: str, unit: str, pairs: list[tuple[float, float]], factor: float, n: int) -> dict[str, Any]:
    ours, limit = median(a for a, _ in pairs), median(b for _, b in pairs)
    figures = {"ours": round(ours * factor, 3), "limit": round(limit * factor, 3)}
    return {
        "name": name,
        **figures,
        "ratio": round(ours / limit, 3),
        "unit": unit,
        "n": n,
        "runs": len(pairs),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _run(store: Store, statements: tuple[str, ...], **values: Any) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            _execute(connection, statement, values)

    store.write(work)


def _execute(connection: Connection, statement: str, values: dict[str, Any]) -> None:
    given = {**_CONSTANTS, **values}
    clause = text(statement)
    named = {name: value for name, value in given.items() if f":{name}" in statement}
    dated = [bindparam(name, type_=Date) for name, value in named.items() if isinstance(value, date)]
    connection.execute(clause.bindparams(*dated), named)


def _look(store: Store) -> None:
    clause = (
        "SELECT next_alert_on FROM deadlines WHERE next_alert_on <= :today ORDER BY next_alert_on LIMIT 1"
    )
    with store.read() as connection:
        _execute(connection, clause, {})


def _seed(store: Store, config: Config, n: int) -> None:
    """1 % cross a level today, 10 % are an old overdue backlog, the rest is due later."""
    workdays, ladder = config.law.workdays, config.ladder
    rows = []
    for k in range(SPREAD):
        due = workdays.after(TODAY, 10 + k)
        rows.append(
            {"k": k, "due": due, "level": 0, "next_alert_on": next_alert(ladder, "reply", due, 0, workdays)}
        )
    for g, level in enumerate(ladder.levels):
        due = workdays.after(TODAY, -level.offset)
        assert alert_day(level, due, workdays) == TODAY
        rows.append({"k": CROSSING + g, "due": due, "level": _below(ladder, level), "next_alert_on": TODAY})
    top = ladder.levels[-1].number
    rows.append({"k": BACKLOG, "due": workdays.after(TODAY, -60), "level": top, "next_alert_on": None})

    def fill(connection: Connection) -> None:
        connection.execute(CreateTable(days))
        connection.execute(insert(days), rows)

    store.write(fill)
    _run(store, (_CASES,), n=n // 3 + 1, mac=bytes(32))
    _run(store, (_DEADLINES,), n=n)
    _settle(store)


def _below(ladder: Ladder, level: Level) -> int:
    return max((one.number for one in ladder.levels if one.number < level.number), default=0)


def _restore(store: Store) -> None:
    _run(store, _RESTORE)
    _settle(store)


def _settle(store: Store) -> None:
    """Both runs start on tables without dead rows."""
    if store.url.get_backend_name() == "postgresql":
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


@contextmanager
def _scratch(url: URL) -> Iterator[Store]:
    keys = Keys(history=bytes(32), field=bytes(32))
    if url.get_backend_name() == "sqlite":
        beside = Path(url.database or "").absolute().parent
        beside.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="bench-", dir=beside) as folder:
            yield from _opened(url.set(database=f"{folder}/bench.db"), keys)
        return
    name = f"bench_{uuid4().hex}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield from _opened(url.set(database=name), keys)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        server.dispose()


def _opened(url: URL, keys: Keys) -> Iterator[Store]:
    prepare(url, keys)
    store = Store(url, keys)
    try:
        yield store
    finally:
        store.close()
