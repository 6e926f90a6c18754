"""A chart with one thing wrong must fail a proof, with the way to the wrong told as a sequence of commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from state_machines import (
    ANNUAL_REPORT,
    CONSULTATION,
    DUTIES,
    REASSESSMENT,
    REMEDY,
    REQUEST,
    SECRECY_REVIEW,
    Arm,
    ClockEffect,
    Table,
)
from state_machines.proofs import Proof, verify_machines
from state_machines.proofs.obligations import prove_worlds
from state_machines.proofs.search import Space, explore
from state_machines.proofs.structure import (
    prove_consultation,
    prove_duties_end,
    prove_owned,
    prove_remedy,
    prove_second_person,
)

pytestmark = pytest.mark.slow  # hundreds of searches of the whole chart

Arms = Mapping[tuple[str, str], tuple[Arm, ...]]


def with_arms(table: Table, arms: Arms) -> Table:
    return replace(table, arms={key: value for key, value in arms.items() if value})


def without_guard(table: Table, guard: str, event: str | None = None) -> Table:
    def relaxed(arm: Arm) -> Arm:
        return replace(arm, when=tuple(fact for fact in arm.when if fact[0] != guard))

    return with_arms(
        table,
        {
            (leaf, e): tuple(map(relaxed, arms)) if event in (None, e) else arms
            for (leaf, e), arms in table.arms.items()
        },
    )


def without_event(table: Table, leaf: str, *events: str) -> Table:
    gone = {(leaf, event) for event in events}
    return with_arms(table, {key: arms for key, arms in table.arms.items() if key not in gone})


def retargeted(table: Table, leaf: str, event: str, target: str) -> Table:
    arms = tuple(replace(arm, target=target, internal=target == leaf) for arm in table.arms[leaf, event])
    return with_arms(table, {**table.arms, (leaf, event): arms})


def with_state(table: Table, leaf: str, **changes: object) -> Table:
    return replace(table, states={**table.states, leaf: replace(table.states[leaf], **changes)})  # type: ignore[arg-type]


def failed(**tables: Table) -> dict[str, Proof]:
    proofs = {p.id: p for p in verify_machines(**tables) if not p.ok}
    for proof in proofs.values():
        assert proof.counterexample, proof
    return proofs


# One of each kind; the lists below are the whole of it.
@pytest.mark.check
def test_the_four_guards_of_safety_are_each_needed() -> None:
    needed = {
        "content_cleared": "M01",
        "letter_cleared": "M02",
        "not_own_work": "M03",
        "extension_unused": "M08",
    }
    for guard, broken in needed.items():
        assert broken in failed(request=without_guard(REQUEST, guard)), guard


# One guard dropped from one command → the obligation that must fail.
GUARDS = [
    ("content_cleared", "reply_on_the_spot", "M01"),
    ("content_cleared", "send", "M01"),
    ("letter_cleared", "ask_third_party", "M02"),
    ("letter_cleared", "ask_co_producer", "M02"),
    ("letter_cleared", "ask_other_body", "M02"),
    ("letter_cleared", "inform_third_party", "M02"),
    ("letter_cleared", "issue_letter", "M02"),
    ("not_own_work", "approve_step", "M03"),
    ("not_own_work", "clear", "M04"),
    ("not_own_clearance", "draft", "M04"),
    ("not_own_clearance", "reply_on_the_spot", "M04"),
    ("last_level", "approve_step", "M05"),
    ("legality_passed", "review_legality", "M06"),
    ("drafted", "submit_draft", "M07"),
    ("extension_unused", "extend", "M08"),
    ("reasons_given", "postpone", "M09"),
    ("period_over", "discontinue", "M10"),
    ("period_over", "note_no_reasons", "M10"),
    ("remedy_period_over", "archive", "M11"),
    ("last_consultation", "receive_opinion", "W01"),
    ("last_remedy", "end_remedy", "W02"),
    ("last_remedy", "decide_remedy", "W02"),
    ("needs_confirmation", "file", "W01"),
    ("concluded_before", "import_ledger", "W01"),
    ("remedy_period_over", "import_ledger", "M11"),
    ("remedy_open", "import_ledger", "W02"),
]


@pytest.mark.check
@pytest.mark.parametrize(("guard", "event", "broken"), GUARDS)
def test_a_dropped_guard_is_found(guard: str, event: str, broken: str) -> None:
    found = failed(request=without_guard(REQUEST, guard, event))
    assert broken in found
    assert all("→" in step for step in found[broken].counterexample[:-1])


def test_the_counterexample_is_a_sequence_of_commands_with_their_facts() -> None:
    """The shortest way to send out what nobody cleared: the clearance ends after signing."""
    told = failed(request=without_guard(REQUEST, "content_cleared", "send"))["M01"].counterexample
    assert told[0].startswith(("file(", "import_ledger("))
    assert told[-1] == "send() → sent"
    ending = ("void_clearance", "refuse_clearance", "record_screening", "attach_release", "mask_release")
    assert any(step.startswith(ending) for step in told)
    assert "approve_step(last_level) → signed" in told


@pytest.mark.parametrize(("leaf", "event"), [("secrecy_review", "clear"), ("categorising", "categorise")])
def test_a_way_round_the_legal_review_is_found(leaf: str, event: str) -> None:
    arms = tuple(arm for arm in REQUEST.arms[leaf, event] if arm.target != "legal_review")
    assert "M06" in failed(request=with_arms(REQUEST, {**REQUEST.arms, (leaf, event): arms}))


# One move led elsewhere.
RETARGETED = [
    ("drafting", "submit_draft", "signed", "L06"),
    ("approving", "approve_step", "sent", "M05"),
    ("drafting", "submit_draft", "sent", "M05"),
    ("legal_review", "review_legality", "drafting", "M06"),
    ("awaiting_correction", "discontinue", "archived", "M11"),
    ("awaiting_correction", "receive_correction", "awaiting_payment", "W01"),
    ("weighing", "conclude_consultation", "consulting", "W01"),
    ("searching", "ask_third_party", "weighing", "W01"),
    ("registered", "ask_correction", "registered", "W01"),
    ("signed", "send", "remedy_period", "W01"),
    ("registered", "withdraw", "withdrawn", "W02"),
    ("sent", "serve", "remedy_period", "W02"),
    ("sent", "serve", "archived", "M11"),
    ("archived", "open_remedy", "archived", "L04"),
    ("withdrawn", "order_to_act", "withdrawn", "L05"),
    ("remedy_period", "archive", "archived", "L06"),
]


@pytest.mark.check
@pytest.mark.parametrize(("leaf", "event", "target", "broken"), RETARGETED)
def test_a_move_led_elsewhere_is_found(leaf: str, event: str, target: str, broken: str) -> None:
    assert broken in failed(request=retargeted(REQUEST, leaf, event, target))


@pytest.mark.check
@pytest.mark.parametrize("leaf", REQUEST.states)
def test_a_situation_nobody_can_leave_is_found(leaf: str) -> None:
    """All exits but 撤回 removed: that one is the applicant's, not a way out for the office."""
    exits = [e for e in REQUEST.lawful(leaf) if any(not arm.internal for arm in REQUEST.arms[leaf, e])]
    assert "L01" in failed(request=without_event(REQUEST, leaf, *(e for e in exits if e != "withdraw")))


@pytest.mark.check
@pytest.mark.parametrize("leaf", [s for s in REQUEST.states if s != "filed"])
def test_a_situation_that_bars_remedies_is_found(leaf: str) -> None:
    assert "L03" in failed(request=without_event(REQUEST, leaf, "open_remedy"))


WRONG_CLOCK = [(leaf, c) for leaf, s in REQUEST.states.items() for c in ClockEffect if c is not s.clock]


@pytest.fixture(scope="module")
def space() -> Space:
    return explore(REQUEST)


@pytest.mark.parametrize(("leaf", "clock"), WRONG_CLOCK)
def test_any_wrong_clock_is_found(space: Space, leaf: str, clock: ClockEffect) -> None:
    """R33.4 leaves out the time of others' opinions only: not our own reviews (X10), not the reasons (R35.1)."""
    table = with_state(REQUEST, leaf, clock=clock)
    proof = next(p for p in prove_worlds(replace(space, table=table)) if p.id == "W01")
    assert not proof.ok
    assert proof.counterexample[-1] == f"在 {leaf}"


@pytest.mark.parametrize(
    ("table", "leaf", "changes"),
    [
        (REQUEST, "approving", {"owner_role": ""}),
        (REQUEST, "awaiting_correction", {"timed_by": ()}),
        (REQUEST, "searching", {"timed_by": ("step",)}),
        (CONSULTATION, "asked", {"timed_by": ()}),
        (REMEDY, "answering", {"owner_role": ""}),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_waiting_situation_without_owner_or_deadline_is_found(
    table: Table, leaf: str, changes: dict[str, object]
) -> None:
    proof = prove_owned([with_state(table, leaf, **changes)])
    assert not proof.ok
    assert leaf in proof.counterexample[0]


@pytest.mark.parametrize("leaf", ["asked", "letter_received"])
@pytest.mark.parametrize("event", ["answer", "lapse", "cancel"])
def test_a_consultation_that_cannot_end_is_found(leaf: str, event: str) -> None:
    proof = prove_consultation(without_event(CONSULTATION, leaf, event))
    assert not proof.ok
    assert proof.counterexample[0].startswith(leaf)


@pytest.mark.parametrize("leaf", ["filed", "accepted", "answering", "answered"])
def test_a_proceeding_that_cannot_end_is_found(leaf: str) -> None:
    assert unproved(without_event(REMEDY, leaf, "end"))["S03"].counterexample[0].startswith(leaf)


def unproved(remedy: Table) -> dict[str, Proof]:
    return {proof.id: proof for proof in prove_remedy(remedy) if not proof.ok}


# RV76, RV62, RV73/74, LT67: one move of a proceeding taken out or led elsewhere.
REMEDIES = [
    (without_event(REMEDY, "reporting", "report"), "S04"),
    (retargeted(REMEDY, "answering", "answer", "decided"), "S05"),
    (retargeted(REMEDY, "filed", "accept", "ended"), "S05"),
    (retargeted(REMEDY, "filed", "accept", "answered"), "S06"),
]


@pytest.mark.parametrize(("table", "broken"), REMEDIES)
def test_a_proceeding_that_ends_of_itself_or_never_is_found(table: Table, broken: str) -> None:
    assert broken in unproved(table)


def test_an_order_that_leads_nowhere_is_found() -> None:
    """K14, RV77: a decision that orders us to act again opens the new round, from wherever the case is."""
    heard_late = retargeted(REQUEST, "in_proceedings", "decide_remedy", "remedy_period")
    assert "L08" in failed(request=heard_late)
    assert "L08" in failed(request=retargeted(REQUEST, "archived", "order_to_act", "archived"))
    assert "L08" in failed(request=retargeted(REQUEST, "drafting", "order_to_act", "signed"))
    assert "L05" in failed(request=without_event(REQUEST, "sent", "order_to_act"))


@pytest.mark.parametrize("leaf", ["searching", "sent", "in_proceedings"])
def test_a_situation_deaf_to_decisions_is_found(leaf: str) -> None:
    assert "L09" in failed(request=without_event(REQUEST, leaf, "decide_remedy"))


def test_wrong_child_tables_fail_the_whole() -> None:
    asked = without_event(CONSULTATION, "asked", "lapse")
    filed = without_event(REMEDY, "filed", "end")
    assert {"S02", "S03"} <= set(failed(consultation=asked, remedy=filed))


@pytest.mark.parametrize(
    ("table", "leaf", "events"),
    [
        (REASSESSMENT, "raised", ("assess", "drop")),
        (ANNUAL_REPORT, "drafted", ("check_report", "return_report")),
        (ANNUAL_REPORT, "submitted", ("publish_report",)),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_duty_nobody_can_end_is_found(table: Table, leaf: str, events: tuple[str, ...]) -> None:
    proof = prove_duties_end([without_event(table, leaf, *events)])
    assert not proof.ok
    assert any(leaf in fault and "不能了结" in fault for fault in proof.counterexample)


@pytest.mark.parametrize("table", [REASSESSMENT, ANNUAL_REPORT], ids=lambda t: t.name)
def test_a_duty_one_person_can_end_is_found(table: Table) -> None:
    assert prove_second_person(DUTIES).ok
    assert not prove_second_person([without_guard_of_persons(table)]).ok


def without_guard_of_persons(table: Table) -> Table:
    """The guard stays declared, and nothing asks for it."""
    return without_guard(table, "not_own_work")


# One arm of the review of secrecy weakened → the obligation that must fail.
SECRECY_GUARDS = [
    ("office_needed", "clear", "K02"),
    ("another_person", "clear", "K02"),
    ("something_found", "open", "K03"),
]


@pytest.mark.parametrize(("guard", "event", "broken"), SECRECY_GUARDS)
def test_a_dropped_guard_of_the_secrecy_review_is_found(guard: str, event: str, broken: str) -> None:
    weakened = without_guard(SECRECY_REVIEW, guard, event)
    if guard == "something_found":  # the arm for findings gone, everything goes to the unit head at once
        arms = SECRECY_REVIEW.arms["screened", "open"][1:]
        weakened = with_arms(SECRECY_REVIEW, {**SECRECY_REVIEW.arms, ("screened", "open"): arms})
    assert broken in failed(secrecy_review=weakened)


def test_a_request_chart_that_lets_authors_clear_fails_the_two_persons() -> None:
    found = failed(request=without_guard(REQUEST, "not_own_work", "clear"))
    assert {"K01", "M04"} <= set(found)
    assert found["K01"].counterexample[-1] == "clear(author) → cleared"


@pytest.mark.parametrize(
    ("leaf", "event", "target", "broken"),
    [
        ("cleared", "find", "cleared", "K04"),
        ("cleared", "withdraw_clearance", "cleared", "K04"),
        ("to_refer", "refer", "to_refer", "K05"),
    ],
)
def test_a_move_of_the_secrecy_review_led_elsewhere_is_found(
    leaf: str, event: str, target: str, broken: str
) -> None:
    assert broken in failed(secrecy_review=retargeted(SECRECY_REVIEW, leaf, event, target))


@pytest.mark.parametrize(
    "leaf", ["handler_review", "unit_review", "office_review", "to_refer", "referred", "cleared"]
)
def test_a_review_that_outlives_its_content_is_found(leaf: str) -> None:
    assert "K06" in failed(secrecy_review=without_event(SECRECY_REVIEW, leaf, "void"))
