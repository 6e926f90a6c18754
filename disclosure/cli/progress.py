"""A bar on stderr for what takes over two seconds; nothing for what does not, or when nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")
QUIET_SECONDS = 2.0


def tracked(items: Sequence[T], label: str) -> Iterator[T]:
    """`items` one by one; the bar appears after two seconds on a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=len(items), visible=False)
    with bar:
        for item in items:
            yield item
            bar.update(task, advance=1, visible=time.monotonic() - started > QUIET_SECONDS)


@contextmanager
def counted(label: str) -> Iterator[Callable[[int, int], None]]:
    """A function to call with (done, total) now and then; the bar appears after two seconds on a terminal."""
    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    task = bar.add_task(label, total=None, visible=False)
    with bar:
        yield lambda done, total: bar.update(
            task, completed=done, total=total, visible=time.monotonic() - started > QUIET_SECONDS
        )
