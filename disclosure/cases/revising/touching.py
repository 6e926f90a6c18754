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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from disclosure.cases.clockwork import STEP_KINDS
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from state_machines import REQUEST

# What is read of the organization when the deadlines of a case are worked out, beside the limits of its steps.
_OF_CASES = ("mail_in_transit", "units")


class Limited(NamedTuple):
    """Deadlines by their kind, the beginning of their `ref`, and whether settled ones among them move too."""

    kind: str
    ref: str = ""
    settled: bool = False


# What each limit is the limit of; those of no case are not listed.
_LIMITED: Mapping[str, Limited] = {
    "complaint": Limited("remedy_decision", settled=True),
    "secrecy_review": Limited("step"),
    **{kind: Limited(kind) for kind in STEP_KINDS | {"discontinuation", "archiving"}},
    **{state: Limited("step", f"{state}:") for state in REQUEST.states if state != "secrecy_review"},
}


@dataclass(frozen=True, slots=True)
class Touch:
    """`cases`: deadlines of cases have to be worked out anew; those that lie before `since` cannot have moved, nor
    those that are not `limited` (None: any may have). `alerts`: the days of the ladder have to be."""

    cases: bool
    alerts: bool
    since: date | None = None
    limited: frozenset[Limited] | None = None


def touched(live: Config, draft: Config) -> Touch:
    """What can differ between the two."""
    days = first_difference(live.law.workdays, draft.law.workdays)
    alerts = days is not None or live.ladder != draft.ladder
    if _rules_differ(live, draft):
        return Touch(cases=True, alerts=alerts)
    limits = (live.organization.limits, draft.organization.limits)
    steps = {
        name for name in limits[0].keys() | limits[1].keys() if limits[0].get(name) != limits[1].get(name)
    }
    if steps and days is not None:
        return Touch(cases=True, alerts=alerts)
    limited = frozenset(_LIMITED[step] for step in steps & _LIMITED.keys()) if steps else None
    return Touch(bool(steps) or days is not None, alerts, days, limited)


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
