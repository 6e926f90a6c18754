"""The book that `bench sweep` sweeps: n open deadlines of twenty units with their people, and the bare statements it
is measured against. Beside the database named, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.schema import CreateTable

from disclosure.law.escalation import OWNER, Ladder, Level, alert_day, next_alert
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from disclosure.store.tables import grants, users

TODAY = date(2025, 6, 16)  # a Monday well inside the calendar
SPREAD = 40  # future due days
CROSSING, BACKLOG = 100, 200  # numbers of the rows of `days`
KINDS = ("reply", "correction", "step", "reasons", "redo", "other_body")
UNITS = 20
HANDLERS = 5  # of each unit

_metadata = MetaData()
days = Table(
    "bench_days",
    _metadata,
    Column("k", Integer, primary_key=True),
    Column("due", Date),
    Column("level", Integer),
    Column("next_alert_on", Date),
)
# Whom the rung above `level` tells.
told = Table("bench_told", _metadata, Column("level", Integer), Column("role", String(32)))

_CASES = """
INSERT INTO requests (id, number, phase, state, round, channel, applicant_kind, unit, content, filed_on,
    clock_status, facts, version, head, seal)
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :n)
SELECT i, 'bench-' || i, 'review', 'searching', 1, 'internet', 'natural', 'bench' || (i / 100 % 20), '', :today,
    'running', '{}', 1, :mac, :mac FROM numbers
"""
_DEADLINES = """
INSERT INTO deadlines (id, request_id, kind, ref, opened_on, due, basis, on_expiry, owner_role, unit, status,
    provisional, level, next_alert_on)
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :n)
SELECT i, i / 3 + 1,
    CASE i % 6 WHEN 0 THEN 'reply' WHEN 1 THEN 'correction' WHEN 2 THEN 'step' WHEN 3 THEN 'reasons'
        WHEN 4 THEN 'redo' ELSE 'other_body' END,
    '' || i, :today, d.due, 'R33.2', 'escalate', 'handler', 'bench' || ((i / 3 + 1) / 100 % 20), 'open', FALSE, d.level,
    d.next_alert_on
FROM numbers JOIN bench_days d ON d.k = CASE WHEN i % 100 = 0 THEN 100 + i / 100 % 5
    WHEN i % 10 = 1 THEN 200 ELSE i % 40 END
"""
_AHEAD = "SELECT setval(pg_get_serial_sequence('deadlines', 'id'), (SELECT max(id) FROM deadlines))"

# The rows of a sweep, written with the answers as constants: nothing is worked out, looked up or put into words.
LIMIT = (
    """
    INSERT INTO notices (notice_id, kind, topic, request_id, deadline_id, due, level, role, unit, created_on)
    SELECT 'deadline:' || d.id || :suffix || t.role, 'alert', kind, request_id, d.id, due, d.level + 1, t.role,
        unit, :today
    FROM deadlines d JOIN bench_told t ON t.level = d.level WHERE next_alert_on <= :today ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO escalations (deadline_id, due, level, crossed_on, recorded_on, notified)
    SELECT id, due, level + 1, :today, :today, TRUE FROM deadlines WHERE next_alert_on <= :today
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO supervision_orders (number, unit, state, opened_on, version, head, deadline_id, due, topic, subject,
        level, answers)
    SELECT 'bench-' || id, unit, 'opened', :today, 0, :mac, id, due, kind, 'bench', 4, 1
    FROM deadlines WHERE next_alert_on <= :today AND level = 3 ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO deadlines (kind, ref, opened_on, due, basis, on_expiry, owner_role, unit, status, provisional, level,
        next_alert_on, expires_on)
    SELECT 'supervision_answer', number, :today, :later, 'R47.1', 'transition', 'section_head', unit, 'open', FALSE,
        0, :later, :later FROM supervision_orders
    """,
    """
    INSERT INTO notices (notice_id, kind, topic, deadline_id, due, level, role, unit, created_on)
    SELECT 'order:' || ref, 'supervision', kind, id, due, 0, owner_role, unit, :today
    FROM deadlines WHERE request_id IS NULL ON CONFLICT DO NOTHING
    """,
    "UPDATE deadlines SET level = level + 1, next_alert_on = :later WHERE next_alert_on <= :today",
    "UPDATE notices SET batch = 1 WHERE batch IS NULL",
    """
    INSERT INTO outbox (message_id, kind, person, urgent, payload, created_on, status, attempts, next_try_at)
    SELECT 'digest-1-' || name, 'digest', name, FALSE, :payload, :today, 'pending', 0, :instant FROM users
    """,
)
_CONSTANTS: dict[str, Any] = {
    "today": TODAY,
    "later": date(2025, 7, 1),
    "suffix": ":2025-06-23:1:",
    "mac": bytes(32),
    "payload": "{" + "x" * 10_000 + "}",  # as long as a full list
    "instant": f"{TODAY}T00:00:00+08:00",
}
_RESTORE = (
    "DELETE FROM notices",
    "DELETE FROM supervision_orders",
    "DELETE FROM escalations",
    "DELETE FROM deadlines WHERE request_id IS NULL",
    "DELETE FROM outbox",
    "DELETE FROM counters",
    """
    UPDATE deadlines SET level = d.level, next_alert_on = d.next_alert_on FROM bench_days d
    WHERE deadlines.id % 100 = 0 AND d.k = 100 + deadlines.id / 100 % 5
    """,
)


def run(store: Store, statements: Sequence[str], **values: Any) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            execute(connection, statement, values)

    store.write(work)


def execute(connection: Connection, statement: str, values: dict[str, Any]) -> None:
    given = {**_CONSTANTS, **values}
    clause = text(statement)
    named = {name: value for name, value in given.items() if f":{name}" in statement}
    dated = [bindparam(name, type_=Date) for name, value in named.items() if isinstance(value, date)]
    connection.execute(clause.bindparams(*dated), named)


def climbed_by_all(config: Config) -> Config:
    """The first five rungs, numbered 1 to 5 for the bare statements, for every kind of the book and for no answer that
    a 督办单 of today calls for; and no 台账通报, which the bare statements do not know."""
    rungs = enumerate(config.ladder.levels[:5], 1)
    ladder = Ladder(tuple(replace(level, number=number, kinds=KINDS) for number, level in rungs))
    return replace(config, ladder=ladder, organization=replace(config.organization, ledger_days=()))


def seed(store: Store, config: Config, n: int) -> None:
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
    recipients = [
        {"level": level.number - 1, "role": "handler" if role == OWNER else role}
        for level in ladder.levels
        for role in level.to
    ]

    def fill(connection: Connection) -> None:
        for table, content in ((days, rows), (told, recipients)):
            connection.execute(CreateTable(table))
            connection.execute(insert(table), content)
        _hire(connection)

    store.write(fill)
    run(store, (_CASES,), n=n // 3 + 1)
    run(store, (_DEADLINES,), n=n)
    if store.url.get_backend_name() == "postgresql":
        run(store, (_AHEAD,))
    _settle(store)


def _hire(connection: Connection) -> None:
    """Handlers and a head in each unit, one of each other role for all."""
    held = [(f"handler-{u}-{i}", "handler", f"bench{u}") for u in range(UNITS) for i in range(HANDLERS)]
    held += [(f"head-{u}", "section_head", f"bench{u}") for u in range(UNITS)]
    held += [(role, role, "*") for role in ("office_head", "leader", "supervisor")]
    connection.execute(insert(users), [{"name": name, "active": True} for name, _, _ in held])
    connection.execute(
        insert(grants), [{"user": name, "role": role, "unit": unit} for name, role, unit in held]
    )


def _below(ladder: Ladder, level: Level) -> int:
    return max((one.number for one in ladder.levels if one.number < level.number), default=0)


def restore(store: Store) -> None:
    run(store, _RESTORE)
    _settle(store)


def _settle(store: Store) -> None:
    """Both runs start on tables without dead rows."""
    if store.url.get_backend_name() == "postgresql":
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


@contextmanager
def sweep_book(url: URL) -> Iterator[Store]:
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
