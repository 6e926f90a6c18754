"""What a process has started, for tests that kill it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Of `pid`, the nearest first."""
    found: list[int] = []
    ahead = [pid]
    while ahead:
        for path in Path(f"/proc/{ahead.pop(0)}/task").glob("*/children"):
            with suppress(OSError):
                children = [int(child) for child in path.read_text().split()]
                found += children
                ahead += children
    return found
