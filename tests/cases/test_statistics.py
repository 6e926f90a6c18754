"""统计: every figure against a count made case by case, with working days counted one at a time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import chinese_calendar
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlalchemy import text

from disclosure.cases.statistics import BY, band, nearest_rank
from disclosure.cases.statistics import statistics as figures_of
from disclosure.cases.versions import in_force
from disclosure.cli import cli
from disclosure.errors import WrongUsage
from tests.cases.ledgering import CLOSED, taken_in
from tests.cases.world import World

SINCE, UNTIL = date(2023, 3, 1), date(2023, 8, 31)
OUTCOMES = ("OPEN_PROVIDE", "OPEN_PUBLISHED", "DENY_CASEFILE", "NONE_NOT_EXIST", "END_OTHER", "END_UNPAID")


@pytest.fixture
def book(world: World) -> World:
    """300 requests around the period, two of them on its first and last day."""
    dice = random.Random(20230301)
    lines = []
    for n in range(300):
        received = {0: SINCE, 1: UNTIL}.get(n) or date(2023, 1, 1) + timedelta(dice.randrange(365))
        closed = received + timedelta(dice.choice((0, 1, 5, 9, 15, 27, 28, 29, 30, 45, 70)))
        ended = dice.random() < 0.9
        lines.append(
            CLOSED
            | {
                "number": f"旧{n}",
                "received_on": received.isoformat(),
                "closed_on": closed.isoformat() if ended else "",
                "outcome": dice.choice(OUTCOMES) if ended else "",
                "unit": dice.choice(("planning", "land", "")),
                "channel": dice.choice(("internet", "in_person", "")),
            }
        )
    assert taken_in(world, *lines).written
    return world


def took(received: date, replied: date) -> int:
    days = (received + timedelta(n) for n in range(1, (replied - received).days + 1))
    return sum(chinese_calendar.is_workday(day) for day in days)


def group(by: str, row: Any, ended: date | None, *, counted_on: date) -> str:
    match by:
        case "channel" | "unit":
            return str(row[by])
        case "category":
            rows = {"OPEN_PROVIDE": "1", "OPEN_PUBLISHED": "1", "DENY_CASEFILE": "3.7", "NONE_NOT_EXIST": "4.1",
                    "END_OTHER": "6.3", "END_UNPAID": "6.2"}  # fmt: skip
            return f"T3.3.{rows[row['outcome']]}" if ended else "open"
        case "duration":
            if ended is None:
                return "open"
            days = took(row["received_on"], ended)
            return next((str(limit) for limit in (5, 10, 20, 40) if days <= limit), "more")
        case _:
            return counted_on.isoformat()[:7]


def by_hand(world: World, by: str) -> dict[str, dict[str, Any]]:
    found: dict[str, Counter[str]] = {}
    days: dict[str, list[int]] = {}
    names = "channel, unit, outcome, received_on, replied_on, closed_on, due"
    with world.store.read() as connection:
        rows = [dict(row) for row in connection.execute(text(f"SELECT {names} FROM requests")).mappings()]
    for row in rows:
        for name in ("received_on", "replied_on", "closed_on", "due"):
            row[name] = row[name] and date.fromisoformat(str(row[name]))
        withdrawn = row["outcome"] == "END_OTHER"
        ended = row["closed_on"] if withdrawn else row["replied_on"]
        if SINCE <= row["received_on"] <= UNTIL:
            found.setdefault(group(by, row, ended, counted_on=row["received_on"]), Counter())["received"] += 1
        if ended and SINCE <= ended <= UNTIL:
            key = group(by, row, ended, counted_on=ended)
            figures = found.setdefault(key, Counter())
            figures["closed"] += 1
            if not withdrawn:
                days.setdefault(key, []).append(took(row["received_on"], ended))
                figures["on_time" if ended <= row["due"] else "late"] += 1
    told = {}
    for key, figures in found.items():
        ordered = sorted(days.get(key, []))
        told[key] = {
            **{name: figures[name] for name in ("received", "closed", "on_time", "late")},
            "replied": len(ordered),
            "median_days": median(ordered) if ordered else None,
            "p90_days": ordered[ceil(0.9 * len(ordered)) - 1] if ordered else None,
            "on_time_rate": round(figures["on_time"] / len(ordered), 4) if ordered else None,
        }
    return told


@pytest.mark.parametrize("by", BY)
def test_each_group_is_the_count_of_its_cases(book: World, by: str) -> None:
    with book.store.read() as connection:
        document = figures_of(connection, book.config, SINCE, UNTIL, by)
    [groups] = document["groups"].values()
    found = {
        one["key"]: {name: value for name, value in one.items() if name not in ("key", "label")}
        for one in groups
    }
    assert found == by_hand(book, by)
    for name in ("received", "closed", "replied", "on_time", "late"):
        assert sum(one[name] for one in groups) == document["total"][name]
    assert all(one["label"] for one in groups)


@pytest.mark.parametrize(
    ("days", "key"),
    [(0, "5"), (5, "5"), (6, "10"), (10, "10"), (11, "20"), (20, "20"), (21, "40"), (40, "40"), (41, "more")],
)
def test_the_bands_have_their_last_day_in_them(days: int, key: str) -> None:
    assert band(days) == key


@pytest.mark.parametrize(("n", "expected"), [(1, 1), (9, 9), (10, 9), (11, 10), (20, 18)])
def test_nine_in_ten_were_replied_to_by_then(n: int, expected: int) -> None:
    assert nearest_rank(Counter(range(1, n + 1)), 90) == expected


def test_a_period_without_anything(world: World) -> None:
    with world.store.read() as connection:
        document = figures_of(connection, world.config, SINCE, UNTIL, None)
    assert document["total"]["received"] == 0
    assert document["total"]["on_time_rate"] is None
    assert document["groups"] == {by: [] for by in BY}


def test_the_workbook_has_the_same_figures(
    book: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.cli.statistics.open_book", lambda _: (book.store, in_force(book.store)))
    file = tmp_path / "a.xlsx"
    period = ["--from", SINCE.isoformat(), "--to", UNTIL.isoformat()]
    result = CliRunner().invoke(
        cli, ["statistics", *period, "--xlsx", str(file), "--json"], standalone_mode=False
    )
    assert result.return_value == 0, result.output
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    with book.store.read() as connection:
        total = figures_of(connection, book.config, SINCE, UNTIL, None)["total"]
    assert rows[1][:1] == ("合计",)
    assert rows[1][2:4] == (total["received"], total["closed"])
    assert rows[1][-1] == pytest.approx(100 * total["on_time_rate"])
    turned = CliRunner().invoke(
        cli, ["statistics", "--from", period[3], "--to", period[1]], standalone_mode=False
    )
    assert isinstance(turned.exception, WrongUsage)
