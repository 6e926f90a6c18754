"""Whose turn a dossier is: its deadline is theirs, and they are told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from disclosure.cases import notices
from disclosure.cases.caseless import hand_over
from disclosure.cases.dossiers import DossierContext, DossierKind


def tell(connection: Connection, kind: str, number: str, n: int, role: str, unit: str, on: date) -> None:
    """One notice for `role` of `unit`: the dossier that has come to it by its step `n`, 0 for its opening."""
    notice = notices.Notice(f"{number}/{n}", "dossier", kind, role, unit, on, subject=number)
    notices.tell(connection, notice)


def pass_on(connection: Connection, kind: DossierKind, ctx: DossierContext, state: str, role: str) -> None:
    """The dossier comes to `role` in `state` by this command: the deadline that stands behind it too."""
    number, unit = ctx.row["number"], ctx.row["unit"]
    for deadline in kind.chart.states[state].timed_by:
        hand_over(connection, deadline, number, role)
    tell(connection, kind.name, number, ctx.row["version"] + 1, role, unit, ctx.on)
