"""The chart of 督办单 against a table typed by hand: every situation × every command (R47.1)."""

from __future__ import annotations

from itertools import product

import pytest

from state_machines import SUPERVISION

# situation → command → where it leads; "closed?" needs somebody else than who answered.
MATRIX = {
    "opened": {"acknowledge": "acknowledged", "answer": "answered", "raise_order": "raised"},
    "acknowledged": {"answer": "answered", "raise_order": "raised"},
    "returned": {"answer": "answered", "raise_order": "raised"},
    "raised": {"answer": "answered"},
    "answered": {"return_answer": "returned", "close": "closed?"},
    "closed": {},
}
COMMANDS = ("acknowledge", "answer", "return_answer", "close", "raise_order")


def test_the_page_names_every_situation_and_command() -> None:
    assert set(MATRIX) == set(SUPERVISION.states)
    assert set(COMMANDS) == set(SUPERVISION.events)


@pytest.mark.parametrize(("leaf", "command"), list(product(MATRIX, COMMANDS)))
def test_a_command_leads_where_the_page_says_or_nowhere(leaf: str, command: str) -> None:
    to = MATRIX[leaf].get(command)
    for another in (True, False):
        arm = SUPERVISION.step(leaf, command, {"not_own_answer": another})
        expected = to if to is None or not to.endswith("?") else (to[:-1] if another else None)
        assert (arm and arm.target) == expected


def test_whoever_owes_an_answer_is_timed_and_nobody_else() -> None:
    owing = {leaf for leaf, state in SUPERVISION.states.items() if "supervision_answer" in state.timed_by}
    assert owing == {"opened", "acknowledged", "returned", "raised"}
    assert {SUPERVISION.states[leaf].owner_role for leaf in owing} == {"section_head"}


def test_every_order_can_be_closed() -> None:
    reaches = {"closed"}
    while (
        more := {
            leaf for (leaf, _), arms in SUPERVISION.arms.items() for arm in arms if arm.target in reaches
        }
        - reaches
    ):
        reaches |= more
    assert reaches == set(SUPERVISION.states)
