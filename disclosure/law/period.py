"""C-1 to C-4: where a period of days, months or years ends, and the `Due` every rule of a topic returns."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from disclosure.errors import NotInForce
from disclosure.law.terms import UNIT_LABEL, Dated, Entry, Law, Unit
from disclosure.law.workdays import Workdays

Day = date  # inside a class with a field named `date`


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """`rolled_over`: the last day was a day off and moved to the next working day (C-3)."""

    date: date
    provisional: bool
    rolled_over: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A last day with its rule id and its article in Chinese. `start` is the day before day 1 of a counted
    period of `length` units; a day set by decision has none."""

    date: date
    rule: str
    basis: str
    label: str
    start: Day | None = None
    length: int = 0
    unit: Unit = Unit.WORKING_DAY
    rolled_over: bool = False
    provisional: bool = False

    @property
    def sentence(self) -> str:
        if self.start is None:
            return f"{self.label}：{self.date}（{self.basis}）"
        rolled = "，末日为休息日，顺延" if self.rolled_over else ""
        length = f"{self.start} 的次日起 {self.length} {UNIT_LABEL[self.unit]}"
        return f"{self.label}：{length}{rolled}，至 {self.date} 届满（{self.basis}）"


def period_end(workdays: Workdays, start: date, n: int, unit: Unit) -> PeriodEnd:
    """End of a period of `n` units; the day after `start` is its first day (C-1). Working days cannot end
    on a day off (C-4); the other units roll over (C-3)."""
    if unit is Unit.WORKING_DAY:
        end = workdays.after(start, n)
        return PeriodEnd(end, workdays.is_provisional(end), rolled_over=False)
    last = corresponding_day(start, n, unit)
    end = workdays.on_or_after(last)
    return PeriodEnd(end, workdays.is_provisional(end), rolled_over=end != last)


def period_due(law: Law, key: str, start: date, on: date | None = None) -> Due:
    """The period of parameter `key` counted from `start`; `on` is the day that picks the law (`regime_by`)
    when it is not `start` itself."""
    parameter = law.numbers[key]
    entry = parameter.on(on or start)
    return _due(law.workdays, parameter, entry, start, entry.value)


def counted_due(law: Law, key: str, start: date, on: date, length: int) -> Due:
    """As `period_due`, for a length that was set by hand within the same rule."""
    parameter = law.numbers[key]
    return _due(law.workdays, parameter, parameter.on(on), start, length)


def _due(workdays: Workdays, parameter: Dated[int], entry: Entry[int], start: date, length: int) -> Due:
    end = period_end(workdays, start, length, parameter.unit)
    return Due(
        end.date,
        entry.rule,
        entry.basis,
        parameter.label,
        start,
        length,
        parameter.unit,
        end.rolled_over,
        end.provisional,
    )


def corresponding_day(start: date, n: int, unit: Unit) -> date:
    """Last day before any roll-over; C-2: the day of the same number, or the month's last day where there
    is none."""
    months = {Unit.MONTH: 1, Unit.YEAR: 12}
    assert unit is Unit.DAY or unit in months, f"a period is not counted in {unit}"
    try:
        if unit is Unit.DAY:
            return start + timedelta(days=n)
        year, month = divmod(start.year * 12 + start.month - 1 + n * months[unit], 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise NotInForce(
            f"自 {start} 起 {n} {UNIT_LABEL[unit]}超出可计算的日期", "历法只到公元 9999 年", "请核对天数"
        ) from error
