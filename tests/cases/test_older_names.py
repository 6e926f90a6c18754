"""Proceedings of before decisions had a kind: their rows are read under the names of today, and stay as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from alembic import command as alembic
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, select, update

from disclosure.cases.door import load
from disclosure.cases.effects import apply
from disclosure.cases.older_names import todays
from disclosure.cases.scribe import Scribe
from disclosure.cases.steps import Step
from disclosure.store.schema import MIGRATIONS
from disclosure.store.tables import remedies, requests
from tests.cases.world import CaseInHand, World

pytestmark = pytest.mark.check

OPENED = {
    "kind": "reconsideration",
    "claimant": "applicant",
    "body": "市政府",
    "after_reconsideration": False,
}
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("open_remedy", "in_proceedings", OPENED),
    ("record_remedy_step", "in_proceedings", {"ref": "j1", "step": "accept", "procedure": None}),
    ("record_remedy_step", "in_proceedings", {"ref": "j1", "step": "request_answer", "procedure": "simple"}),
    ("record_remedy_step", "in_proceedings", {"ref": "j1", "step": "answer", "procedure": None}),
    ("close_remedy", "remedy_period", {"ref": "j1", "result": "upheld"}),
    ("open_remedy", "in_proceedings", {**OPENED, "kind": "litigation", "body": "某法院"}),
    (
        "close_remedy",
        "remedy_period",
        {"ref": "j2", "result": "other"},
    ),  # not docketed: it never was accepted
)


def write(case: CaseInHand, command: str, to_state: str, data: dict[str, Any]) -> None:
    """As the program of then wrote it."""
    world = case.world
    scribe = Scribe(world.store.keys, world.config)

    def work(connection: Connection) -> None:
        held = load(connection, case.number)
        step = Step(held.version + 1, command, "legal", world.today, to_state, data)
        read = Step(step.n, todays(command, data), step.actor, step.on, to_state, data)
        scribe.record(connection, held, step, apply(held.facts, read), f"{world.today}T09:00:00+08:00", None)

    world.store.write(work)


@pytest.fixture
def case(world: World) -> CaseInHand:
    old = world.walk("remedy_period")
    for step in STEPS:
        write(old, *step)
    return old


def test_what_was_written_then_adds_up_now(world: World, case: CaseInHand) -> None:
    first, second = case.facts.remedies
    assert (first.state, first.result, first.decision, first.procedure) == (
        "decided",
        "upheld",
        None,
        "simple",
    )
    assert (second.state, second.result, second.decision) == ("ended", "other", None)
    assert case.deadline("remedy_answer").status == "met"
    assert [row.command for row in case.history[-2:]] == ["open_remedy", "close_remedy"]
    assert world.faults() == []


def test_the_body_of_before_is_found_again_by_the_upgrade(world: World, case: CaseInHand) -> None:
    """A book of revision 0007 has no body in its facts; one was corrected by a second person since."""
    opened = next(row.n for row in case.history if row.command == "open_remedy")
    case.do("rectify", n=opened, field="body", value="市人民政府", reason="写错")
    case.do("approve_rectification", n=case.row.version)
    before = world.snapshot()

    def take_back(connection: Connection) -> None:
        script = AlembicConfig()
        script.set_main_option("script_location", str(MIGRATIONS))
        script.attributes.update(connection=connection, keys=world.store.keys)
        facts = connection.scalars(select(requests.c.facts)).one()
        for body in ("市人民政府", "某法院"):
            assert f',"body":"{body}"' in facts
            facts = facts.replace(f',"body":"{body}"', "")
        connection.execute(update(requests).values(facts=facts))
        alembic.downgrade(script, "0007")
        alembic.upgrade(script, "head")

    world.store.write(take_back)
    assert world.snapshot() == before
    with world.store.read() as connection:
        rows = connection.execute(select(remedies.c.body, remedies.c.decision).order_by(remedies.c.ref)).all()
    assert [tuple(row) for row in rows] == [("市人民政府", None), ("某法院", None)]
    assert world.faults() == []


def test_what_is_decided_now_survives_going_back_and_forth(world: World) -> None:
    case = world.walk("in_proceedings")
    case.do("accept_remedy", file_number="政复9号")
    world.today = date(2025, 7, 1)
    case.do("decide_remedy", decision="revoked", decided_on="2025-06-30")
    before = world.snapshot()

    def back_and_forth(connection: Connection) -> None:
        script = AlembicConfig()
        script.set_main_option("script_location", str(MIGRATIONS))
        script.attributes.update(connection=connection, keys=world.store.keys)
        alembic.downgrade(script, "0007")
        alembic.upgrade(script, "head")

    world.store.write(back_and_forth)
    assert world.snapshot() == before
