"""The stopwatch of the benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter


def seconds(work: Callable[[], object]) -> float:
    """By the clock on the wall: what others do on the machine meanwhile counts."""
    began = perf_counter()
    work()
    return perf_counter() - began
