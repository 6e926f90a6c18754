"""C-1, C-3, C-4: which days count, 以国务院办公厅放假安排为准.

A day is a working day when the State Council notice of its year says so: Monday to Friday less holidays, plus the
make-up weekend days (调休上班). A year without a notice is computed from the statutory holidays alone and every
answer that leans on it is marked 暂定 (`provisional`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from disclosure.errors import NotInForce


class Workdays:
    """An immutable calendar of consecutive days; every look-up is two list reads."""

    __slots__ = ("_base", "_days", "_last", "_passed", "_working", "provisional_from")

    def __init__(self, first: date, working: Iterable[bool], provisional_from: date | None = None) -> None:
        """`working[i]` tells whether the i-th day after `first` is a working day."""
        self._base = first.toordinal()
        self._working = tuple(working)
        passed, days = [], []
        for offset, is_working in enumerate(self._working):
            if is_working:
                days.append(date.fromordinal(self._base + offset))
            passed.append(len(days))
        self._passed = passed  # working days from `first` up to and including this day
        self._days = days
        self._last = self._base + len(self._working) - 1
        self.provisional_from = provisional_from

    @property
    def first(self) -> date:
        return date.fromordinal(self._base)

    @property
    def last(self) -> date:
        return date.fromordinal(self._last)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if 0 <= index < len(self._working):
            return index
        raise self._missing(day)

    def _missing(self, day: date | None) -> NotInForce:
        what = f"工作日历没有 {day}" if day else f"期间超出工作日历的最后一日 {self.last}"
        return NotInForce(
            what,
            f"config/calendar 现有 {self.first} 至 {self.last}",
            "请核对日期；确需使用的，先在 config/calendar 补录该年放假安排",
        )

    def is_workday(self, day: date) -> bool:
        return self._working[self._index(day)]

    def after(self, day: date, n: int) -> date:
        """The n-th working day after `day`; the day after `day` is the first candidate. n = 0 gives `day` back;
        a negative n counts backwards."""
        if n == 0:
            self._index(day)
            return day
        index = self._index(day)
        position = self._passed[index] + n - 1 if n > 0 else self._passed[index] - self._working[index] + n
        if not 0 <= position < len(self._days):
            raise self._missing(None)
        return self._days[position]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        return self._passed[self._index(end)] - self._passed[self._index(start)]

    def on_or_after(self, day: date) -> date:
        """C-3: `day` itself when it is a working day, else the next one."""
        return day if self._working[self._index(day)] else self.after(day, 1)

    def on_or_before(self, day: date) -> date:
        """X15: `day` itself when it is a working day, else the last one before it."""
        return day if self._working[self._index(day)] else self.after(day, -1)

    def is_provisional(self, day: date) -> bool:
        """True when a count that reaches `day` rests on a year without its notice."""
        return self.provisional_from is not None and day >= self.provisional_from
