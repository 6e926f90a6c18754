"""R26, P3 to P12: how soon what must be published is published (主动公开期限); other laws may set another
period. R44.1: from when on repeated demand makes information a candidate (依申请转主动公开); R12: how often an entry
of the catalogue is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from disclosure.law.period import Due, corresponding_day, period_due
from disclosure.law.terms import Law, Unit


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


def catalogue_check_due(law: Law, checked: date) -> Due:
    """R12: last day of the next check of an entry published or last checked on `checked`."""
    return period_due(law, "publication.catalogue_check", checked)


@dataclass(frozen=True, slots=True)
class RepeatedDemand:
    """R44.1 as the agency reads it: so many different applicants within so many months of each other. What was filed
    on `since` or earlier has been looked at often enough."""

    applicants: int
    months: int
    since: date

    def after(self, first: date) -> date:
        """The first day that is too late to belong with a request filed on `first`."""
        return corresponding_day(first, self.months, Unit.MONTH)


def repeated_demand(law: Law, today: date, looked_on: date | None = None) -> RepeatedDemand:
    """What counts as repeated on `today`, and on every day since `looked_on`, when it was looked for last. Raises
    NotInForce before 2019-05-15."""
    applicants = law.number("publication.repeated_demand_applicants", today, Unit.COUNT).value
    months = law.number("publication.repeated_demand_window", today, Unit.MONTH).value
    from_day = min(today, looked_on or today)
    return RepeatedDemand(applicants, months, corresponding_day(from_day, -months, Unit.MONTH))


@dataclass(frozen=True, slots=True)
class EffectSpan:
    """Filings of the `days` days up to and including the day of publication are held against those of as many days
    after it. `over` when what comes later changes nothing any more."""

    before: date  # the day before the first that counts
    until: date  # the last day that counts
    days: int
    over: bool


def effect_span(law: Law, published: date, today: date, book_since: date) -> EffectSpan:
    """Equal spans, as long as both sides are known: not beyond `today`, not before the book began on
    `book_since`."""
    months = law.number("publication.effect_span", published, Unit.MONTH).value
    end = corresponding_day(published, months, Unit.MONTH)
    known = min(end, today) - published, published - book_since + timedelta(1)
    days = max(timedelta(0), min(known))
    return EffectSpan(published - days, published + days, days.days, over=today >= end)
