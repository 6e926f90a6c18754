"""What has to be true of the secrecy review, by exhaustive search: leaf × how high it has to go × who did what.

The request chart says who may clear (not the author); the review chart says how high a content has to go. Only
both together give two persons for every clearance, so both are read here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from state_machines.proofs.obligations import Proof
from state_machines.table import Table


class Level(StrEnum):
    """Which persons the findings ask for; ANY: nothing was found, or what a handler may settle."""

    NONE = "none"
    ANY = "any"
    OFFICE = "office"


class Person(StrEnum):
    AUTHOR = "author"
    SECOND = "second"
    THIRD = "third"


class Review(NamedTuple):
    leaf: str
    level: Level
    explained: bool = False
    passed_by: Person | None = None
    cleared_by: Person | None = None


class _Step(NamedTuple):
    before: Review
    event: str
    actor: Person
    after: Review


LATER = (Level.ANY, Level.OFFICE)  # what a later screening may find


def prove_secrecy(review: Table, request: Table) -> Iterator[Proof]:
    steps, explored, came_by = _explore(review, _authors_barred(request))
    worlds = set(came_by)
    cleared = [s for s in steps if s.event == "clear"]
    yield _proof(
        "K01",
        "每一审查通过都有两人：提出该内容的人之外，另有一人审查（R17、S35）",
        explored,
        next((s for s in cleared if s.actor is Person.AUTHOR), None),
        came_by,
    )
    yield _proof(
        "K02",
        "筛查提示须由保密机构审查的，科室转出、保密机构另一人通过，缺一不可（S35、S36）",
        explored,
        next(
            (s for s in cleared if s.before.level is Level.OFFICE and s.before.passed_by in (None, s.actor)),
            None,
        ),
        came_by,
    )
    yield _proof(
        "K03",
        "有筛查提示的，承办人说明之前不通过（R17）",
        explored,
        next((s for s in cleared if s.before.level is not Level.NONE and not s.before.explained), None),
        came_by,
    )
    yield _proof(
        "K04",
        "通过之后筛查又有新提示、结论被撤销的，不再是通过（S36）",
        explored,
        next(
            (s for s in steps if s.event in ("find", "withdraw_clearance") and s.after.leaf == "cleared"),
            None,
        ),
        came_by,
    )
    open_worlds = {w for w in worlds if not review.states[w.leaf].final and w.leaf != "cleared"}
    stuck = open_worlds - _leading_to(steps, {w for w in worlds if w.leaf in ("cleared", "refused")})
    yield Proof(
        "K05",
        "没有死路：任何在审的内容都能通过或者不通过",
        len(open_worlds),
        not stuck,
        tuple(sorted(w.leaf for w in stuck)),
    )
    started = {w for w in worlds if w.leaf not in (review.initial, "refused", "voided")}
    fixed = {w.leaf for w in started} - {s.before.leaf for s in steps if s.event == "void"}
    yield Proof(
        "K06",
        "内容一换，原来的审查一律作废，通过的也作废（S35）",
        len(started),
        not fixed,
        tuple(sorted(fixed)),
    )


def _authors_barred(request: Table) -> bool:
    """Every way of the request chart to clear a content asks that the person has not put it on file."""
    arms = [arm for (_, event), found in request.arms.items() if event == "clear" for arm in found]
    return bool(arms) and all(("not_own_work", True) in arm.when for arm in arms)


def _explore(review: Table, barred: bool) -> tuple[list[_Step], int, dict[Review, _Step | None]]:
    came_by: dict[Review, _Step | None] = {Review(review.initial, level): None for level in Level}
    waiting, steps, explored = deque(came_by), [], 0
    while waiting:
        world = waiting.popleft()
        for event in review.lawful(world.leaf):
            for actor in Person:
                if event == "clear" and barred and actor is Person.AUTHOR:
                    continue
                explored += 1
                for after in _after(review, world, event, actor):
                    step = _Step(world, event, actor, after)
                    steps.append(step)
                    if after not in came_by:
                        came_by[after] = step
                        waiting.append(after)
    return steps, explored, came_by


def _after(review: Table, world: Review, event: str, actor: Person) -> Iterator[Review]:
    for secret in (False, True) if event == "determine" else (False,):
        facts = {
            "something_found": world.level is not Level.NONE,
            "office_needed": world.level is Level.OFFICE,
            "another_person": world.passed_by is not actor,
            "determined_secret": secret,
        }
        arm = review.step(world.leaf, event, facts)
        if arm is None:
            continue
        after = world._replace(leaf=arm.target)
        match event:
            case "find":  # never lower than what was found before
                for level in LATER:
                    if not (world.level is Level.OFFICE and level is Level.ANY):
                        yield after._replace(level=level, explained=False, cleared_by=None)
            case "answer_findings":
                yield after._replace(explained=True)
            case "pass_to_office":
                yield after._replace(passed_by=actor)
            case "clear":
                yield after._replace(cleared_by=actor)
            case "withdraw_clearance":
                yield after._replace(cleared_by=None)
            case _:
                yield after


def _leading_to(steps: list[_Step], goals: set[Review]) -> set[Review]:
    reached, grown = set(goals), True
    while grown:
        more = {s.before for s in steps if s.after in reached} - reached
        reached |= more
        grown = bool(more)
    return reached


def _proof(
    name: str, claim: str, explored: int, bad: _Step | None, came_by: dict[Review, _Step | None]
) -> Proof:
    way: list[str] = []
    step = bad
    while step is not None:
        way.append(f"{step.event}({step.actor}) → {step.after.leaf}")
        step = came_by[step.before]
    return Proof(name, claim, explored, bad is None, tuple(reversed(way)))
