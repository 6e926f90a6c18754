"""How one command reaches the tables: the case, its children, its deadlines and its message, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, func, insert, select, update

from disclosure.cases.clockwork import OWN_KINDS, owner_of
from disclosure.cases.facts import FACTS_JSON, Consultation, Facts, Remedy, Review, SecrecyReview
from disclosure.cases.notices import Notice, tell
from disclosure.cases.owed import Owed
from disclosure.cases.rights import readers_cell
from disclosure.law.clock import Clock
from disclosure.law.escalation import next_alert
from disclosure.params import Config
from disclosure.store.chain import GENESIS
from disclosure.store.statements import Statement
from disclosure.store.tables import (
    consultations,
    deadlines,
    escalations,
    history,
    remedies,
    requests,
    reviews,
    secrecy_reviews,
)
from state_machines import REQUEST

PROJECTED = (
    "phase",
    "state",
    "round",
    "channel",
    "applicant_kind",
    "unit",
    "handler",
    "content",
    "outcome",
    "filed_on",
    "received_on",
    "due",
    "clock_status",
    "replied_on",
    "closed_on",
    "received_year",
    "concluded_year",
    "concluded_as",
    "split_from",
    "readers",
    "facts",
    "version",
    "head",
    "seal",
)
DEADLINE = (
    "opened_on",
    "due",
    "basis",
    "on_expiry",
    "owner_role",
    "unit",
    "status",
    "met_on",
    "provisional",
    "level",
    "next_alert_on",
    "expires_on",
)

_CASE = select(requests.c.id, requests.c.version, requests.c.head, requests.c.facts).where(
    requests.c.number == bindparam("wanted")
)
READ = Statement(_CASE)
LOAD = Statement(_CASE.with_for_update())
OPEN = Statement(insert(requests), "id", "number", *PROJECTED)
SAVE = Statement(
    update(requests).where(
        requests.c.id == bindparam("case_id"), requests.c.version == bindparam("expected")
    ),
    *PROJECTED,
)
DONE = Statement(
    select(history.c.command, history.c.to_state, history.c.n, requests.c.due)
    .join(requests, requests.c.id == history.c.request_id)
    .where(history.c.request_id == bindparam("of"), history.c.key == bindparam("wanted"))
)
DEADLINES = Statement(
    select(
        deadlines.c.id,
        deadlines.c.kind,
        deadlines.c.ref,
        deadlines.c.level,
        deadlines.c.next_alert_on,
        *(deadlines.c[name] for name in DEADLINE if name not in ("level", "next_alert_on")),
    ).where(deadlines.c.request_id == bindparam("request_id"))
)
ADD_DEADLINE = Statement(insert(deadlines), "request_id", "kind", "ref", *DEADLINE)
CHANGE_DEADLINE = Statement(update(deadlines).where(deadlines.c.id == bindparam("deadline_id")), *DEADLINE)
REACHED = Statement(
    select(func.max(escalations.c.level)).where(
        escalations.c.deadline_id == bindparam("deadline_id"), escalations.c.due == bindparam("due")
    )
)


def dumps(data: Mapping[str, Any]) -> str:
    """The one JSON form of history data: what the chain hashes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def projection(facts: Facts, clock: Clock) -> dict[str, Any]:
    """The columns of `requests` that follow from the facts; version, head and seal come with the history row."""
    return timed_columns(facts, clock) | {
        "phase": REQUEST.states[facts.state].phase,
        "state": facts.state,
        "round": facts.round,
        "channel": facts.channel,
        "applicant_kind": facts.applicant_kind,
        "unit": facts.unit,
        "handler": facts.handler,
        "content": facts.content,
        "outcome": facts.outcome,
        "filed_on": facts.filed_on,
        "closed_on": facts.closed_on,
        "split_from": facts.split_from,
        "readers": None if facts.readers is None else readers_cell(facts.readers),
        "facts": FACTS_JSON.dump_json(facts, exclude_defaults=True).decode(),
    }


def timed_columns(facts: Facts, clock: Clock) -> dict[str, Any]:
    """The columns of `requests` that the clock decides, and with it law, calendar and configuration."""
    return {
        "received_on": clock.receipt_date,
        "due": clock.due,
        "clock_status": clock.status,
        "replied_on": clock.stopped_on,
        "received_year": clock.receipt_date and clock.receipt_date.year,
        "concluded_year": clock.concluded_on and clock.concluded_on.year,
        "concluded_as": (facts.first_outcome or facts.outcome) if clock.concluded_on else None,
    }


def projection_of_nothing(facts: Facts) -> dict[str, Any]:
    """The columns of a case whose first history row is about to be written; the scribe overwrites them all."""
    return {
        "phase": REQUEST.states[facts.state].phase,
        "state": facts.state,
        "round": facts.round,
        "channel": facts.channel,
        "applicant_kind": facts.applicant_kind,
        "unit": facts.unit,
        "content": facts.content,
        "filed_on": facts.filed_on,
        "clock_status": "not_started",
        "facts": "",
        "version": 0,
        "head": GENESIS,
        "seal": GENESIS,
    }


@dataclass(frozen=True, slots=True)
class _Stored:
    """A row of `deadlines` as it stands, in the order of DEADLINES."""

    id: int
    level: int
    next_alert_on: date | None
    cells: dict[str, Any]


def save_deadlines(
    connection: Connection, request_id: int, owed: Iterable[Owed], facts: Facts, config: Config, on: date
) -> None:
    """Bring the case's deadlines to what is owed; what nothing owes any more is settled."""
    stored: dict[tuple[str, str], _Stored] = {}
    rest = tuple(name for name in DEADLINE if name not in ("level", "next_alert_on"))
    for row in DEADLINES.rows(connection, {"request_id": request_id}):
        stored[row[1], row[2]] = _Stored(row[0], row[3], row[4], dict(zip(rest, row[5:], strict=True)))
    for deadline in owed:
        known = stored.pop((deadline.kind, deadline.ref), None)
        cells = deadline_cells(deadline, facts.unit)
        if known is None:
            ADD_DEADLINE.run(
                connection, new_deadline(deadline, facts.unit, config) | {"request_id": request_id}
            )
            continue
        same = known.cells["due"] == deadline.due
        level = known.level if same else reached(connection, known.id, deadline.due)
        alert = _alert(deadline, level, config)
        if cells != known.cells or level != known.level or alert != known.next_alert_on:
            changes = {"deadline_id": known.id, "level": level, "next_alert_on": alert}
            CHANGE_DEADLINE.run(connection, cells | changes)
    for (kind, _), known in stored.items():
        if known.cells["status"] in UNSETTLED:
            settled = _settled(kind, known.cells["due"], on)
            CHANGE_DEADLINE.run(
                connection, known.cells | {"deadline_id": known.id, "level": known.level} | settled
            )


def new_deadline(deadline: Owed, unit: str, config: Config) -> dict[str, Any]:
    """All columns of a deadline's first row but whose it is."""
    key = {"kind": deadline.kind, "ref": deadline.ref, "level": 0}
    return deadline_cells(deadline, unit) | key | {"next_alert_on": _alert(deadline, 0, config)}


def _settled(kind: str, due: date, on: date) -> dict[str, Any]:
    """What becomes of a row nothing owes any more: a step of our own was done, a statutory duty fell away."""
    ended = {"next_alert_on": None, "expires_on": None}
    if kind not in OWN_KINDS:
        return ended | {"status": "void", "met_on": None}
    return ended | {"status": "met" if on <= due else "late", "met_on": on}


def deadline_cells(deadline: Owed, unit: str) -> dict[str, Any]:
    """The columns of a deadline's row but its key and its place on the ladder."""
    return {
        "opened_on": deadline.opened_on,
        "due": deadline.due,
        "basis": deadline.basis,
        "on_expiry": deadline.on_expiry,
        "owner_role": deadline.owner_role,
        "unit": unit,
        "status": deadline.status,
        "met_on": deadline.met_on,
        "provisional": deadline.provisional,
        "expires_on": deadline.expires_on,
    }


def reached(connection: Connection, deadline_id: int, due: date) -> int:
    """The level recorded for this due day: a day that goes and comes back is where it was."""
    row = REACHED.row(connection, {"deadline_id": deadline_id, "due": due})
    return (row and row[0]) or 0


def _alert(deadline: Owed, level: int, config: Config) -> date | None:
    if deadline.status != "open":
        return None
    return next_alert(config.ladder, deadline.kind, deadline.due, level, config.law.workdays)


Child = Consultation | Remedy | Review | SecrecyReview
# `watched` is somebody else's time: no light, no ladder.
UNSETTLED = frozenset({"open", "suspended", "watched"})
CHILDREN: tuple[tuple[str, Table], ...] = (
    ("consultations", consultations),
    ("remedies", remedies),
    ("reviews", reviews),
    ("secrecy_reviews", secrecy_reviews),
)


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(c.name for c in table.columns if c.name not in ("id", "request_id", "ref"))


def child_cells(child: Child, table: Table) -> dict[str, Any]:
    """The columns of a child's row but its key."""
    return {name: getattr(child, "on" if name == "on_day" else name) for name in _columns(table)}


def _child_statements(table: Table) -> tuple[Table, Statement, Statement]:
    same = and_(table.c.request_id == bindparam("of"), table.c.ref == bindparam("which"))
    return (
        table,
        Statement(insert(table), "request_id", "ref", *_columns(table)),
        Statement(update(table).where(same), *_columns(table)),
    )


_CHILD_STATEMENTS = {name: _child_statements(table) for name, table in CHILDREN}
ADD_REMEDY = _CHILD_STATEMENTS["remedies"][1]


def save_children(connection: Connection, request_id: int, before: Facts | None, after: Facts) -> None:
    """Consultations, remedies and reviews are rows of their own, so that queues can be read without the facts."""
    for name, (table, add, change) in _CHILD_STATEMENTS.items():
        children: tuple[Child, ...] = getattr(after, name)
        old = () if before is None else getattr(before, name)
        if children is old or children == old:
            continue
        known = {child.ref: child for child in old}
        for child in children:
            if known.get(child.ref) == child:
                continue
            cells = child_cells(child, table)
            if child.ref in known:
                change.run(connection, cells | {"of": request_id, "which": child.ref})
            else:
                add.run(connection, cells | {"request_id": request_id, "ref": child.ref})


def announce(
    connection: Connection,
    request_id: int,
    number: str,
    before: Facts | None,
    after: Facts,
    row: Mapping[str, Any],
    config: Config,
) -> None:
    """A notice for whoever has to act next, when that changed. It names the case and the step, never a person."""
    if before is None or _turn(after, config) != _turn(before, config):
        notice = turn_notice(request_id, f"{number}/{row['n']}", after, row["on_day"], config)
        tell(connection, *notice)


def turn_notice(
    request_id: int, notice_id: str, after: Facts, on: date, config: Config
) -> tuple[Notice, ...]:
    """For whoever has to act next; none when nobody has."""
    if REQUEST.states[after.state].phase == "closed":
        return ()
    owner = owner_of(after, config)
    return (Notice(notice_id, "turn", after.state, owner, after.unit, on, request_id=request_id),)


def _turn(facts: Facts, config: Config) -> tuple[str, str, str]:
    return facts.state, owner_of(facts, config), facts.unit
