"""A statechart as a plain table, derived once from its class: what live commands, lists and proofs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from statemachine.callbacks import CallbackGroup
from statemachine.transition import Transition

from state_machines.base import ClockEffect, LegalMachine, Situation


@dataclass(frozen=True, slots=True)
class StateInfo:
    leaf: str
    label: str
    phase: str  # the leaf itself in a chart without phases
    owner_role: str
    clock: ClockEffect
    timed_by: tuple[str, ...]  # kinds of deadline
    final: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """One possible move. `when` lists the facts it asks for, with the value each must have."""

    target: str
    when: tuple[tuple[str, bool], ...]
    basis: str
    internal: bool  # the situation stays


@dataclass(frozen=True)
class Table:
    """`arms[leaf, event]` are in order of preference: the first whose facts hold is taken."""

    name: str
    initial: str
    states: Mapping[str, StateInfo]
    phases: Mapping[str, str]  # phase → label
    labels: Mapping[str, str]  # event → label
    bases: Mapping[str, str]  # event → basis
    guards: Mapping[str, str]  # fact → label
    arms: Mapping[tuple[str, str], tuple[Arm, ...]]

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @cached_property
    def _lawful(self) -> Mapping[str, tuple[str, ...]]:
        return {leaf: tuple(e for e in self.labels if (leaf, e) in self.arms) for leaf in self.states}

    def step(self, leaf: str, event: str, facts: Mapping[str, bool]) -> Arm | None:
        """The arm `event` takes from `leaf`, or None when there is none. A fact not given does not hold."""
        for arm in self.arms.get((leaf, event), ()):
            for name, wanted in arm.when:
                if facts.get(name, False) is not wanted:
                    break
            else:
                return arm
        return None

    def lawful(self, leaf: str) -> tuple[str, ...]:
        """Events that have a move from `leaf` under some facts, in the order of the chart."""
        return self._lawful.get(leaf, ())

    def asked(self, leaf: str, event: str) -> tuple[str, ...]:
        """The facts that decide `event` in `leaf`, each once, in the order they are looked at."""
        arms = self.arms.get((leaf, event), ())
        return tuple(dict.fromkeys(name for arm in arms for name, _ in arm.when))


def derive(chart: type[LegalMachine], leaves: type[StrEnum], phases: type[StrEnum] | None = None) -> Table:
    """The table of `chart`. `leaves` and `phases` give its names a type; they must name the same states."""
    situations = {s.id: s for s in chart.states_map.values() if isinstance(s, Situation)}
    above = {s.id: s.name for s in chart.states if s.states}
    _same_names(chart, situations, leaves)
    _same_names(chart, above, phases or ())
    return Table(
        name=chart.__name__,
        initial=next(_initial(chart)),
        states={leaf: _state(situation) for leaf, situation in situations.items()},
        phases=above,
        labels={name: info.label for name, info in chart.commands.items()},
        bases={name: info.basis for name, info in chart.commands.items()},
        guards=chart.guards,
        arms=_arms(chart, situations),
    )


def _same_names(
    chart: type[LegalMachine], found: Mapping[str, object], names: type[StrEnum] | tuple[()]
) -> None:
    declared = {str(name) for name in names}
    if declared != set(found):
        raise TypeError(f"{chart.__name__} and its StrEnum differ: {sorted(declared ^ set(found))}")


def _initial(chart: type[LegalMachine]) -> Iterator[str]:
    top = next(s for s in chart.states if s.initial)
    yield next((s.id for s in top.states if s.initial), top.id)


def _state(situation: Situation) -> StateInfo:
    return StateInfo(
        leaf=situation.id,
        label=situation.name,
        phase=situation.parent.id if situation.parent else situation.id,
        owner_role=situation.owner,
        clock=situation.clock,
        timed_by=situation.timed_by,
        final=situation.final,
    )


def _arms(
    chart: type[LegalMachine], situations: Mapping[str, Situation]
) -> Mapping[tuple[str, str], tuple[Arm, ...]]:
    arms: dict[tuple[str, str], tuple[Arm, ...]] = {}
    for leaf, situation in situations.items():
        for transition in situation.transitions:
            for event in map(str, transition.events):
                arm = _arm(transition, chart.commands[event].basis)
                arms[leaf, event] = (*arms.get((leaf, event), ()), arm)
    return arms


def _arm(transition: Transition, basis: str) -> Arm:
    assert transition.target is not None
    # The library has no public view of a transition's conditions; the test table = library watches this.
    when = tuple(
        (str(spec.attr_name), bool(spec.expected_value))
        for spec in transition._specs
        if spec.group is CallbackGroup.COND
    )
    return Arm(str(transition.target.id), when, basis, transition.internal)
