"""R33.2, R33.3, O24: the reply period (答复期限) of a request, chosen by the day of receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from disclosure.law.exclusions import Interval, reach
from disclosure.law.period import Due
from disclosure.law.terms import Law, Unit


def ordinary_period(law: Law, on: date) -> int:
    """R33.2: working days; `on` is the day that picks the law."""
    return law.number("reply.ordinary_period", on, Unit.WORKING_DAY).value


def excludes_other_bodies(law: Law, on: date) -> bool:
    """R33.4, O24.3: the old law leaves out the time of third parties only."""
    return law.choices["reply.excluded_consultations"].on(on).value == "third_parties_and_bodies"


def reply_due(
    law: Law,
    base: date,
    *,
    on: date | None = None,
    extension: int = 0,
    excluded: Sequence[Interval] = (),
) -> Due:
    """Last day to reply to what was received, corrected or paid on `base`. `on` is the receipt date when
    `base` is not, `extension` in working days, `excluded` disjoint and in order."""
    parameter = law.numbers["reply.ordinary_period"]
    entry = parameter.on(on or base)
    length = entry.value + extension
    end = reach(law.workdays, base, length, excluded)
    label = "延长后的答复期限" if extension else parameter.label
    if excluded:
        label += "（扣除征求意见的时间）"
    rule = "R33.3" if extension else parameter.rule
    return Due(end, rule, entry.basis, label, base, length, provisional=law.workdays.is_provisional(end))
