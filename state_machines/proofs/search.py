"""Breadth-first search of everything the chart lets happen to the abstract request."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from state_machines.proofs.world import CHOICES, EFFECTS, FACTS, ONE_CHOICE, Choice, World, possible
from state_machines.table import Arm, Table


class Move(NamedTuple):
    before: World
    event: str
    choice: Choice
    arm: Arm
    after: World


@dataclass
class Space:
    """Every reachable world and every move that can matter, with a shortest way to each world."""

    table: Table
    came_by: dict[World, Move | None] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    explored: int = 0  # (world, command, choice) triples looked at

    def way_to(self, world: World) -> tuple[str, ...]:
        """The commands that lead from the beginning to `world`, each with what was chosen."""
        steps: list[str] = []
        move = self.came_by[world]
        while move is not None:
            steps.append(told(move))
            move = self.came_by[move.before]
        return tuple(reversed(steps))


def explore(table: Table) -> Space:
    """Commands that are recorded and change nothing (沟通记录 and the like) are left out."""
    start = World(leaf=table.initial)
    telling = {leaf: tuple(e for e in table.lawful(leaf) if _tells(table, leaf, e)) for leaf in table.states}
    space = Space(table, came_by={start: None})
    waiting = deque([start])
    while waiting:
        world = waiting.popleft()
        for event in telling[world.leaf]:
            for move in _moves(table, world, event, space):
                space.moves.append(move)
                if move.after not in space.came_by:
                    space.came_by[move.after] = move
                    waiting.append(move.after)
    return space


def without_imports(table: Table) -> Table:
    """The chart without old ledgers: what they lead to has to be reachable step by step as well."""
    return replace(table, arms={key: arms for key, arms in table.arms.items() if key[1] != "import_ledger"})


def told(move: Move) -> str:
    """A move as people read it: the command, what was chosen about it, where it led."""
    chosen = [str(value) for value in move.choice[:2] if value not in ("other", "none")]
    chosen += [name for name in ("carries_content", "stays_many") if getattr(move.choice, name)]
    facts = "、".join([*chosen, *sorted(move.choice.true)])
    return f"{move.event}({facts}) → {move.after.leaf}"


def _tells(table: Table, leaf: str, event: str) -> bool:
    return event in EFFECTS or event in CHOICES or any(not arm.internal for arm in table.arms[leaf, event])


def _moves(table: Table, world: World, event: str, space: Space) -> Iterator[Move]:
    effect = EFFECTS.get(event)
    asked = table.asked(world.leaf, event)
    for choice in CHOICES.get(event, ONE_CHOICE):
        if not possible(world, choice):
            continue
        space.explored += 1
        facts = {name: FACTS[name](world, event, choice) for name in asked}
        arm = table.step(world.leaf, event, facts)
        if arm is None:
            continue
        changes = effect(world, choice) if effect else {}
        yield Move(world, event, choice, arm, world._replace(**{**changes, "leaf": arm.target}))
