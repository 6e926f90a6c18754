"""The subject of one letter: a case as it stood, the day, and what a person gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.facts import Consultation, Facts
from disclosure.cases.people import Persons
from disclosure.cases.steps import Step
from disclosure.law.clock import Clock
from disclosure.law.terms import Law, Outcome
from disclosure.letters.template import Template
from disclosure.params import Config
from disclosure.params.organization import Letterhead

PERIODS = {
    "ask_third_party": "third_party.answer_period",
    "ask_co_producer": "co_producer.answer_period",
    "ask_other_body": "other_body.answer_period",
}
ASKING = tuple(PERIODS)


@dataclass(frozen=True)
class Subject:
    """One letter about one case: `steps` are its history as it stood, corrections laid over; `on` the day of the
    letter; `given` the facts of `letters.vocabulary.GIVEN`."""

    template: Template
    number: str
    facts: Facts
    steps: Sequence[Step]
    persons: Persons
    config: Config
    on: date
    given: Mapping[str, str]
    ref: str | None = None
    delivery: str | None = None

    @property
    def law(self) -> Law:
        return self.config.law

    @property
    def letterhead(self) -> Letterhead:
        """Raises KeyError under a stored configuration from before there were letters."""
        if self.config.organization.letterhead is None:
            raise KeyError("organization.yaml: agency.letters")
        return self.config.organization.letterhead

    @cached_property
    def clock(self) -> Clock:
        return clock_of(self.facts, self.law, latest(self.facts, self.on))

    @property
    def outcome(self) -> Outcome | None:
        return self.law.outcomes.get(self.facts.outcome) if self.facts.outcome else None

    @cached_property
    def law_day(self) -> date:
        """The day whose regulation is cited: a reply follows the law of its request (X12), a notice that of its day."""
        if self.clock.regime == "2008" and self.template.outcomes:
            return self.clock.receipt_date or self.facts.filed_on
        return self.on

    @cached_property
    def occasion(self) -> Step | None:
        """The step this letter belongs to: the latest of its commands, or the one that `ref` names."""
        asked = [s for s in self.steps if s.command in ASKING]
        opened = [s for s in self.steps if s.command == "open_remedy"]
        named = {f"c{i}": step for i, step in enumerate(asked, 1)}
        named |= {f"j{i}": step for i, step in enumerate(opened, 1)}
        found = [s for s in self.steps if s.command in self.template.commands]
        if self.ref is not None:
            found = [s for s in found if s is named.get(self.ref) or s.data.get("ref") == self.ref]
        return found[-1] if found else None

    def last(self, *commands: str) -> Step | None:
        return next((s for s in reversed(self.steps) if s.command in commands), None)

    def said(self, field: str, *commands: str) -> str | None:
        """What the latest of such steps says."""
        step = self.last(*commands)
        return step.data[field] if step else None

    def consultation(self, step: Step) -> Consultation | None:
        """The one a step asked or speaks of."""
        ref = step.data.get("ref")
        if step.command in ASKING:
            ref = f"c{[s for s in self.steps if s.command in ASKING].index(step) + 1}"
        return next((c for c in self.facts.consultations if c.ref == ref), None)
