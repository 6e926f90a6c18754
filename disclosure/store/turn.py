"""Whose turn it is to write to a SQLite file, among processes.

SQLite's own busy handler sleeps and tries again; a process that writes in a loop takes the lock back while
the others sleep, and one of them may wait for seconds. Here a writer passes two gates: the inner one is the
right to write, and whoever waits for it holds the outer one, so the last writer cannot get in again before
the next.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from disclosure.errors import EnvironmentFailed, system_reason
from disclosure.store.engine import WAIT_SECONDS

_OUTER_STEP, _INNER_STEP = (
    0.005,
    0.00005,
)  # s between two looks; at the inner gate one process at a time looks


class Turn:
    """Two lock files beside the database. The system drops the locks of a process that dies."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._open: list[int] = []  # outer, inner; opened by the first writer

    @contextmanager
    def taken(self) -> Iterator[None]:
        outer, inner = self._open or self._open_gates()
        until = time.monotonic() + WAIT_SECONDS
        _wait(outer, _OUTER_STEP, until)
        try:
            _wait(inner, _INNER_STEP, until)
        finally:
            fcntl.flock(outer, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(inner, fcntl.LOCK_UN)

    def close(self) -> None:
        while self._open:
            os.close(self._open.pop())

    def _open_gates(self) -> list[int]:
        for gate in ("queue", "turn"):
            path = self._database.with_name(f"{self._database.name}.{gate}")
            try:
                self._open.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            except OSError as error:
                self.close()
                raise EnvironmentFailed(
                    f"无法写入 {path}", system_reason(error), "请检查权限和磁盘空间"
                ) from error
        return self._open


def _wait(gate: int, step: float, until: float) -> None:
    while True:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise EnvironmentFailed(
                    f"等待写入超过 {WAIT_SECONDS} 秒",
                    "另一个进程长时间占用数据库",
                    "请稍后重试；持续如此的，检查卡住的进程",
                ) from None
            time.sleep(step * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the waiters, guards nothing
        else:
            return
