"""R44.1, R26, R12: from when on demand is repeated, how a publication is measured, when an entry is checked again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure.errors import NotInForce
from disclosure.law.publication import (
    catalogue_check_due,
    effect_span,
    publication_due,
    repeated_demand,
)
from disclosure.law.terms import Law

LONG_AGO = date(2000, 1, 1)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2025, 6, 2), date(2024, 6, 2)),
        (date(2025, 6, 3), date(2024, 6, 3)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_demand_is_repeated_by_three_applicants_in_twelve_months(law: Law, today: date, since: date) -> None:
    """R44.1 says several; the number and the time are the agency's own."""
    rule = repeated_demand(law, today)
    assert (rule.applicants, rule.months, rule.since) == (3, 12, since)


def test_days_on_which_nobody_looked_are_made_good(law: Law) -> None:
    """R44.1; a run after forty days looks as far back as the first of those it stands for."""
    rule = repeated_demand(law, date(2025, 7, 13), looked_on=date(2025, 6, 3))
    assert rule.since == date(2024, 6, 3)
    assert repeated_demand(law, date(2025, 7, 13), looked_on=date(2025, 8, 1)).since == date(2024, 7, 13)
    assert rule.after(date(2024, 6, 4)) == date(2025, 6, 4)


def test_the_law_before_knew_no_conversion(law: Law) -> None:
    """R44.1 came on 2019-05-15."""
    with pytest.raises(NotInForce):
        repeated_demand(law, date(2019, 5, 14))
    assert repeated_demand(law, date(2019, 5, 15)).applicants == 3


# Published on 1 July 2025: six months end on 1 January 2026, 184 days later.
PUBLISHED = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("today", "days", "over"),
    [
        (date(2025, 6, 30), 0, False),
        (date(2025, 7, 1), 0, False),
        (date(2025, 7, 2), 1, False),
        (date(2025, 12, 31), 183, False),
        (date(2026, 1, 1), 184, True),
        (date(2026, 1, 2), 184, True),
    ],
)
def test_both_spans_are_as_long_as_the_one_after_has_been(
    law: Law, today: date, days: int, over: bool
) -> None:
    """R44.1."""
    span = effect_span(law, PUBLISHED, today, LONG_AGO)
    assert (span.days, span.over) == (days, over)
    assert (span.until - PUBLISHED, PUBLISHED - span.before) == (timedelta(days), timedelta(days))


@pytest.mark.parametrize(
    ("book_since", "days"),
    [(date(2025, 6, 30), 2), (date(2025, 7, 1), 1), (date(2025, 7, 2), 0), (date(2024, 12, 29), 184)],
)
def test_a_book_that_began_late_shortens_both_spans(law: Law, book_since: date, days: int) -> None:
    span = effect_span(law, PUBLISHED, date(2026, 6, 1), book_since)
    assert (span.days, span.over) == (days, True)


def test_publication_within_twenty_working_days(law: Law) -> None:
    """R26; 30 May 2025 is a Friday, the Dragon Boat holiday is 31 May to 2 June."""
    assert publication_due(law, date(2025, 5, 30)).date == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("checked", "due"),
    [
        (date(2025, 6, 3), date(2026, 6, 3)),
        (date(2025, 10, 9), date(2026, 10, 9)),
        (date(2024, 10, 4), date(2025, 10, 9)),  # in the holiday of 2025: the first working day after it
        (date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_an_entry_is_checked_every_twelve_months(law: Law, checked: date, due: date) -> None:
    """R12 says 及时; the interval is the agency's own."""
    found = catalogue_check_due(law, checked)
    assert (found.date, found.rule) == (due, "R12")
