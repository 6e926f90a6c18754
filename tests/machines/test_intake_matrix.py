"""The chart of 收件核对 against a table typed by hand: every situation × every command (R31, R39.1)."""

from __future__ import annotations

from itertools import product

import pytest

from state_machines import INTAKE

# situation → command → where it leads; "a|b" is a when the reason says it is no application, else b; "?" needs
# somebody else than who proposed it.
MATRIX = {
    "arrived": {"receive": "listed"},
    "listed": {"bind": "bound", "close": "proposed|explained"},
    "proposed": {"bind": "bound", "confirm_closing": "explained?", "return_closing": "listed"},
    "bound": {},
    "explained": {},
}
COMMANDS = ("receive", "bind", "close", "confirm_closing", "return_closing")


def test_the_page_names_every_situation_and_command() -> None:
    assert set(MATRIX) == set(INTAKE.states)
    assert set(COMMANDS) == set(INTAKE.events)


@pytest.mark.parametrize(("leaf", "command"), list(product(MATRIX, COMMANDS)))
def test_a_command_leads_where_the_page_says_or_nowhere(leaf: str, command: str) -> None:
    to = MATRIX[leaf].get(command)
    for another, none in product((True, False), repeat=2):
        arm = INTAKE.step(leaf, command, {"not_own_work": another, "no_application": none})
        expected = to
        if to is not None and "|" in to:
            expected = to.split("|")[0 if none else 1]
        elif to is not None and to.endswith("?"):
            expected = to[:-1] if another else None
        assert (arm and arm.target) == expected


def test_no_reason_that_it_is_no_application_ends_with_one_person() -> None:
    """R39.1."""
    for (_, command), arms in INTAKE.arms.items():
        for arm in arms:
            if arm.target == "explained" and command != "close":
                assert ("not_own_work", True) in arm.when
    arm = INTAKE.step("listed", "close", {"no_application": True})
    assert arm is not None
    assert arm.target == "proposed"
