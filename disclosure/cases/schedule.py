"""When a five-field cron of config/service.yaml last should have run and next will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LOOK = 366  # days: no cron of ours stays silent longer


def last_tick(cron: str, at: datetime) -> datetime | None:
    """The latest minute up to and including `at` on which `cron` fires; in the zone of `at`."""
    return next(_ticks(cron, at, -1), None)


def next_tick(cron: str, at: datetime) -> datetime | None:
    """The first minute after `at` on which `cron` fires."""
    return next(_ticks(cron, at + _MINUTE, +1), None)


def ticks_between(cron: str, since: datetime, until: datetime) -> int:
    """How often `cron` fires after `since` and up to `until`, counted for a year at most."""
    return sum(1 for _ in takewhile(lambda tick: tick <= until, _ticks(cron, since + _MINUTE, +1)))


def _ticks(cron: str, start: datetime, step: int) -> Iterator[datetime]:
    fields = [_numbers(text, *bounds) for text, bounds in zip(cron.split(), _BOUNDS, strict=True)]
    minutes, hours = (sorted(values, reverse=step < 0) for values in fields[:2])
    start = start.replace(second=0, microsecond=0)
    for offset in range(_LOOK):
        day = start + offset * step * _DAY
        if not _fires_on(day, cron, fields):
            continue
        for hour in hours:
            for minute in minutes:
                tick = day.replace(hour=hour, minute=minute)
                if (tick - start) * step >= timedelta(0):
                    yield tick


def _fires_on(day: datetime, cron: str, fields: list[frozenset[int]]) -> bool:
    """As cron has it: when both the day of the month and the weekday are restricted, one of them is enough."""
    _, _, dom, month, dow = fields
    by_date, by_weekday = day.day in dom, bool({day.isoweekday(), day.isoweekday() % 7} & dow)
    either = "*" not in (cron.split()[2], cron.split()[4])
    return day.month in month and (by_date or by_weekday if either else by_date and by_weekday)


def _numbers(text: str, low: int, high: int) -> frozenset[int]:
    """`*`, `a`, `a-b`, lists of them, each with an optional `/step`."""
    values: set[int] = set()
    spans, _, step = text.partition("/")
    for span in spans.split(","):
        first, dash, last = (str(low), "-", str(high)) if span == "*" else span.partition("-")
        values.update(range(int(first), int(last if dash else (high if step else first)) + 1, int(step or 1)))
    return frozenset(values)
