"""T3 and T4 of a generated year of twenty thousand requests equal a count made another way, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, text

from disclosure.cases.reporting import annual, numbers
from disclosure.cli.bench_report_book import write_book
from disclosure.law.terms import Dated, Law
from disclosure.params import default_directory, load
from disclosure.reports.forms import COLUMNS, FORMS, PROCEEDINGS, RESULTS
from disclosure.store.store import Store

pytestmark = pytest.mark.check

YEAR = 2025
LAW = load(default_directory()).law
# N1, N3, by days: nothing of the columns the report counts by.
BY_DAYS = """
SELECT number, applicant_kind, outcome, received_on, CASE WHEN clock_status = 'met' THEN replied_on END, split_from
FROM requests WHERE received_on IS NOT NULL
"""


@pytest.fixture
def book(store: Store) -> Iterator[Connection]:
    write_book(store, LAW, 20_000, YEAR)
    with store.read() as connection:
        yield connection


def counting_parts() -> Law:
    """N5: the other choice."""
    unit = LAW.choices["report.count_unit"]
    entries = tuple(replace(entry, value="item") for entry in unit.entries)
    changed: Dated[str] = replace(unit, entries=entries)
    return replace(LAW, choices={**LAW.choices, "report.count_unit": changed})


def by_hand(connection: Connection, year: int, *, parts: bool) -> dict[tuple[str, str], set[str]]:
    """(row of the form of 2021, kind) → numbers, one request after the other."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    cells: dict[tuple[str, str], set[str]] = {}
    for number, kind, outcome, received, concluded, origin in connection.execute(text(BY_DAYS)):
        got, done = date.fromisoformat(str(received)), concluded and date.fromisoformat(str(concluded))
        if (origin and not parts) or got > last or (done and done < first):
            continue
        rows = ["T3.1" if got >= first else "T3.2"]
        if done and done <= last:
            rows += [LAW.outcomes[outcome].report_row, "T3.3.7"]
        else:
            rows.append("T3.4")
        for row in rows:
            cells.setdefault((row, kind), set()).add(number)
    return cells


@pytest.mark.parametrize("parts", [False, True])
def test_every_cell_is_the_count_of_its_cases(book: Connection, parts: bool) -> None:
    """N1, N2, N3, N5; A1 to A4 hold; the cases behind a number are as many and the very ones."""
    law = counting_parts() if parts else LAW
    expected = by_hand(book, YEAR, parts=parts)
    found = annual(book, law, "某局", YEAR)
    t3 = found.figures.t3
    for row in (row.key for row in FORMS["2021"].t3):
        total: set[str] = set()
        for column in COLUMNS[:-1]:
            cell = expected.get((row, column.key), set())
            total |= cell
            assert t3[row][column.key] == len(cell), (row, column.key)
            assert set(numbers(book, law, YEAR, row, column.key)) == cell, (row, column.key)
        assert t3[row]["total"] == len(total)
        assert sorted(total) == sorted(numbers(book, law, YEAR, row, "total"))
    assert {check.id for check in found.checks} == {"A1", "A2", "A3", "A4", "A5", "A6"}
    assert [check for check in found.checks if not check.ok] == []
    assert t3["T3.2"]["total"], "the year before left something"
    before = by_hand(book, YEAR - 1, parts=parts)
    for column in COLUMNS[:-1]:  # A4, by the count made another way
        assert t3["T3.2"][column.key] == len(before.get(("T3.4", column.key), ()))


def test_the_old_form_has_one_row_for_other_handling(book: Connection) -> None:
    new, old = (annual(book, LAW, "某局", YEAR, name).figures.t3 for name in ("2021", "2019"))
    assert old["T3.3.6"]["total"] == sum(new[f"T3.3.6.{n}"]["total"] or 0 for n in (1, 2, 3))
    assert len(numbers(book, LAW, YEAR, "T3.3.6", "natural", "2019")) == old["T3.3.6"]["natural"]


def test_proceedings_are_counted_one_by_one(book: Connection) -> None:
    """N6: by the year they end in; pending at the end of each year before. A complaint stands in no cell."""
    expected: Counter[tuple[str, str]] = Counter()
    rows = book.execute(text("SELECT kind, after_reconsideration, filed_on, closed_on, result FROM remedies"))
    for kind, after, filed, closed, result in rows:
        if kind == "complaint" or str(filed) > f"{YEAR}-12-31" or (closed and str(closed) < f"{YEAR}-01-01"):
            continue
        group = (
            "reconsideration"
            if kind == "reconsideration"
            else "litigation_after"
            if after
            else "litigation_direct"
        )
        ended = closed and str(closed) <= f"{YEAR}-12-31"
        expected[group, result if ended else "pending"] += 1
    t4 = annual(book, LAW, "某局", YEAR).figures.t4
    for proceeding in PROCEEDINGS:
        for result in RESULTS[:-1]:
            cell = expected[proceeding.key, result.key]
            assert t4[proceeding.key][result.key] == cell
            assert len(numbers(book, LAW, YEAR, f"T4.{proceeding.key}", result.key)) == cell
    assert sum(expected.values()) == sum(t4[p.key]["total"] or 0 for p in PROCEEDINGS) > 0
