"""The charts of the duties against a table typed by hand: every situation × every event, and every move."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from state_machines import ANNUAL_REPORT, CALENDAR_NOTICE, REASSESSMENT, Table

MATRIX: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("duty_matrix.yaml"))
CHARTS = {"REASSESSMENT": REASSESSMENT, "ANNUAL_REPORT": ANNUAL_REPORT, "CALENDAR_NOTICE": CALENDAR_NOTICE}


@pytest.fixture(params=CHARTS)
def named(request: pytest.FixtureRequest) -> tuple[Table, dict[str, Any]]:
    return CHARTS[request.param], MATRIX[request.param]


def test_exactly_these_events_are_lawful(named: tuple[Table, dict[str, Any]]) -> None:
    chart, page = named
    assert {leaf: set(chart.lawful(leaf)) for leaf in chart.states} == {
        leaf: set(events) for leaf, events in page["lawful"].items()
    }


def test_every_move_leads_where_the_page_says_and_there_are_no_others(
    named: tuple[Table, dict[str, Any]],
) -> None:
    chart, page = named
    for leaf, event, facts, to in page["moves"]:
        arm = chart.step(leaf, event, dict.fromkeys(facts, True))
        assert arm is not None, (leaf, event)
        assert arm.target == to, (leaf, event)
    moves = {(leaf, event, arm.target) for (leaf, event), arms in chart.arms.items() for arm in arms}
    assert moves == {(leaf, event, to) for leaf, event, _, to in page["moves"]}


def test_a_missing_fact_refuses(named: tuple[Table, dict[str, Any]]) -> None:
    chart, page = named
    for leaf, event, facts in page["refused"]:
        assert chart.step(leaf, event, dict.fromkeys(facts, True)) is None, (leaf, event)


def test_whatever_is_not_lawful_is_refused_whatever_holds(named: tuple[Table, dict[str, Any]]) -> None:
    chart, page = named
    everything = dict.fromkeys(chart.guards, True)
    for leaf, event in product(chart.states, chart.events):
        if event not in page["lawful"][leaf]:
            assert chart.step(leaf, event, everything) is None
