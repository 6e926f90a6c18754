"""R35.2: a reply postponed (延迟答复) to a day the agency sets, for a reasonable but massive demand."""

from __future__ import annotations

from datetime import date

from disclosure.errors import GateRefused, Refusal


def require_postponement(on: date, due: date, until: date, *, ordered: bool) -> None:
    """Raises GateRefused unless it is told in time, really later, and the period is the agency's own to
    move."""
    refusals = []
    if on > due:
        refusals.append(Refusal("R35.2", f"{on} 已过到期日 {due}，不能再延迟答复", "请立即答复"))
    if until <= due:
        refusals.append(
            Refusal("R35.2", f"所定期限 {until} 不晚于现到期日 {due}", "请填写晚于现到期日的日期")
        )
    if ordered:
        refusals.append(Refusal("K14", "裁决所定的期限不能自行推迟", "请在裁决所定期限内答复"))
    if refusals:
        raise GateRefused("延迟答复未被准许", refusals)
