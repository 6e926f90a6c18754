"""The chart against a table typed by hand: every situation × every event, and every move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from state_machines import REQUEST

MATRIX: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("request_matrix.yaml"))


def _listed(leaf: str) -> set[str]:
    """The lawful events of `leaf`, with each +shared list opened."""
    events: set[str] = set()
    for name in MATRIX["lawful"][leaf]:
        events |= set(MATRIX["shared"][name[1:]]) if name.startswith("+") else {name}
    return events


def test_the_table_names_every_situation() -> None:
    assert set(MATRIX["lawful"]) == set(REQUEST.states)


@pytest.mark.parametrize("leaf", MATRIX["lawful"])
def test_exactly_these_events_are_lawful(leaf: str) -> None:
    assert set(REQUEST.lawful(leaf)) == _listed(leaf)


@pytest.mark.parametrize(("leaf", "event", "facts", "to"), MATRIX["moves"], ids=str)
def test_a_move_leads_where_the_page_says(leaf: str, event: str, facts: list[str], to: str) -> None:
    arm = REQUEST.step(leaf, event, dict.fromkeys(facts, True))
    assert arm is not None
    assert arm.target == to


@pytest.mark.parametrize(("leaf", "event", "facts"), MATRIX["refused"], ids=str)
def test_a_missing_fact_refuses(leaf: str, event: str, facts: list[str]) -> None:
    assert REQUEST.step(leaf, event, dict.fromkeys(facts, True)) is None


def test_whatever_the_page_does_not_move_stays() -> None:
    """An event that leaves its situation does so by a row of `moves`, or is one of the groups of the page."""
    rows = {(leaf, event, to) for leaf, event, _, to in MATRIX["moves"]}
    asking, unsent = MATRIX["shared"]["asking"], MATRIX["shared"]["unsent"]
    for (leaf, event), arms in REQUEST.arms.items():
        for arm in arms:
            if arm.internal or (leaf, event, arm.target) in rows:
                continue
            grouped = (event in asking and arm.target == "consulting") or (
                event == "withdraw" and arm.target in ("withdrawn", "in_proceedings")
            )
            assert grouped, (leaf, event, arm.target)
            assert event in asking or event in unsent
