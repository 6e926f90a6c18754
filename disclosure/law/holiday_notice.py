"""C-4: the 放假安排 of a year comes late in the year before; from a day of config/ on, a missing one is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from disclosure.law.period import Due
from disclosure.law.terms import Law, Unit


def notices_owed(law: Law, today: date) -> Iterator[int]:
    """Years whose notice can be expected by `today` and is not in the calendar."""
    missing = law.workdays.provisional_from
    if missing is None:
        return
    for year in range(missing.year, law.workdays.last.year + 1):
        if expected_from(law, year) <= today:
            yield year


def expected_from(law: Law, year: int) -> date:
    """The first day on which the missing notice of `year` is somebody's task."""
    return _day(law, "holiday_notice.expected_from", year)


def notice_due(law: Law, year: int) -> Due:
    """Last day to enter the notice of `year`; it does not roll over."""
    parameter = law.choices["holiday_notice.needed_by"]
    day = _day(law, parameter.key, year)
    entry = parameter.on(day)
    return Due(day, entry.rule, entry.basis, f"{parameter.label}（{year} 年，不顺延）")


def statutory_days(law: Law, year: int) -> int:
    """How many weekdays off the notice of `year` has, less the weekend days worked for them: a holiday that falls
    on a weekend is made up for (补假), and every other weekday off is worked for."""
    return law.number("holiday_notice.statutory_days", date(year, 12, 31), Unit.DAY).value


def _day(law: Law, key: str, year: int) -> date:
    value = law.choices[key].on(date(year - 1, 1, 1)).value
    return date.fromisoformat(f"{year - 1}-{value}")
