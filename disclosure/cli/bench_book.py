"""A scratch book for benchmarks, on the same server or disk as the database named, gone afterwards."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from disclosure.cases.door import Door
from disclosure.cases.now import ZONE
from disclosure.params import Config
from disclosure.store.engine import database_url, explained
from disclosure.store.keys import KEY_BYTES, Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from disclosure.store.tables import grants, users

DAY = date(2026, 6, 1)  # a Monday
KEYS = Keys(bytes(KEY_BYTES), bytes(KEY_BYTES))  # of a book that lives for seconds
CLERK, HANDLER, HEAD = "clerk", "handler", "head"
LETTER = "a" * 64

# The cycle measured: every turn changes the state, two deadlines and the message box, and nothing grows but the
# history.
CYCLE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("submit_draft", {}, HANDLER),
    ("return_draft", {"reason": "措辞再斟酌"}, HEAD),
)


@contextmanager
def scratch(url: str | None) -> Iterator[str]:
    """URL of an empty, migrated database beside the one at `url`; without one, SQLite in a temporary folder."""
    if url is None:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield _prepared(f"sqlite:///{folder}/bench.db")
        return
    at = database_url(url)
    if at.get_backend_name() == "sqlite":
        beside = Path(at.database or ".").resolve().parent
        with tempfile.TemporaryDirectory(prefix="bench-", dir=beside) as folder:
            yield _prepared(f"sqlite:///{folder}/bench.db")
        return
    name = f"disclosure_bench_{uuid.uuid4().hex[:12]}"
    _administer(at, f"CREATE DATABASE {name}")
    try:
        yield _prepared(at.set(database=name).render_as_string(hide_password=False))
    finally:
        _administer(at, f"DROP DATABASE {name} WITH (FORCE)")


def open_door(url: str, config: Config) -> Door:
    return Door(Store.open(url, KEYS), config, lambda: datetime.combine(DAY, time(9), ZONE))


def hire(connection: Connection) -> None:
    for name, role in ((CLERK, "intake_clerk"), (HANDLER, "handler"), (HEAD, "office_head")):
        connection.execute(insert(users).values(name=name, active=True))
        connection.execute(insert(grants).values(user=name, role=role, unit="*"))


def assigned_case(door: Door) -> str:
    """The number of a new case in the hands of its handler."""
    application = {
        "applicants": [{"name": "虚构某某", "kind": "natural"}],
        "content": "某项目环境影响评价批复",
        "channel": "in_person",
        "received_on": DAY.isoformat(),
    }
    number = door.file(application, actor=CLERK).number
    door.do(number, "register", {}, actor=CLERK, on=DAY)
    door.do(number, "assign", {"handler": HANDLER}, actor=CLERK, on=DAY)
    return number


def drafted_case(door: Door) -> str:
    """The number of a new case whose reply has been drafted."""
    number = assigned_case(door)
    decision = {"outcome": "NONE_NOT_EXIST", "reason": "经检索不存在"}
    for command, data in (
        ("record_search", {"scope": "档案", "method": "按名称", "result": "not_found"}),
        ("categorise", decision),
        ("draft", {"letter_hash": LETTER}),
    ):
        door.do(number, command, data, actor=HANDLER, on=DAY)
    return number


def _prepared(url: str) -> str:
    prepare(database_url(url), KEYS)
    return url


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        raise explained(error) from error
    finally:
        engine.dispose()
