"""The statechart of a request as a drawing: every situation in the column of its phase, the present one lit, the moves
this case has made, and those it may make from here. Derived from the chart alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from state_machines import Table

WIDTH, HEIGHT = 132, 34  # of a box
ACROSS, DOWN, HEAD = 30, 12, 34  # between boxes; above the first
BEND = 22  # how far a line within one column swings out


@dataclass(frozen=True, slots=True)
class Box:
    """`standing`: here, next, been, or "" for a situation this case has not come to and cannot come to at once."""

    x: int
    y: int
    label: str
    standing: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """`path` in the language of SVG; `standing`: next or been."""

    path: str
    standing: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`phases` are (x, label, whether the present situation is in it); `box` is the size of every box; `said` tells
    the drawing in words."""

    width: int
    height: int
    phases: tuple[tuple[int, str, bool], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    said: str
    box: tuple[int, int] = (WIDTH, HEIGHT)


def drawn(chart: Table, here: str, history: Iterable[Mapping[str, Any]]) -> Drawing:
    """`history` are the steps of the case, each with `from` and `to`."""
    made = dict.fromkeys((step["from"], step["to"]) for step in history if step["from"] != step["to"])
    ahead = _ahead(chart, here)
    been = {leaf for move in made for leaf in move}
    places = dict(_places(chart))
    boxes = [
        _box(chart, leaf, place, here, ahead.get(leaf, ()), leaf in been) for leaf, place in places.items()
    ]
    taken = [_line(places[first], places[last], "been") for first, last in made if first in places]
    open_ = [_line(places[here], places[leaf], "next") for leaf in ahead]
    return _drawing(chart, boxes, [*taken, *open_], _said(chart, here, ahead), chart.states[here].phase)


def whole(chart: Table) -> Drawing:
    """Every situation and every move from one to another, of no case in particular."""
    places = dict(_places(chart))
    boxes = [
        Box(*place, chart.states[leaf].label, "", chart.states[leaf].label) for leaf, place in places.items()
    ]
    ways = dict.fromkeys(
        (leaf, arm.target) for (leaf, _), arms in chart.arms.items() for arm in arms if arm.target != leaf
    )
    lines = [_line(places[first], places[last], "been") for first, last in ways]
    said = f"共 {len(chart.states)} 个环节，分 {len(chart.phases)} 个阶段，环节之间有 {len(ways)} 条路"
    return _drawing(chart, boxes, lines, said)


def _drawing(
    chart: Table, boxes: Sequence[Box], lines: Sequence[Line], said: str, phase_here: str = ""
) -> Drawing:  # fmt: skip
    return Drawing(
        width=len(chart.phases) * (WIDTH + ACROSS),
        height=max(box.y for box in boxes) + HEIGHT + DOWN,
        phases=tuple(
            (n * (WIDTH + ACROSS), label, phase == phase_here)
            for n, (phase, label) in enumerate(chart.phases.items())
        ),
        boxes=tuple(boxes),
        lines=tuple(lines),
        said=said,
    )


def _ahead(chart: Table, here: str) -> Mapping[str, Sequence[str]]:
    """Where one step may lead from here, and the labels of the steps."""
    found: dict[str, list[str]] = {}
    for event in chart.lawful(here):
        for arm in chart.arms[here, event]:
            if arm.target != here:
                labels = found.setdefault(arm.target, [])
                if chart.labels[event] not in labels:
                    labels.append(chart.labels[event])
    return found


def _places(chart: Table) -> Iterator[tuple[str, tuple[int, int]]]:
    """The upper left corner of every box."""
    for column, phase in enumerate(chart.phases):
        inside = [leaf for leaf, state in chart.states.items() if state.phase == phase]
        for row, leaf in enumerate(inside):
            yield leaf, (column * (WIDTH + ACROSS), HEAD + row * (HEIGHT + DOWN))


def _box(
    chart: Table, leaf: str, place: tuple[int, int], here: str, ways: Sequence[str], been: bool
) -> Box:  # fmt: skip
    standing, said = "been" if been else "", chart.states[leaf].label
    if leaf == here:
        standing, said = "here", f"{said}（现在）"
    elif ways:
        standing, said = "next", f"{said}（{'、'.join(ways)}）"
    return Box(*place, chart.states[leaf].label, standing, said)


def _line(first: tuple[int, int], last: tuple[int, int], standing: str) -> Line:
    """From side to side of two boxes; within a column out to the right and back."""
    (x1, y1), (x2, y2) = first, last
    y1, y2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    if x1 == x2:
        x1 = x2 = x1 + WIDTH
        bend1 = bend2 = x1 + BEND
    elif x1 < x2:
        x1 += WIDTH
        bend1, bend2 = x1 + ACROSS, x2 - ACROSS
    else:
        x2 += WIDTH
        bend1, bend2 = x1 - ACROSS, x2 + ACROSS
    return Line(f"M{x1} {y1}C{bend1} {y1} {bend2} {y2} {x2} {y2}", standing)


def _said(chart: Table, here: str, ahead: Mapping[str, Sequence[str]]) -> str:
    ways = "、".join(f"{chart.states[leaf].label}（{'、'.join(labels)}）" for leaf, labels in ahead.items())
    return f"现在是“{chart.states[here].label}”；" + (f"从这里可以到：{ways}" if ways else "没有下一步")
