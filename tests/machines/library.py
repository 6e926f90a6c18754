"""Drives the statechart library itself, so that the derived tables can be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.exceptions import TransitionNotAllowed
from statemachine.orderedset import OrderedSet

from state_machines.base import LegalMachine


@dataclass
class Case:
    state: Any = None
    facts: Mapping[str, bool] = field(default_factory=dict)


class Driver:
    """One machine of `chart`, put into any situation before each event."""

    def __init__(self, chart: type[LegalMachine]) -> None:
        self.chart = chart
        self.case = Case()
        self.machine = chart(self.case)

    def put(self, leaf: str, facts: Mapping[str, bool]) -> None:
        if self.machine.is_terminated:
            self.case = Case()
            self.machine = self.chart(self.case)
        states = self.chart.states_map
        state = states[leaf]
        active = {leaf, *(a.id for a in state.ancestors())}
        self.case.state = OrderedSet(name for name in states if name in active) if len(active) > 1 else leaf
        self.case.facts = facts

    @property
    def leaf(self) -> str:
        (leaf,) = (s.id for s in self.machine.configuration if not s.states)
        return str(leaf)

    def step(self, leaf: str, event: str, facts: Mapping[str, bool]) -> str | None:
        """Where `event` leads from `leaf`, None when it is refused; a refusal leaves the leaf as it was."""
        self.put(leaf, facts)
        try:
            self.machine.fire(event)
        except TransitionNotAllowed:
            assert self.leaf == leaf
            return None
        return self.leaf
