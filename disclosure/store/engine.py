"""One engine for SQLite and PostgreSQL with the settings this system relies on.

SQLite: WAL with synchronous=FULL (an answered command survives a power cut), foreign keys on, and BEGIN
written by us: the driver's own transactions start deferred and fail half-way when a second writer appears.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from disclosure.errors import BadInput, Conflict, DisclosureError, EnvironmentFailed, system_reason
from disclosure.store.statements import Statement

WAIT_SECONDS = 30  # for a lock, on both databases
WRITES = "disclosure_writes"  # execution option: this connection's transactions take the write lock at BEGIN

_BEGIN_READ = Statement(text("BEGIN"))
_BEGIN_WRITE = Statement(text("BEGIN IMMEDIATE"))
_RETRY = {"40001", "40P01", "55P03"}  # SQLSTATE: serialization failure, deadlock, lock not available


def database_url(given: str | None = None) -> URL:
    """`given`, else DISCLOSURE_DATABASE_URL, else SQLite under var/. PostgreSQL always means psycopg 3."""
    address = given or os.environ.get("DISCLOSURE_DATABASE_URL") or "sqlite:///var/disclosure.db"
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise _unusable("不是数据库地址") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise _unusable(f"不支持 {backend}")
    if url.database in (None, "", ":memory:") or "mode" in url.query:
        raise _unusable("SQLite 须是一个文件")
    return url


def open_engine(url: URL, *, read_only: bool = False) -> Engine:
    """No connection is made yet. Parameters never appear in error texts: they hold personal data."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, read_only)
    engine = create_engine(
        url,
        paramstyle="format",
        hide_parameters=True,
        pool_size=10,
        connect_args={"options": f"-c lock_timeout={WAIT_SECONDS}s", "connect_timeout": WAIT_SECONDS},
    )
    # Both are attributes of the driver's connection: they travel with BEGIN and cost no round trip.
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options) if read_only else engine


def _sqlite(url: URL, read_only: bool) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFailed(f"无法使用目录 {folder}", system_reason(error), "请检查路径和权限") from error
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": WAIT_SECONDS},
    )

    def connect(driver: Any, record: object) -> None:  # noqa: ARG001 - the event's signature
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        if read_only:
            driver.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    begin = _BEGIN_WRITE if connection.get_execution_options().get(WRITES, False) else _BEGIN_READ
    begin.run(connection)


def explained(error: DBAPIError) -> DisclosureError:
    """What a person is told about a failure that no command can mend."""
    if getattr(error.orig, "sqlstate", None) in _RETRY:
        return Conflict("同一案件正被他人办理", "数据库等待对方超时或互相等待", "请刷新后重试")
    return EnvironmentFailed(
        "数据库操作失败", str(error.orig).strip(), "请检查数据库服务、磁盘空间和权限后重试"
    )


def _unusable(why: str) -> BadInput:
    return BadInput(
        "数据库地址不可用",
        why,
        "请写成 sqlite:///路径/文件.db 或 postgresql://用户@主机/库名",
        field="db",
    )
