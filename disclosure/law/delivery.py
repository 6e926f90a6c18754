"""C-10, C-11, RV-I15: what counts as service (送达): a reply that is posted is made by its posting (交邮)."""

from __future__ import annotations

from datetime import date

from disclosure.law.events import Delivery
from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law

_POSTING = "posting"


def stops_when_sent(law: Law, delivery: Delivery, sent: date) -> bool:
    """Whether sending alone stops the reply period; the other ways stop it when the reply arrives."""
    return law.choices[f"delivery.{delivery}"].on(sent).value == _POSTING


def public_notice_over(law: Law, published: date) -> Due:
    """RV-I15: who was told by public notice (公告) is served on the day its period ends."""
    return period_due(law, "delivery.public_notice_period", published)
