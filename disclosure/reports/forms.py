"""R50: the two official forms of the annual report, as data. 国办公开办函〔2021〕30号 from the report on 2021 on,
国办公开办函〔2019〕60号 for 2019 and 2020. `forms.json` holds nothing but the headings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its key in our JSON, its heading."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of T3. `alias` is its name in the published collections, `under` the headings above it, outermost
    first."""

    key: str
    title: str
    alias: str
    under: tuple[str, ...]

    @property
    def label(self) -> str:
        return " ".join((*self.under, self.title))


@dataclass(frozen=True, slots=True)
class SmallTable:
    """One of the tables of T2."""

    item: str
    columns: tuple[Head, ...]
    rows: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class ReportForm:
    name: str
    document: str
    t2: tuple[SmallTable, ...]
    t3: tuple[Row, ...]

    @property
    def results(self) -> tuple[str, ...]:
        """The rows T3.3.7 adds up (A2)."""
        return tuple(row.key for row in self.t3 if row.key not in (NEW, CARRIED_IN, TOTAL, CARRIED_OUT))

    def row_of(self, report_row: str) -> str:
        """The row of this form for the row an outcome has in the newest (facts §1.4): the form of 2019 has one row for
        all of 其他处理, and none for unpaid fees (F6 came later)."""
        if report_row in self.results:
            return report_row
        return next(key for key in self.results if report_row.startswith(f"{key}."))


NEW, CARRIED_IN, TOTAL, CARRIED_OUT = "T3.1", "T3.2", "T3.3.7", "T3.4"
SUM = "total"  # the column, in T3 as in T4


def _heads(entries: list[dict[str, str]]) -> tuple[Head, ...]:
    return tuple(Head(entry["key"], entry["title"]) for entry in entries)


def _form(name: str, data: Mapping[str, Any]) -> ReportForm:
    small = (SmallTable(t["item"], _heads(t["columns"]), _heads(t["rows"])) for t in data["T2"])
    rows = (Row(r["key"], r["title"], r["alias"], tuple(r["under"])) for r in data["T3"])
    return ReportForm(name, data["document"], tuple(small), tuple(rows))


_DATA: Mapping[str, Any] = json.loads(files(__package__).joinpath("forms.json").read_text(encoding="utf-8"))
SECTIONS: tuple[str, ...] = tuple(_DATA["sections"])
CORNER: str = _DATA["corner"]
COLUMNS = _heads(_DATA["columns"])  # of T3, the total last
KINDS = tuple(column.key for column in COLUMNS[:-1])  # N7: exclusive
PROCEEDINGS = _heads(_DATA["proceedings"])
RESULTS = _heads(_DATA["results"])  # of T4, the total last
PROCEEDING_ALIASES: Mapping[str, str] = {entry["alias"]: entry["key"] for entry in _DATA["proceedings"]}
FORMS: Mapping[str, ReportForm] = {name: _form(name, data) for name, data in _DATA["forms"].items()}
COLUMN_TITLES: Mapping[str, str] = {column.key: column.title for column in COLUMNS}
RESULT_TITLES: Mapping[str, str] = {result.key: result.title for result in RESULTS}
