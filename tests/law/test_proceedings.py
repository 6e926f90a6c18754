"""By when the other side decides, so that a proceeding is chased in time: RV62.1 and LT81; LT85 by when it appeals."""

from __future__ import annotations

from datetime import date

import pytest

from disclosure.law.period import period_due
from disclosure.params import default_directory, load

LAW = load(default_directory()).law


@pytest.mark.parametrize(
    ("key", "filed", "due"),
    [
        # LT81: six months; 2026-07-15 is a Wednesday.
        ("remedy.litigation_first_instance", date(2026, 1, 15), date(2026, 7, 15)),
        # There is no 31 February: the last day of the month; 2026-02-28 is a working Saturday.
        ("remedy.litigation_first_instance", date(2025, 8, 31), date(2026, 2, 28)),
        # LT81 since 2015-05-01, three months before (1989, article 57). The first of November 2015 is a Sunday.
        ("remedy.litigation_first_instance", date(2015, 4, 30), date(2015, 7, 30)),
        ("remedy.litigation_first_instance", date(2015, 5, 1), date(2015, 11, 2)),
        ("remedy.litigation_first_instance", date(2015, 5, 4), date(2015, 11, 4)),
        # LT85: fifteen days, under the law of 1989 (article 58) too.
        ("remedy.appeal_judgment", date(2015, 4, 30), date(2015, 5, 15)),
        ("remedy.appeal_judgment", date(2015, 5, 6), date(2015, 5, 21)),
        # RV62.1: sixty days. 16 days of January, 28 of February, 16 of March; a Monday.
        ("remedy.reconsideration_decision_ordinary", date(2026, 1, 15), date(2026, 3, 16)),
        # One day later it would be Tuesday 17 March, one earlier Sunday 15 March, which rolls to Monday.
        ("remedy.reconsideration_decision_ordinary", date(2026, 1, 16), date(2026, 3, 17)),
        ("remedy.reconsideration_decision_ordinary", date(2026, 1, 14), date(2026, 3, 16)),
    ],
)
def test_the_day_by_which_it_is_decided(key: str, filed: date, due: date) -> None:
    assert period_due(LAW, key, filed).date == due
