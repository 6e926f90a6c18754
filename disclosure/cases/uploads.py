"""Files on their way in. Each is read and screened in memory before anything is written; of one with a
classification mark nothing is kept but that it came and was not taken (S31s)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from disclosure.cases.numbering import next_number
from disclosure.cases.scribe import Case
from disclosure.errors import BadInput, ClassifiedFile, NotFound, Refusal
from disclosure.law.secrecy import ReviewLevel
from disclosure.params import Config
from disclosure.screening import Screening, screen
from disclosure.store.tables import contents, documents, findings, refused_files, secrecy_reviews


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
    """Raises Marked, or BadInput for a file that is empty, too large, or of no kind we take."""
    limit = config.service.max_attachment_bytes
    if not 0 < len(content) <= limit:
        why = f"共 {len(content)} 字节，超过上限 {limit} 字节" if content else "文件是空的"
        raise BadInput("文件没有接收", why, "核对文件；过大的，拆分后分别收存", field="file")
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
    """As it was screened last. Raises BadInput when no such content was ever taken."""
    row = connection.execute(select(contents.c.level).where(contents.c.sha256 == sha256)).first()
    if row is None:
        raise BadInput(
            "拟公开的内容没有入卷",
            f"没有校验值为 {sha256[:12]}… 的文件",
            "先用 disclosure attach 收存文件，再登记为拟公开内容",
            field="content_hash",
        )
    found = connection.scalar(select(func.count()).where(findings.c.sha256 == sha256)) or 0
    return OnFile(sha256, ReviewLevel(row.level) if row.level else None, found)


def require_own(connection: Connection, case: Case, data: Mapping[str, Any], beside: Sequence[int]) -> None:
    """A person names files by their hashes; one that is kept with other cases only is not his to name, or it would be
    opened to whoever knows the hash. What is answered in one go (`beside`) is one case in this. Raises NotFound."""
    for name, value in data.items():
        if not name.endswith("_hash") or not isinstance(value, str):
            continue
        own = documents.c.request_id.in_({case.id, *beside})
        mine = select(documents.c.id).where(own, documents.c.sha256 == value)
        elsewhere = select(documents.c.id).join(contents).where(contents.c.sha256 == value).limit(1)
        if connection.execute(mine).first() is None and connection.execute(elsewhere).first() is not None:
            raise NotFound(
                "没有这份文件",
                f"{case.number} 没有收存校验值为 {value[:12]}… 的文件",
                "先把文件收存到本件，再办理",
            )


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    content: bytes


def kept(connection: Connection, request_id: int, sha256: str) -> Kept:
    """A file of the case. Raises BadInput when it has no such file."""
    query = (
        select(documents.c.name, contents.c.content)
        .join(contents, contents.c.sha256 == documents.c.sha256)
        .where(documents.c.request_id == request_id, documents.c.sha256 == sha256)
    )
    row = connection.execute(query).first()
    if row is None:
        raise BadInput(
            "没有这个原件",
            f"本件没有收存校验值为 {sha256[:12]}… 的文件",
            "先用 disclosure attach 收存原件，再登记遮盖副本",
            field="original_hash",
        )
    return Kept(row.name, row.content)


def releasable(connection: Connection, sha256: str, config: Config) -> tuple[OnFile, Refusal | None]:
    """The content as the rules of today see it, and why it cannot be released by anybody here, if so; for use in a
    write transaction: one that was screened under other rules is screened again."""
    screen_again(connection, sha256, config)
    content = on_file(connection, sha256)
    if content.level is ReviewLevel.REFUSE:
        return content, Refusal("保密法第31条、第35条", "该文件带有国家秘密标志", "不得公开；按保密规定处置")
    r = secrecy_reviews.c
    secret = (r.content_hash == sha256, r.state == "refused", r.determined_on.is_not(None))
    if connection.execute(select(r.id).where(*secret).limit(1)).first():
        return content, Refusal(
            "保密法第14条、保密法实施条例第25条",
            "该内容已被确定为国家秘密",
            "不予公开；以后解密的，登记解密后的文本",
        )
    return content, None


def screen_again(connection: Connection, sha256: str, config: Config) -> bool:
    """Whether it had to be: rules change, and files from before there were rules have none."""
    name = select(documents.c.name).where(documents.c.sha256 == contents.c.sha256).limit(1).scalar_subquery()
    outdated = (contents.c.sha256 == sha256, contents.c.rules != config.screening.version)
    row = connection.execute(select(contents.c.content, name.label("name")).where(*outdated)).first()
    if row is None:
        return False
    found = screen(row.content, row.name or "", config.screening, config.service.screening)
    connection.execute(delete(findings).where(findings.c.sha256 == sha256))
    write_findings(connection, sha256, found)
    read_now = {
        "kind": found.kind,
        "text": found.text,
        "level": found.level,
        "rules": config.screening.version,
    }
    connection.execute(update(contents).where(contents.c.sha256 == sha256).values(read_now))
    return True


def refuse_marked(
    connection: Connection, request_id: int | None, actor: str, on: date, place: str
) -> ClassifiedFile:
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
        field=place,
    )
