"""Figures of the whole office, or of some units, on one day: what falls due, what came and went, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from disclosure.cases.board import Board, days_of
from disclosure.cases.replies import Replies
from disclosure.cases.rights import Scope
from disclosure.cases.statistics import median, nearest_rank
from disclosure.errors import NotInForce
from disclosure.law.workdays import Workdays

AHEAD = 20  # working days of work to come, and of days gone by


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
    connection: Connection, workdays: Workdays, board: Board, replies: Replies, scope: Scope
) -> Overview:
    today = board.today
    days = _ahead(workdays, today)
    sunday = today + timedelta(days=6 - today.weekday())
    due = days_of(board.due, scope)
    durations, ended = replies.figures(connection, workdays, scope, today)
    return Overview(
        sunday=sunday,
        due_today=due[today],
        due_this_week=sum(n for day, n in due.items() if day <= sunday),
        work=_work(due, days),
        traffic=_traffic(board, workdays, scope),
        replies=ended["met"] + ended["late"],
        on_time=ended["met"],
        median=median(durations),
        ninth=nearest_rank(durations, 90),
    )


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


def _traffic(board: Board, workdays: Workdays, scope: Scope) -> tuple[Traffic, ...]:
    today = board.today
    days = [workdays.after(today, -n) for n in reversed(range(1, AHEAD + 1))] + [today]
    arrived, replied = days_of(board.arrived, scope), days_of(board.replied, scope)

    def of(counts: Mapping[date, int], before: date, day: date) -> int:
        return sum(n for on, n in counts.items() if before < on <= day)

    return tuple(
        Traffic(before + timedelta(days=1), day, of(arrived, before, day), of(replied, before, day))
        for before, day in pairwise(days)
    )
