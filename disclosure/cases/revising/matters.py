"""Deadlines that belong to no case, under another configuration: each kind says how its day follows from what it is
about. They have no history of their own; the day they were opened on stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, update

from disclosure.cases.caseless import matter_of
from disclosure.cases.duties import annual_report, calendar_notice, reassessment
from disclosure.cases.intake_book import items
from disclosure.cases.proposing import LIMIT, decision_due
from disclosure.cases.revising.comparing import Difference, Unread, said
from disclosure.cases.supervision_opening import answer_period
from disclosure.cases.writing import reached
from disclosure.errors import DisclosureError
from disclosure.law.escalation import SUPERVISION_ANSWER
from disclosure.law.holiday_notice import notice_due
from disclosure.law.period import Due
from disclosure.law.publication import catalogue_check_due, publication_due
from disclosure.law.reassessment import reassessment_due
from disclosure.params import Config
from disclosure.store.tables import calendar_notices, deadlines, reassessments

_D = deadlines.c


@dataclass(frozen=True, slots=True)
class Day:
    due: Due
    expires_on: date | None = None


DayOf = Callable[[Connection, Config, Row[Any]], Day]


def _publication(_: Connection, config: Config, row: Row[Any]) -> Day:
    return Day(publication_due(config.law, row.opened_on))


def _catalogue_check(_: Connection, config: Config, row: Row[Any]) -> Day:
    return Day(catalogue_check_due(config.law, row.opened_on))


def _decision(_: Connection, config: Config, row: Row[Any]) -> Day:
    return Day(decision_due(config, row.opened_on))


def _sorting(_: Connection, config: Config, row: Row[Any]) -> Day:
    return Day(items.sorting_due(config, row.opened_on))


def _supervision_answer(_: Connection, config: Config, row: Row[Any]) -> Day:
    period = answer_period(config, row.opened_on)
    # What its expiry had to do may have been done.
    return Day(period.due, period.expires_on if row.expires_on else None)


def _reassessment(connection: Connection, config: Config, row: Row[Any]) -> Day:
    assessed = select(reassessments.c.assessed_on).where(reassessments.c.number == row.ref)
    return Day(reassessment_due(config.law, connection.execute(assessed).scalar_one()))


def _annual_report(_: Connection, config: Config, row: Row[Any]) -> Day:
    year = int(matter_of(row.ref).rpartition("-")[2])
    return Day(annual_report.days_of(config, year)[row.ref])


def _calendar_notice(connection: Connection, config: Config, row: Row[Any]) -> Day:
    year = select(calendar_notices.c.year).where(calendar_notices.c.number == row.ref)
    return Day(notice_due(config.law, connection.execute(year).scalar_one()))


DAYS: Mapping[str, DayOf] = {
    "publication": _publication,
    "catalogue_check": _catalogue_check,
    LIMIT: _decision,
    items.DEADLINE: _sorting,
    SUPERVISION_ANSWER: _supervision_answer,
    reassessment.DEADLINE: _reassessment,
    annual_report.DEADLINE: _annual_report,
    calendar_notice.DEADLINE: _calendar_notice,
}


@dataclass(frozen=True, slots=True)
class MovedMatter:
    """An open deadline without a case, and the day it falls on under another configuration."""

    id: int
    kind: str
    ref: str
    live: date
    day: Day


@dataclass(frozen=True, slots=True)
class Matters:
    """Those that move; those the draft alone cannot work out (`refused`), those neither can (`left`)."""

    moved: list[MovedMatter] = field(default_factory=list)
    refused: list[Unread] = field(default_factory=list)
    left: list[Unread] = field(default_factory=list)


def moved_matters(connection: Connection, live: Config, draft: Config) -> Matters:
    """The open deadlines of no case that fall on another day under `draft`."""
    found = Matters()
    query = select(_D.id, _D.kind, _D.ref, _D.opened_on, _D.due, _D.provisional, _D.expires_on)
    open_ones = query.where(_D.request_id.is_(None), _D.status == "open").order_by(_D.id)
    for row in connection.execute(open_ones).all():
        try:
            day = DAYS[row.kind](connection, draft, row)
        except DisclosureError as error:
            unread = Unread(None, matter_of(row.ref), error.message)
            (found.refused if _is_read(connection, live, row) else found.left).append(unread)
            continue
        if (day.due.date, day.due.provisional, day.expires_on) != (row.due, row.provisional, row.expires_on):
            found.moved.append(MovedMatter(row.id, row.kind, row.ref, row.due, day))
    return found


def _is_read(connection: Connection, config: Config, row: Row[Any]) -> bool:
    try:
        DAYS[row.kind](connection, config, row)
    except DisclosureError:
        return False
    return True


def differences_of(moved: list[MovedMatter]) -> Iterator[Difference]:
    for one in moved:
        due = one.day.due.date
        if due != one.live:
            yield Difference(None, matter_of(one.ref), one.kind, "due", said(one.live), said(due))


def move(connection: Connection, moved: list[MovedMatter]) -> None:
    """Lay the new days into the table; the ladder is for `rungs` to lay over them."""
    for one in moved:
        due = one.day.due
        cells: dict[str, Any] = {
            "due": due.date,
            "provisional": due.provisional,
            "expires_on": one.day.expires_on,
        }
        if due.date != one.live:
            cells["level"] = reached(connection, one.id, due.date)
        connection.execute(update(deadlines).where(_D.id == one.id, _D.status == "open").values(cells))
