"""R11.1, R33.4, K7, X10: another organ (其他机关) is asked; the law sets it no period, the agency's
configuration does."""

from __future__ import annotations

from datetime import date

from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law

ON_SILENCE = "escalate"  # 催办，没有法定后果


def other_body_due(law: Law, asked: date) -> Due:
    return period_due(law, "other_body.answer_period", asked)


def is_excluded(body: str, law: Law) -> bool:
    """X10: a referral to a secrecy authority (保密行政管理部门, R17) is left out of the reply period only
    under option
    `secrecy_referral_excluded`. Every such authority carries 保密 in its name."""
    return "保密" not in body or law.option("secrecy_referral_excluded") == "yes"
