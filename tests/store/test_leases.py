"""A lease is one holder's until its end, by the clock of the database, and can then be taken over."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from disclosure.store.leases import acquire, release
from disclosure.store.store import Store
from disclosure.store.tables import leases

ZONE = ZoneInfo("Asia/Shanghai")


def until(store: Store, name: str = "sweep") -> datetime:
    with store.read() as connection:
        return datetime.fromisoformat(
            connection.execute(select(leases.c.until).where(leases.c.name == name)).scalar_one()
        )


def pass_time(store: Store, seconds: int) -> None:
    """The end of the lease comes nearer by so much."""
    earlier = (until(store) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
    store.write(lambda connection: connection.execute(update(leases).values(until=earlier)))


def test_held_until_its_end_and_not_longer(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60)
    pass_time(store, 50)
    assert not acquire(store, "sweep", "b", 60)
    pass_time(store, 10)
    assert acquire(store, "sweep", "b", 60)
    assert not acquire(store, "sweep", "a", 60)


def test_the_holder_renews(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60)
    pass_time(store, 50)
    assert acquire(store, "sweep", "a", 60)
    pass_time(store, 50)
    assert not acquire(store, "sweep", "b", 60)


def test_released_is_free_at_once_but_only_by_its_holder(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60)
    assert not release(store, "sweep", "b")
    assert release(store, "sweep", "a")
    assert acquire(store, "sweep", "b", 60)


def test_leases_of_other_names_do_not_meet(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60)
    assert acquire(store, "outbox", "b", 60)


def test_its_end_is_an_instant_of_the_office(store: Store) -> None:
    before = datetime.now(ZONE)
    assert acquire(store, "sweep", "a", 60)
    assert timedelta(seconds=58) < until(store) - before < timedelta(seconds=70)
    assert until(store).utcoffset() == timedelta(hours=8)


def test_a_worker_whose_clock_is_wrong_takes_nothing_that_is_held(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour fast or slow, it asks the database what time it is."""

    class Fast(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(ZONE) + timedelta(hours=1)

    assert acquire(store, "sweep", "a", 60)
    monkeypatch.setattr("disclosure.store.leases.datetime", Fast)
    assert not acquire(store, "sweep", "b", 60)


def test_of_many_at_once_one_gets_it(store: Store) -> None:
    start, got = Barrier(8), []

    def attempt(holder: str) -> None:
        start.wait()
        if acquire(store, "sweep", holder, 60):
            got.append(holder)

    threads = [Thread(target=attempt, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
