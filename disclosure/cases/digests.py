"""One message per person: what a sweep leaves untold is gathered, in SQL whose cost follows what is told.

A gathering takes a number, marks every untold notice with it and reads back what it has marked: all in one
transaction, so a notice belongs to one gathering whoever else gathers, and a message is there exactly when its
notices are marked. What has been settled since (a deadline met, a case that has moved on) is told to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from disclosure.cases import digest_sql as sql
from disclosure.cases.caseless import matter_of
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import of_kind
from disclosure.cases.ledger_days import KIND as LEDGER
from disclosure.cases.numbering import next_ordinal
from disclosure.cases.recipients import Roster, place_label
from disclosure.cases.supervision import SUPERVISION_ORDER
from disclosure.cases.words import COLOURS, DEADLINES, NOTICES
from disclosure.cases.writing import dumps
from disclosure.law.escalation import SUPERVISION_ANSWER
from disclosure.params import Config
from state_machines import REQUEST

BATCHES = "digest"  # the counter that gives gatherings their numbers


@dataclass(frozen=True, slots=True)
class Digested:
    """`messages` laid into the outbox; `redirected` the chairs whose notices went to somebody else, without a
    person's name: it is shown to whoever operates the flows;
    `unreached` (role, unit) with nobody to tell, whose notices wait for the next sweep."""

    messages: int = 0
    redirected: tuple[str, ...] = ()
    unreached: tuple[tuple[str, str], ...] = ()


NOBODY_TOLD = Digested()


def untold(connection: Connection) -> bool:
    """Whether any notice waits: one look at the head of the index."""
    return sql.UNTOLD.row(connection) is not None


def digest(connection: Connection, config: Config, today: date) -> Digested:
    """Tell every untold notice; for use inside a write transaction."""
    if not untold(connection):
        return NOBODY_TOLD
    batch = {"batch": next_ordinal(connection, BATCHES)}  # locks the counter: gatherings go one after another
    sql.MARK.run(connection, batch)
    roster = Roster.read(connection, today)
    reasons: dict[str, dict[str, None]] = {}  # by person; an ordered set of sentences
    redirected: dict[str, None] = {}
    unreached = []
    sql.empty(connection)
    for role, unit in sql.PLACES.rows(connection, batch):
        told = roster.recipients(role, unit, config.organization)
        if not told:
            unreached.append((role, unit))
            sql.UNMARK.run(connection, batch | {"of_role": role, "of_unit": unit})
        for recipient in told:
            sql.ADDRESS.run(connection, {"role": role, "unit": unit, "person": recipient.person})
            if recipient.why:
                reasons.setdefault(recipient.person, {})[recipient.why] = None
                redirected[place_label(config.organization, role, unit)] = None
    messages = _write(connection, config, today, batch, {p: tuple(why) for p, why in reasons.items()})
    return Digested(messages, tuple(redirected), tuple(unreached))


def _write(
    connection: Connection,
    config: Config,
    today: date,
    batch: Mapping[str, int],
    reasons: Mapping[str, tuple[str, ...]],
) -> int:
    sql.TELL.run(connection, batch)
    counts: dict[str, dict[str, int]] = {}
    urgent: set[str] = set()
    for person, kind, level, topic, n in sql.COUNTS.rows(connection):
        label = _count_label(config, kind, level)
        counted = counts.setdefault(person, {})
        counted[label] = counted.get(label, 0) + n
        if topic in config.service.notify.urgent:
            urgent.add(person)
    lines = sql.LINES.rows(connection, {"most": config.service.notify.lines})
    messages = []
    for person, of_person in groupby(lines, key=lambda row: row[0]):
        shown = [_line(config, row) for row in of_person]
        content = {
            "title": f"{today} {'、'.join(f'{label} {n}' for label, n in counts[person].items())}",
            "reasons": reasons.get(person, ()),
            "lines": shown,
            "more": sum(counts[person].values()) - len(shown),
        }
        messages.append(
            {
                "message_id": _message_id(batch["batch"], person),
                "kind": "digest",
                "person": person,
                "urgent": person in urgent,
                "payload": dumps(content),
                "created_on": today,
                "status": "pending",
                "attempts": 0,
                "next_try_at": f"{today}T00:00:00+08:00",
            }
        )
    sql.POST.many(connection, messages)
    return len(messages)


def _message_id(batch: int, person: str) -> str:
    """In ASCII, because it goes into headers."""
    return f"digest-{batch}-{sha256(person.encode()).hexdigest()[:16]}"


def _count_label(config: Config, kind: str, level: int) -> str:
    """What a notice counts as in the title: the colour of its rung, or what it is."""
    return COLOURS[config.ladder.colour(level)] if kind == "alert" else NOTICES[kind]


def _line(config: Config, row: tuple[Any, ...]) -> dict[str, Any]:
    _, kind, topic, number, of_case, about, due, level = row
    name = next((rung.name for rung in config.ladder.levels if rung.number == level), None)
    return {
        "number": number,
        "label": _count_label(config, kind, level),
        "what": _what(kind, topic),
        "about": about if about != number else None,
        "due": due and due.isoformat(),
        "level": name,
        "link": _link(kind, topic, number, of_case=of_case),
    }


def _what(kind: str, topic: str) -> str:
    if kind == "turn":
        return REQUEST.states[topic].label
    if kind == LEDGER:
        return "台账状况"
    if kind == "dossier":
        return of_kind(KINDS, topic).label
    return DEADLINES.get(topic, topic)


def _link(kind: str, topic: str, number: str, *, of_case: bool) -> str:
    """Where the console shows the matter."""
    if of_case:
        return f"/cases/{number}"
    if kind == LEDGER:
        return f"/ledger/status?month={number}"
    if topic == SUPERVISION_ANSWER:
        return f"/dossiers/{SUPERVISION_ORDER.name}/{matter_of(number)}"
    if kind == "dossier" or topic in {one.name for one in KINDS}:
        return f"/dossiers/{topic}/{matter_of(number)}"
    return "/deadlines"
