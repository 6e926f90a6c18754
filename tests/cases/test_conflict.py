"""Real processes commanding at once: one wins, the others are told, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cases.world import SAMPLES, World, application

pytestmark = pytest.mark.check
ROOT = Path(__file__).parents[2]


class Writer:
    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.cases.writer", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def wait_ready(self) -> None:
        assert self.answer() == "ready"

    def give(self, *orders: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(json.dumps(order) + "\n" for order in orders))
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def answers(self, n: int) -> list[dict[str, Any]]:
        return [json.loads(self.answer()) for _ in range(n)]

    def unread(self) -> int:
        """Answers nobody has read of a process that has ended, those among them that were read ahead."""
        assert self.process.stdout is not None
        left = len(self.process.stdout.read().splitlines())
        self.close()
        return left

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


Race = Callable[[list[dict[str, Any]], list[dict[str, Any]]], list[list[dict[str, Any]]]]


@pytest.fixture
def race(database_url: str) -> Iterator[Race]:
    """Two processes, each with its own orders, set off together."""
    writers = [Writer(database_url), Writer(database_url)]
    for writer in writers:
        writer.wait_ready()

    def run(*orders: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        for writer, own in zip(writers, orders, strict=True):
            writer.give(*own)
        return [writer.answers(len(own)) for writer, own in zip(writers, orders, strict=True)]

    yield run
    for writer in writers:
        writer.close()


def order(number: str, command: str, **options: Any) -> dict[str, Any]:
    actor, data = SAMPLES[command]
    return {"number": number, "command": command, "data": dict(data), "actor": actor, **options}


def test_one_move_is_made_once(world: World, race: Race) -> None:
    cases = [world.walk("received") for _ in range(15)]
    orders = [order(case.number, "register") for case in cases]
    both = race(orders, [dict(o) for o in orders])
    for one, other in zip(*both, strict=True):
        assert sorted(a.get("error", "done") for a in (one, other)) == ["NOT_LAWFUL", "done"]
    for case in cases:
        assert (case.state, case.row.version) == ("registered", 2)
    assert world.faults() == []


def test_who_saw_an_older_step_is_told_so(world: World, race: Race) -> None:
    cases = [world.walk("registered") for _ in range(15)]
    orders = [order(case.number, "note_contact", if_version=case.row.version) for case in cases]
    both = race(orders, [dict(o) for o in orders])
    for one, other in zip(*both, strict=True):
        assert sorted(a.get("error", "done") for a in (one, other)) == ["CONFLICT", "done"]
    assert world.faults() == []


def test_what_both_may_do_is_all_there(world: World, race: Race) -> None:
    case = world.walk("registered")
    first = case.row.version
    both = race(*[[order(case.number, "note_contact", key=f"{who}{i}") for i in range(25)] for who in "ab"])
    assert sorted(a["version"] for answers in both for a in answers) == list(range(first + 1, first + 51))
    assert {row.key for row in case.history[first:]} == {f"{who}{i}" for who in "ab" for i in range(25)}
    assert world.faults() == []


def test_the_same_key_at_once_is_one_row(world: World, race: Race) -> None:
    case = world.walk("registered")
    orders = [order(case.number, "note_contact", key=f"k{i}") for i in range(15)]
    both = race(orders, [dict(o) for o in orders])
    for one, other in zip(*both, strict=True):
        assert sorted([one["repeated"], other["repeated"]]) == [False, True]
        assert one["version"] == other["version"]
    assert world.faults() == []


def test_the_same_application_at_once_is_one_case(world: World, race: Race) -> None:
    """Numbers stay without gaps: a gap would be a removed case."""
    orders = [{"file": application(request_key=f"r{i}")} for i in range(15)]
    both = race(orders, [dict(o) for o in orders])
    assert [a["number"] for a in both[0]] == [a["number"] for a in both[1]]
    assert sorted(a["number"] for a in both[0]) == [f"2025-{i:05d}" for i in range(1, 16)]
    assert len(world.snapshot()["requests"]) == 15
    assert world.faults() == []
