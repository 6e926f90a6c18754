"""One step of a history, and what an effect makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.cases.facts import Facts, Tick
from disclosure.errors import Conflict

Changes = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One history row as the fold reads it. `data` is the parsed JSON, days as ISO text."""

    n: int
    command: str
    actor: str
    on: date
    to_state: str
    data: Mapping[str, Any]

    def tick(self, event: str, **values: Any) -> Tick:
        return Tick(n=self.n, on=self.on, event=event, **values)


Effect = Callable[[Facts, Step], Changes]


def ticked(facts: Facts, *ticks: Tick) -> Changes:
    return {"ticks": facts.ticks + ticks}


def require_seen(number: str, seen: int | None, last: int) -> None:
    """Raises Conflict when the step a person saw is not the last one any more; None was said by nobody."""
    if seen is not None and seen != last:
        raise Conflict(
            f"{number} 已被他人办理",
            f"您看到的是第 {seen} 步，现已到第 {last} 步",
            "查看最新情况后重新办理",
        )
