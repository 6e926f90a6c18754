"""R18, K13: what was withheld (不予公开的政府信息) is assessed again after the interval the agency has set, counted
from the reply or from the last assessment. A reply from before the rule is counted from its first day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law

_INTERVAL = "reassessment.interval"
_DAY = timedelta(days=1)

Span = tuple[date, date]  # both days included


def reassessment_due(law: Law, assessed: date) -> Due:
    """Last day of the next assessment; `assessed` is the day of the reply or of the last assessment."""
    return period_due(law, _INTERVAL, max(assessed, law.numbers[_INTERVAL].entries[0].since))


def raised_on(law: Law, assessed: date, ahead: int) -> date:
    """The day the next assessment is laid before a person: `ahead` working days before it is due."""
    return law.workdays.after(reassessment_due(law, assessed).date, -ahead)


def days_owed(law: Law, today: date, ahead: int) -> Iterator[Span]:
    """Spans of days: exactly what was last assessed on one of them is to be raised by `today`. One span for each
    value the interval has had, because a shorter interval overtakes a longer one."""
    entries = law.numbers[_INTERVAL].entries
    bounds = [date.min, *(entry.since for entry in entries[1:]), today + _DAY]
    for first, following in pairwise(bounds):
        last = following - _DAY
        while last >= max(first, entries[0].since) and raised_on(law, last, ahead) > today:
            last -= _DAY
        if first <= last and raised_on(law, last, ahead) <= today:
            yield first, last
