"""R32.2, K5: a third party (第三方) answers within its period; its silence leaves the decision to the
agency."""

from __future__ import annotations

from datetime import date

from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law

ON_SILENCE = "transition"  # 逾期由机关依条例决定，不是视为同意


def third_party_due(law: Law, letter_received: date, asked: date) -> Due:
    """Counted from the day the letter reached the third party."""
    return period_due(law, "third_party.answer_period", letter_received, asked)
