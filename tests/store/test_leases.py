"""A lease is one holder's until its end, and can then be taken over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from disclosure.store.leases import acquire, release
from disclosure.store.store import Store

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_held_until_its_end_and_not_longer(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60, NOW)
    assert not acquire(store, "sweep", "b", 60, NOW + timedelta(seconds=59))
    assert acquire(store, "sweep", "b", 60, NOW + timedelta(seconds=60))
    assert not acquire(store, "sweep", "a", 60, NOW + timedelta(seconds=61))


def test_the_holder_renews(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60, NOW)
    assert acquire(store, "sweep", "a", 60, NOW + timedelta(seconds=30))
    assert not acquire(store, "sweep", "b", 60, NOW + timedelta(seconds=89))


def test_released_is_free_at_once_but_only_by_its_holder(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60, NOW)
    assert not release(store, "sweep", "b")
    assert release(store, "sweep", "a")
    assert acquire(store, "sweep", "b", 60, NOW)


def test_leases_of_other_names_do_not_meet(store: Store) -> None:
    assert acquire(store, "sweep", "a", 60, NOW)
    assert acquire(store, "outbox", "b", 60, NOW)


def test_of_many_at_once_one_gets_it(store: Store) -> None:
    start, got = Barrier(8), []

    def attempt(holder: str) -> None:
        start.wait()
        if acquire(store, "sweep", holder, 60, NOW):
            got.append(holder)

    threads = [Thread(target=attempt, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
