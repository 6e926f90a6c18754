"""R33.2, R33.3, O24: the reply period (答复期限) of a request, chosen by the day of receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from disclosure.law.exclusions import Interval, reach
from disclosure.law.extension import extension_max
from disclosure.law.ledger import Articles
from disclosure.law.period import Due
from disclosure.law.terms import Law, Unit


def ordinary_period(law: Law, on: date) -> int:
    """R33.2: working days; `on` is the day that picks the law."""
    return law.number("reply.ordinary_period", on, Unit.WORKING_DAY).value


def excludes_other_bodies(law: Law, on: date) -> bool:
    """R33.4, O24.3: the old law leaves out the time of third parties only."""
    return law.choices["reply.excluded_consultations"].on(on).value == "third_parties_and_bodies"


def articles(law: Law, on: date) -> Articles:
    """What the ledger cites under the law of `on`: R33.2, R33.3, R33.4 since 2019, O24 and O24.3 before."""
    return Articles(
        ordinary=law.numbers["reply.ordinary_period"].on(on).rule,
        extension=extension_max(law, on).rule,
        exclusion=law.choices["reply.excluded_consultations"].on(on).rule,
    )


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
    picked = on or base
    entry = parameter.on(picked)
    length = entry.value + extension
    end = reach(law.workdays, base, length, excluded)
    label = "延长后的答复期限" if extension else parameter.label
    if excluded:
        label += "（扣除征求意见的时间）"
    if extension:
        entry = extension_max(law, picked)
    return Due(
        end, entry.rule, entry.basis, label, base, length, provisional=law.workdays.is_provisional(end)
    )
