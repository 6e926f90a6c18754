"""Several writers at once: nobody starves, nothing acknowledged is lost, a failed commit is told to all it
held."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Barrier
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from disclosure.errors import EnvironmentFailed
from disclosure.store.store import Store
from disclosure.store.tables import grants, users
from disclosure.store.verify import verify_history
from tests.conftest import KEYS
from tests.store.book import step, write_book

SPAWN = multiprocessing.get_context("spawn")
WRITERS = 8
LONGEST_IN_THREADS, LONGEST_IN_PROCESSES = 0.25, 3.0  # s


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "disclosure.db"
    copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def add(name: str) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        connection.execute(insert(users).values(name=name, active=True))

    return work


def keep_writing(store: Store, case: int, seconds: float) -> tuple[int, float]:
    """Writes made, longest wait."""
    done, longest, until = 0, 0.0, time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        store.write(lambda connection: step(connection, store.keys, case, "register"))
        done += 1
        longest = max(longest, time.perf_counter() - began)
    return done, longest


def in_process(url: str, case: int, seconds: float, start: Barrier, answer: Pipe) -> None:
    store = Store.open(url, KEYS)
    start.wait()
    answer.send(keep_writing(store, case, seconds))
    store.close()


@pytest.mark.slow
def test_of_eight_threads_on_sqlite_none_waits_long(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, KEYS)
    write_book(store, cases=WRITERS, steps=1)
    results: list[tuple[int, float]] = []
    _all(threading.Thread(target=lambda c=c: results.append(keep_writing(store, c, 10))) for c in _cases())
    assert len(results) == WRITERS
    assert max(longest for _, longest in results) <= LONGEST_IN_THREADS
    assert verify_history(store) == []
    store.close()


@pytest.mark.slow
def test_of_eight_processes_on_sqlite_none_starves(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, KEYS)
    write_book(store, cases=WRITERS, steps=1)
    pipes, start = [SPAWN.Pipe(duplex=False) for _ in range(WRITERS)], SPAWN.Barrier(WRITERS)
    _all(
        SPAWN.Process(target=in_process, args=(sqlite_url, case, 10, start, answer))
        for case, (_, answer) in zip(_cases(), pipes, strict=True)
    )
    results = [question.recv() for question, _ in pipes]
    assert max(longest for _, longest in results) <= LONGEST_IN_PROCESSES
    assert min(done for done, _ in results) * 4 > max(done for done, _ in results)
    assert verify_history(store) == []
    store.close()


def acknowledge_each(url: str, answer: Pipe) -> None:
    store = Store.open(url, KEYS)
    for n in range(100_000):
        store.write(lambda connection: step(connection, KEYS, 1, "register"))
        store.write(add(str(n)))
        answer.send(n)


@pytest.mark.check
def test_a_killed_process_loses_nothing_acknowledged(database_url: str) -> None:
    store = Store.open(database_url, KEYS)
    write_book(store, cases=1, steps=1)
    question, answer = SPAWN.Pipe(duplex=False)
    writer = SPAWN.Process(target=acknowledge_each, args=(database_url, answer))
    writer.start()
    for _ in range(50):
        last = question.recv()
    writer.kill()
    writer.join()
    while question.poll():
        last = question.recv()
    with store.read() as connection:
        there = {int(name) for name in connection.scalars(select(users.c.name))}
        rows = connection.scalar(text("SELECT count(*) FROM history"))
    assert there >= set(range(last + 1))
    assert rows >= last + 2
    assert verify_history(store) == []
    store.write(add("next"))
    store.close()


def test_a_failed_commit_is_told_to_all_it_held_and_leaves_nothing(sqlite_url: str) -> None:
    """An orphan row under deferred foreign keys fails at COMMIT, after every work of the batch has
    succeeded."""
    store = Store.open(sqlite_url, KEYS)

    def orphan(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(insert(grants).values(user="nobody", role="handler", unit="office"))

    failed = _behind_a_busy_leader(store, [orphan, add("甲"), add("乙")])
    assert [type(error) for error in failed] == [EnvironmentFailed] * 3
    store.write(add("丙"))
    assert _names(store) == ["leader", "丙"]
    store.close()


def test_what_waits_together_fails_apart(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, KEYS)

    def half(connection: Connection) -> None:
        add("half")(connection)
        raise LookupError

    failed = _behind_a_busy_leader(store, [add("甲"), half, add("乙")])
    assert [type(error) for error in failed] == [LookupError]
    assert _names(store) == ["leader", "乙", "甲"]
    store.close()


def test_a_write_inside_a_write_is_refused_and_blocks_nobody(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, KEYS)
    with pytest.raises(RuntimeError, match="inside"):
        store.write(lambda connection: store.write(add("甲")))
    store.write(add("乙"))
    assert _names(store) == ["乙"]
    store.close()


def _behind_a_busy_leader(store: Store, works: list[Callable[[Connection], None]]) -> list[BaseException]:
    """Run `works` so that they wait together and share one commit; what they raised."""
    busy, go = threading.Event(), threading.Event()
    raised: list[BaseException] = []

    def leader(connection: Connection) -> None:
        add("leader")(connection)
        busy.set()
        assert go.wait(10)

    def follow(work: Callable[[Connection], None]) -> None:
        try:
            store.write(work)
        except (LookupError, EnvironmentFailed) as error:
            raised.append(error)

    first = threading.Thread(target=store.write, args=(leader,))
    first.start()
    assert busy.wait(10)
    followers = [threading.Thread(target=follow, args=(work,)) for work in works]
    for follower in followers:
        follower.start()
    time.sleep(0.2)  # until all of them queue; a late one would only join a later commit
    go.set()
    for thread in (first, *followers):
        thread.join()
    return raised


def _names(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(connection.scalars(select(users.c.name)))


def _cases() -> range:
    return range(1, WRITERS + 1)


def _all(workers: Any) -> None:
    started = list(workers)
    for worker in started:
        worker.start()
    for worker in started:
        worker.join()
