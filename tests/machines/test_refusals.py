"""What is not declared is refused, and a refusal or a failure leaves the case exactly where it was."""

from __future__ import annotations

import pytest
from statemachine.exceptions import TransitionNotAllowed

from state_machines import REQUEST
from state_machines.base import ClockEffect, Command, LegalMachine, Situation
from state_machines.remedy import RemedyChart
from state_machines.request import RequestChart
from tests.machines.library import Case, Driver

ALL_TRUE = dict.fromkeys(REQUEST.guards, True)
FORGED = [
    "done.state.closed",
    "done_state_closed",
    "done.invoke.x",
    "error.execution",
    "__initial__",
    "send.anything",  # the library matches by prefix
    "*",
    "",
    "fire",
    "raise_",
    "model",
    "拆除",
]


@pytest.mark.parametrize("event", FORGED)
@pytest.mark.parametrize("leaf", ["filed", "signed", "sent", "archived"])
def test_forged_and_internal_names_are_refused(leaf: str, event: str) -> None:
    driver = Driver(RequestChart)
    driver.put(leaf, ALL_TRUE)
    before = driver.case.state
    with pytest.raises(TransitionNotAllowed):
        driver.machine.fire(event)
    assert driver.case.state == before
    assert REQUEST.step(leaf, event, ALL_TRUE) is None


def test_an_unlawful_event_is_refused_and_changes_nothing() -> None:
    driver = Driver(RequestChart)
    for leaf in REQUEST.states:
        for event in set(REQUEST.events) - set(REQUEST.lawful(leaf)):
            driver.put(leaf, ALL_TRUE)
            before = driver.case.state
            with pytest.raises(TransitionNotAllowed):
                driver.machine.fire(event)
            assert driver.case.state == before


def test_after_a_final_state_every_event_is_refused() -> None:
    driver = Driver(RemedyChart)
    assert driver.step("filed", "end", {}) == "ended"
    for event in RemedyChart.commands:
        with pytest.raises(TransitionNotAllowed):
            driver.machine.fire(event)
    assert driver.case.state == "ended"


def test_the_first_arm_whose_facts_hold_is_taken() -> None:
    taken = [
        REQUEST.step("filed", "file", facts)
        for facts in ({"needs_confirmation": True, "oral": True}, {"oral": True}, {})
    ]
    assert [arm and arm.target for arm in taken] == ["awaiting_confirmation", "oral_recorded", "received"]


def test_an_unknown_leaf_has_no_moves() -> None:
    assert REQUEST.step("nowhere", "send", ALL_TRUE) is None
    assert REQUEST.lawful("nowhere") == ()


class Failing(LegalMachine):
    """A chart with actions that fail, to see what the three flags do; ours have none."""

    here = Situation("此", "handler", ClockEffect.RUNNING, initial=True)
    there = Situation("彼", "handler", ClockEffect.RUNNING)

    cross = Command(here.to(there, on="explode"), "过", "R45")
    enter = Command(here.to(there), "入", "R45")
    back = Command(there.to(here), "回", "R45")

    def explode(self) -> None:
        raise RuntimeError("disk full")

    def on_enter_there(self) -> None:
        raise RuntimeError("disk full")


@pytest.mark.parametrize("event", ["cross", "enter"])
def test_a_failing_action_leaves_the_state_exactly(event: str) -> None:
    case = Case()
    machine = Failing(case)
    with pytest.raises(RuntimeError, match="disk full"):
        machine.fire(event)
    assert case.state == "here"


def test_the_three_flags_are_not_the_permissive_defaults() -> None:
    assert LegalMachine.allow_event_without_transition is False
    assert LegalMachine.catch_errors_as_events is False
    assert LegalMachine.atomic_configuration_update is True
