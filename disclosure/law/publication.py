"""R26, P3 to P12: how soon what must be published is published (主动公开期限); other laws may set another
period."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law


class Publication(StrEnum):
    """What is published; the value is the parameter that holds its period."""

    GENERAL = "proactive"  # R26
    INTERPRETATION = "interpretation"  # P3.2 解读
    CREDIT = "credit_disclosure"  # P4 双公示
    LICENCE_OR_PENALTY = "enforcement_licence_penalty"  # P5
    OTHER_ENFORCEMENT = "enforcement_other"  # P5
    RANDOM_INSPECTION = "random_inspection"  # P5 双随机
    PENALTY_WITHDRAWAL = "penalty_withdrawal"  # P6
    SERVICE_GUIDE = "service_guide_update"  # P9
    ENTERPRISE = "enterprise_information"  # P12


def comment_period_end(law: Law, published: date) -> Due:
    """P8: the day on which public comment on a draft may close at the earliest."""
    return period_due(law, "publication.comment_period", published)


def publication_due(law: Law, formed: date, kind: Publication = Publication.GENERAL) -> Due:
    """Last day to publish information formed or changed, or a decision taken, on `formed`."""
    return period_due(law, f"publication.{kind}", formed)
