"""N1 to N7: where a request and a proceeding stand in the tables. The one definition of every cell: the count and the
list of cases behind a number both ask it.

N1: new in the year of receipt (R31); a correction does not move that day. N2, N3: one row, by the first reply or the
withdrawal; what is redone on an order is a figure of T4 and not a second result. N4: what is no outcome has no row.
N6: a proceeding is pending at the end of each year it lasts through, and has its result in the year it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from disclosure.law.terms import Outcome
from disclosure.reports.figures import T3, T4
from disclosure.reports.forms import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMNS,
    KINDS,
    NEW,
    PROCEEDINGS,
    RESULTS,
    SUM,
    TOTAL,
    ReportForm,
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The requests that no row of any report tells apart. `concluded` is None while there is no result."""

    received: int
    concluded: int | None
    outcome: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Proceedings:
    """Proceedings alike. `ended` and `result` are None while one is pending."""

    kind: str  # a key of T4
    filed: int
    ended: int | None
    result: str | None


def rows_of(cohort: Cohort, year: int, form: ReportForm, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """The rows of T3 of the report on `year` these requests are counted in."""
    concluded = cohort.concluded
    if cohort.received > year or (concluded is not None and concluded < year):
        return ()
    source = NEW if cohort.received == year else CARRIED_IN
    if concluded != year:
        return source, CARRIED_OUT
    assert cohort.outcome is not None
    return source, form.row_of(outcomes[cohort.outcome].report_row), TOTAL


def cell_of(proceedings: Proceedings, year: int) -> str | None:
    """The result of T4 these stand under in the report on `year`."""
    if proceedings.filed > year or (proceedings.ended is not None and proceedings.ended < year):
        return None
    return proceedings.result or "other" if proceedings.ended == year else "pending"


def in_column(kind: str, column: str) -> bool:
    return column in (kind, SUM)


def tally(
    cohorts: Iterable[tuple[Cohort, int]], year: int, form: ReportForm, outcomes: Mapping[str, Outcome]
) -> T3:
    """T3 of the report on `year`."""
    t3 = {row.key: {column.key: 0 for column in COLUMNS} for row in form.t3}
    for cohort, count in cohorts:
        assert cohort.kind in KINDS
        for row in rows_of(cohort, year, form, outcomes):
            t3[row][cohort.kind] += count
            t3[row][SUM] += count
    return t3


def tally_proceedings(found: Iterable[tuple[Proceedings, int]], year: int) -> T4:
    """T4 of the report on `year`."""
    t4 = {p.key: {result.key: 0 for result in RESULTS} for p in PROCEEDINGS}
    for proceedings, count in found:
        cell = cell_of(proceedings, year)
        if cell is not None:
            t4[proceedings.kind][cell] += count
            t4[proceedings.kind][SUM] += count
    return t4
