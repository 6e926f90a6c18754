"""`disclosure show` and `do --list`: the documents of the contract."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import make_url

from disclosure.cases.commands import COMMANDS
from disclosure.cli import cli
from disclosure.errors import GateRefused, NotFound, NotLawful, NotPermitted
from disclosure.store.keys import Keys
from state_machines import REQUEST
from tests.cases.world import LEAVES, SAMPLES, World


def call(world: World, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    url = make_url(world.store.url).render_as_string(hide_password=False)
    monkeypatch.setattr(Keys, "from_environment", classmethod(lambda cls: world.store.keys))
    result = CliRunner().invoke(cli, [*arguments, "--db", url, "--json"], standalone_mode=False)
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def test_show_has_the_shape_of_the_contract(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.walk("consulting")
    case.do("open_remedy")
    shown = call(world, monkeypatch, "show", case.number, "--on", "2025-06-10")
    wanted = {"number", "phase", "state", "clock", "deadlines", "history", "consultations", "remedies"}
    assert wanted <= set(shown)
    assert (shown["number"], shown["phase"], shown["state"]) == (case.number, "consultation", "consulting")
    assert set(shown["clock"]) == {
        "receipt_date", "law", "due", "provisional", "phase", "status", "remaining_working_days", "ledger", "deadlines"
    }  # fmt: skip
    assert (shown["clock"]["receipt_date"], shown["clock"]["law"]) == ("2025-06-03", "2019")
    assert shown["clock"]["status"] == "paused"
    assert {frozenset(span) for span in shown["clock"]["ledger"]} == {
        frozenset({"from", "to", "kind", "working_days", "basis", "why"})
    }
    assert {frozenset(d) for d in shown["clock"]["deadlines"]} == {
        frozenset({"kind", "due", "basis", "on_expiry", "met_on"})
    }
    assert [row["command"] for row in shown["history"]] == [row.command for row in case.history]
    assert shown["consultations"][0]["party"] == "甲公司"
    assert shown["remedies"][0]["kind"] == "reconsideration"
    assert "张三" not in json.dumps(shown, ensure_ascii=False)


def test_the_list_tells_each_command_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.walk("registered")
    listed = call(world, monkeypatch, "do", case.number, "--list", "--as", "clerk", "--on", "2025-06-03")
    assert set(listed) == {"lawful", "refused"}
    assert {frozenset(c) for c in listed["lawful"]} == {frozenset({"command", "label", "fields", "basis"})}
    for refused in listed["refused"]:
        assert {"command", "why", "remedy"} <= set(refused)
        assert all(refused.values())
    assert {c["command"] for c in listed["lawful"] + listed["refused"]} == set(COMMANDS)
    assert "$ref" not in json.dumps(listed)
    [correction] = [c for c in listed["lawful"] if c["command"] == "ask_correction"]
    assert set(correction["fields"]) == {
        "points",
        "working_days",
        "made_on",
        "delivery",
        "postal_number",
        "number_reason",
    }
    assert correction["basis"].startswith("R30.1")


def test_do_answers_with_the_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.walk("received")
    arguments = ("do", case.number, "register", "--as", "clerk", "--on", "2025-06-03", "--key", "k")
    done = call(world, monkeypatch, *arguments)
    assert done["number"] == case.number
    assert (done["phase"], done["state"], done["due"]) == ("registration", "registered", "2025-07-01")
    assert call(world, monkeypatch, *arguments)["repeated"] is True


@pytest.mark.check
@pytest.mark.parametrize("leaf", LEAVES)
def test_what_the_list_promises_the_door_keeps(world: World, leaf: str) -> None:
    """Listed as lawful: the door does not refuse it for place or person. Listed as refused: it does, likewise."""
    case = world.walk(leaf)
    found = world.door.choices(case.number, actor="everything", on=world.today)
    assert set(found) == set(COMMANDS)
    seen = world.snapshot()
    for command, refusal in found.items():
        if refusal is None:
            assert command in REQUEST.lawful(leaf)
            continue
        with pytest.raises((NotLawful, GateRefused, NotPermitted)):
            world.door.do(case.number, command, dict(SAMPLES[command][1]), actor="everything", on=world.today)
    assert world.snapshot() == seen


def test_the_list_speaks_of_the_day(world: World) -> None:
    """R33.3: on the due day an extension is still listed, the day after it is not; before filing nothing is."""
    case = world.walk("searching")
    world.today = date(2025, 7, 2)
    office = {d: world.door.choices(case.number, actor="office", on=d)["extend"] for d in
              (date(2025, 7, 1), date(2025, 7, 2))}  # fmt: skip
    assert office[date(2025, 7, 1)] is None
    assert isinstance(office[date(2025, 7, 2)], GateRefused)
    early = world.door.choices(case.number, actor="everything", on=date(2025, 6, 2))
    assert all(early.values())


def test_a_number_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        world.door.choices("2025-99999", actor="clerk", on=world.today)
    with pytest.raises(NotFound):
        world.door.do("2025-99999", "register", {}, actor="clerk", on=world.today)
