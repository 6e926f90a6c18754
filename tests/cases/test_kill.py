"""kill -9 in the middle of 200 writes: what was acknowledged is there, nothing is half there."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from tests.cases.test_conflict import Writer, order
from tests.cases.world import CaseInHand, World, application

pytestmark = pytest.mark.slow
WRITES = 200
AHEAD = 10  # writes beyond those waited for: on a busy machine all of them would be done before the kill
STEPS = ("file", "register", "assign", "record_search")


def orders(start: int) -> list[dict[str, Any]]:
    """Write i belongs to case i // 4; each carries a key, so that it can be given again."""
    found: list[dict[str, Any]] = []
    for i in range(start, WRITES):
        command = STEPS[i % len(STEPS)]
        if command == "file":
            found.append({"file": application(request_key=f"r{i}")})
        else:
            found.append(order(number(i), command, key=f"k{i}"))
    return found


def number(i: int) -> str:
    return f"2025-{i // len(STEPS) + 1:05d}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_acknowledged_is_kept_and_nothing_is_half_done(world: World, database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    done, kills = 0, 0
    while done < WRITES:
        writer = Writer(database_url)
        writer.wait_ready()
        answered = min(chance.randint(5, 60), WRITES - done)
        writer.give(*orders(done)[: answered + AHEAD])
        for _ in range(answered):
            assert "error" not in writer.answers(1)[0]
            done += 1
        if done < WRITES:
            time.sleep(chance.random() / 200)  # somewhere inside the next write
            kills += 1
        writer.process.kill()
        done += writer.unread()  # acknowledged before the kill, read after it
        acknowledged_is_there(world, done)
    assert kills >= 3
    assert len(world.snapshot()["history"]) == WRITES
    assert len(world.snapshot()["requests"]) == WRITES // len(STEPS)


def acknowledged_is_there(world: World, done: int) -> None:
    """At most the one write that was under way may be there without having been answered."""
    assert world.faults() == []
    rows = len(world.snapshot()["history"])
    assert done <= rows <= done + 1
    for i in range(0, done, len(STEPS)):
        steps = CaseInHand(world, number(i)).history
        known = STEPS[: min(len(STEPS), done - i)]
        assert tuple(row.command for row in steps[: len(known)]) == known
