"""台账通报: which day it is told, once, to the head of every unit, however often a sweep runs or stays away."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from disclosure.cases.ledger_days import announce, latest_day
from disclosure.cases.sweep import sweep
from disclosure.params import Config
from disclosure.store.tables import notices, outbox
from tests.cases.world import World

pytestmark = pytest.mark.check


# 2025-06-15 is a Sunday, 2025-06-25 a Wednesday; 2025-02-15 a Saturday; of 2025-01-25 to 2025-02-04 the 26th is a
# make-up day before the Spring Festival (国办发明电〔2024〕12号).
@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2025-06-14", None),
        ("2025-06-15", None),
        ("2025-06-16", "2025-06-16"),
        ("2025-06-24", "2025-06-16"),
        ("2025-06-25", "2025-06-25"),
        ("2025-06-30", "2025-06-25"),
        ("2025-07-01", None),
        ("2025-01-25", "2025-01-15"),
        ("2025-01-26", "2025-01-26"),
        (
            "2020-02-02",
            None,
        ),  # 25 January 2020 was New Year's day; the holidays were made longer, to 2 February
        ("2020-02-03", "2020-02-03"),
    ],
)
def test_the_day(config: Config, today: str, told: str | None) -> None:
    found = latest_day(config.law.workdays, (15, 25), date.fromisoformat(today))
    assert found == (told and date.fromisoformat(told))


def test_every_head_once_whatever_the_sweep_does(world: World) -> None:
    world.file(unit="planning")
    world.file(unit="land")
    world.today = date(2025, 6, 17)  # nobody swept on the 16th
    assert announce(world.store, world.config, world.today) == 2  # the other units have nothing to look at
    for _ in range(2):
        sweep(world.store, world.config, world.door, world.today)
    assert announce(world.store, world.config, world.today) == 0
    with world.store.read() as connection:
        rows = connection.execute(select(notices).where(notices.c.kind == "ledger")).all()
        messages = connection.execute(select(outbox.c.payload).where(outbox.c.person == "section")).scalars()
        lines = [line for message in messages for line in json.loads(message)["lines"]]
    assert {(row.role, row.unit) for row in rows} == {("section_head", "planning"), ("section_head", "land")}
    shown = [line for line in lines if line["what"] == "台账状况"]
    assert [line["link"] for line in shown] == ["/ledger/status?month=2025-06"]  # one line for one person
