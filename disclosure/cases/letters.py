"""制发文书: previewed without a trace, or issued through the door with 发文字号, date and bytes in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases import people, uploads
from disclosure.cases.context import Context
from disclosure.cases.folding import corrected, fold, read_rows
from disclosure.cases.guards import GUARDS
from disclosure.cases.letter_facts import told
from disclosure.cases.letter_subject import Subject
from disclosure.cases.numbering import next_ordinal
from disclosure.cases.scribe import Case, Scribe
from disclosure.errors import BadInput, GateRefused, NotFound, Refusal
from disclosure.letters.composing import Heading, compose
from disclosure.letters.document import LetterDocument
from disclosure.letters.release import Dates, refusals
from disclosure.letters.template import Template
from disclosure.letters.word import docx_of
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.tables import config_versions, contents, documents

# The letter is the notice itself, so it bears the day the notice was given.
NOTICES = frozenset(
    """
    ask_correction ask_reasons extend postpone ask_third_party ask_co_producer ask_other_body inform_third_party
    send_fee_notice
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
# A reply that is not drafted and signed: given on the spot, or about a withdrawal.
MADE_BY = frozenset({"reply_made", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that left: `rewritten` says whether the program writes the same bytes again from the history."""

    title: str
    reference: str | None
    content: bytes
    rewritten: bool


def preview(connection: Connection, keys: Keys, case: Case, ctx: Context) -> LetterDocument:
    """The draft: neither 发文字号 nor date. `ctx.data` is that of `issue_letter`. Raises GateRefused with every reason
    why the letter cannot be written; writes nothing."""
    subject = _subject(connection, keys, case, ctx)
    known = _checked(subject, ctx)
    return _written(connection, subject, known, case.id, ctx)


def issue(connection: Connection, scribe: Scribe, case: Case, ctx: Context, _: str) -> Mapping[str, Any]:
    """What the history row of `issue_letter` holds beside its fields."""
    subject = _subject(connection, scribe.keys, case, ctx)
    known = _checked(subject, ctx)
    draft = _written(connection, subject, known, case.id, ctx)
    if unready := _unready(subject, draft):
        raise GateRefused(f"不能制发 {subject.template.id}", unready)
    reference = _reference(connection, subject)
    letter = _written(connection, subject, known, case.id, ctx, reference)
    name = f"{letter.title}{f'（{reference}）' if reference else ''}.docx"
    try:
        upload = uploads.read(name, docx_of(letter), ctx.config)
    except uploads.Marked:
        refusal = Refusal("保密法第31条", "文书的文字带有国家秘密标志", "写明密级和期限时不用标志的写法")
        raise GateRefused(f"不能制发 {subject.template.id}", [refusal]) from None
    uploads.keep(connection, upload)
    uploads.link(connection, case.id, [(upload.sha256, name)])
    return {"reference": reference, "sha256": upload.sha256, "reply": subject.template.replies}


def issued(connection: Connection, keys: Keys, case: Case, kind: str) -> Issued:
    """The latest letter of `kind` as it left. Raises NotFound."""
    rows = read_rows(connection, case.id)
    row = next(
        (r for r in reversed(rows) if r.step.command == "issue_letter" and r.step.data["kind"] == kind), None
    )
    if row is None:
        raise NotFound(f"{case.number} 没有制发过 {kind}", "案卷中没有这一文书", "先制发，或核对文书种类")
    data = row.step.data
    content = connection.scalar(select(contents.c.content).where(contents.c.sha256 == data["sha256"]))
    snapshot = connection.scalar(
        select(config_versions.c.snapshot).where(config_versions.c.version == row.config_version)
    )
    assert content is not None
    assert snapshot is not None
    config = Config.of_stored(json.loads(snapshot))
    before = [r.step for r in rows[: row.step.n - 1]]
    template = config.letters.templates[kind]
    facts = fold(before)
    persons = people.read(connection, case.id, keys)
    subject = Subject(
        template, case.number, facts, corrected(before), persons, config, row.step.on,
        data["facts"], data["ref"], data["delivery"],
    )  # fmt: skip
    heading = _heading(connection, subject, case.id, data["content_hash"], data["reference"])
    letter = compose(template, told(subject), heading, config.law, facts.outcome)
    return Issued(letter.title, data["reference"], bytes(content), docx_of(letter) == bytes(content))


def _subject(connection: Connection, keys: Keys, case: Case, ctx: Context) -> Subject:
    kind = ctx.data["kind"]
    templates = ctx.config.letters.templates
    if kind not in templates:
        raise BadInput("没有这种文书", f"{kind} 不在目录之中", f"可用：{'、'.join(templates)}", field="kind")
    steps = corrected(row.step for row in read_rows(connection, case.id))
    persons = people.read(connection, case.id, keys)
    return Subject(
        templates[kind], case.number, ctx.facts, steps, persons, ctx.config, ctx.on,
        ctx.data["facts"], ctx.data["ref"], ctx.data["delivery"],
    )  # fmt: skip


def _checked(subject: Subject, ctx: Context) -> dict[str, str]:
    """The facts of the letter. Raises GateRefused with every reason against it."""
    known = told(subject)
    judged = {**known, **subject.given}  # what was given, as it was given
    found = refusals(subject.template, judged, subject.outcome, _dates(subject), ctx.config.law)
    found += _delivered(subject.template, subject.delivery)
    if subject.template.replies and not GUARDS["content_cleared"].holds(ctx):
        found.append(GUARDS["content_cleared"].refusal)
    if found:
        raise GateRefused(f"不能出具 {subject.template.id}", found)
    return known


def _dates(subject: Subject) -> Dates:
    step = subject.occasion
    notice = step is not None and step.command in NOTICES
    reply = subject.template.replies
    return Dates(
        made=subject.on,
        received=subject.clock.receipt_date or subject.facts.filed_on,
        opened=step.on if step and not notice and not reply else None,
        mailed=step.on if step and notice else subject.facts.sent_on if reply else None,
        due=subject.clock.due,
        cited_on=subject.law_day,
    )


def _delivered(template: Template, delivery: str | None) -> list[Refusal]:
    if delivery is None or delivery in template.channels:
        return []
    known = "、".join(template.channels) or "不送达"
    return [Refusal("国办公开办函〔2016〕235号", f"{template.id} 不用 {delivery} 送达", f"可用：{known}")]


def _unready(subject: Subject, draft: LetterDocument) -> list[Refusal]:
    """A reply leaves as it was signed: the draft the signers saw, with number and date."""
    facts = subject.facts
    if not subject.template.replies:
        return []
    if facts.sent_on is not None and facts.delivery != "direct":
        return [Refusal("国办公开办函〔2016〕235号", "该答复已经发出", "退回的，原文书重新送达")]
    if facts.state == "signed":
        if hashlib.sha256(docx_of(draft)).hexdigest() == facts.letter_hash:
            return []
        return [
            Refusal(
                "条例第45条",
                "要制发的文书与签发的文稿不同",
                "用签发文稿的事实制发；内容有变的，退回重新拟稿审签",
            )
        ]
    if any(tick.event in MADE_BY and tick.on == subject.on for tick in facts.ticks):
        return []
    return [Refusal("条例第45条", "答复还没有签发", "审签后制发；当场答复、撤回的，在当日制发")]


def _reference(connection: Connection, subject: Subject) -> str | None:
    """发文字号, without gaps for each series and year."""
    series, year = subject.template.series, subject.on.year
    if series is None:
        return None
    ordinal = next_ordinal(connection, f"letters/{series}/{year}")
    return f"{subject.letterhead.symbol}{series}〔{year}〕{ordinal}号"


def _written(
    connection: Connection,
    subject: Subject,
    known: Mapping[str, str],
    request_id: int,
    ctx: Context,
    reference: str | None = None,
) -> LetterDocument:
    heading = _heading(connection, subject, request_id, ctx.data["content_hash"], reference)
    return compose(subject.template, known, heading, ctx.config.law, subject.facts.outcome)


def _heading(
    connection: Connection, subject: Subject, request_id: int, content_hash: str | None, reference: str | None
) -> Heading:
    outcome = subject.outcome
    carried = content_hash
    if subject.template.replies and outcome is not None and outcome.discloses:
        carried = subject.facts.content_hash
    names = select(documents.c.name).where(
        documents.c.request_id == request_id, documents.c.sha256 == carried
    )
    forms = (subject.config.letters.templates[form].title for form in subject.template.encloses)
    return Heading(
        agency=subject.config.organization.agency,
        law_day=subject.law_day,
        reference=reference,
        dated=subject.on if reference else None,
        attachments=(*connection.scalars(names), *forms),
    )
