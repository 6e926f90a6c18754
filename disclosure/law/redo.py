"""K14, SC25.7, X17: ordered to act (责令重作): the order's own period, else the default of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from disclosure.errors import BadInput
from disclosure.law.period import Due, counted_due, period_due
from disclosure.law.terms import Law

_DEFAULT = "redo.default_period"
_ORDER, _LABEL = "裁决文书", "裁决所定期限"


def redo_due(law: Law, effective: date, *, working_days: int | None = None, until: date | None = None) -> Due:
    """Last day to act on an order that took effect on `effective`; it names a length, a day, or neither."""
    if until is None and working_days is None:
        return period_due(law, _DEFAULT, effective)
    if until is None:
        assert working_days is not None
        by_count = counted_due(law, _DEFAULT, effective, effective, working_days)
        return replace(by_count, basis=_ORDER, label=_LABEL)
    if working_days is not None:
        raise BadInput(
            "裁决的期限写了两个",
            "working_days 与 until 只能有一个",
            "请按裁决文书所载只写一个",
            field="until",
        )
    if until < effective:
        raise BadInput(
            f"所定期限 {until} 早于 {effective}", "期限不能在裁决生效之前", "请核对日期", field="until"
        )
    return Due(until, law.numbers[_DEFAULT].rule, _ORDER, _LABEL)
