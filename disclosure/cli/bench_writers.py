"""`disclosure bench writers`: eight who write at once, as threads and as processes. Nobody may wait long."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import cycle, repeat
from time import perf_counter
from typing import Any

from disclosure.cases.door import Door
from disclosure.cli.bench_book import CYCLE, DAY, drafted_case, hire, open_door
from disclosure.params import Config, default_directory, load

WRITERS = 8
PATIENCE = 60  # seconds for the last process to be ready
# Longest wait in milliseconds that the design allows.
ALLOWED = {"threads": 250, "processes": 3000}

Waits = tuple[int, float]  # commands answered, longest wait in seconds


def bench_writers(url: str, config: Config, *, seconds: float) -> list[dict[str, Any]]:
    """The longest wait of any writer in milliseconds, and how many commands the slowest got through."""
    door = open_door(url, config)
    try:
        door.store.write(hire)
        numbers = [drafted_case(door) for _ in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            threads = list(pool.map(lambda number: _write(door, number, seconds, "t"), numbers))
    finally:
        door.store.close()
    return [
        _row("threads", threads, seconds),
        _row("processes", _processes(url, numbers, seconds), seconds),
    ]


def _processes(url: str, numbers: list[str], seconds: float) -> list[Waits]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(WRITERS, context) as pool:
        start = manager.Barrier(len(numbers), timeout=PATIENCE)
        return list(pool.map(_process, repeat(url), numbers, repeat(seconds), repeat(start)))


def _process(url: str, number: str, seconds: float, start: threading.Barrier) -> Waits:
    door = open_door(url, load(default_directory()))
    try:
        start.wait()
        return _write(door, number, seconds, "p")
    finally:
        door.store.close()


def _write(door: Door, number: str, seconds: float, who: str) -> Waits:
    began = now = perf_counter()
    done, longest = 0, 0.0
    for command, data, actor in cycle(CYCLE):
        door.do(number, command, data, actor=actor, on=DAY, key=f"{who}-{done}")
        done += 1
        longest, now = max(longest, perf_counter() - now), perf_counter()
        # Leave the case as it was found, so that the next writer can go round.
        if now - began > seconds and done % len(CYCLE) == 0:
            break
    return done, longest


def _row(kind: str, waits: list[Waits], seconds: float) -> dict[str, Any]:
    longest = max(wait for _, wait in waits) * 1000
    return {
        "name": f"writers_{kind}",
        "ours": round(longest, 1),
        "limit": ALLOWED[kind],
        "ratio": round(longest / ALLOWED[kind], 3),
        "unit": "ms",
        "n": sum(done for done, _ in waits),
        "runs": 1,
        "per_second": round(sum(done for done, _ in waits) / seconds),
        "fewest": min(done for done, _ in waits),
        "most": max(done for done, _ in waits),
    }
