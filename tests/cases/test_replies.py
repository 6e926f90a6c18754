"""The durations held in memory are at every look those of a fresh count, whatever was done in between."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from disclosure.cases import replies as module
from disclosure.cases.replies import Replies
from disclosure.cases.rights import Scope
from tests.cases.world import World


def figures(world: World, replies: Replies, scope: Scope) -> tuple[Counter[int], Counter[str]]:
    with world.store.read() as connection:
        took, ended = replies.figures(connection, world.config.law.workdays, scope, world.today)
    return +took, +ended


@pytest.mark.parametrize("many", [0, 2_000])
def test_held_figures_follow_every_command(world: World, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """`many` 0 reads all anew each time; both ways end alike, and a book nobody has looked at before agrees."""
    monkeypatch.setattr(module, "_MANY", many)
    workdays = world.config.law.workdays
    held = Replies()
    scopes = (Scope(), Scope(frozenset({"planning"})), Scope(frozenset()))
    seen = []
    for leaf in ("searching", "sent", "remedy_period", "archived"):
        case = world.walk(leaf)
        for scope in scopes:
            assert figures(world, held, scope) == figures(world, Replies(), scope)
        seen.append(figures(world, held, Scope())[1].total())
        replied = case.row.replied_on
        if replied is not None:
            took, _ = figures(world, held, Scope())
            assert workdays.between(case.row.received_on, replied) in took
    assert seen == sorted(seen)
    assert seen[-1] > seen[0] == 0


def test_a_year_later_nothing_of_today_is_told(world: World) -> None:
    world.walk("remedy_period")
    held = Replies()
    assert figures(world, held, Scope())[1].total() == 1
    with world.store.read() as connection:
        _, ended = held.figures(
            connection, world.config.law.workdays, Scope(), world.today + timedelta(module.WINDOW + 1)
        )
    assert +ended == Counter()
