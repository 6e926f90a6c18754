"""`disclosure bench transition`: one lawful command through the full door, beside the bare driver and a plain ORM
writing the same rows, in turns within each run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Any

from disclosure.cases.door import Door
from disclosure.cli.bench_book import CYCLE, DAY, drafted_case, hire, open_door
from disclosure.cli.bench_rivals import Orm, Raw, images
from disclosure.params import Config

Turn = Callable[[], None]


def bench_transition(url: str, config: Config, *, n: int = 100, runs: int = 9) -> list[dict[str, Any]]:
    """Commands per second, one client. `limit` is the bare driver, `orm` the plain ORM."""
    door = open_door(url, config)
    try:
        door.store.write(hire)
        number, twin, third = (drafted_case(door) for _ in range(3))
        raw = Raw(door.store, twin, config.version, images(door, twin))
        orm = Orm(door.store, third, config.version, images(door, third))
        turns = (_through(door, number), orm.command, raw.command)
        for turn in turns:
            _seconds(turn, 20)
        took = [[_seconds(turn, n) for turn in turns] for _ in range(runs)]
        raw.close()
    finally:
        door.store.close()
    ours, mapped, bare = (n / median(column) for column in zip(*took, strict=True))
    return [
        {
            "name": "transition",
            "ours": round(ours),
            "limit": round(bare),
            "ratio": round(ours / bare, 2),
            "unit": "commands/s",
            "n": n,
            "runs": runs,
            "orm": round(mapped),
            "ratio_to_orm": round(ours / mapped, 2),
        }
    ]


def _through(door: Door, number: str) -> Turn:
    numbered = enumerate(cycle(CYCLE))

    def turn() -> None:
        i, (command, data, actor) = next(numbered)
        door.do(number, command, data, actor=actor, on=DAY, key=f"bench-{i}")

    return turn


def _seconds(turn: Turn, n: int) -> float:
    began = perf_counter()
    for _ in range(n):
        turn()
    return perf_counter() - began
