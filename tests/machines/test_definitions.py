"""Every situation and command says what it is, whose it is, and on what ground."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from state_machines import (
    CONFIG_DRAFT,
    CONSULTATION,
    DUTIES,
    INTAKE,
    PROACTIVE,
    REMEDY,
    REQUEST,
    SECRECY_REVIEW,
    SILENCE,
    SUPERVISION,
    ClockEffect,
    Leaf,
    Phase,
    Table,
)
from state_machines.consultation import KINDS
from state_machines.request import RequestChart
from state_machines.table import derive

TABLES = [
    REQUEST,
    CONSULTATION,
    REMEDY,
    SECRECY_REVIEW,
    SUPERVISION,
    PROACTIVE,
    INTAKE,
    CONFIG_DRAFT,
    *DUTIES,
]
ROLES = {
    "intake_clerk",
    "handler",
    "secrecy_reviewer",
    "legal_reviewer",
    "section_head",
    "office_head",
    "approver",
    "archivist",
    "administrator",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A rule id and its source in Chinese: "R33.2 条例第33条第2款".
GROUND = re.compile(r"^(R|RV|LT|SC|F|S|C-|G|T)\d[\w.–/]* \S*[\u4e00-\u9fff]\S*$")


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_commands_have_a_chinese_label_and_a_ground(table: Table) -> None:
    used = {event for _, event in table.arms}
    assert set(table.labels) == set(table.bases) == used
    for event, label in table.labels.items():
        assert CHINESE.search(label), event
        for ground in table.bases[event].split("；"):
            assert GROUND.match(ground), (event, ground)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_guard_is_declared_and_used(table: Table) -> None:
    used = {name for arms in table.arms.values() for arm in arms for name, _ in arm.when}
    assert used == set(table.guards)
    assert all(CHINESE.search(label) for label in table.guards.values())
    assert not set(table.guards) & set(table.events), "the library looks both up in one namespace"


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_situations_have_a_label_an_owner_and_a_clock(table: Table) -> None:
    assert len({s.label for s in table.states.values()}) == len(table.states)
    for state in table.states.values():
        assert CHINESE.search(state.label)
        assert state.owner_role in ROLES
        assert isinstance(state.clock, ClockEffect)


def test_the_request_has_its_phases_in_the_order_of_the_law() -> None:
    assert list(REQUEST.phases) == [str(p) for p in Phase]
    assert list(REQUEST.phases.values()) == ["受理", "登记", "审查", "第三方征询", "答复", "救济", "归档"]
    assert {s.phase for s in REQUEST.states.values()} == set(REQUEST.phases)


def test_names_that_differ_from_the_chart_are_refused() -> None:
    class Short(StrEnum):
        FILED = "filed"

    with pytest.raises(TypeError, match="RequestChart and its StrEnum differ"):
        derive(RequestChart, Short, Phase)
    assert set(Leaf) == set(REQUEST.states)


def test_silence_means_something_else_for_each_kind_asked() -> None:
    """R32.2: the agency decides; R34: deemed consent; nobody else's silence decides anything."""
    assert set(SILENCE) == set(KINDS)
    assert {kind: s.on_expiry for kind, s in SILENCE.items()} == {
        "third_party": "transition",
        "co_producer": "transition",
        "other_body": "escalate",
    }
    assert "不视为同意" in SILENCE["third_party"].meaning
    assert SILENCE["co_producer"].meaning == "视为同意公开"
