"""R31, C-6, C-14: the day on which an application counts as received (收到申请之日)."""

from __future__ import annotations

from datetime import date

from disclosure.law.events import Channel
from disclosure.law.period import Due
from disclosure.law.terms import Law

_CONFIRMATION = "confirmation"
_BY_SYSTEM = "automatic_receipt"


def needs_confirmation(channel: Channel, law: Law, on: date) -> bool:
    """R31.2b, R31.3: no receipt date before both sides confirmed. Under X7 `automatic_receipt` the system's
    own receipt confirms what came by internet or fax (R31.3); a letter by plain mail has no such
    receipt."""
    choice = law.choices[f"receipt.{channel}"]
    if choice.on(on).value != _CONFIRMATION:
        return False
    return not (choice.rule == "R31.3" and law.option("confirmation") == _BY_SYSTEM)


def received_on(day: date, law: Law) -> date:
    """C-14: a day off is a receipt date like any other, unless option `rest_day_receipt` moves it."""
    return law.workdays.on_or_after(day) if law.option("rest_day_receipt") == "next_working_day" else day


def receipt(channel: Channel, filed: date, confirmed: date | None, law: Law) -> Due | None:
    """The receipt date; None while the confirmation it takes is missing."""
    choice = law.choices[f"receipt.{channel}"]
    entry = choice.on(filed)
    if not needs_confirmation(channel, law, filed):
        return Due(received_on(filed, law), entry.rule, entry.basis, f"收到申请之日（{choice.label}）")
    if confirmed is None:
        return None
    return Due(received_on(confirmed, law), entry.rule, entry.basis, f"双方确认之日（{choice.label}）")
