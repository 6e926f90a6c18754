"""The figures of the office against a count day by day through an independent calendar."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

import chinese_calendar
import pytest
from sqlalchemy import insert, update

from disclosure.cases.board import count
from disclosure.cases.overview import overview
from disclosure.cases.replies import Replies
from disclosure.cases.rights import Scope
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, requests
from tests.cases.sweeping import add_cases, deadline

pytestmark = pytest.mark.check

TODAY = date(2025, 9, 26)  # a Friday before the holidays of October, with a make-up Sunday
CASES = 400


def working(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(1)


@pytest.fixture
def book(store: Store) -> list[dict[str, Any]]:
    """Cases with random days; some answered long ago, some late, some in another unit."""
    chance = random.Random(20250926)
    rows: list[dict[str, Any]] = []
    for i in range(1, CASES + 1):
        received = TODAY - timedelta(chance.randrange(0, 500))
        replied = received + timedelta(chance.randrange(0, 60))
        answered = replied <= TODAY
        rows.append(
            {
                "id": i,
                "unit": chance.choice(("u1", "u2")),
                "filed_on": received - timedelta(chance.choice((0, 0, 2))),
                "received_on": received,
                "replied_on": replied if answered else None,
                "clock_status": chance.choice(("met", "met", "late")) if answered else "running",
                "due": TODAY + timedelta(chance.randrange(-3, 40)),
            }
        )
    add_cases(store, CASES)

    def fill(connection: Any) -> None:
        for row in rows:
            stored = {key: value for key, value in row.items() if key not in ("id", "due")}
            connection.execute(update(requests).where(requests.c.id == row["id"]).values(stored))
        lines = [
            deadline(
                row["id"],
                ("reply", "redo", "third_party")[row["id"] % 3],
                row["due"],
                unit=row["unit"],
                status="open" if row["replied_on"] is None or row["id"] % 2 else "met",
            )
            for row in rows
        ]
        connection.execute(insert(deadlines), lines)

    store.write(fill)
    return rows


@pytest.mark.parametrize("unit", [None, "u1"])
def test_against_a_count_day_by_day(
    store: Store, config: Config, book: list[dict[str, Any]], unit: str | None
) -> None:
    scope = Scope(frozenset({unit}) if unit else None)
    with store.read() as connection:
        found = overview(connection, config.law.workdays, count(connection, TODAY), Replies(), scope)
    mine = [row for row in book if unit in (None, row["unit"])]
    owed = [
        row["due"] for row in mine if row["id"] % 3 in (0, 1) and (row["replied_on"] is None or row["id"] % 2)
    ]
    assert found.due_today == owed.count(TODAY)
    assert found.sunday == date(2025, 9, 28)
    assert found.due_this_week == sum(TODAY <= day <= date(2025, 9, 28) for day in owed)

    ahead = [day for day in days(TODAY, TODAY + timedelta(60)) if working(day)][:21]
    assert [line.day for line in found.work] == ahead[:20]
    assert [line.due for line in found.work] == [
        sum(first <= day < following for day in owed) for first, following in pairwise(ahead)
    ]

    back = [day for day in reversed([*days(TODAY - timedelta(60), TODAY)]) if working(day)][:21][::-1]
    assert [line.day for line in found.traffic] == back[1:]
    for column, of in (("filed_on", "arrived"), ("replied_on", "replied")):
        assert [getattr(line, of) for line in found.traffic] == [
            sum(row[column] is not None and before < row[column] <= day for row in mine)
            for before, day in pairwise(back)
        ]

    lately = [row for row in mine if row["replied_on"] and row["replied_on"] > TODAY - timedelta(365)]
    took = sorted(
        sum(working(day) for day in days(row["received_on"] + timedelta(1), row["replied_on"]))
        for row in lately
    )
    assert found.replies == len(lately)
    assert found.on_time == sum(row["clock_status"] == "met" for row in lately)
    assert found.median == median(took)
    assert found.ninth == took[-(-len(took) * 9 // 10) - 1]
    assert abs(found.ninth - quantiles(took, n=10)[8]) <= 1  # whichever way percentiles are cut


def test_an_empty_book(store: Store, config: Config) -> None:
    with store.read() as connection:
        found = overview(connection, config.law.workdays, count(connection, TODAY), Replies(), Scope())
    assert (found.due_today, found.replies, found.median, found.ninth) == (0, 0, None, None)
    assert len(found.work) == len(found.traffic) == 20
