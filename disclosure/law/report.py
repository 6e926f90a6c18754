"""R49, K12, X15: the annual report is due on a fixed day, which does not roll over."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from disclosure.law.period import Due
from disclosure.law.terms import Law


class Reporter(StrEnum):
    DEPARTMENT = "department"  # R49.1 政府部门
    GOVERNMENT = "government"  # R49.2 政府


def report_due(law: Law, year: int, reporter: Reporter) -> Due:
    """Last day to publish the report on `year`; the law of the first day of the following year picks the
    date."""
    parameter = law.choices[f"report.{reporter}_by"]
    entry = parameter.on(date(year + 1, 1, 1))
    due = date.fromisoformat(f"{year + 1}-{entry.value}")
    return Due(due, entry.rule, entry.basis, f"{parameter.label}（{year} 年度，不顺延）")
