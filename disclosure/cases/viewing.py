"""One case, or one dossier, as one person may see it: its document, less what is not for these eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from disclosure.cases import rights
from disclosure.cases.candidate_queue import NAMED
from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.context import Actor
from disclosure.cases.door import read
from disclosure.cases.dossiers import DossierKind, document, named_of
from disclosure.cases.facts import Facts
from disclosure.cases.showing import show
from disclosure.errors import NotFound
from disclosure.law.ledger import SpanKind
from disclosure.params import Config
from disclosure.store.tables import contents, documents, findings, reviews


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
    shown = show(connection, config, number, today)
    content = rights.reads_case(actor, facts)
    if not content:
        shown = _without_content(shown)
    return CaseView(
        case.id,
        facts,
        shown,
        content,
        rights.reads_persons(actor, facts),
        _files(connection, case.id) if content else (),
        _reviews(connection, case.id) if content else (),
    )


def dossier_view(
    connection: Connection, config: Config, kind: DossierKind, number: str, actor: Actor
) -> dict[str, Any]:
    """One dossier; without the fields of its steps for whoever reads no contents. What a candidate is called may name
    somebody until a person has let it out. Raises NotFound, NotPermitted."""
    shown = document(connection, kind, number)
    rights.require_sight(actor, shown["unit"], config.organization)
    named = named_of(connection, kind, shown)
    if rights.holds_open(actor, shown["unit"], rights.READS_CONTENT, named):
        return shown
    unsaid: dict[str, Any] = {"steps": [{**step, "data": {}} for step in shown["steps"]]}
    if kind is CANDIDATE:
        unsaid |= dict.fromkeys(("why", "explanation", "answered"))
        unsaid |= {} if shown["state"] in NAMED else dict.fromkeys(("title", "summary"))
    return {**shown, **unsaid}


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
    rights.require_content(actor, case.facts, config.organization)
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


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a text; `finding` is what the screening found in them, None for what lies between."""

    text: str
    finding: Row[Any] | None


@dataclass(frozen=True, slots=True)
class ReadText:
    """One page of an extracted text, cut into passages; `start` counts characters of the whole. `findings` are all."""

    name: str
    request_id: int
    start: int
    length: int
    passages: tuple[Passage, ...]
    findings: Sequence[Row[Any]]


TEXT_PAGE = 5_000  # characters


def read_text(
    connection: Connection, config: Config, number: str, sha256: str, actor: Actor, start: int
) -> ReadText:
    """The text of a file of the case from `start` on, findings marked. Raises NotFound, NotPermitted."""
    kept = open_file(connection, config, number, sha256, actor)
    row = connection.execute(select(contents.c.text).where(contents.c.sha256 == sha256)).one()
    query = select(findings).where(findings.c.sha256 == sha256).order_by(findings.c.start, findings.c.end)
    found = connection.execute(query).all()
    end = min(start + TEXT_PAGE, len(row.text))
    passages = tuple(_passages(row.text, start, end, found))
    return ReadText(kept.name, kept.request_id, start, len(row.text), passages, found)


def _passages(text: str, start: int, end: int, found: Sequence[Row[Any]]) -> Iterator[Passage]:
    """Findings may overlap: what two have in common belongs to the one that began first."""
    at = start
    for one in found:
        first, last = max(one.start, at), min(one.end, end)
        if first >= last:
            continue
        if first > at:
            yield Passage(text[at:first], None)
        yield Passage(text[first:last], one)
        at = last
    if at < end:
        yield Passage(text[at:end], None)


def _without_content(shown: dict[str, Any]) -> dict[str, Any]:
    """States, days and who acted stay: they are what a watcher watches."""
    steps = [{**step, "data": {}} for step in shown["history"]]
    asked = [{**one, "party": ""} for one in shown["consultations"]]
    clock = {**shown["clock"], "ledger": [_unnamed(span) for span in shown["clock"]["ledger"]]}
    return {**shown, "clock": clock, "history": steps, "consultations": asked, "secrecy_reviews": []}


def _unnamed(span: Mapping[str, Any]) -> dict[str, Any]:
    """The reason for days that do not count names whoever was asked (R33.4)."""
    return {**span, "why": "征求意见所需时间不计入"} if span["kind"] == SpanKind.EXCLUDED else dict(span)


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
