"""Putting a new case on the books: number, applicants, attachments, first history row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, text

from disclosure.cases import people
from disclosure.cases.admission import admitted_to_file
from disclosure.cases.context import Actor
from disclosure.cases.effects import apply
from disclosure.cases.filing import Application, Attachment
from disclosure.cases.scribe import Case, Done, Scribe
from disclosure.cases.steps import Step
from disclosure.cases.writing import projection_of_nothing
from disclosure.store.chain import GENESIS
from disclosure.store.tables import documents, requests

_NEXT = text(
    "INSERT INTO counters (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"
)


def filed_before(connection: Connection, request_key: str) -> Done | None:
    """The case this key was used for, if any."""
    row = connection.execute(
        select(requests.c.number, requests.c.phase, requests.c.state, requests.c.due).where(
            requests.c.request_key == request_key
        )
    ).first()
    return None if row is None else Done(row.number, row.phase, row.state, 1, row.due, repeated=True)


def file_case(
    connection: Connection,
    scribe: Scribe,
    application: Application,
    actor: Actor,
    recorded_at: str,
    origin: Mapping[str, Any] | None = None,
) -> Done:
    """`origin` goes into the first history row as it is, e.g. the case this one was split from."""
    on = application.received_on
    unit = application.unit or scribe.config.organization.intake_unit
    persons = people.Persons(application.applicants, application.agent)
    number = _number(connection, scribe, on.year)
    data = {
        "number": number,
        "channel": application.channel.value,
        "received_on": on.isoformat(),
        "applicant_kind": application.applicants[0].kind,
        "unit": unit,
        "content": application.content,
        "delivery_form": application.delivery_form,
        "people": people.digest(persons, scribe.keys),
        "attachments": [_sha256(a) for a in application.attachments],
        **(origin or {}),
    }
    step = Step(1, "file", actor.name, on, admitted_to_file(data, actor, scribe.config, on), data)
    facts = apply(None, step)
    request_id: int = connection.execute(
        insert(requests)
        .values(
            number=number,
            request_key=application.request_key,
            **projection_of_nothing(facts),
        )
        .returning(requests.c.id)
    ).scalar_one()
    people.write(connection, request_id, persons, scribe.keys)
    _keep(connection, request_id, application.attachments)
    case = Case(request_id, number, 0, GENESIS, None)
    return scribe.record(connection, case, step, facts, recorded_at, application.request_key)


def _sha256(attachment: Attachment) -> str:
    return hashlib.sha256(attachment.content).hexdigest()


def _number(connection: Connection, scribe: Scribe, year: int) -> str:
    """Without gaps within a year: a gap is a removed case."""
    return scribe.config.service.number(year, next_ordinal(connection, f"requests/{year}"))


def next_ordinal(connection: Connection, counter: str) -> int:
    """The next of a row of numbers without gaps: one taken by a transaction that fails is given again."""
    ordinal: int = connection.execute(_NEXT, {"name": counter}).scalar_one()
    return ordinal


def _keep(connection: Connection, request_id: int, attachments: Sequence[Attachment]) -> None:
    kept = {_sha256(a): a for a in attachments}
    if kept:
        connection.execute(
            insert(documents),
            [
                {
                    "request_id": request_id,
                    "sha256": sha256,
                    "name": attachment.name,
                    "size": len(attachment.content),
                    "content": attachment.content,
                }
                for sha256, attachment in kept.items()
            ],
        )
