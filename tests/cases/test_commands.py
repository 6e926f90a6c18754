"""Every command once, lawfully: the row it leaves in history, in the case, among the deadlines and the notices."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from disclosure.cases.commands import COMMANDS
from state_machines import REQUEST
from tests.cases.world import SAMPLES, START, CaseInHand, World, working_days_after

pytestmark = pytest.mark.check  # every command walks a case of its own

# command → (from, to, what is done before, calendar days to wait), read off docs/decisions/0001-shape.md.
STEPS: dict[str, tuple[str, str, tuple[Any, ...], int]] = {
    "confirm": ("awaiting_confirmation", "received", (), 1),
    "register": ("received", "registered", (), 1),
    "ask_correction": ("registered", "awaiting_correction", (), 1),
    "receive_correction": ("awaiting_correction", "registered", (), 1),
    "ask_reasons": ("registered", "awaiting_reasons", (), 1),
    "receive_reasons": ("awaiting_reasons", "registered", (), 1),
    "note_no_reasons": ("awaiting_reasons", "categorising", ("record_notice_receipt",), 30),
    "record_notice_receipt": ("awaiting_correction", "awaiting_correction", (), 1),
    "assign": ("registered", "searching", (), 1),
    "reply_on_the_spot": ("registered", "remedy_period", (), 0),
    "record_search": ("searching", "categorising", (), 1),
    "categorise": ("categorising", "secrecy_review", (), 1),
    "attach": ("categorising", "categorising", (), 1),
    "attach_release": ("categorising", "categorising", (), 1),
    "mask_release": ("categorising", "categorising", ("attach",), 1),
    "record_screening": ("secrecy_review", "secrecy_review", (), 1),
    "answer_findings": ("secrecy_review", "secrecy_review", ("record_screening",), 1),
    "pass_to_secrecy_office": ("secrecy_review", "secrecy_review", (), 1),
    "plan_referral": ("secrecy_review", "secrecy_review", ("pass_to_secrecy_office",), 1),
    "refer_secrecy": ("secrecy_review", "secrecy_review", ("pass_to_secrecy_office", "plan_referral"), 1),
    "receive_determination": (
        "secrecy_review",
        "secrecy_review",
        ("pass_to_secrecy_office", "plan_referral", "refer_secrecy"),
        1,
    ),
    "clear": ("secrecy_review", "drafting", (), 1),
    "refuse_clearance": ("secrecy_review", "categorising", (), 1),
    "void_clearance": ("drafting", "drafting", (), 1),
    "review_legality": ("legal_review", "drafting", (), 1),
    "call_joint_meeting": ("categorising", "joint_meeting", (), 1),
    "conclude_joint_meeting": ("joint_meeting", "categorising", (), 1),
    "ask_third_party": ("categorising", "consulting", (), 1),
    "ask_co_producer": ("categorising", "consulting", (), 1),
    "ask_other_body": ("categorising", "consulting", (), 1),
    "record_letter_receipt": ("consulting", "consulting", (), 1),
    "receive_opinion": ("consulting", "weighing", (), 1),
    "lapse_consultation": ("consulting", "weighing", (), 30),
    "cancel_consultation": ("consulting", "weighing", (), 1),
    "inform_third_party": (
        "categorising",
        "categorising",
        ("ask_third_party", "receive_opinion", "conclude_consultation"),
        1,
    ),
    "conclude_consultation": ("weighing", "categorising", (), 1),
    "send_fee_notice": ("categorising", "awaiting_payment", (), 1),
    "receive_payment": ("awaiting_payment", "categorising", (), 1),
    "propose_discontinuation": ("awaiting_correction", "awaiting_correction", ("record_notice_receipt",), 30),
    "discontinue": ("awaiting_correction", "drafting", ("record_notice_receipt",), 30),
    "draft": ("drafting", "drafting", (), 1),
    "submit_draft": ("drafting", "approving", ("draft",), 1),
    "approve_step": ("approving", "approving", (), 1),
    "return_draft": ("signed", "drafting", (), 1),
    "return_to_review": ("drafting", "categorising", (), 1),
    "send": ("signed", "sent", (), 1),
    "return_undelivered": ("sent", "signed", (), 1),
    "serve": ("sent", "remedy_period", (), 1),
    "extend": ("categorising", "categorising", (), 1),
    "postpone": ("registered", "registered", ("ask_reasons", "receive_reasons"), 1),
    "open_remedy": ("remedy_period", "in_proceedings", (), 1),
    "accept_remedy": ("in_proceedings", "in_proceedings", (), 1),
    "request_remedy_answer": ("in_proceedings", "in_proceedings", (), 1),
    "answer_remedy": ("in_proceedings", "in_proceedings", ("request_remedy_answer",), 1),
    "decide_remedy": ("in_proceedings", "remedy_period", ("accept_remedy",), 1),
    "report_remedy_opinion": (
        "in_proceedings",
        "remedy_period",
        ("accept_remedy", ("decide_remedy", {"opinion": True})),
        1,
    ),
    "end_remedy": ("in_proceedings", "remedy_period", (), 1),
    "order_to_act": ("remedy_period", "searching", (), 1),
    "withdraw": ("registered", "withdrawn", (), 1),
    "archive": ("remedy_period", "archived", (), 200),
    "reopen": ("archived", "remedy_period", (), 1),
    "rectify": ("categorising", "categorising", (), 1),
    "approve_rectification": ("categorising", "categorising", ("rectify",), 1),
    "note_contact": ("categorising", "categorising", (), 1),
    "recompute": ("categorising", "categorising", (), 1),
    "suggest_disclosure": ("categorising", "categorising", (), 1),
    "transfer": ("categorising", "categorising", (), 1),
    "issue_letter": ("categorising", "categorising", (), 1),
    "restrict": ("categorising", "categorising", (), 1),
    "lift_restriction": ("categorising", "categorising", ("restrict",), 1),
    "merge": ("categorising", "categorising", (), 1),
    "split": ("categorising", "categorising", (), 1),
}


# Whose turn it is afterwards, where the chain of 审签 or the level of 保密审查 says so and not the situation.
NEXT = {
    "submit_draft": "section_head",
    "approve_step": "office_head",
    "record_screening": "handler",
    "answer_findings": "section_head",
    "pass_to_secrecy_office": "secrecy_reviewer",
}


def before(world: World, command: str) -> CaseInHand:
    """A case in which `command` is lawful on the day the world has come to."""
    leaf, _, first, wait = STEPS[command]
    other = world.walk("registered") if command == "merge" else None
    case = world.walk(leaf)
    for act in first:
        command, fields = act if isinstance(act, tuple) else (act, {})
        case.do(command, **fields)
    world.today += timedelta(wait)
    assert other is None or other.number == SAMPLES["merge"][1]["number"]
    return case


def test_no_command_is_forgotten() -> None:
    assert set(STEPS) == set(COMMANDS)


@pytest.mark.parametrize("command", STEPS)
def test_one_command_leaves_its_traces(world: World, command: str) -> None:
    case = before(world, command)
    was, said = case.row, len(case.notices)
    source, target, _, _ = STEPS[command]
    actor, fields = SAMPLES[command]
    done = case.do(command, key="k-1")
    assert (done.state, done.version, done.repeated) == (target, was.version + 1, False)

    row = case.history[-1]
    assert (row.n, row.command, row.actor) == (done.version, command, actor)
    assert (row.from_state, row.to_state) == (source, target)
    assert (row.on_day, row.recorded_at) == (world.today, f"{world.today}T09:00:00+08:00")
    assert (row.config_version, row.key) == (world.config.version, "k-1")
    written = json.loads(row.data)
    assert {name: written[name] for name in fields} == dict(fields)

    now = case.row
    assert (now.state, now.version) == (target, was.version + 1)
    assert now.phase == done.phase == REQUEST.states[target].phase
    assert now.due == done.due
    assert now.head == row.mac
    assert case.facts.since == (world.today if source != target else case.facts.since)

    told = case.notices[said:]
    owner = NEXT.get(command, REQUEST.states[target].owner_role)
    if REQUEST.states[target].phase == "closed" or (source == target and command not in {*NEXT, "transfer"}):
        assert told == []
    else:
        assert [(m.kind, m.topic, m.created_on) for m in told] == [("turn", target, world.today)]
        assert (told[0].role, told[0].batch) == (owner, None)
        assert told[0].notice_id == f"{case.number}/{done.version}"
    assert world.faults() == []


# Deadlines that may be open beside those the statechart names for the situation.
BESIDE = {
    "remedy_answer", "remedy_decision", "opinion_report", "discontinuation", "redo", "correction_notice", "step",
    "secrecy_referral", "secrecy_decision",
}  # fmt: skip


@pytest.mark.check
@pytest.mark.parametrize("command", STEPS)
def test_what_is_owed_fits_the_situation(world: World, command: str) -> None:
    case = before(world, command)
    case.do(command)
    info = REQUEST.states[case.state]
    paused = {"reply"} if case.state == "consulting" else set()  # R33.4: due is known, only later than it was
    assert case.open_kinds() <= {*info.timed_by, *BESIDE, *paused}
    owed = set(info.timed_by) - {
        "third_party",
        "co_producer",
        "other_body",
        "remedy_answer",
        "remedy_decision",
        "opinion_report",
    }
    if case.row.clock_status != "met":
        assert owed <= {row.kind for row in case.deadlines}
    for row in case.deadlines:
        if row.status == "open":
            assert row.unit == case.row.unit
        else:
            assert (row.next_alert_on, row.expires_on) == (None, None)


@pytest.mark.parametrize(
    ("leaf", "kind", "days"),
    [
        ("awaiting_confirmation", "confirmation", 1),
        ("received", "registration", 1),
        ("secrecy_review", "step", 5),
        ("legal_review", "step", 2),
        ("joint_meeting", "step", 3),
        ("approving", "step", 2),
        ("sent", "service_proof", 10),
    ],
)
def test_the_limits_of_our_own(world: World, leaf: str, kind: str, days: int) -> None:
    """G3, G10: config/organization.yaml; they only remind."""
    row = world.walk(leaf).deadline(kind)
    assert (row.due, row.on_expiry, row.expires_on) == (working_days_after(START, days), "escalate", None)


def test_filing_leaves_a_case_and_a_message(world: World) -> None:
    case = world.file(request_key="窗口-1")
    row = case.history[0]
    assert (row.command, row.actor, row.from_state, row.to_state) == ("file", "system", "filed", "received")
    assert (case.number, case.row.version, case.row.request_key) == ("2025-00001", 1, "窗口-1")
    assert (case.row.filed_on, case.row.applicant_kind, case.row.unit) == (START, "natural", "planning")
    assert [m.role for m in case.notices] == ["intake_clerk"]
    assert "张三" not in row.data
    assert "11010519491231002X" not in str(world.snapshot())
    assert world.file(received_on="2024-12-31").number == "2024-00001"
    assert world.file().number == "2025-00002"


def test_the_version_of_the_configuration_is_kept_once(world: World) -> None:
    world.walk("searching")
    [kept] = world.snapshot()["config_versions"]
    assert world.config.version in kept
