"""The figures of the annual report, read from the book: T3 from `requests`, T4 from `remedies`, and the cases behind.

The database only adds up what no row tells apart (`reports.counting.Cohort`); which cohort stands in which row is said
once, for the number and for the list behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from sqlalchemy import ColumnElement, Connection, and_, bindparam, extract, func, or_, select

from disclosure.cases.statements import stated_for
from disclosure.errors import BadInput
from disclosure.law.report import counts_parts, form_used
from disclosure.law.terms import Law
from disclosure.reports import checks
from disclosure.reports.checks import Check
from disclosure.reports.counting import (
    Cohort,
    Proceedings,
    cell_of,
    in_column,
    rows_of,
    tally,
    tally_proceedings,
)
from disclosure.reports.figures import T3, Figures
from disclosure.reports.forms import CARRIED_OUT, COLUMNS, FORMS, PROCEEDINGS, RESULTS, SUM, ReportForm
from disclosure.reports.statement import Statement as Stated
from disclosure.reports.statement import before_of
from disclosure.reports.wording import Report, paragraphs
from disclosure.store.statements import Statement
from disclosure.store.tables import catalogue, chain, remedies, requests

_R, _J, _C = requests.c, remedies.c, catalogue.c
_COHORT = (_R.concluded_year, _R.received_year, _R.concluded_as, _R.applicant_kind)
_ALIKE = select(*_COHORT, func.count()).where(_R.received_year <= bindparam("year")).group_by(*_COHORT)
_CONCLUDED = _ALIKE.where(_R.concluded_year >= bindparam("before"))
_PENDING = _ALIKE.where(_R.concluded_year.is_(None))
_WHOLE = _R.split_from.is_(None)
# By whether parts are counted (N5). Two looks, each at one span of ix_requests_report and in its order.
_COUNTS = {
    True: (Statement(_CONCLUDED), Statement(_PENDING)),
    False: (Statement(_CONCLUDED.where(_WHOLE)), Statement(_PENDING.where(_WHOLE))),
}
# A complaint (投诉) is neither 复议 nor 诉讼 and stands in no cell.
# It ended in the year the decision bears, though it may have reached us in the next (N6).
_FILED, _ENDED = (extract("year", day) for day in (_J.filed_on, func.coalesce(_J.decided_on, _J.closed_on)))
_IN_T4 = _J.kind.in_(("reconsideration", "litigation"))
_SUIT = (_J.kind, _J.after_reconsideration, _FILED, _ENDED, _J.result)


@dataclass(frozen=True, slots=True)
class Annual:
    """A report with what it is judged by."""

    report: Report
    checks: tuple[Check, ...]

    @property
    def figures(self) -> Figures:
        return self.report.now


Counted = Sequence[tuple[Cohort, int]]
Counting = Callable[[Connection, Law, int], Counted]


class Cohorts:
    """What was counted last of each year, shared by the threads of one process. It is told again only while the
    history has no further row, so it is always what stands in the database."""

    _MOST = 8  # years; each holds a few hundred cohorts

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[tuple[int, bool], tuple[int, Counted]] = {}

    def of(self, connection: Connection, law: Law, year: int) -> Counted:
        seq = connection.scalar(select(chain.c.seq)) or 0
        key = year, counts_parts(law, year)
        with self._lock:  # one counts, the others wait for it
            at, found = self._held.get(key, (None, ()))
            if at != seq:
                found = cohorts(connection, law, year)
                if len(self._held) >= self._MOST:
                    self._held.clear()
                self._held[key] = seq, found
        return found


def cohorts(connection: Connection, law: Law, year: int) -> Counted:
    """What the reports on `year` and on the year before count."""
    concluded, pending = _COUNTS[counts_parts(law, year)]
    rows = (
        *concluded.rows(connection, {"year": year, "before": year - 1}),
        *pending.rows(connection, {"year": year}),
    )
    return [(Cohort(received, ended, outcome, kind), n) for ended, received, outcome, kind, n in rows]


def requests_table(connection: Connection, law: Law, year: int, form: ReportForm) -> T3:
    """T3 of one year."""
    return tally(cohorts(connection, law, year), year, form, law.outcomes)


def _proceedings(connection: Connection) -> list[tuple[Proceedings, int]]:
    rows = connection.execute(select(*_SUIT, func.count()).where(_IN_T4).group_by(*_SUIT))
    return [(_suit(*cells), n) for *cells, n in rows]


def _suit(kind: str, after: bool, filed: int, ended: int | None, result: str | None) -> Proceedings:
    if kind == "litigation":
        kind = "litigation_after" if after else "litigation_direct"
    return Proceedings(kind, filed, ended, result)


def annual(
    connection: Connection,
    law: Law,
    agency: str,
    year: int,
    name: str | None = None,
    counted: Counting = cohorts,
) -> Annual:
    """The report on `year` in the form `name`, or in the one of its year. Raises NotInForce for a year without."""
    form = FORMS[name or form_used(law, year)]
    found, proceedings = counted(connection, law, year), _proceedings(connection)
    stated = stated_for(connection, year, form)
    now, before = (
        Figures(
            each,
            form,
            stated_for(connection, each, form).amounts,
            tally(found, each, form, law.outcomes),
            tally_proceedings(proceedings, each),
        )
        for each in (year, year - 1)
    )
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_year = _C.published_on.between(first, last)
    published, converted = connection.execute(
        select(func.count(), func.count(_C.candidate_id)).where(in_year)
    ).one()
    report = Report(agency, now, before, stated, published, converted)
    return Annual(report, tuple(_checks(report, stated)))


def _checks(report: Report, stated: Stated) -> Iterator[Check]:
    claims = tuple(text for texts in paragraphs(report) for text in texts)
    yield from checks.cross_sums(replace(report.now, claims=claims))
    yield from checks.carried_over(report.now, before_of(stated, report.before.t3[CARRIED_OUT]))


def numbers(
    connection: Connection,
    law: Law,
    year: int,
    row: str,
    column: str,
    name: str | None = None,
    counted: Counting = cohorts,
) -> list[str]:
    """The numbers of the requests one cell of T3 counts, or of the requests behind a cell of T4 (`T4.reconsideration`,
    `upheld`), once for each proceeding. Raises BadInput for a cell the form does not have."""
    form = FORMS[name or form_used(law, year)]
    if row.startswith("T4."):
        return _numbers_of_proceedings(connection, year, row.removeprefix("T4."), column)
    _known(row, [each.key for each in form.t3], "row")
    _known(column, [each.key for each in COLUMNS], "column")
    alike = [
        _is(cohort)
        for cohort, _ in counted(connection, law, year)
        if row in rows_of(cohort, year, form, law.outcomes) and in_column(cohort.kind, column)
    ]
    if not alike:
        return []
    query = select(_R.number).where(or_(*alike)).order_by(_R.number)
    query = query if counts_parts(law, year) else query.where(_WHOLE)
    return list(connection.scalars(query))


def _is(cohort: Cohort) -> ColumnElement[bool]:
    """Equality with None becomes IS NULL."""
    return and_(
        _R.concluded_year == cohort.concluded,
        _R.received_year == cohort.received,
        _R.concluded_as == cohort.outcome,
        _R.applicant_kind == cohort.kind,
    )


def _numbers_of_proceedings(connection: Connection, year: int, kind: str, column: str) -> list[str]:
    _known(kind, [each.key for each in PROCEEDINGS], "row")
    _known(column, [each.key for each in RESULTS], "column")
    query = (
        select(_R.number, *_SUIT)
        .join(requests, _R.id == _J.request_id)
        .where(_IN_T4)
        .order_by(_R.number, _J.ref)
    )
    found = []
    for number, *cells in connection.execute(query):
        suit = _suit(*cells)
        cell = cell_of(suit, year) if suit.kind == kind else None
        if cell is not None and column in (cell, SUM):
            found.append(number)
    return found


def _known(value: str, known: list[str], field: str) -> None:
    if value not in known:
        raise BadInput(f"表中没有 {value}", f"有 {'、'.join(known)}", "请核对拼写和格式", field=field)
