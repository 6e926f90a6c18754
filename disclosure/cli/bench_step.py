"""One step of the request statechart, beside the bare look-up it cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from state_machines import REQUEST


def bench_step(*, rounds: int = 100, runs: int = 5) -> list[dict[str, Any]]:
    """µs a step over every (leaf, event) of the chart, all facts true and all facts false by turns. The limit
    is one dictionary look-up of the same pair. Ours and the limit alternate within a run."""
    pairs = list(REQUEST.arms)
    true, false = dict.fromkeys(REQUEST.guards, True), dict.fromkeys(REQUEST.guards, False)
    step, arms = REQUEST.step, REQUEST.arms

    def steps() -> None:
        for leaf, event in pairs:
            step(leaf, event, true)
            step(leaf, event, false)

    def lookups() -> None:
        for leaf, event in pairs:
            arms.get((leaf, event))
            arms.get((leaf, event))

    n = 2 * len(pairs) * rounds
    timed = [(_seconds(steps, rounds), _seconds(lookups, rounds)) for _ in range(runs)]
    ours, limit = (median(column) / n * 1e6 for column in zip(*timed, strict=True))
    return [
        {
            "name": "statechart_step",
            "ours": round(ours, 3),
            "limit": round(limit, 3),
            "ratio": round(limit / ours, 3),
            "unit": "µs",
            "n": n,
            "runs": runs,
        }
    ]


def _seconds(work: Callable[[], None], rounds: int) -> float:
    began = perf_counter()
    for _ in range(rounds):
        work()
    return perf_counter() - began
