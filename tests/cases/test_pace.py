"""How often one address may come within an hour, and all of them together, whichever process answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from disclosure.cases.now import ZONE
from disclosure.cases.pace import Pace
from disclosure.errors import TooOften
from disclosure.store.store import Store
from disclosure.store.tables import attempts

NOW = datetime(2025, 6, 3, 9, tzinfo=ZONE)
ADDRESS = "203.0.113.7"


def take(
    store: Store, what: str, address: str, minutes: int = 0, *, each: int = 3, in_all: int = 100
) -> None:
    """Each time a limit of its own, as another web process would make it."""
    Pace(what, each, in_all, "急需的，当面办理").take(store, address, NOW + timedelta(minutes=minutes))


@contextmanager
def opened_twice(store: Store) -> Iterator[Store]:
    other = Store(store.url, store.keys)
    yield other
    other.close()


def test_an_address_has_so_many_in_any_hour(store: Store) -> None:
    for minutes in (0, 20, 40):
        take(store, "递交", "a", minutes)
    for minutes in (41, 59):
        with pytest.raises(
            TooOften, match="您所在的网络地址一小时内递交的次数已满；10:00 以后再试；急需的，当面办理"
        ):
            take(store, "递交", "a", minutes)
    take(store, "递交", "b", 59)
    take(store, "查询", "a", 59)
    take(store, "递交", "a", 60)  # the first of them is an hour old
    with pytest.raises(TooOften, match="10:20 以后再试"):
        take(store, "递交", "a", 61)


def test_all_addresses_together_have_so_many(store: Store) -> None:
    for n in range(4):
        take(store, "查询", str(n), in_all=4)
    with pytest.raises(TooOften, match="各地一小时内查询的次数已满"):
        take(store, "查询", "5", in_all=4)
    Pace("查询", 3, None, "").take(store, "5", NOW)


def test_an_hour_goes_on_at_midnight(store: Store) -> None:
    late = 14 * 60 + 50  # 23:50
    for minutes in (late, late + 5, late + 15):
        take(store, "登录", "a", minutes)
    with pytest.raises(TooOften, match="00:50 以后再试"):
        take(store, "登录", "a", late + 59)
    take(store, "登录", "a", late + 60)


def test_no_address_is_kept_and_nothing_after_its_hour(store: Store) -> None:
    for n in range(3):
        take(store, "登录", ADDRESS, n)
    take(store, "查询", "other", 61)
    with store.read() as connection:
        kept = connection.execute(select(attempts)).all()
    assert [(row.what, row.at[11:16]) for row in kept] == [("登录", "09:02"), ("查询", "10:01")]
    assert ADDRESS not in repr(kept)
    with store.read() as connection:
        assert len(set(connection.scalars(select(attempts.c.whose)))) == 2
    take(store, "登录", ADDRESS, 24 * 60)
    with store.read() as connection:
        (later,) = connection.execute(select(attempts)).all()
    assert later.whose != kept[0].whose  # tomorrow nobody can tell that it was the same


def test_processes_share_one_limit(store: Store) -> None:
    with opened_twice(store) as other:
        take(store, "递交", "a")
        take(other, "递交", "a")
        take(store, "递交", "a")
        with pytest.raises(TooOften):
            take(other, "递交", "a")


@pytest.mark.check
def test_at_the_same_moment_no_more_come_through(store: Store) -> None:
    def come(n: int) -> str:
        try:
            take((store, other)[n % 2], "查询", "a", each=5)
        except TooOften:
            return "full"
        return "in"

    with opened_twice(store) as other, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(come, range(24)))
    assert (found.count("in"), found.count("full")) == (5, 19)
