"""One case as one person may see it: the document of `cases.showing`, less what is not for these eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from disclosure.cases import rights
from disclosure.cases.context import Actor
from disclosure.cases.door import read
from disclosure.cases.facts import Facts
from disclosure.cases.showing import show
from disclosure.errors import NotFound
from disclosure.params import Config
from disclosure.store.tables import contents, documents, reviews


@dataclass(frozen=True, slots=True)
class CaseView:
    """`document` is that of the contract, without the fields of steps and what was asked where `content` is False.
    `files` are rows of sha256, name, kind, size, level."""

    id: int
    facts: Facts
    document: dict[str, Any]
    content: bool
    persons: bool
    files: Sequence[Row[Any]]
    reviews: Sequence[Row[Any]]


def view(connection: Connection, config: Config, number: str, actor: Actor, today: date) -> CaseView:
    """Raises NotFound, NotPermitted."""
    case = read(connection, number)
    facts = case.facts
    assert facts is not None
    rights.require_sight(actor, facts.unit, config.organization)
    document = show(connection, config, number, today)
    content = rights.reads_content(actor, facts.unit)
    if not content:
        document = _without_content(document)
    return CaseView(
        case.id,
        facts,
        document,
        content,
        rights.reads_persons(actor, facts.unit),
        _files(connection, case.id) if content else (),
        _reviews(connection, case.id) if content else (),
    )


@dataclass(frozen=True, slots=True)
class StoredFile:
    request_id: int
    name: str
    kind: str
    content: bytes


def open_file(connection: Connection, config: Config, number: str, sha256: str, actor: Actor) -> StoredFile:
    """A file of the case. Raises NotFound, NotPermitted."""
    case = read(connection, number)
    assert case.facts is not None
    rights.require_content(actor, case.facts.unit, config.organization)
    query = select(documents.c.name, contents.c.kind, contents.c.content).join(
        contents, contents.c.sha256 == documents.c.sha256
    )
    mine = (documents.c.request_id == case.id, documents.c.sha256 == sha256)
    row = connection.execute(query.where(*mine)).first()
    if row is None:
        raise NotFound(
            "没有这份文件", f"{number} 没有收存校验值为 {sha256[:12]}… 的文件", "从案卷的文件一栏打开"
        )
    return StoredFile(case.id, row.name, row.kind, bytes(row.content))


def _without_content(document: dict[str, Any]) -> dict[str, Any]:
    """States, days and who acted stay: they are what a watcher watches."""
    steps = [{**step, "data": {}} for step in document["history"]]
    asked = [{**one, "party": "", "reason": None} for one in document["consultations"]]
    return {**document, "history": steps, "consultations": asked, "secrecy_reviews": []}


def _files(connection: Connection, request_id: int) -> Sequence[Row[Any]]:
    query = select(
        documents.c.sha256, documents.c.name, contents.c.kind, contents.c.size, contents.c.level
    ).join(contents, contents.c.sha256 == documents.c.sha256)
    return connection.execute(
        query.where(documents.c.request_id == request_id).order_by(documents.c.id)
    ).all()


def _reviews(connection: Connection, request_id: int) -> Sequence[Row[Any]]:
    query = select(reviews).where(reviews.c.request_id == request_id)
    return connection.execute(query.order_by(reviews.c.on_day, reviews.c.id)).all()
