"""A book of a few cases written the way the door writes: history, then the projection with head and seal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from disclosure.store.chain import GENESIS, append, case_seal
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import requests


def file_case(connection: Connection, keys: Keys, request_id: int) -> None:
    connection.execute(
        insert(requests).values(
            id=request_id,
            number=f"2026-{request_id:05d}",
            phase="acceptance",
            state="received",
            round=1,
            channel="in_person",
            applicant_kind="natural",
            unit="office",
            content="申请公开某项目环评批复",
            filed_on=date(2026, 3, 2),
            clock_status="running",
            facts="{}",
            version=0,
            head=GENESIS,
            seal=case_seal(keys, request_id, 0, GENESIS),
        )
    )
    step(connection, keys, request_id, "file")


def step(connection: Connection, keys: Keys, request_id: int, command: str, **changed: Any) -> None:
    """One more history row of the case, sealed."""
    version, head = connection.execute(
        select(requests.c.version, requests.c.head).where(requests.c.id == request_id)
    ).one()
    row = {
        "request_id": request_id,
        "n": version + 1,
        "command": command,
        "actor": "张三",
        "on_day": date(2026, 3, 2) + timedelta(version),
        "recorded_at": "2026-03-02T09:00:00+08:00",
        "from_state": "filed",
        "to_state": "received",
        "data": f'{{"第": {version + 1}}}',
        "config_version": "c" * 64,
        "key": f"{request_id}-{version + 1}" if version else None,
    } | changed
    link = append(connection, keys, row, head)
    seal = case_seal(keys, request_id, version + 1, link.mac)
    connection.execute(
        update(requests)
        .where(requests.c.id == request_id)
        .values(version=version + 1, head=link.mac, seal=seal)
    )


def write_book(store: Store, cases: int = 3, steps: int = 4) -> None:
    """`cases` cases of `steps` rows each, interleaved: rows 1..cases are the filings, and so on."""

    def work(connection: Connection) -> None:
        for request_id in range(1, cases + 1):
            file_case(connection, store.keys, request_id)
        for _ in range(steps - 1):
            for request_id in range(1, cases + 1):
                step(connection, store.keys, request_id, "register")

    store.write(work)
