"""K14, SC25.7, X17: ordered to act (责令重作): the order's own period, else the default of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from disclosure.errors import BadInput
from disclosure.law.period import Due, counted_due, period_due
from disclosure.law.terms import Law


def redo_due(law: Law, effective: date, *, working_days: int | None = None, until: date | None = None) -> Due:
    """Last day to act on an order that took effect on `effective`; it names a length, a day, or neither."""
    key = "redo.default_period"
    if until is None and working_days is None:
        return replace(period_due(law, key, effective), rule="K14")
    if until is None:
        assert working_days is not None
        return replace(counted_due(law, key, effective, effective, working_days), rule="K14")
    if until < effective:
        raise BadInput(
            f"所定期限 {until} 早于 {effective}", "期限不能在裁决生效之前", "请核对日期", field="until"
        )
    return Due(until, "K14", law.numbers[key].on(effective).basis, "裁决所定期限")
