"""R34, K6: an organ that made the information jointly (共同制作) answers within its period; its silence is
consent."""

from __future__ import annotations

from datetime import date

from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law

ON_SILENCE = "transition"  # 逾期视为同意公开


def co_producer_due(law: Law, letter_received: date, asked: date) -> Due:
    """Counted from the day the letter reached the organ. Raises NotInForce when asked before the rule
    existed."""
    return period_due(law, "co_producer.answer_period", letter_received, asked)
