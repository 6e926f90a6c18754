"""What no draft changes: the situations of a request and the moves between them, read from the chart of the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from disclosure.web.administration import require_roles
from disclosure.web.config.opened import READERS, Render
from disclosure.web.statechart import drawn, whole
from disclosure.web.visitor import House, Signed
from state_machines import REQUEST, Table
from state_machines.table import Arm

At = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Move:
    """The same move from one or several situations. `target` is "" where the situation stays."""

    sources: tuple[str, ...]
    command: str
    target: str
    conditions: tuple[str, ...]
    basis: str


class ChartPages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/config/chart")
        self.router.get("")(self.page)

    def page(self, request: Request, visitor: Signed, at: At = "") -> Response:
        """Of the whole chart, or of what leads on from the situation `at`."""
        require_roles(visitor, READERS, self.house.config)
        if at and at not in REQUEST.states:
            raise HTTPException(404)
        drawing = drawn(REQUEST, at, ()) if at else whole(REQUEST)
        rows = [move for move in moves(REQUEST) if not at or at in move.sources]
        return self.render(
            request, "config/chart.html", chart=REQUEST, here=at, drawing=drawing, moves=rows, others=others
        )


def moves(chart: Table) -> Iterator[Move]:
    """Every move, command by command; of one command in the order in which its conditions are looked at."""
    for command in chart.events:
        alike: dict[tuple[Arm, ...], list[str]] = {}
        for leaf in chart.states:
            arms = chart.arms.get((leaf, command), ())
            tried = tuple(replace(arm, target="") if arm.internal else arm for arm in arms)
            alike.setdefault(tried, []).append(leaf)
        for tried, leaves in alike.items():
            for arm in tried:
                conditions = tuple(_said(chart, *one) for one in arm.when)
                yield Move(tuple(leaves), command, arm.target, conditions, arm.basis)


def _said(chart: Table, fact: str, wanted: bool) -> str:
    return chart.guards[fact] if wanted else f"不符合“{chart.guards[fact]}”"


def others(chart: Table, leaves: Sequence[str]) -> list[str] | None:
    """The situations that are not among `leaves`, where they are fewer to name; else None."""
    rest = [leaf for leaf in chart.states if leaf not in leaves]
    return rest if len(rest) < len(leaves) else None
