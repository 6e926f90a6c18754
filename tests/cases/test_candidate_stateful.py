"""Anybody does anything to a candidate on any day: nothing is published that another has not cleared as it is."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from disclosure.cases.candidates import CANDIDATE
from disclosure.errors import DisclosureError
from state_machines import PROACTIVE
from tests.cases.demanding import PEOPLE, SAME, STEPS, Office, person
from tests.cases.world import CONTENT, OTHER_CONTENT, STAFF, START, World

CONTENTS = (CONTENT, CONTENT, OTHER_CONTENT, "0" * 64)
ACTORS = (*STAFF, "nobody")


SIDEWAYS = {"decline", "return_to_preparation", "take_down"}


class Conversion(RuleBasedStateMachine):
    """One candidate among others of the same book."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office

    @initialize(n=st.integers(0, 3))
    def a_candidate_comes_up(self, n: int) -> None:
        self.office.world.today = START  # the calendar ends some day
        self.office.asked(SAME[n], PEOPLE[n]).do("suggest_disclosure")
        self.number = self.office.numbers()[-1]

    @rule(data=st.data(), weight=st.integers(0, 9))
    def something_happens(self, data: st.DataObject, weight: int) -> None:
        acts = (
            self.the_candidate_moves_on,
            self.somebody_does_anything,
            self.time_passes,
            self.a_night_passes,
        )
        acts[(0, 0, 0, 0, 0, 1, 1, 1, 2, 3)[weight]](data)

    def the_candidate_moves_on(self, data: st.DataObject) -> None:
        """As in an orderly office, with the content that is there."""
        again = self.state == "proposed" or data.draw(st.integers(0, 5)) == 0
        aside = SIDEWAYS if again else {*SIDEWAYS, "prepare_content"}
        onward = [command for command in PROACTIVE.lawful(self.state) if command not in aside]
        command = data.draw(st.sampled_from(onward or ["check"]))
        by = data.draw(st.sampled_from([None, None, None, "everything"]))
        fields = dict(STEPS[command][1])
        if "content_hash" in fields and command != "prepare_content":
            fields["content_hash"] = self.office.candidate(self.number).content_hash
        self.attempt(command, by, fields)

    def somebody_does_anything(self, data: st.DataObject) -> None:
        command = data.draw(st.sampled_from(sorted(STEPS)))
        fields = dict(STEPS[command][1])
        if "content_hash" in fields:
            fields["content_hash"] = data.draw(st.sampled_from(CONTENTS))
        self.attempt(command, data.draw(st.sampled_from(ACTORS)), fields)

    def time_passes(self, data: st.DataObject) -> None:
        self.office.world.today += timedelta(data.draw(st.sampled_from([1, 9, 40])))

    def a_night_passes(self, data: st.DataObject) -> None:
        """Somebody new gets the same: many disclosures to one person would be a matter of their own (S36)."""
        newcomer = person(100 + self.office.filed())
        self.office.disclosed(SAME[data.draw(st.integers(0, 3))], newcomer)
        self.office.convert()
        assert self.office.convert().changes == ()

    def attempt(self, command: str, by: str | None, fields: dict[str, Any]) -> None:
        before = self.everything()
        try:
            self.office.do(self.number, command, by, **fields)
        except DisclosureError as refused:
            assert refused.why  # noqa: PT017 - every refusal explains itself
            assert self.everything() == before

    def everything(self) -> list[Any]:
        office = self.office
        return [office.candidate(self.number), office.steps(self.number), office.owed(), office.entries()]

    @property
    def state(self) -> str:
        state: str = self.office.candidate(self.number).state
        return state

    @invariant()
    def a_candidate_that_is_not_done_is_owed_by_its_owner(self) -> None:
        """R26, R12, G3: what the chart names is open; and of a closed one nothing."""
        owed = {
            kind: who for ref, (kind, who, _) in self.office.owed().items() if ref.startswith(self.number)
        }
        info = PROACTIVE.states[self.state]
        assert bool(owed) is not info.final
        if not info.final:
            assert owed[info.timed_by[0]] == info.owner_role
            assert set(owed) <= {
                *info.timed_by,
                "publication",
            }  # R26 goes on while another content is reviewed

    @invariant()
    def somebody_can_go_on(self) -> None:
        desk, today = self.office.desk, self.office.world.today
        found = [desk.choices(CANDIDATE, self.number, actor=name, on=today) for name in STAFF]
        lawful = {c for choices in found for c, refusal in choices.items() if refusal is None}
        assert bool(lawful) is not PROACTIVE.states[self.state].final

    @invariant()
    def what_is_published_was_cleared_by_another_and_approved_by_a_third(self) -> None:
        entries = {entry.candidate_id: entry for entry in self.office.entries()}
        entry = entries.get(self.office.candidate(self.number).id)
        published = Record(self.office.steps(self.number)).check()
        assert (entry.content_hash if entry else None) == published
        assert bool(entry) is (self.state in ("published", "taken_down"))
        assert bool(entry and entry.taken_down_on) is (self.state == "taken_down")

    def teardown(self) -> None:
        assert self.office.faults() == []


class Record:
    """Reads the bare steps of a candidate, without the code under test."""

    def __init__(self, steps: list[dict[str, Any]]) -> None:
        self.steps = steps
        self.preparers: set[str] = set()
        self.clearers: set[str] = set()

    def check(self) -> str | None:
        """The content published, if any."""
        content: str | None = None
        cleared = legal = approved = published = None
        for step in self.steps:
            command, actor, data = step["command"], step["actor"], step["data"]
            if command == "prepare_content":
                assert actor not in self.clearers
                content, cleared, legal, approved = data["content_hash"], None, None, None
                self.preparers.add(actor)
            elif command == "return_to_preparation":
                cleared = legal = approved = None
            elif command == "clear":
                assert data["content_hash"] == content
                assert actor not in self.preparers
                cleared = content
                self.clearers.add(actor)
            elif command == "pass_legality":
                legal = content
            elif command == "approve":
                assert actor not in self.preparers | self.clearers
                assert cleared == legal == content
                approved = content
            elif command == "publish":
                assert published is None
                assert data["content_hash"] == cleared == approved == content
                published = content
        return published


def run(world: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        cast("Any", partial(Conversion, Office(world))),
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


def test_a_few_candidates(world: World) -> None:
    run(world, 6, 25)


@pytest.mark.check
def test_many_candidates(world: World) -> None:
    run(world, 12, 30)
