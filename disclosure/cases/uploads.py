"""Files on their way in. Each is read and screened in memory before anything is written; of one with a
classification mark nothing is kept but that it came and was not taken (S31s)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from disclosure.cases.numbering import next_number
from disclosure.errors import BadInput, ClassifiedFile
from disclosure.law.secrecy import ReviewLevel
from disclosure.params import Config
from disclosure.screening import Screening, screen
from disclosure.store.tables import contents, documents, findings, refused_files


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be taken: its bytes and what the screening read in them."""

    name: str
    content: bytes
    sha256: str
    screening: Screening
    rules: str


@dataclass(frozen=True, slots=True)
class OnFile:
    """What the review has to know of a content that is kept."""

    sha256: str
    level: ReviewLevel | None
    found: int


class Marked(Exception):  # noqa: N818 - not an error yet: the door numbers it and then refuses
    """The file carries a classification mark. Nothing of it may go further than here."""


def read(name: str, content: bytes, config: Config) -> Upload:
    """Raises Marked, or BadInput for a file that is of no kind we take or of more than its name says."""
    screening = screen(content, name, config.screening, config.service.screening)
    if screening.marked:
        raise Marked
    return Upload(name, content, hashlib.sha256(content).hexdigest(), screening, config.screening.version)


def keep(connection: Connection, upload: Upload) -> None:
    """The same bytes are kept once, and were screened when they first came."""
    known = connection.execute(select(contents.c.sha256).where(contents.c.sha256 == upload.sha256)).first()
    if known is not None:
        return
    found = upload.screening
    connection.execute(
        insert(contents).values(
            sha256=upload.sha256,
            kind=found.kind,
            size=len(upload.content),
            content=upload.content,
            text=found.text,
            level=found.level,
            rules=upload.rules,
        )
    )
    write_findings(connection, upload.sha256, found)


def write_findings(connection: Connection, sha256: str, screening: Screening) -> None:
    rows = [
        {
            "sha256": sha256,
            "rule": finding.rule,
            "level": finding.level,
            "start": finding.start,
            "end": finding.end,
            "place": finding.place,
            "text_masked": finding.text_masked,
            "suggestion": finding.suggestion,
        }
        for finding in screening.findings
    ]
    if rows:
        connection.execute(insert(findings), rows)


def link(connection: Connection, request_id: int, names: Iterable[tuple[str, str]]) -> None:
    """The files of a case, as (sha256, name); one that it has already keeps its name."""
    mine = select(documents.c.sha256).where(documents.c.request_id == request_id)
    known = set(connection.scalars(mine))
    rows = {sha256: name for sha256, name in names if sha256 not in known}
    if rows:
        connection.execute(
            insert(documents),
            [{"request_id": request_id, "sha256": sha256, "name": name} for sha256, name in rows.items()],
        )


def on_file(connection: Connection, sha256: str) -> OnFile:
    """Raises BadInput when no such content was ever taken."""
    row = connection.execute(select(contents.c.level).where(contents.c.sha256 == sha256)).first()
    if row is None:
        raise BadInput(
            "拟公开的内容没有入卷",
            f"没有校验值为 {sha256[:12]}… 的文件",
            "先用 disclosure attach 收存文件，再登记为拟公开内容",
            field="content_hash",
        )
    count = select(findings.c.id).where(findings.c.sha256 == sha256)
    found = len(connection.execute(count).all())
    return OnFile(sha256, ReviewLevel(row.level) if row.level else None, found)


def refuse_marked(connection: Connection, request_id: int | None, actor: str, on: date) -> ClassifiedFile:
    """Writes down that a file was not taken; the error to raise once that is on disk."""
    number = next_number(connection, "拒收", on)
    connection.execute(
        insert(refused_files).values(
            number=number,
            request_id=request_id,
            verdict="classification_mark",
            on_day=on,
            actor=actor,
        )
    )
    return ClassifiedFile(
        "文件没有接收",
        f"文件带有国家秘密标志，本系统不得存储、处理；已登记编号 {number}，文件内容和名称未留存",
        "涉密文件按保密规定另行办理，在本系统只登记编号和结论",
        field="attachments" if request_id is None else "file",
    )
