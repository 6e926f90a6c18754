"""R49, K12, X15: the annual report is due on a fixed day, which does not roll over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from disclosure.law.period import Due
from disclosure.law.remedy import Agency
from disclosure.law.terms import Law


class Reporter(StrEnum):
    DEPARTMENT = "department"  # R49.1 政府部门
    GOVERNMENT = "government"  # R49.2 政府


GOVERNMENTS = frozenset({Agency.COUNTY_OR_CITY, Agency.PROVINCE})


def reporter_of(agency: Agency) -> Reporter:
    """R49.2 speaks of 县级以上地方人民政府 alone; whoever is no such government keeps the earlier day of R49.1."""
    return Reporter.GOVERNMENT if agency in GOVERNMENTS else Reporter.DEPARTMENT


def report_due(law: Law, year: int, reporter: Reporter) -> Due:
    """Last day to publish the report on `year`; the law of the first day of the following year picks the
    date."""
    parameter = law.choices[f"report.{reporter}_by"]
    entry = parameter.on(raised_on(year))
    due = date.fromisoformat(f"{year + 1}-{entry.value}")
    return Due(due, entry.rule, entry.basis, f"{parameter.label}（{year} 年度，不顺延）")


def preparation_due(law: Law, report: Due, ahead: int) -> Due:
    """G9: the agency's own earlier day, by which the report is drafted and checked: `ahead` working days before
    the last working day that is not after the fixed day (X15)."""
    workdays = law.workdays
    day = workdays.after(workdays.on_or_before(report.date), -ahead)
    provisional = workdays.is_provisional(day)
    return Due(day, "G9", "本机关办理时限", "年度报告起草、审核", provisional=provisional)


def raised_on(year: int) -> date:
    """The day the report on `year` becomes a task."""
    return date(year + 1, 1, 1)


def reports_owed(law: Law, reporter: Reporter, began: date, today: date) -> Iterator[int]:
    """The years whose report has become a task by `today`. A report that was due before the agency `began` to use
    this system is not looked for."""
    year = began.year - 1
    while raised_on(year) <= today:
        if report_due(law, year, reporter).date >= began:
            yield year
        year += 1


def form_used(law: Law, year: int) -> str:
    """R50: the form of the report on `year`, by the first day of the following year."""
    return law.choices["report.form"].on(raised_on(year)).value


def counts_parts(law: Law, year: int) -> bool:
    """N5, X11: whether each part of a split request (F4.0) is counted, instead of the request alone."""
    return law.choices["report.count_unit"].on(raised_on(year)).value == "item"
