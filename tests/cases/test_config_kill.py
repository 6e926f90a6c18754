"""kill -9 while a draft comes into force: the old configuration stands whole or the new one does, never a mix."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from disclosure.cases.revising.drafts import KIND
from tests.cases.revising import Administration, disagreements, edited, limit
from tests.cases.world import LEAVES, START, World

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ROUNDS = 8


def killed(url: str, number: str, day: object, after: float) -> str:
    """What the process had answered `after` seconds from its beginning, when it was killed."""
    arguments = [sys.executable, "-m", "tests.cases.activator", url, number, str(day)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    time.sleep(after)
    process.kill()
    rest, _ = process.communicate()
    return rest.strip()


def test_the_old_or_the_new(world: World, database_url: str) -> None:
    office, chance = Administration(world), random.Random(1)
    for leaf in LEAVES:
        world.walk(leaf)
    world.today = START + timedelta(days=30)
    ended = set()
    for n in range(ROUNDS):
        files = edited(office.config.files, "organization.yaml", limit("searching", 8 + n))
        files = edited(files, "organization.yaml", limit("drafting", 8 + n))
        number, old = office.propose(files), office.config
        answered = killed(database_url, number, world.today, chance.random() * 0.6)
        now = office.config
        assert disagreements(world, now) == []
        assert world.faults() == []
        ended.add(now.version != old.version)
        if answered:
            assert now.version == answered
        if now.version == old.version:
            office.desk.do(KIND, number, "withdraw", {"reason": "中断"}, actor="admin", on=world.today)
    assert ended == {True, False}, "killed too early or too late every time"
