"""Anybody does anything on any day: the invariants of the case never break, and what is refused changes nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from disclosure.cases.commands import COMMANDS
from disclosure.cases.expiries import EXPIRY
from disclosure.cases.folding import fold, read_rows
from disclosure.errors import DisclosureError
from state_machines import REQUEST
from tests.cases.test_commands import BESIDE
from tests.cases.world import (
    CONTENT,
    LEAVES,
    LETTER,
    OTHER_CONTENT,
    OTHER_LETTER,
    SAMPLES,
    STAFF,
    TALKING_CONTENT,
    CaseInHand,
    World,
)

# Other values a field may take, lawful and not.
VALUES: dict[str, list[Any]] = {
    "outcome": ["OPEN_PROVIDE", "PARTIAL", "OPEN_PUBLISHED", "DENY_PROCESS", "NONE_NOT_EXIST", "END_OTHER", "?"],
    "content_hash": [CONTENT, CONTENT, TALKING_CONTENT, OTHER_CONTENT, None],
    "letter_hash": [LETTER, LETTER, OTHER_LETTER],
    "ref": ["c1", "c2", "c3", "j1", "j2", "x"],
    "answer": ["agree", "object"],
    "reasonable": [True, False, None],
    "public_interest": [True, False],
    "passed": [True, False],
    "secret": [True, False],
    "level": ["handler", "unit_head", "secrecy_office"],
    "notice": ["correction", "fee_payment"],
    "delivery": ["post", "direct", "electronic"],
    "decision": ["upheld", "revoked_redo", "ordered", "claim_dismissed", "appeal_dismissed", "withdrawn", "?"],
    "opinion": [True, False],
    "not_in_force": [True, False],
    "appeal_of": [None, None, "j1", "j2"],
    "kind": ["reconsideration", "litigation", "complaint"],
    "working_days": [None, 5, 20, 21],
    "until": [None, "2025-06-20", "2025-09-30", "2026-03-02"],
    "unit": [None, "planning", "land", "general_office", "?"],
    "handler": ["handler", "handler2", "nobody"],
    "channel": ["in_person", "internet", "registered_mail"],
    "mode": ["items", "pages"],
    "n": [1, 2, 3, 5, 8, 13, 99],
    "field": ["on", "received_on", "channel", "content", "outcome", "unit", "answer", "delivery", "applicants.0.phone"],
    "value": ["2025-06-03", "2025-06-10", "internet", "DENY_PROCESS", "PARTIAL", "land", "object", "13700000000", None],
}  # fmt: skip
SIDEWAYS = {
    "withdraw",
    "split",
    "ask_reasons",
    "return_draft",
    "return_to_review",
    "refuse_clearance",
    "return_undelivered",
    "reopen",
    "open_remedy",
}
FILING = {
    "rectify",
    "approve_rectification",
    "note_contact",
    "suggest_disclosure",
    "transfer",
    "merge",
    "split",
}
ACTORS = (*STAFF, "system", "nobody")


def moves(state: str, command: str) -> bool:
    return any(arm.target != state for arm in REQUEST.arms[state, command])


class Office(RuleBasedStateMachine):
    """One case among others of the same book."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    @initialize(leaf=st.sampled_from(sorted(LEAVES)))
    def a_case_lies_somewhere(self, leaf: str) -> None:
        self.case = self.world.walk(leaf)
        self.steps: int = self.case.row.version

    @rule(data=st.data(), weight=st.integers(0, 11))
    def something_happens(self, data: st.DataObject, weight: int) -> None:
        """One rule for all: Hypothesis would switch whole rules off for a run, and the orderly one must go on."""
        acts = [
            self.the_case_moves_on,
            self.somebody_does_something_lawful_here,
            self.time_passes,
            self.somebody_does_anything,
            self.the_sweep_passes,
            self.nonsense,
        ]
        acts[(0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5)[weight]](data)

    def time_passes(self, data: st.DataObject) -> None:
        self.world.today += timedelta(data.draw(st.sampled_from([1, 2, 5, 9, 30])))

    def the_case_moves_on(self, data: st.DataObject) -> None:
        """As in an orderly office: what lies ahead of the case, by whom it is for."""
        for _ in range(data.draw(st.integers(1, 6))):
            state, facts = self.case.state, self.case.facts
            ahead = [c for c in REQUEST.lawful(state) if c not in SIDEWAYS and moves(state, c)]
            if state == "drafting":
                ahead += ["attach_release", "clear", "draft"]
            command = data.draw(st.sampled_from(ahead))
            fields = dict(SAMPLES[command][1])
            open_now = [c.ref for c in facts.open_consultations] + [r.ref for r in facts.open_remedies]
            current = {
                "content_hash": facts.content_hash,
                "letter_hash": facts.letter_hash,
                "ref": next((ref for ref in open_now if ref[0] == str(fields.get("ref"))[0]), "c1"),
            }
            if command != "draft":
                fields |= {name: value for name, value in current.items() if name in fields and value}
            self.attempt(partial(self.case.do, command, **fields))

    def somebody_does_something_lawful_here(self, data: st.DataObject) -> None:
        command = data.draw(st.sampled_from(REQUEST.lawful(self.case.state)))
        by = data.draw(st.sampled_from([None, None, None, "everything", "handler2", "office2"]))
        self.give(command, by, data)

    def somebody_does_anything(self, data: st.DataObject) -> None:
        self.give(data.draw(st.sampled_from(sorted(COMMANDS))), data.draw(st.sampled_from(ACTORS)), data)

    def nonsense(self, data: st.DataObject) -> None:
        command = data.draw(st.text(max_size=12))
        fields = data.draw(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3))
        number, today = self.case.number, self.world.today
        self.attempt(lambda: self.world.door.do(number, command, fields, actor="everything", on=today))
        self.attempt(
            lambda: self.world.door.do(number, "draft", {"?": command} | fields, actor="everything", on=today)
        )

    def the_sweep_passes(self, data: st.DataObject) -> None:
        for row in self.case.deadlines:
            if row.expires_on is not None and row.expires_on <= self.world.today:
                command = EXPIRY[row.kind]
                fields = {"ref": row.ref} if command == "lapse_consultation" else {"notice": row.kind}
                self.case.do(command, **fields)  # what is owed is never refused
                self.steps += 1

    def give(self, command: str, by: str | None, data: st.DataObject) -> None:
        fields = dict(SAMPLES[command][1])
        for name in COMMANDS[command].fields.model_fields:
            if name in VALUES and data.draw(st.integers(0, 3)) == 0:
                fields[name] = data.draw(st.sampled_from(VALUES[name]))
        if command == "receive_opinion":
            fields["ref"] = data.draw(
                st.sampled_from([c.ref for c in self.case.facts.consultations] or ["c1"])
            )
        if command == "approve_rectification":
            fields["n"] = data.draw(st.sampled_from([p.n for p in self.case.facts.proposals] or [5]))
        on = self.world.today - timedelta(data.draw(st.sampled_from([0, 0, 0, 1, 9])))
        self.attempt(lambda: self.case.do(command, by=by, on=on, **fields))

    def attempt(self, act: Any) -> None:
        before = self.everything()
        try:
            done = act()
        except DisclosureError as refused:
            assert refused.why  # noqa: PT017 - every refusal explains itself
            assert self.everything() == before
        else:
            self.steps += not done.repeated

    def everything(self) -> list[Any]:
        case = self.case
        return [case.row, case.history, case.deadlines, case.notices]

    @invariant()
    def the_state_is_one_of_the_chart(self) -> None:
        row = self.case.row
        assert row.phase == REQUEST.states[row.state].phase
        assert row.version == self.steps == len(self.case.history)
        assert (row.phase == "closed") == (row.closed_on is not None)

    @invariant()
    def the_projection_is_what_the_history_adds_up_to(self) -> None:
        facts = self.case.facts
        with self.world.store.read() as connection:
            assert fold([row.step for row in read_rows(connection, self.case.row.id)]) == facts
        row = self.case.row
        assert (row.state, row.unit, row.outcome, row.content) == (
            facts.state,
            facts.unit,
            facts.outcome,
            facts.content,
        )

    @invariant()
    def the_clock_is_paused_only_while_somebody_is_asked(self) -> None:
        """R33.4."""
        if self.case.row.clock_status == "paused":
            assert self.case.state == "consulting"

    @invariant()
    def what_is_owed_fits_the_situation(self) -> None:
        """R33.2, K14, X9: a reply is owed exactly while its clock goes on, also beside a notice sent too late."""
        info = REQUEST.states[self.case.state]
        owed = self.case.open_kinds()
        assert owed - {"reply"} <= {*info.timed_by, *BESIDE}
        assert bool(owed & {"reply", "redo"}) == (
            self.case.row.clock_status in ("running", "overdue", "paused")
        )
        if info.phase == "closed":
            assert self.case.open_kinds() == set()

    @invariant()
    def an_unfinished_case_is_never_forgotten(self) -> None:
        """R33.2, R25: while nothing has been answered some day is watched, so that the ladder reaches somebody."""
        if REQUEST.states[self.case.state].phase not in ("closed", "remedy"):
            assert {row.status for row in self.case.deadlines} & {"open", "suspended"}

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        """Somebody in the office may do something here that is more than keeping the file."""
        door, number, today = self.world.door, self.case.number, self.world.today
        found = (door.choices(number, actor=name, on=today) for name in ("everything", *STAFF))
        assert any(refusal is None for choices in found for c, refusal in choices.items() if c not in FILING)

    @invariant()
    def nobody_clears_or_signs_what_is_theirs_and_nothing_leaves_uncleared(self) -> None:
        Record(self.case, self.world).check()

    def teardown(self) -> None:
        assert self.world.faults() == []


class Record:
    """Reads the bare history rows of a case, without the code under test."""

    def __init__(self, case: CaseInHand, world: World) -> None:
        self.rows = case.history
        self.outcomes = world.config.law.outcomes
        self.content: str | None = None
        self.authors: set[str] = set()
        self.outcome = "END"
        self.cleared: tuple[str, str] | None = None  # content, by whom
        self.under_review: str | None = None
        self.level: str | None = None  # how high the review of the content has to go
        self.explained = False
        self.passed_by: str | None = None
        self.reopened = False  # a clearance withdrawn goes to the secrecy office whatever was found

    def check(self) -> None:
        for row in self.rows:
            if read := getattr(self, row.command, None):
                read(row, json.loads(row.data))

    def order_to_act(self, row: Any, _: dict[str, Any]) -> None:
        if row.from_state != row.to_state:
            self.content = self.cleared = self.under_review = None

    def decide_remedy(self, row: Any, data: dict[str, Any]) -> None:
        if data["order"] == "in_force":
            self.order_to_act(row, data)

    def attach_release(self, row: Any, data: dict[str, Any]) -> None:
        """A content that is not under review already begins its review anew."""
        if self.under_review != data["content_hash"]:
            self.cleared = self.passed_by = None
            self.level, self.explained, self.reopened = data["level"], False, False
        self.content = self.under_review = data["content_hash"]
        self.authors.add(row.actor)

    mask_release = attach_release

    def record_screening(self, _: Any, data: dict[str, Any]) -> None:
        self.cleared, self.level, self.explained, self.reopened = None, data["level"], False, False

    def answer_findings(self, _: Any, __: dict[str, Any]) -> None:
        self.explained = True

    def pass_to_secrecy_office(self, row: Any, _: dict[str, Any]) -> None:
        self.passed_by = row.actor

    def receive_determination(self, _: Any, data: dict[str, Any]) -> None:
        if data["secret"]:
            self.under_review = None

    def refuse_clearance(self, _: Any, __: dict[str, Any]) -> None:
        self.cleared = self.under_review = None

    def void_clearance(self, _: Any, __: dict[str, Any]) -> None:
        self.reopened |= self.cleared is not None
        self.cleared = None

    def clear(self, row: Any, data: dict[str, Any]) -> None:
        """R17, S35: findings are explained first; those for the secrecy office are passed to it by another person."""
        assert row.actor not in self.authors
        assert data["content_hash"] == self.content == self.under_review
        if not self.reopened:
            assert self.level is None or self.explained
            assert self.level != "secrecy_office" or self.passed_by not in (None, row.actor)
        self.cleared = data["content_hash"], row.actor

    def draft(self, row: Any, _: dict[str, Any]) -> None:
        self.authors.add(row.actor)

    def approve_step(self, row: Any, _: dict[str, Any]) -> None:
        assert row.actor not in self.authors

    def discontinue(self, _: Any, __: dict[str, Any]) -> None:
        self.outcome = "END"

    def categorise(self, _: Any, data: dict[str, Any]) -> None:
        self.outcome = data["outcome"]

    def approve_rectification(self, row: Any, data: dict[str, Any]) -> None:
        proposed = json.loads(self.rows[data["n"] - 1].data)
        assert self.rows[data["n"] - 1].actor != row.actor
        if proposed["field"] == "outcome":
            self.outcome = proposed["value"]

    def reply_on_the_spot(self, row: Any, data: dict[str, Any]) -> None:
        self.authors.add(row.actor)
        self.send(row, data)

    def send(self, _: Any, data: dict[str, Any]) -> None:
        outcome = data.get("outcome") or self.outcome
        if outcome == "END" or not self.outcomes[outcome].discloses:
            return
        assert self.cleared is not None
        assert self.cleared[0] == self.content
        assert self.cleared[1] not in self.authors


def run(world: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        cast("Any", partial(Office, world)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_weeks_in_the_office(world: World) -> None:
    run(world, 3, 25)


@pytest.mark.check
def test_years_in_the_office(world: World) -> None:
    run(world, 25, 40)
