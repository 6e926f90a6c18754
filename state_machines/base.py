"""The words a statechart of ours is written in: situations, commands, named facts.

A chart has no actions. The class is its only definition; `state_machines.table` derives from it what the
rest of the product reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self, overload

from statemachine import Event, State, StateChart
from statemachine.exceptions import TransitionNotAllowed
from statemachine.transition_list import TransitionList


class ClockEffect(StrEnum):
    """What the reply clock does while a case is in a situation (facts §3.2, K1)."""

    RUNNING = "running"  # 计时
    PAUSED = "paused"  # R33.4 征求意见所需时间不计入
    AWAITING = "awaiting"  # 等申请人补正或者缴费，届时重新起算 (R30.2, F6.2)
    STOPPED = "stopped"  # 未起算、已答复或者已办结
    BY_DELIVERY = "by_delivery"  # C-10 邮寄的交邮即止，其他送达才止


@dataclass(frozen=True, slots=True)
class EventInfo:
    """`basis` is made of rule ids of the table of facts, each with its article."""

    label: str
    basis: str


class Situation(State):
    """A leaf: what it is called, who owns it, what the clock does in it, which deadlines time it."""

    def __init__(
        self,
        label: str,
        owner: str,
        clock: ClockEffect,
        *timed_by: str,
        initial: bool = False,
        final: bool = False,
    ) -> None:
        super().__init__(name=label, initial=initial, final=final)
        self.owner = owner
        self.clock = clock
        self.timed_by = timed_by


class Command(Event):
    """An event with its Chinese label and its basis in law. `id` only where Python needs another name."""

    info: EventInfo
    declared: str | None

    def __new__(
        cls,
        transitions: TransitionList,
        label: str,
        basis: str,
        *,
        id: str | None = None,  # noqa: A002
    ) -> Self:
        event: Self = super().__new__(cls, transitions, id=id, name=label)
        event.info = EventInfo(label, basis)
        event.declared = id
        return event


class Fact:
    """A guard: one named fact, read from `model.facts`; what is not known does not hold."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, machine: None, owner: type) -> Fact: ...
    @overload
    def __get__(self, machine: LegalMachine, owner: type) -> bool: ...
    def __get__(self, machine: LegalMachine | None, owner: type) -> Fact | bool:
        if machine is None:
            return self
        facts: Mapping[str, bool] = machine.model.facts
        return facts.get(self.name, False)


class LegalMachine(StateChart[Any]):
    """An unlawful move is an error; a failing action leaves the state as it was."""

    allow_event_without_transition = False  # the default swallows an unlawful event
    catch_errors_as_events = False  # the default hides an exception
    atomic_configuration_update = True  # no half-entered state in between

    commands: ClassVar[Mapping[str, EventInfo]] = {}
    guards: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        # Read before the library's metaclass replaces each Command with a plain Event.
        body = vars(cls).items()
        cls.commands = {v.declared or name: v.info for name, v in body if isinstance(v, Command)}
        cls.guards = {name: v.label for name, v in body if isinstance(v, Fact)}

    def fire(self, event: str) -> None:
        """One declared command, by name. Raises TransitionNotAllowed.

        The library itself would also take `send.anything` for `send`, and its own `done.state.*`; it drops
        without a word what comes after a final state. And `send` (发出) is a command here, which hides the
        method of that name.
        """
        if event not in self.commands or self.is_terminated:
            raise TransitionNotAllowed(Event(id=event, name=event), self.configuration)
        StateChart.send(self, event)


def stay(*situations: Situation, cond: Any = None) -> TransitionList:
    """A move that is recorded but changes no situation."""
    moves = TransitionList()
    for situation in situations:
        moves.add_transitions(situation.to(situation, internal=True, cond=cond))
    return moves
