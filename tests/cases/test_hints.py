"""R35.1: the clerk is told when one person has asked often in a month of the calendar; the number is the agency's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from disclosure.cases.context import Actor
from disclosure.cases.hints import Hint, hints
from disclosure.cases.rights import contents_of
from tests.cases.world import World, application, person


def told(world: World, on: date, n: int = 1) -> list[Hint]:
    reader = contents_of(Actor("clerk", frozenset({("intake_clerk", "planning")})))
    given = world.door.check(application(received_on=on.isoformat(), applicants=[person(n)]))
    with world.store.read() as connection:
        found = hints(connection, world.config, world.store.keys, given, reader)
    return [hint for hint in found if hint.sort == "frequent"]


def test_the_month_and_the_number_decide(world: World) -> None:
    organization = replace(world.config.organization, frequent_items=3)
    world.config = replace(world.config, organization=organization)
    for day in (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1)):
        world.today = day
        world.file(applicants=[person(1)], received_on=day.isoformat())
    world.today = date(2026, 5, 6)
    [hint] = told(world, date(2026, 3, 31))
    assert (hint.basis, hint.reference) == ("R35.1", "")
    assert "2026年03月 的第 3 件" in hint.text
    assert told(world, date(2026, 4, 30)) == []  # the second of April
    assert told(world, date(2026, 2, 27)) == []
    assert told(world, date(2026, 3, 31), n=2) == []  # somebody else
