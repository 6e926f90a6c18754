"""Figures of a period for those who run the office: how many came in and were concluded, how long it took, how many
in time. By channel, unit, row of 表三, duration or month.

The annual report counts by year and by the first result (N1 to N3); here a case stands with its present reply, as the
lights and the lists do. Days are all working days from receipt to reply (R33.2), those of 征求意见 among them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, and_, case, func, literal_column, or_, select

from disclosure.cases.words import CHANNELS
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from disclosure.reports.forms import FORMS
from disclosure.store.tables import requests

_R = requests.c
# Withdrawn is concluded without a reply; what waits for the end of a proceeding is not concluded yet. Written out,
# because PostgreSQL takes two parameters of one value for two expressions and would not group by it.
_WITHDRAWN = literal_column("'withdrawn'", String)
_ENDED = func.coalesce(_R.replied_on, case((_R.state == _WITHDRAWN, _R.closed_on)))
BANDS: Mapping[int, str] = {5: "5 个工作日以内", 10: "6 至 10 个", 20: "11 至 20 个", 40: "21 至 40 个"}
_LONGER, _OPEN = "more", "open"
BY = {"channel": "渠道", "unit": "承办单位", "category": "办理结果", "duration": "办理用时", "month": "月份"}
_FORM = FORMS["2021"]


@dataclass
class Figures:
    """`days`: working days to the reply → how many took so many."""

    received: int = 0
    closed: int = 0
    on_time: int = 0
    late: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def document(self) -> dict[str, Any]:
        """Rates in hundredths of one; None where nothing was replied to."""
        replied = self.on_time + self.late
        return {
            "received": self.received,
            "closed": self.closed,
            "replied": replied,
            "median_days": median(self.days),
            "p90_days": nearest_rank(self.days, 90),
            "on_time": self.on_time,
            "late": self.late,
            "on_time_rate": round(self.on_time / replied, 4) if replied else None,
        }


def median(days: Counter[int]) -> float | None:
    """The middle one, or half-way between the two in the middle."""
    n = days.total()
    if not n:
        return None
    low, high = _at(days, (n + 1) // 2), _at(days, n // 2 + 1)
    return low if low == high else (low + high) / 2


def nearest_rank(days: Counter[int], percent: int) -> int | None:
    """The smallest number of days within which `percent` of a hundred were replied to."""
    n = days.total()
    return _at(days, -(-n * percent // 100)) if n else None


def _at(days: Counter[int], rank: int) -> int:
    for value in sorted(days):
        rank -= days[value]
        if rank <= 0:
            return value
    raise AssertionError("a rank is at most the total")


def _together(groups: Mapping[str, Figures]) -> Figures:
    """Of whatever dimension: each request stands in one group of it as received, and in one as concluded."""
    whole = Figures()
    for each in groups.values():
        whole.received += each.received
        whole.closed += each.closed
        whole.on_time += each.on_time
        whole.late += each.late
        whole.days += each.days
    return whole


Key = tuple[Any, ...]  # what a group is made of, as the database gives it


@dataclass(frozen=True, slots=True)
class _Dimension:
    """What the database groups by, for what came in and for what was concluded; and the group it means."""

    received: tuple[ColumnElement[Any], ...]
    concluded: tuple[ColumnElement[Any], ...]
    group: Callable[[Key], str]


def statistics(
    connection: Connection, config: Config, since: date, until: date, by: str | None
) -> dict[str, Any]:
    """From `since` to `until`, both included; by one of BY, or by each of them."""
    names = [by] if by else list(BY)
    found = {
        name: _counted(connection, config.law.workdays, since, until, _dimension(name, config))
        for name in names
    }
    return {
        "from": since,
        "to": until,
        "total": _together(next(iter(found.values()))).document(),
        "groups": {name: list(_told(name, groups, config)) for name, groups in found.items()},
    }


def _counted(
    connection: Connection, workdays: Workdays, since: date, until: date, dimension: _Dimension
) -> dict[str, Figures]:
    groups: dict[str, Figures] = {}
    for row in _grouped(connection, dimension.received, _R.received_on.between(since, until)):
        groups.setdefault(dimension.group(tuple(row[:-1])), Figures()).received += row[-1]
    took = (_R.received_on, _R.replied_on, _R.clock_status)
    # _ENDED in two halves: each is found by an index of its own.
    withdrawn = and_(_R.state == _WITHDRAWN, _R.replied_on.is_(None), _R.closed_on.between(since, until))
    concluded = and_(or_(_R.replied_on.between(since, until), withdrawn), _R.received_on.is_not(None))
    for row in _grouped(connection, (*dimension.concluded, *took), concluded):
        *key, received, replied, status, n = row
        figures = groups.setdefault(dimension.group(tuple(key)), Figures())
        figures.closed += n
        if replied is not None:
            figures.days[workdays.between(received, replied)] += n
            figures.on_time += n if status == "met" else 0
            figures.late += n if status != "met" else 0
    return groups


def _grouped(
    connection: Connection, columns: tuple[ColumnElement[Any], ...], which: ColumnElement[bool]
) -> Iterator[Row[Any]]:
    """Requests no column tells apart are added up by the database."""
    query = select(*columns, func.count()).where(which)
    yield from connection.execute(query.group_by(*columns))


def _dimension(name: str, config: Config) -> _Dimension:
    workdays, outcomes = config.law.workdays, config.law.outcomes
    match name:
        case "channel" | "unit":
            return _Dimension((_R[name],), (_R[name],), lambda key: str(key[0]))
        case "category":
            result = (_R.outcome, _ENDED)

            def row_of(key: Key) -> str:
                return _OPEN if key[1] is None or key[0] is None else outcomes[key[0]].report_row

            return _Dimension(result, result, row_of)
        case "duration":
            span = (_R.received_on, _ENDED)
            return _Dimension(span, span, lambda key: band(workdays.between(*key) if key[1] else None))
        case _:
            return _Dimension((_R.received_on,), (_ENDED,), lambda key: f"{key[0]:%Y-%m}")


def band(days: int | None) -> str:
    """Which of BANDS, by its upper end; `more` above them, `open` for what is not concluded."""
    if days is None:
        return _OPEN
    limits = list(BANDS)
    place = bisect_left(limits, days)
    return str(limits[place]) if place < len(limits) else _LONGER


def _told(name: str, groups: Mapping[str, Figures], config: Config) -> Iterator[dict[str, Any]]:
    """In the order of the house, each with its label; what it does not know last."""
    labels = _labels(name, config)
    order = [key for key in labels if key in groups]
    for key in (*order, *sorted(groups.keys() - labels.keys())):
        yield {"key": key, "label": labels.get(key, key), **groups[key].document()}


def _labels(name: str, config: Config) -> Mapping[str, str]:
    pending = {_OPEN: "未办结"}
    match name:
        case "channel":
            return CHANNELS
        case "unit":
            return {code: unit.label for code, unit in config.organization.units.items()}
        case "category":
            rows = (row for row in _FORM.t3 if row.key in _FORM.results)
            return {row.key: " ".join((*row.under[1:], row.title)) for row in rows} | pending
        case "duration":
            return {str(limit): label for limit, label in BANDS.items()} | {_LONGER: "40 个以上"} | pending
        case _:
            return {}
