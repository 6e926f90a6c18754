"""The figures of one report, known or not, and their JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from disclosure.reports.forms import COLUMNS, FORMS, PROCEEDINGS, RESULTS, ReportForm

Count = int | None  # None: not known
Amount = int | Decimal | None  # of T2: an amount is in 万元
T2 = Mapping[str, Mapping[str, Amount]]
T3 = Mapping[str, Mapping[str, Count]]
T4 = Mapping[str, Mapping[str, Count]]


@dataclass(frozen=True, slots=True)
class Figures:
    """`claims` are sentences with numbers published beside the tables, `notes` what was odd about how they were
    written."""

    year: int | None  # None when a published table does not say
    form: ReportForm
    t2: T2
    t3: T3
    t4: T4
    claims: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def document(figures: Figures, checks: list[dict[str, Any]]) -> dict[str, Any]:
    """The document of the contract. Decimals are numbers as written."""
    return {
        "year": figures.year,
        "format": figures.form.name,
        "T2": {row: {column: plain(v) for column, v in cells.items()} for row, cells in figures.t2.items()},
        "T3": figures.t3,
        "T4": figures.t4,
        "checks": checks,
    }


def plain(value: Amount) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def empty_t2(form: ReportForm) -> dict[str, dict[str, Amount]]:
    return {row.key: {c.key: None for c in table.columns} for table in form.t2 for row in table.rows}


def nothing(year: int | None, name: str) -> Figures:
    """A report of which nothing is known."""
    form = FORMS[name]
    t3 = {row.key: {column.key: None for column in COLUMNS} for row in form.t3}
    t4 = {p.key: {result.key: None for result in RESULTS} for p in PROCEEDINGS}
    return Figures(year, form, empty_t2(form), t3, t4)
