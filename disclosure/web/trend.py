"""How long the latest runs of a flow took, as the bars of a small drawing and as a sentence that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Row

from disclosure.cases.flow_health import seconds_of

SHOWN = 30  # runs
HEIGHT, SLOT, BAR = 100, 24, 16  # of the drawing; a template adds the margins


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `top` from the upper left corner. `said` is the run in words."""

    x: int
    top: int
    height: int
    ok: bool
    said: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The oldest run first; a run that has not ended has no bar. `longest` in seconds is as high as `height`."""

    bars: tuple[Bar, ...]
    longest: int
    said: str
    height: int = HEIGHT
    width: int = SHOWN * SLOT
    bar: int = BAR


def trend(runs: Sequence[Row[Any]]) -> Trend | None:
    """Of runs, the newest first; None when not one has ended."""
    ended = [(run, seconds) for run in runs[:SHOWN] if (seconds := seconds_of(run)) is not None][::-1]
    if not ended:
        return None
    took = [seconds for _, seconds in ended]
    longest = max(*took, 1)
    failed = sum(not run.ok for run, _ in ended)
    usual = f"最短 {min(took)} 秒，最长 {max(took)} 秒，中位 {median(took):g} 秒"
    said = f"最近 {len(ended)} 次运行，{usual}，失败 {failed} 次"
    return Trend(
        tuple(_bar(n, run, seconds, longest) for n, (run, seconds) in enumerate(ended)), longest, said
    )


def _bar(n: int, run: Row[Any], seconds: int, longest: int) -> Bar:
    height = max(2, round(HEIGHT * seconds / longest))  # one that took no second is still seen
    begun = run.started_at[:16].replace("T", " ")
    return Bar(
        n * SLOT, HEIGHT - height, height, bool(run.ok), f"{begun} {seconds} 秒{'' if run.ok else '，失败'}"
    )
