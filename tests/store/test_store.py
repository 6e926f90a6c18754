"""The unit of work: what a caller may rely on, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from disclosure.errors import EnvironmentFailed, NotFound
from disclosure.store.store import Store
from disclosure.store.tables import users


def add(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(users).values(name=name, active=True))
        return name

    return work


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(users.c.name).order_by(users.c.name)))


def test_write_returns_what_the_work_returns_and_is_seen_afterwards(store: Store) -> None:
    assert store.write(add("甲")) == "甲"
    assert names(store) == ["甲"]


def test_an_exception_leaves_nothing_behind_and_reaches_its_caller(store: Store) -> None:
    def work(connection: Connection) -> None:
        add("甲")(connection)
        raise NotFound("没有这个案件", "", "")

    with pytest.raises(NotFound):
        store.write(work)
    assert names(store) == []
    store.write(add("乙"))
    assert names(store) == ["乙"]


def test_a_broken_constraint_is_told_as_such(store: Store) -> None:
    store.write(add("甲"))
    with pytest.raises(IntegrityError):
        store.write(add("甲"))
    assert names(store) == ["甲"]


def test_a_read_is_one_snapshot_however_much_is_written_meanwhile(store: Store) -> None:
    store.write(add("甲"))
    with store.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users")) == 1
        store.write(add("乙"))
        assert connection.scalar(text("SELECT count(*) FROM users")) == 1
    assert names(store) == ["乙", "甲"] or names(store) == ["甲", "乙"]


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(EnvironmentFailed), store.read() as connection:
        connection.execute(delete(users))


def test_work_of_many_threads_is_all_there_and_failures_stay_apart(store: Store) -> None:
    start = threading.Barrier(8)
    refused: list[str] = []

    def client(number: int) -> None:
        start.wait()
        for i in range(20):
            name = f"{number}-{i}"
            try:
                store.write(odd_fails(name, fails=i % 4 == 3))
            except NotFound as error:
                refused.append(error.what)

    def odd_fails(name: str, *, fails: bool) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            add(name)(connection)
            if fails:
                raise NotFound(name, "", "")

        return work

    threads = [threading.Thread(target=client, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"{n}-{i}" for n in range(8) for i in range(20)}
    lost = {name for name in expected if int(name.split("-")[1]) % 4 == 3}
    assert set(refused) == lost
    assert set(names(store)) == expected - lost
