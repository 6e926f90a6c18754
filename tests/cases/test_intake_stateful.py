"""Random days of a post room: whatever is listed, bound, closed, returned or refused, the sheet of every day balances
and equals a count kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from disclosure.cases.dossiers import faults
from disclosure.cases.intake_book.checks import imbalances
from disclosure.cases.intake_book.items import KIND
from disclosure.errors import Refused
from tests.cases.test_intake import give, listed, sheet
from tests.cases.world import START, World

WAYS = {
    "in_person": {"book": "counter"},
    "plain_mail": {"book": "post", "channel": "plain_mail"},
    "fax": {"book": "fax"},
    "internet": {"book": "web"},
}
SIMPLE = ("returned", "duplicate", "supplement")
SECOND = ("consultation", "petition", "other_business")


@dataclass
class Item:
    number: str
    way: str
    came: date
    proposed_by: str | None = None
    ended: date | None = None
    case: str | None = None


@dataclass
class PostRoom:
    """The office, and beside it a list kept by hand. `alone` are web filings nobody listed."""

    world: World
    random: Random
    items: list[Item] = field(default_factory=list)
    alone: list[date] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Item]:
        return [item for item in self.items if item.ended is None]

    def act(self) -> None:
        acts = (
            self.take_in,
            self.take_in,
            self.bind,
            self.bind,
            self.close,
            self.second,
            self.web,
            self.night,
        )
        self.random.choice(acts)()

    def take_in(self) -> None:
        """Also what came in some days ago and is listed only now."""
        way = self.random.choice(list(WAYS))
        late = timedelta(self.random.choice((0, 0, 0, 1, 3)))
        came = max(START, self.world.today - late)
        fields = {"sender": "李小四", "kind": "unclear", **WAYS[way]}
        self.items.append(Item(listed(self.world, fields, came), way, came))

    def bind(self) -> None:
        if not self.open:
            return
        item = self.random.choice(self.open)
        if self.random.random() < 0.2:
            self.refused(item, "bind", number="2025-09999")
            return
        case = self.world.file(channel=item.way, received_on=item.came.isoformat()).number
        give(self.world, item.number, "bind", number=case)
        self.cases.append(case)
        item.ended, item.case = self.world.today, case

    def close(self) -> None:
        waiting = [item for item in self.open if item.proposed_by is None]
        if not waiting:
            return
        item = self.random.choice(waiting)
        reason = self.random.choice(SIMPLE + SECOND)
        see = {"duplicate": self.items[0].number, "supplement": self.cases[0] if self.cases else None}.get(
            reason
        )
        if reason in ("duplicate", "supplement") and see in (None, item.number):
            self.refused(item, "close", reason=reason, note="某事", see=see)
            return
        by = self.random.choice(("clerk", "office"))
        give(self.world, item.number, "close", by, reason=reason, note="某事", see=see)
        if reason in SECOND:
            item.proposed_by = by
        else:
            item.ended = self.world.today

    def second(self) -> None:
        proposed = [item for item in self.open if item.proposed_by is not None]
        if not proposed:
            return
        item = self.random.choice(proposed)
        if item.proposed_by == "office":
            self.refused(item, "confirm_closing", by="office")
        if self.random.random() < 0.3:
            give(self.world, item.number, "return_closing", "office2", reason="再看")
            item.proposed_by = None
            return
        give(self.world, item.number, "confirm_closing", "office2")
        item.ended = self.world.today

    def web(self) -> None:
        self.world.file(channel="internet")
        self.alone.append(self.world.today)

    def night(self) -> None:
        self.world.today += timedelta(self.random.choice((1, 1, 3)))

    def refused(self, item: Item, command: str, by: str = "clerk", **data: Any) -> None:
        with pytest.raises(Refused):
            give(self.world, item.number, command, by, **data)

    def by_hand(self, name: str, day: date) -> tuple[int, ...]:
        mine = [item for item in self.items if WAYS[item.way]["book"] == name]
        before = [item for item in mine if item.came < day and not (item.ended and item.ended < day)]
        today = [item for item in mine if item.came == day]
        ended = [item for item in mine if item.ended == day]
        bound = [item for item in ended if item.case]
        left = [item for item in (*before, *today) if item not in ended]
        alone = self.alone.count(day) if name == "web" else 0
        return len(before), len(today) + alone, len(bound) + alone, len(ended) - len(bound), len(left)


@pytest.mark.check
@pytest.mark.parametrize("seed", range(6))
def test_the_sheet_of_every_day_balances(world: World, seed: int) -> None:
    room = PostRoom(world, Random(seed))
    for _ in range(70):
        room.act()
    assert {bool(item.case) for item in room.items if item.ended} == {True, False}
    day = START
    while day <= world.today:
        found = sheet(world, day)
        assert found["balanced"]
        for line in found["books"]:
            figures = tuple(
                line[name] for name in ("brought_forward", "received", "cases", "reasons", "open")
            )
            assert figures == room.by_hand(line["book"], day), (line["book"], day)
        assert [row["number"] for row in found["open"]] == [
            item.number
            for item in sorted(room.items, key=lambda one: one.came)
            if item.came <= day and (item.ended is None or item.ended > day)
        ]
        day += timedelta(1)
    with world.store.read() as connection:
        assert list(imbalances(connection, world.config, world.today)) == []
        assert list(faults(connection, world.store.keys, KIND)) == []
