"""docs/glossary.md names every identifier a reader can meet, in the words of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosure.cases.words import CLOCKS, DEADLINES, FLOWS
from disclosure.law.events import Channel
from disclosure.params import default_directory, load
from state_machines import (
    CONFIG_DRAFT,
    CONSULTATION,
    DUTIES,
    INTAKE,
    PROACTIVE,
    REMEDY,
    REQUEST,
    SECRECY_REVIEW,
    SUPERVISION,
)

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
CONFIG = load(default_directory())


def _terms() -> Iterator[tuple[str, str]]:
    """(label, identifier) of everything that has both."""
    yield from ((label, phase) for phase, label in REQUEST.phases.items())
    for chart in (
        REQUEST,
        CONSULTATION,
        REMEDY,
        SECRECY_REVIEW,
        SUPERVISION,
        PROACTIVE,
        INTAKE,
        CONFIG_DRAFT,
        *DUTIES,
    ):
        yield from ((state.label, state.leaf) for state in chart.states.values())
        yield from ((label, event) for event, label in chart.labels.items())
    yield from ((outcome.label, outcome.code) for outcome in CONFIG.law.outcomes.values())
    yield from ((label, kind) for kind, label in DEADLINES.items())
    yield from ((label, status) for status, label in CLOCKS.items())
    yield from ((label, flow) for flow, label in FLOWS.items())
    yield from ((label, role) for role, label in CONFIG.organization.roles.items())


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str]]:
    return re.findall(r"^\| ([^|]+) \| `([^`]+)` \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_term_stands_beside_its_identifier(rows: list[tuple[str, str]]) -> None:
    assert sorted(set(_terms()) - set(rows)) == []


def test_every_channel_is_there(rows: list[tuple[str, str]]) -> None:
    assert {channel.value for channel in Channel} <= {identifier for _, identifier in rows}
