"""Everything one command is judged by: the facts before it, who acts, on which day, under which configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.facts import Facts
from disclosure.law.clock import Clock, ClockDeadline
from disclosure.law.terms import Outcome
from disclosure.params import Config


@dataclass(frozen=True, slots=True)
class Actor:
    """A user and the roles held, as (role, unit); unit "*" stands for the whole agency."""

    name: str
    grants: frozenset[tuple[str, str]]

    def holds(self, role: str, unit: str) -> bool:
        return (role, unit) in self.grants or (role, "*") in self.grants


# The sweep. Only code can hold it: no user name stands for it at the door.
SYSTEM = Actor("system", frozenset({("system", "*")}))
# Whoever has proved to hold the code of a case, at the portal. No role of the organization, so nobody is given it.
APPLICANT = Actor("applicant", frozenset({("applicant", "*")}))
NOBODYS_NAMES = frozenset({SYSTEM.name, APPLICANT.name})


@dataclass(frozen=True)
class Context:
    facts: Facts
    command: str
    data: Mapping[str, Any]
    actor: Actor
    on: date
    config: Config
    find_actor: Callable[[str], Actor | None] = field(default=lambda _: None)

    @cached_property
    def clock(self) -> Clock:
        """The clock on the day of the command, before it takes effect."""
        return clock_of(self.facts, self.config.law, latest(self.facts, self.on))

    @property
    def outcome(self) -> Outcome | None:
        """The outcome this command decides on, or else the one already decided."""
        code = self.data.get("outcome") or self.facts.outcome
        return self.config.law.outcomes.get(code) if code else None

    @property
    def chain(self) -> Sequence[str]:
        return self.config.organization.units[self.facts.unit].approval_chain

    def deadline(self, kind: str) -> ClockDeadline | None:
        """The latest deadline of `kind` on the clock."""
        found = [d for d in self.clock.deadlines if d.kind == kind]
        return found[-1] if found else None
