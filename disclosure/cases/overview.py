"""Figures of the whole office, or of some units, on one day: what falls due, what came and went, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, and_, func, select

from disclosure.cases.replies import Replies
from disclosure.cases.rights import Scope
from disclosure.cases.statistics import median, nearest_rank
from disclosure.errors import NotInForce
from disclosure.law.workdays import Workdays
from disclosure.store.standing import OPEN_DEADLINE
from disclosure.store.tables import deadlines, requests

AHEAD = 20  # working days of work to come, and of days gone by

OWED = ("reply", "redo")  # what has to be answered

_D, _R = deadlines.c, requests.c


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """How many replies fall due from `day` to `until`: a working day and the rest days after it."""

    day: date
    until: date
    due: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """Cases that came in and replies that went out from `since` to `day`: a working day and the rest days before it."""

    since: date
    day: date
    arrived: int
    replied: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`median` and `ninth` (90th percentile) in working days from receipt to reply, both over the last 365 days; None
    without any reply. `on_time` of `replies` were made by their day."""

    sunday: date  # the end of this week
    due_today: int
    due_this_week: int
    work: tuple[DayOfWork, ...]
    traffic: tuple[Traffic, ...]
    replies: int
    on_time: int
    median: float | None
    ninth: int | None


def overview(
    connection: Connection, workdays: Workdays, replies: Replies, scope: Scope, today: date
) -> Overview:
    days = _ahead(workdays, today)
    sunday = today + timedelta(days=6 - today.weekday())
    due = _by_day(connection, _D.due, _owed(scope, today, max(days[-1], sunday)))
    durations, ended = replies.figures(connection, scope, today)
    return Overview(
        sunday=sunday,
        due_today=due.get(today, 0),
        due_this_week=sum(n for day, n in due.items() if day <= sunday),
        work=_work(due, days),
        traffic=_traffic(connection, workdays, scope, today),
        replies=ended["met"] + ended["late"],
        on_time=ended["met"],
        median=median(durations),
        ninth=nearest_rank(durations, 90),
    )


def _owed(scope: Scope, first: date, last: date) -> ColumnElement[bool]:
    return and_(OPEN_DEADLINE, _D.kind.in_(OWED), _D.due.between(first, last), scope.on(_D.unit))


def _ahead(workdays: Workdays, today: date) -> list[date]:
    """Today, the working days after it as far as the calendar goes, and the one where the last of them ends."""
    days = [today]
    with suppress(NotInForce):
        days += [workdays.after(today, n) for n in range(1, AHEAD + 1)]
    return days


def _work(due: Mapping[date, int], days: Sequence[date]) -> tuple[DayOfWork, ...]:
    return tuple(
        DayOfWork(
            day, following - timedelta(days=1), sum(n for on, n in due.items() if day <= on < following)
        )
        for day, following in pairwise(days)
    )


def _by_day(
    connection: Connection, column: ColumnElement[date], condition: ColumnElement[bool]
) -> dict[date, int]:
    query = select(column, func.count()).where(condition).group_by(column)
    return {row[0]: row[1] for row in connection.execute(query)}


def _traffic(connection: Connection, workdays: Workdays, scope: Scope, today: date) -> tuple[Traffic, ...]:
    days = [workdays.after(today, -n) for n in reversed(range(1, AHEAD + 1))] + [today]
    arrived, replied = (
        _by_day(connection, column, and_(column > days[0], column <= today, scope.on(_R.unit)))
        for column in (_R.filed_on, _R.replied_on)
    )

    def of(counts: Mapping[date, int], before: date, day: date) -> int:
        return sum(n for on, n in counts.items() if before < on <= day)

    return tuple(
        Traffic(before + timedelta(days=1), day, of(arrived, before, day), of(replied, before, day))
        for before, day in pairwise(days)
    )
