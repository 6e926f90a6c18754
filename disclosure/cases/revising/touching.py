"""What a change of the configuration can move at all: so that nothing else is replayed.

Each part of the configuration says when a change of it tells:
- law: by the day that picks it (`regime_by`); what was received before a new value's day stays under the old one, and
  replaying the case shows that by itself;
- calendar: always, from the first day that has changed;
- internal limits, chains of approval, the buffer for mail: at once, for everything open;
- the ladder: at once; it moves the days of its rungs and no case;
- all else (service, letters, lexicon, screening): from the next act on; no date rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from disclosure.law.workdays import Workdays
from disclosure.params import Config

# What is read of the organization when the deadlines of a case are worked out.
_OF_CASES = ("limits", "mail_in_transit", "units")


@dataclass(frozen=True, slots=True)
class Touch:
    """`cases`: deadlines of cases have to be worked out anew; those that lie before `since` cannot have moved (None:
    any may have). `alerts`: the days of the ladder have to be."""

    cases: bool
    since: date | None
    alerts: bool


def touched(live: Config, draft: Config) -> Touch:
    """What can differ between the two."""
    days = first_difference(live.law.workdays, draft.law.workdays)
    otherwise = _rules_differ(live, draft)
    return Touch(
        cases=otherwise or days is not None,
        since=None if otherwise else days,
        alerts=days is not None or live.ladder != draft.ladder,
    )


def first_difference(one: Workdays, other: Workdays) -> date | None:
    """The first day on which the calendars do not say the same, provisional or not being part of what they say."""
    found = [day for day in (_first_day(one, other), _first_provisional(one, other)) if day is not None]
    return min(found, default=None)


def _first_day(one: Workdays, other: Workdays) -> date | None:
    first, last = max(one.first, other.first), min(one.last, other.last)
    if one.first != other.first:
        return min(one.first, other.first)
    day = first
    while day <= last:
        if one.is_workday(day) != other.is_workday(day):
            return day
        day += timedelta(days=1)
    return None if one.last == other.last else last + timedelta(days=1)


def _first_provisional(one: Workdays, other: Workdays) -> date | None:
    days = (one.provisional_from, other.provisional_from)
    return None if days[0] == days[1] else min(day for day in days if day is not None)


def _rules_differ(live: Config, draft: Config) -> bool:
    nothing = Workdays(date.min, ())
    one, other = (replace(config.law, version="", workdays=nothing) for config in (live, draft))
    return one != other or any(
        getattr(live.organization, name) != getattr(draft.organization, name) for name in _OF_CASES
    )
