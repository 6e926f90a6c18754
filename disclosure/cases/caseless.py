"""Deadlines that belong to no case: 督办, publication, reassessment, the annual report. They stand in the same
table as those of cases, so one ladder and one sweep serve them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from disclosure.law.escalation import next_alert
from disclosure.law.period import Due
from disclosure.params import Config
from disclosure.store.statements import Statement
from disclosure.store.tables import deadlines

_D = deadlines.c
_KNOWN = Statement(
    select(_D.id, _D.status, _D.due)
    .where(_D.request_id.is_(None), _D.kind == bindparam("of"))
    .where(_D.ref == bindparam("which"))
)
_COLUMNS = (
    "opened_on", "due", "basis", "on_expiry", "owner_role", "unit", "status", "met_on", "provisional", "level",
    "next_alert_on", "expires_on",
)  # fmt: skip
_ADD = Statement(insert(deadlines), "kind", "ref", *_COLUMNS)
_CHANGE = Statement(update(deadlines).where(_D.id == bindparam("known")), *_COLUMNS)
_HAND_OVER = Statement(update(deadlines).where(_D.id == bindparam("known")), "owner_role")
_SETTLE = Statement(
    update(deadlines).where(_D.id == bindparam("known")), "status", "met_on", "next_alert_on", "expires_on"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deadline is about: its kind and which of that kind (`ref` is unique within the kind), whose it is."""

    kind: str
    ref: str
    owner_role: str
    unit: str


def open_deadline(
    connection: Connection,
    subject: Subject,
    opened_on: date,
    due: Due,
    config: Config,
    *,
    expires_on: date | None = None,
) -> None:
    """Opened once; a later `due` (a law or calendar that changed) moves one that is still open. On `expires_on` the
    sweep gives the command that `sweep.EXPIRY` names."""
    known = _KNOWN.row(connection, {"of": subject.kind, "which": subject.ref})
    if known is not None and (known[1] != "open" or known[2] == due.date):
        return
    cells = {
        "opened_on": opened_on,
        "due": due.date,
        "basis": due.rule,
        "on_expiry": "transition" if expires_on else "escalate",
        "owner_role": subject.owner_role,
        "unit": subject.unit,
        "status": "open",
        "met_on": None,
        "provisional": due.provisional,
        "level": 0,
        "next_alert_on": next_alert(config.ladder, subject.kind, due.date, 0, config.law.workdays),
        "expires_on": expires_on,
    }
    if known is None:
        _ADD.run(connection, cells | {"kind": subject.kind, "ref": subject.ref})
    else:
        _CHANGE.run(connection, cells | {"known": known[0]})


def due_day(connection: Connection, kind: str, ref: str) -> date:
    """The last day of a deadline that has been opened."""
    known = _KNOWN.row(connection, {"of": kind, "which": ref})
    assert known is not None, f"no deadline {kind} {ref}"
    day: date = known[2]
    return day


def hand_over(connection: Connection, kind: str, ref: str, owner_role: str) -> None:
    """The next alerts of an open deadline go to `owner_role`."""
    known = _KNOWN.row(connection, {"of": kind, "which": ref})
    if known is not None and known[1] == "open":
        _HAND_OVER.run(connection, {"known": known[0], "owner_role": owner_role})


def settle_deadline(connection: Connection, kind: str, ref: str, on: date, *, void: bool = False) -> bool:
    """What was owed is done on `on`, or (`void`) no longer owed; False when nothing was open."""
    known = _KNOWN.row(connection, {"of": kind, "which": ref})
    if known is None or known[1] != "open":
        return False
    status = "void" if void else "met" if on <= known[2] else "late"
    met_on = None if void else on
    ended = {"known": known[0], "status": status, "met_on": met_on, "next_alert_on": None, "expires_on": None}
    _SETTLE.run(connection, ended)
    return True


def matter_of(ref: str) -> str:
    """The number of the matter a deadline belongs to: of several of one matter each has its own mark behind it."""
    return ref.partition("/")[0]
