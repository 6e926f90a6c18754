"""依申请转主动公开, searched whole: three persons without distinction, two contents, in any order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from state_machines.proofs.obligations import Proof
from state_machines.table import Table

PERSONS = ("甲", "乙", "丙")
CONTENTS = ("x", "y")
NAMING = frozenset({"prepare_content", "clear", "publish"})  # commands that name a content


class Choice(NamedTuple):
    """Who gives a command, and the content it names; "" where it names none."""

    actor: str
    content: str


class Candidate(NamedTuple):
    """`cleared` is the content and the person of the clearance given since something was last prepared."""

    leaf: str
    content: str = ""
    preparers: frozenset[str] = frozenset()
    clearers: frozenset[str] = frozenset()
    cleared: Choice | None = None
    legal: bool = False  # passed since something was last prepared
    approved: bool = False


class Move(NamedTuple):
    before: Candidate
    event: str
    choice: Choice
    after: Candidate

    def __str__(self) -> str:
        named = f"{self.choice.actor}、{self.choice.content}" if self.choice.content else self.choice.actor
        return f"{self.event}({named}) → {self.after.leaf}"


FACTS: Mapping[str, Callable[[Candidate, Choice], bool]] = {
    "present_content": lambda c, choice: choice.content == c.content,
    "content_cleared": lambda c, _: c.cleared is not None and c.cleared.content == c.content,
    "not_own_preparation": lambda c, choice: choice.actor not in c.preparers,
    "not_own_clearance": lambda c, choice: choice.actor not in c.clearers,
}


def _as_it_was(c: Candidate, _: Choice) -> Candidate:
    return c


def _prepare(c: Candidate, choice: Choice) -> Candidate:
    preparers = c.preparers | {choice.actor}
    return Candidate(c.leaf, choice.content, preparers, c.clearers)


def _clear(c: Candidate, choice: Choice) -> Candidate:
    return c._replace(cleared=choice, clearers=c.clearers | {choice.actor})


EFFECTS: Mapping[str, Callable[[Candidate, Choice], Candidate]] = {
    "prepare_content": _prepare,
    "clear": _clear,
    "return_to_preparation": lambda c, _: Candidate(c.leaf, c.content, c.preparers, c.clearers),
    "pass_legality": lambda c, _: c._replace(legal=True),
    "approve": lambda c, _: c._replace(approved=True),
}


@dataclass
class Space:
    came_by: dict[Candidate, Move | None]
    moves: list[Move] = field(default_factory=list)
    explored: int = 0

    def way_to(self, world: Candidate) -> tuple[str, ...]:
        steps: list[str] = []
        move = self.came_by[world]
        while move is not None:
            steps.append(str(move))
            move = self.came_by[move.before]
        return tuple(reversed(steps))


def explore(table: Table) -> Space:
    """Every reachable candidate and every lawful move."""
    start = Candidate(table.initial)
    space = Space({start: None})
    waiting = deque([start])
    while waiting:
        world = waiting.popleft()
        for event in table.lawful(world.leaf):
            for move in _moves(table, world, event, space):
                space.moves.append(move)
                if move.after not in space.came_by:
                    space.came_by[move.after] = move
                    waiting.append(move.after)
    return space


def _moves(table: Table, world: Candidate, event: str, space: Space) -> Iterator[Move]:
    for actor, content in product(PERSONS, CONTENTS if event in NAMING else ("",)):
        choice = Choice(actor, content)
        space.explored += 1
        known = {name: FACTS[name](world, choice) for name in table.asked(world.leaf, event)}
        arm = table.step(world.leaf, event, known)
        if arm is not None:
            after = EFFECTS.get(event, _as_it_was)(world, choice)
            yield Move(world, event, choice, after._replace(leaf=arm.target))


@dataclass(frozen=True, slots=True)
class Forbidden:
    id: str
    claim: str
    broken: Callable[[Move], bool]


def _cleared_by_another(c: Candidate, content: str) -> bool:
    """Somebody who never prepared anything of it cleared exactly `content`, and it is what is there."""
    return (
        c.cleared is not None
        and c.cleared.content == content == c.content
        and (c.cleared.actor not in c.preparers)
    )


FORBIDDEN = (
    Forbidden(
        "P01",
        "未经另一人对该内容本身保密再审的，不公开（S35、R17）",
        lambda m: m.event == "publish" and not _cleared_by_another(m.before, m.choice.content),
    ),
    Forbidden(
        "P02",
        "准备公开内容的人不审批，也不作保密再审、法制审核（R45）",
        lambda m: m.event in ("approve", "clear", "pass_legality") and m.choice.actor in m.before.preparers,
    ),
    Forbidden(
        "P03",
        "作过保密再审的人不审批，也不再准备公开内容（S35）",
        lambda m: m.event in ("approve", "prepare_content") and m.choice.actor in m.before.clearers,
    ),
    Forbidden(
        "P04",
        "公开之前内容一经更换，一律重新保密再审（S35）",
        lambda m: m.event == "prepare_content" and m.after.leaf != "secrecy_review",
    ),
    Forbidden(
        "P05",
        "内容确定之后未经法制审核的不批准，未经批准的不公开（R44.1、R44.2）",
        lambda m: (
            (m.event == "approve" and not m.before.legal) or (m.event == "publish" and not m.before.approved)
        ),
    ),
    Forbidden(
        "P06",
        "只有已公开的才在目录中：不经公开一步到不了已公开，撤下的不再回到目录（R12）",
        lambda m: (
            (m.after.leaf == "published" != m.before.leaf and m.event != "publish")
            or (m.after.leaf == "taken_down" and m.before.leaf != "published")
        ),
    ),
)


def prove_proactive(table: Table) -> Iterable[Proof]:
    space = explore(table)
    for obligation in FORBIDDEN:
        bad = next((m for m in space.moves if obligation.broken(m)), None)
        way = (*space.way_to(bad.before), str(bad)) if bad else ()
        yield Proof(obligation.id, obligation.claim, space.explored, bad is None, way)
    yield _decided(table, space)
    yield _published(table, space)
    seen = {world.leaf for world in space.came_by}
    missing = tuple(f"{leaf} 到不了" for leaf in table.states if leaf not in seen)
    yield Proof("P09", "转主动公开的每个环节都能走到", len(table.states), not missing, missing)


def _decided(table: Table, space: Space) -> Proof:
    final = {world for world in space.came_by if table.states[world.leaf].final}
    reached = _can_reach(space, final)
    stuck = next((world for world in space.came_by if world not in reached), None)
    way = (*space.way_to(stuck), f"在 {stuck.leaf}") if stuck else ()
    claim = "没有死路：任何候选都能有决定，已公开的都能撤下（R44、R12）"
    return Proof("P07", claim, len(space.came_by), stuck is None, way)


def _published(table: Table, space: Space) -> Proof:
    """With two persons who have had no part there is somebody to clear and somebody else to approve."""
    open_worlds = [w for w in space.came_by if w.leaf != "published" and not table.states[w.leaf].final]
    goal = {world for world in space.came_by if world.leaf == "published"}
    reached = _can_reach(space, goal)
    fresh = (w for w in open_worlds if len(w.preparers | w.clearers) <= len(PERSONS) - 2)
    barred = next((w for w in fresh if w not in reached), None)
    way = (*space.way_to(barred), f"在 {barred.leaf}") if barred else ()
    claim = "还有两人未参与的，任何候选都还能走到公开（R44.1）"
    return Proof("P08", claim, len(open_worlds), barred is None, way)


def _can_reach(space: Space, goals: set[Candidate]) -> set[Candidate]:
    before: dict[Candidate, list[Candidate]] = {}
    for move in space.moves:
        before.setdefault(move.after, []).append(move.before)
    reached, waiting = set(goals), deque(goals)
    while waiting:
        for world in before.get(waiting.popleft(), ()):
            if world not in reached:
                reached.add(world)
                waiting.append(world)
    return reached
