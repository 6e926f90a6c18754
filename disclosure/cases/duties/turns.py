"""Whose turn a duty is: its deadline is theirs, and they are told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from disclosure.cases.caseless import hand_over
from disclosure.cases.dossiers import DossierContext, DossierKind
from disclosure.cases.writing import ANNOUNCE, dumps


def tell(
    connection: Connection, kind: DossierKind, number: str, n: int, state: str, role: str, unit: str, on: date
) -> None:
    """One message to `role` of `unit`: the duty and the situation it has come to by its step `n`."""
    ANNOUNCE.run(
        connection,
        {
            "message_id": f"{number}/{n}",
            "kind": "turn",
            "request_id": None,
            "role": role,
            "unit": unit,
            "payload": dumps({"number": number, "state": state, "label": kind.chart.states[state].label}),
            "created_on": on,
            "status": "pending",
            "attempts": 0,
            "next_try_at": f"{on}T00:00:00+08:00",
        },
    )


def pass_on(connection: Connection, kind: DossierKind, ctx: DossierContext, state: str, role: str) -> None:
    """The duty comes to `role` in `state` by this command: the deadline that stands behind it too."""
    number, unit = ctx.row["number"], ctx.row["unit"]
    for deadline in kind.chart.states[state].timed_by:
        hand_over(connection, deadline, number, role)
    tell(connection, kind, number, ctx.row["version"] + 1, state, role, unit, ctx.on)
