"""How a write reaches the database.

`Direct` is PostgreSQL: one transaction per call, the caller's row locks order them.
`GroupCommit` is SQLite: threads of one process share one connection and one commit. The thread that finds
nobody at work leads: it runs what waits, each in its own savepoint, commits once and answers all. Then it
hands the lead to the first of those who came meanwhile. A lone caller meets no other thread and no
hand-over.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from disclosure.errors import EnvironmentFailed
from disclosure.store.engine import WRITES
from disclosure.store.turn import Turn

T = TypeVar("T")
_BATCH = 64  # writes per commit; bounds how long the first of them waits for its answer


class Direct:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Nothing is held between two calls."""


class _Job(Generic[T]):
    __slots__ = ("answered", "error", "result", "wake", "work")

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.answered = False
        self.result: T | None = None
        self.error: BaseException | None = None
        self.wake: threading.Lock | None = None

    def answer(self) -> T:
        if self.error is not None:
            raise self.error
        return cast("T", self.result)


class GroupCommit:
    def __init__(self, engine: Engine, turn: Turn) -> None:
        self._engine = engine.execution_options(**{WRITES: True})
        self._turn = turn
        self._connection: Connection | None = None
        self._mutex = threading.Lock()
        self._waiting: deque[_Job[Any]] = deque()
        self._leader: int | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """A write inside a write is refused: it would wait for itself."""
        job = _Job(work)
        if not self._leads(job):
            self._await(job)
            if job.answered:
                return job.answer()
            self._leader = threading.get_ident()
        batch: list[_Job[Any]] = []
        try:
            batch = self._take(job)
            self._commit(batch)
        finally:
            self._hand_over(batch, job)
        return job.answer()

    def close(self) -> None:
        self._drop_connection()
        self._turn.close()

    def _leads(self, job: _Job[T]) -> bool:
        with self._mutex:
            if self._leader is None:
                self._leader = threading.get_ident()
                return True
            if self._leader == threading.get_ident():
                raise RuntimeError("Store.write called inside Store.write")
            job.wake = threading.Lock()
            job.wake.acquire()
            self._waiting.append(job)
            return False

    def _await(self, job: _Job[Any]) -> None:
        """Until `job` is answered or promoted to lead. An interrupted caller must not take the lead to its
        grave."""
        assert job.wake is not None
        try:
            job.wake.acquire()
        except BaseException:
            with self._mutex:
                withdrawn = job in self._waiting
                if withdrawn:
                    self._waiting.remove(job)
            if not withdrawn:
                job.wake.acquire()
                if not job.answered:
                    self._hand_over([], job)
            raise

    def _take(self, own: _Job[Any]) -> list[_Job[Any]]:
        with self._mutex:
            others = min(len(self._waiting), _BATCH - 1)
            return [own, *(self._waiting.popleft() for _ in range(others))]

    def _hand_over(self, batch: list[_Job[Any]], own: _Job[Any]) -> None:
        with self._mutex:
            following = self._waiting.popleft() if self._waiting else None
            self._leader = None if following is None else -1  # taken, by a thread about to wake
        if following is not None and following.wake is not None:
            following.wake.release()
        for job in batch:
            if job is not own and job.wake is not None:
                job.wake.release()

    def _commit(self, batch: list[_Job[Any]]) -> None:
        """Run and answer all of `batch`. When the transaction itself fails, nobody's work is in the
        database and everybody is told so."""
        try:
            with self._turn.taken(), self._open().begin():
                if len(batch) == 1:
                    batch[0].result = batch[0].work(self._open())
                else:
                    for job in batch:
                        _run_apart(job, self._open())
        except BaseException as error:
            self._drop_connection()
            for job in batch:
                job.error = job.error or (error if len(batch) == 1 else _not_written(error))
            if not isinstance(error, Exception):
                raise
        finally:
            for job in batch:
                job.answered = True

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _run_apart(job: _Job[Any], connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.execute("SAVEPOINT job")
    try:
        job.result = job.work(connection)
    except Exception as error:  # noqa: BLE001 - it belongs to the caller of this job and is raised there
        driver.execute("ROLLBACK TO job")
        job.error = error
    driver.execute("RELEASE job")


def _not_written(cause: BaseException) -> BaseException:
    why = str(cause.orig) if isinstance(cause, DBAPIError) else str(cause) or type(cause).__name__
    error = EnvironmentFailed("本次操作没有写入", why, "请检查数据库、磁盘空间后重试")
    error.__cause__ = cause
    return error
