"""A small book is counted at every look; of a large one no count older than five seconds is told, with its age."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest
from sqlalchemy import Connection, update

from disclosure.cases import board as module
from disclosure.cases.board import Board, Boards, count
from disclosure.cases.rights import Scope
from disclosure.store.store import Store
from disclosure.store.tables import requests
from tests.cases.sweeping import add_cases

TODAY = date(2025, 3, 3)


def searching(store: Store, boards: Boards) -> int:
    with store.read() as connection:
        return boards.now(connection, TODAY).states(Scope())["searching"]


def close(store: Store, id_: int) -> None:
    ended = update(requests).where(requests.c.id == id_).values(closed_on=TODAY, state="archived")
    store.write(lambda connection: connection.execute(ended))


def test_a_small_book_is_counted_at_every_look(store: Store) -> None:
    add_cases(store, 4)
    boards = Boards(store)
    assert searching(store, boards) == 4
    close(store, 1)
    assert searching(store, boards) == 3
    with store.read() as connection:
        assert boards.now(connection, TODAY).age == 0


def test_a_large_book_is_told_again_while_fresh(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(module, "LARGE", 4)
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    add_cases(store, 4)
    counts, again = [], Event()

    def counted(connection: Connection, today: date) -> Board:
        counts.append(now[0])
        if len(counts) > 1:
            again.set()
        return count(connection, today)

    boards = Boards(store, counted)
    assert searching(store, boards) == 4
    close(store, 1)
    now[0] += 1.5
    assert searching(store, boards) == 4  # fresh enough
    with store.read() as connection:
        assert boards.now(connection, TODAY).age == 2
    now[0] += 1  # the next one is made beside the pages
    assert searching(store, boards) in (3, 4)
    assert again.wait(10)
    close(store, 2)
    now[0] += module.OLDEST
    assert searching(store, boards) == 2  # too old to be told: counted before the answer
    assert counts[0] == 100.0


def test_another_day_is_counted_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE", 1)
    add_cases(store, 2)
    boards = Boards(store)
    searching(store, boards)
    close(store, 1)
    with store.read() as connection:
        assert boards.now(connection, date(2025, 3, 4)).states(Scope())["searching"] == 1
        assert boards.now(connection, date(2025, 3, 4)).states(Scope(frozenset({"u2"}))).total() == 0
