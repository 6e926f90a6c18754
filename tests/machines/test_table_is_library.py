"""The derived table does what the library does: every leaf × every event × every outcome of the guards."""

from __future__ import annotations

from itertools import product

import pytest

from state_machines import (
    ANNUAL_REPORT,
    CALENDAR_NOTICE,
    CONFIG_DRAFT,
    CONSULTATION,
    PROACTIVE,
    REASSESSMENT,
    REMEDY,
    REQUEST,
    SECRECY_REVIEW,
    SUPERVISION,
    Table,
)
from state_machines.base import LegalMachine
from state_machines.config_draft import DraftChart
from state_machines.consultation import ConsultationChart
from state_machines.duty import NoticeChart, ReassessmentChart, ReportChart
from state_machines.proactive import ProactiveChart
from state_machines.remedy import RemedyChart
from state_machines.request import RequestChart
from state_machines.secrecy_review import SecrecyReviewChart
from state_machines.supervision import SupervisionChart
from tests.machines.library import Driver

CHARTS = [
    (RequestChart, REQUEST),
    (ConsultationChart, CONSULTATION),
    (RemedyChart, REMEDY),
    (SupervisionChart, SUPERVISION),
    (ReassessmentChart, REASSESSMENT),
    (ReportChart, ANNUAL_REPORT),
    (NoticeChart, CALENDAR_NOTICE),
    (SecrecyReviewChart, SECRECY_REVIEW),
    (ProactiveChart, PROACTIVE),
    (DraftChart, CONFIG_DRAFT),
]


@pytest.mark.parametrize(("chart", "table"), CHARTS, ids=lambda x: x.name)
def test_each_cell_is_what_the_library_does(chart: type[LegalMachine], table: Table) -> None:
    driver = Driver(chart)
    cells = 0
    for leaf, event in product(table.states, table.events):
        asked = table.asked(leaf, event)
        for outcome in product((False, True), repeat=len(asked)):
            # Facts the table does not ask for must not matter, so they are all false, then all true.
            for others in (False, True):
                facts = {**dict.fromkeys(table.guards, others), **dict(zip(asked, outcome, strict=True))}
                arm = table.step(leaf, event, facts)
                assert (arm and arm.target) == driver.step(leaf, event, facts), (leaf, event, facts)
                cells += 1
    assert cells >= 2 * len(table.states) * len(table.events)


@pytest.mark.parametrize(("chart", "table"), CHARTS, ids=lambda x: x.name)
def test_the_table_begins_where_the_library_begins(chart: type[LegalMachine], table: Table) -> None:
    assert Driver(chart).leaf == table.initial


def test_an_internal_arm_stays_and_every_other_arm_moves() -> None:
    for _, table in CHARTS:
        for (leaf, _), arms in table.arms.items():
            for arm in arms:
                assert arm.internal == (arm.target == leaf)
