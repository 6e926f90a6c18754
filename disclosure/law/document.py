"""A clock in the words of the contract: what `disclosure clock` and `disclosure show` print."""

from __future__ import annotations

from typing import Any

from disclosure.law.clock import Clock


def clock_document(clock: Clock) -> dict[str, Any]:
    return {
        "receipt_date": clock.receipt_date,
        "law": clock.regime,
        "due": clock.due,
        "provisional": clock.provisional,
        "phase": clock.phase,
        "status": clock.status,
        "remaining_working_days": clock.remaining_working_days,
        "ledger": [
            {
                "from": span.start,
                "to": span.end,
                "kind": span.kind,
                "working_days": span.working_days,
                "basis": span.basis,
                "why": span.why,
            }
            for span in clock.ledger
        ],
        "deadlines": [
            {
                "kind": d.kind,
                "due": d.due,
                "basis": d.basis,
                "on_expiry": d.on_expiry,
                "met_on": d.met_on,
            }
            for d in clock.deadlines
        ],
    }
