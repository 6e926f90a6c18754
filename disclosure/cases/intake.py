"""Putting a new case on the books: number, applicants, attachments, first history row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from disclosure.cases import people
from disclosure.cases.admission import admitted_to_begin
from disclosure.cases.context import Actor
from disclosure.cases.effects import apply
from disclosure.cases.filing import Application
from disclosure.cases.numbering import next_ordinal
from disclosure.cases.scribe import Case, Done, Scribe
from disclosure.cases.steps import Step
from disclosure.cases.uploads import Upload, keep, link
from disclosure.cases.writing import projection_of_nothing
from disclosure.store.chain import GENESIS
from disclosure.store.tables import requests


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
    uploads: Sequence[Upload] = (),
    origin: Mapping[str, Any] | None = None,
) -> Done:
    """`uploads` are the attachments of the application, screened. `origin` goes into the first history row as it
    is, e.g. the case this one was split from."""
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
        "attachments": [upload.sha256 for upload in uploads],
        **(origin or {}),
    }
    step = Step(1, "file", actor.name, on, admitted_to_begin("file", data, actor, scribe.config, on), data)
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
    for upload in uploads:
        keep(connection, upload)
    link(connection, request_id, ((upload.sha256, upload.name) for upload in uploads))
    case = Case(request_id, number, 0, GENESIS, None)
    return scribe.record(connection, case, step, facts, recorded_at, application.request_key)


def _number(connection: Connection, scribe: Scribe, year: int) -> str:
    """Without gaps within a year: a gap is a removed case."""
    return scribe.config.service.number(year, next_ordinal(connection, f"requests/{year}"))
