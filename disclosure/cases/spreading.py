"""Working through many requests, spread over the processors."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, ClassVar, Protocol, TypeVar

from disclosure.demand import Grouping, Lexicon, group
from disclosure.errors import EnvironmentFailed

_T = TypeVar("_T")
_R = TypeVar("_R")

_WORTH_IT = 20_000  # requests to be grouped; starting processes takes half a second
_AHEAD = 3  # portions a process may have waiting: all of them at once would be another gigabyte
_MOST = 8  # processes; one collects what all of them read


def grouped_on_all_processors(texts: Sequence[str], lexicon: Lexicon) -> Grouping:
    """`disclosure.demand.group`, many texts in less time. Raises EnvironmentFailed when a process is killed."""
    if len(texts) < _WORTH_IT:
        return group(texts, lexicon)
    with on_all_processors(lexicon, "重复申请") as spread:
        return group(texts, lexicon, spread)


class SpreadOut(Protocol):
    """`work` on every portion with what all of them share; the results in the order of the portions."""

    def __call__(self, work: Callable[[_T, Any], _R], portions: Iterable[_T], /) -> Iterator[_R]: ...


@contextmanager
def on_all_processors(shared: object, what: str) -> Iterator[SpreadOut]:
    """Raises EnvironmentFailed, in which `what` was not worked out, when a process is killed."""
    processes = min(os.cpu_count() or 1, _MOST)
    if processes < 2:
        yield lambda work, portions: (work(portion, shared) for portion in portions)
        return
    try:
        with _pool(shared, processes) as spread:
            yield spread
    except BrokenProcessPool as error:
        raise EnvironmentFailed(
            f"{what}没有算完", "有一个计算进程被系统终止，多半是内存不足", "请释放内存后重试；什么也没有写入"
        ) from error


@contextmanager
def _pool(shared: object, processes: int) -> Iterator[SpreadOut]:
    # A forked copy of a process with threads may hang; a new one may not.
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (shared,)) as pool:

        def spread(work: Callable[[_T, Any], _R], portions: Iterable[_T], /) -> Iterator[_R]:
            under_way: deque[Future[_R]] = deque()
            for portion in portions:
                under_way.append(pool.submit(_run, work, portion))
                if len(under_way) > _AHEAD * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()

        yield spread


class _Process:
    """What a process of the pool keeps from one portion to the next."""

    shared: ClassVar[Any]


def _start(shared: object) -> None:
    _Process.shared = shared
    gc.disable()  # nothing made here forms a cycle


def _run(work: Callable[[Any, Any], _R], portion: Any) -> _R:
    return work(portion, _Process.shared)
