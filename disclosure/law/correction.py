"""R30: correction (补正) is asked once, within a period the law sets; the applicant answers within one the
agency sets."""

from __future__ import annotations

from datetime import date

from disclosure.law.period import Due, counted_due, period_due
from disclosure.law.terms import Law


def correction_notice_due(law: Law, receipt: date, on: date | None = None) -> Due | None:
    """R30.1, K3: last day to send the notice. None under the old law, which sets no such period (O21)."""
    if (on or receipt) < law.numbers["correction.notice_period"].entries[0].since:
        return None
    return period_due(law, "correction.notice_period", receipt, on)


def correction_due(law: Law, notice_received: date, noticed: date, working_days: int | None = None) -> Due:
    """R30.3, K4: last day for the applicant; `working_days` when the notice itself set the period."""
    if working_days is None:
        return period_due(law, "correction.answer_period", notice_received, noticed)
    return counted_due(law, "correction.answer_period", notice_received, noticed, working_days)


def restart_rule(law: Law, on: date) -> str:
    """R30.2, O21: the rule under which a correction that arrived begins the reply period anew; `on` is the day
    that picks the law."""
    return law.choices["correction.on_receipt"].on(on).rule
