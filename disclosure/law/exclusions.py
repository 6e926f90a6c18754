"""R33.4, C-8, C-9: time spent asking others is left out of the reply period, as a union and never as a
sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from disclosure.law.workdays import Workdays

Interval = tuple[date, date]  # first and last excluded day, both included
ONE_DAY = timedelta(days=1)


def excluded(asked: date, last: date, bounds: str) -> Interval:
    """One consultation's interval; option `exclusion_bounds` (X5) says whether the day of asking is part of
    it."""
    return (asked if bounds == "sent_to_answer" else asked + ONE_DAY), last


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Disjoint intervals in order; those that touch are one."""
    merged: list[Interval] = []
    for first, last in sorted(intervals):
        if last < first:
            continue
        if merged and first <= merged[-1][1] + ONE_DAY:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def reach(workdays: Workdays, anchor: date, quota: int, merged: Sequence[Interval]) -> date:
    """The day on which the `quota`-th working day after `anchor` outside `merged` falls. An interval that
    begins after that day excludes nothing."""
    end = workdays.after(anchor, quota)
    for first, last in merged:
        if first > end or quota == 0:
            break
        if last > anchor:
            quota += workdays.between(max(first - ONE_DAY, anchor), last)
            end = workdays.after(anchor, quota)
    return end
