"""One JSON Schema for the output of each command: `python -m tests.house.schemas` (make docs) writes docs/schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from disclosure.cases.commands import BEGINNINGS, COMMANDS
from disclosure.cases.statistics import BY
from disclosure.cases.words import (
    BOOKS,
    DELIVERIES,
    FLOWS,
    ITEM_KINDS,
    LETTER_STANDING,
    LETTERS,
    MANNERS,
    MESSAGES,
    OUTBOX,
    SIGNED_BY,
)
from disclosure.law.clock import Status
from disclosure.law.decisions import CODES
from disclosure.law.ledger import SpanKind
from disclosure.law.secrecy import ReviewLevel
from disclosure.law.terms import RemedyTemplate
from disclosure.params import default_directory, load
from disclosure.reports.forms import COLUMNS, FORMS, PROCEEDINGS, RESULTS
from state_machines import CONSULTATION, INTAKE, REMEDY, REQUEST, SECRECY_REVIEW

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
WHOLE: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
INSTANT: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$"}
ANYTHING: Schema = {"type": "object"}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def rows(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def document(**fields: Schema) -> Schema:
    """Exactly these keys. A key that Python reserves is written with a trailing underscore."""
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {"type": "object", "properties": named, "required": list(named), "additionalProperties": False}


STATE = one_of(*REQUEST.states)
PHASE = one_of(*REQUEST.phases)
COMMAND = one_of(*COMMANDS)
DATED = document(date=DAY, provisional=FLAG)
EXPIRY = one_of("transition", "task", "escalate")

CLOCK = document(
    receipt_date=maybe(DAY),
    law=one_of("2008", "2019"),
    due=maybe(DAY),
    provisional=FLAG,
    phase=TEXT,
    status=one_of(*Status),
    remaining_working_days=maybe(WHOLE),
    ledger=rows(
        document(from_=DAY, to=DAY, kind=one_of(*SpanKind), working_days=COUNT, basis=FILLED, why=FILLED)
    ),
    deadlines=rows(document(kind=FILLED, due=DAY, basis=FILLED, on_expiry=EXPIRY, met_on=maybe(DAY))),
)
DONE = document(
    number=FILLED,
    phase=PHASE,
    state=STATE,
    label=FILLED,
    version={"type": "integer", "minimum": 1},
    due=maybe(DAY),
    repeated=FLAG,
)
FIGURE: Schema = {
    "type": "object",
    "properties": {
        "name": FILLED,
        "ours": NUMBER,
        "limit": NUMBER,
        "ratio": NUMBER,
        "unit": FILLED,
        "n": COUNT,
        "runs": COUNT,
    },
    "required": ["name", "ours", "limit", "ratio", "unit", "n", "runs"],
}
DEADLINE = document(
    kind=FILLED,
    ref=FILLED,
    opened_on=DAY,
    due=DAY,
    basis=FILLED,
    on_expiry=EXPIRY,
    owner_role=FILLED,
    status=one_of("open", "suspended", "watched", "met", "late", "expired", "void"),
    met_on=maybe(DAY),
    provisional=FLAG,
    level=COUNT,
)
STEP = document(
    n=COUNT,
    command=one_of(*BEGINNINGS, *COMMANDS),
    label=FILLED,
    basis=FILLED,
    actor=FILLED,
    on=DAY,
    recorded_at=INSTANT,
    from_=STATE,
    to=STATE,
    data=ANYTHING,
    config_version=FILLED,
)
CONSULTED = document(
    ref=FILLED,
    kind=one_of("third_party", "co_producer", "other_body"),
    party=FILLED,
    state=one_of(*CONSULTATION.states),
    asked_on=DAY,
    letter_received_on=maybe(DAY),
    answered_on=maybe(DAY),
    answer=maybe(one_of("agree", "object")),
    reasonable=maybe(FLAG),
    informed_on=maybe(DAY),
    label=FILLED,
)
RESULT = one_of("upheld", "corrected", "other")
PROCEEDING = document(
    ref=FILLED,
    kind=one_of("reconsideration", "litigation", "complaint"),
    claimant=one_of("applicant", "third_party"),
    state=one_of(*REMEDY.states),
    filed_on=DAY,
    after_reconsideration=FLAG,
    procedure=maybe(one_of("ordinary", "simple")),
    answer_asked_on=maybe(DAY),
    answered_on=maybe(DAY),
    closed_on=maybe(DAY),
    result=maybe(RESULT),
    body=maybe(FILLED),
    file_number=maybe(FILLED),
    third_party=maybe(FILLED),
    appeal_of=maybe(FILLED),
    answer_hash=maybe(FILLED),
    decision=maybe(one_of(*sorted(CODES))),
    decided_on=maybe(DAY),
    order=maybe(one_of("not_in_force", "in_force")),
    reported_on=maybe(DAY),
    label=FILLED,
)
NOT_LISTED = {
    "procedure", "answer_asked_on", "answered_on", "third_party", "answer_hash", "order", "reported_on",
}  # fmt: skip
LISTED = document(
    number=FILLED,
    **{name: schema for name, schema in PROCEEDING["properties"].items() if name not in NOT_LISTED},
    decision_label=maybe(FILLED),
    next=maybe(
        document(
            kind=one_of("remedy_answer", "opinion_report", "remedy_decision"),
            due=DAY,
            status=one_of("open", "watched"),
            provisional=FLAG,
        )
    ),
    hints=rows(FILLED),
)
EVIDENCE = document(
    number=FILLED,
    remedy=maybe(
        document(
            ref=FILLED,
            kind=PROCEEDING["properties"]["kind"],
            body=maybe(FILLED),
            file_number=maybe(FILLED),
        )
    ),
    items=rows(
        document(
            n=COUNT,
            name=FILLED,
            source=FILLED,
            proves=FILLED,
            day=DAY,
            rule=FILLED,
            row=COUNT,
            sha256=maybe(FILLED),
            file=maybe(FILLED),
            after_filing=FLAG,
        )
    ),
    missing=rows(FILLED),
)

LEVEL = maybe(one_of(*ReviewLevel))
FOUND = document(
    rule=FILLED,
    level=one_of(*ReviewLevel),
    place=TEXT,
    start=COUNT,
    end=COUNT,
    text_masked=TEXT,
    suggestion=FILLED,
)
SECRECY = document(
    ref=FILLED,
    content_hash=FILLED,
    state=one_of(*SECRECY_REVIEW.states),
    opened_on=DAY,
    since=DAY,
    level=LEVEL,
    found=COUNT,
    passed_by=maybe(FILLED),
    planned_on=maybe(DAY),
    referred_on=maybe(DAY),
    determined_on=maybe(DAY),
    label=FILLED,
    findings=rows(FOUND),
)
CHOICE = document(command=FILLED, label=FILLED, fields=ANYTHING, basis=FILLED)
DENIED = document(command=FILLED, label=FILLED, why=FILLED, remedy=FILLED)

DEMANDED = {"numbers": rows(FILLED), "applicants": COUNT, "first": DAY, "last": DAY}
ENTRY = {
    "index_number": FILLED,
    "title": FILLED,
    "summary": FILLED,
    "formed_on": DAY,
    "manner_label": FILLED,
    "scope": FILLED,
    "place": FILLED,
    "published_on": DAY,
}


def matrix(rows_: Iterable[str], columns: Iterable[str], cell: Schema) -> Schema:
    """Cells by row and column. Which rows there are depends on the form."""
    cells = document(**dict.fromkeys(columns, cell))
    return {"type": "object", "properties": dict.fromkeys(rows_, cells), "additionalProperties": False}


FIGURES = {
    "received": COUNT,
    "closed": COUNT,
    "replied": COUNT,
    "median_days": maybe(NUMBER),
    "p90_days": maybe(COUNT),
    "on_time": COUNT,
    "late": COUNT,
    "on_time_rate": maybe({"type": "number", "minimum": 0, "maximum": 1}),
}
CHECKED = rows(
    document(id=one_of("A1", "A2", "A3", "A4", "A5", "A6"), where=FILLED, ok=FLAG, left=WHOLE, right=WHOLE)
)
YEARLY = {"year": COUNT, "format": one_of(*FORMS)}
ANNUAL = document(
    **YEARLY,
    T2={"type": "object", "additionalProperties": {"additionalProperties": maybe({"type": "number"})}},
    T3=matrix(
        dict.fromkeys(row.key for form in FORMS.values() for row in form.t3),
        (column.key for column in COLUMNS),
        maybe(COUNT),
    ),
    T4=matrix((p.key for p in PROCEEDINGS), [result.key for result in RESULTS], maybe(COUNT)),
    checks=CHECKED,
)

LETTER = document(
    ref=FILLED,
    kind=one_of(*LETTERS),
    label=FILLED,
    about=maybe(FILLED),
    made_on=DAY,
    mailed_on=DAY,
    delivery=maybe(one_of(*DELIVERIES)),
    delivery_label=maybe(FILLED),
    postal_number=maybe(FILLED),
    number_reason=maybe(FILLED),
    standing=one_of(*LETTER_STANDING),
    standing_label=FILLED,
    served_on=maybe(DAY),
    signed_by=maybe(one_of(*SIGNED_BY)),
    signed_by_label=maybe(FILLED),
    signer=maybe(FILLED),
    proof=maybe(FILLED),
    proof_hash=maybe(FILLED),
    on_file=FLAG,
    returned_on=maybe(DAY),
    cause=maybe(FILLED),
    cause_label=maybe(FILLED),
    reason=maybe(FILLED),
    gaps=rows(FILLED),
    next=rows(FILLED),
)

BOOK = document(
    book=FILLED,
    label=FILLED,
    brought_forward=COUNT,
    received=COUNT,
    cases=COUNT,
    reasons=COUNT,
    open=COUNT,
    difference=WHOLE,
    unlisted=rows(FILLED),
)

PROBLEMS = rows(document(file=TEXT, line=COUNT, code=FILLED, message=FILLED, suggestion=TEXT))

UNREAD = rows(document(number=FILLED, why=FILLED))

SCHEMAS: Mapping[str, Schema] = {
    "config-check": PROBLEMS,
    "config-preview": document(
        version=HASH,
        base=HASH,
        cases=COUNT,
        replayed=COUNT,
        changed=rows(document(number=FILLED, kind=FILLED, field=FILLED, live=TEXT, draft=TEXT)),
        refused=UNREAD,
        unreadable=UNREAD,
        summary=document(
            by_field=rows(document(kind=FILLED, field=FILLED, count=COUNT)),
            replies=COUNT,
            on_time_live=COUNT,
            on_time_draft=COUNT,
            letters=rows(FILLED),
            repeated_demand=maybe(document(live=COUNT, draft=COUNT)),
        ),
    ),
    "config-activate": document(
        number=FILLED,
        effective_on=DAY,
        in_force=FLAG,
        version=HASH,
        cases=COUNT,
        deadlines=COUNT,
        alerts=COUNT,
        unreadable=COUNT,
    ),
    "config-versions": rows(
        document(
            version=HASH,
            first_used_at=INSTANT,
            in_force=FLAG,
            drafts=rows(document(number=FILLED, title=FILLED, on=DAY)),
        )
    ),
    "workdays-add": DATED,
    "workdays-between": document(count=WHOLE, provisional=FLAG),
    "period": document(date=DAY, provisional=FLAG, rolled_over=FLAG),
    "fee": document(
        amount=COUNT,
        lines=rows(document(from_=COUNT, to=maybe(COUNT), unit_price=COUNT, count=COUNT, amount=COUNT)),
    ),
    "outcomes": rows(
        document(
            code=one_of(*load(default_directory()).law.outcomes),
            label=FILLED,
            article=FILLED,
            report_row=FILLED,
            letters=rows(FILLED),
            remedy=rows(one_of(*RemedyTemplate)),
            reconsideration_first=FLAG,
        )
    ),
    "clock": CLOCK,
    "submit": DONE,
    "do": DONE,
    "attach": {
        **DONE,
        "properties": {**DONE["properties"], "sha256": FILLED, "level": LEVEL, "found": COUNT},
        "required": [*DONE["required"], "sha256", "level", "found"],
    },
    "letter": document(
        number=FILLED,
        kind={"type": "string", "pattern": r"^L-\d{2}$"},
        title=FILLED,
        issued=FLAG,
        reference=maybe(FILLED),
        sha256=FILLED,
        size=COUNT,
        rewritten=maybe(FLAG),
    ),
    "delivery": document(
        number=FILLED,
        receipt=document(
            channel=FILLED,
            came_on=DAY,
            received_on=maybe(DAY),
            rule=FILLED,
            basis=FILLED,
            confirmed_on=maybe(DAY),
            confirmed_by=maybe(FILLED),
            confirmed_with=maybe(FILLED),
            how=maybe(FILLED),
            proof=maybe(FILLED),
            proof_hash=maybe(FILLED),
            on_file=FLAG,
        ),
        letters=rows(LETTER),
    ),
    "delivery-list": rows(
        document(
            number=FILLED,
            ref=FILLED,
            kind=one_of(*LETTERS),
            label=FILLED,
            standing=one_of("left", "returned"),
            mailed_on=DAY,
            returned_on=maybe(DAY),
            postal_number=maybe(FILLED),
            days=COUNT,
            working_days=COUNT,
        )
    ),
    "remedies": rows(LISTED),
    "evidence": EVIDENCE,
    "reply-batch": document(done=rows(DONE)),
    "intake-step": document(
        number=FILLED, state=one_of(*INTAKE.states), label=FILLED, version=COUNT, repeated=FLAG
    ),
    "intake-sheet": document(
        day=DAY,
        balanced=FLAG,
        books=rows(BOOK),
        total=BOOK,
        open=rows(
            document(
                number=FILLED,
                book=one_of(*BOOKS),
                opened_on=DAY,
                kind=one_of(*ITEM_KINDS),
                state=one_of(*INTAKE.states),
                label=FILLED,
                working_days=WHOLE,
            )
        ),
    ),
    "dossier-list": rows(
        document(
            number=FILLED,
            state=FILLED,
            label=FILLED,
            unit=FILLED,
            owner=FILLED,
            opened_on=DAY,
            closed_on=maybe(DAY),
        )
    ),
    "dossier-do": document(number=FILLED, state=FILLED, label=FILLED, version=COUNT, repeated=FLAG),
    "dossier-choices": document(lawful=rows(CHOICE), refused=rows(DENIED)),
    "do-list": document(
        lawful=rows(document(command=COMMAND, label=FILLED, fields=ANYTHING, basis=FILLED)),
        refused=rows(document(command=COMMAND, label=FILLED, why=FILLED, remedy=FILLED)),
    ),
    "show": document(
        number=FILLED,
        phase=PHASE,
        state=STATE,
        label=FILLED,
        version=COUNT,
        unit=FILLED,
        outcome=maybe(FILLED),
        clock=CLOCK,
        deadlines=rows(DEADLINE),
        history=rows(STEP),
        consultations=rows(CONSULTED),
        secrecy_reviews=rows(SECRECY),
        remedies=rows(PROCEEDING),
    ),
    "sweep": document(
        crossed=COUNT,
        expired=COUNT,
        tasks=COUNT,
        notified=COUNT,
        digests=COUNT,
        configurations=rows(FILLED),
        errors=rows(document(number=TEXT, kind=FILLED, due=DAY, code=FILLED, message=FILLED)),
    ),
    "demand": document(clusters=rows(rows(FILLED)), matters=rows(rows(FILLED))),
    "demand-since": document(
        clusters=rows(document(info=FILLED, title=FILLED, **DEMANDED, candidate=maybe(FILLED))),
        matters=rows(document(matter=FILLED, **DEMANDED)),
    ),
    "convert": document(
        asked=COUNT,
        clusters=COUNT,
        regrouped=COUNT,
        changes=rows(
            document(
                number=FILLED,
                opened=FLAG,
                requests=rows(FILLED),
                applicants=COUNT,
                why=FILLED,
                follows=maybe(FILLED),
            )
        ),
        measured=COUNT,
    ),
    "catalogue": rows(
        document(
            **ENTRY,
            manner=one_of(*MANNERS),
            taken_down_on=maybe(DAY),
            filings_before=maybe(COUNT),
            filings_after=maybe(COUNT),
            span_days=maybe(COUNT),
            measured_on=maybe(DAY),
            measured_last=FLAG,
        )
    ),
    "catalogue-offer": rows(document(**ENTRY, same_information=FLAG, why=FILLED)),
    "export-ledger": document(file=FILLED, rows=COUNT),
    "statistics": document(
        from_=DAY,
        to=DAY,
        total=document(**FIGURES),
        groups={
            "type": "object",
            "properties": {name: rows(document(key=FILLED, label=FILLED, **FIGURES)) for name in BY},
            "additionalProperties": False,
        },
    ),
    "import-ledger": document(
        file=FILLED,
        dry_run=FLAG,
        rows=COUNT,
        open=COUNT,
        imported=COUNT,
        refused=rows(
            document(line={"type": "integer", "minimum": 1}, column=TEXT, reason=FILLED, todo=FILLED)
        ),
    ),
    "report-annual": ANNUAL,
    "report-rollup": ANNUAL,
    "report-inputs": document(**YEARLY),
    "report-cases": document(year=COUNT, row=FILLED, column=FILLED, numbers=rows(FILLED)),
    "report-check": document(
        file=FILLED,
        year=maybe(COUNT),
        format=one_of(*FORMS),
        ok=FLAG,
        checks=CHECKED,
        notes=rows(FILLED),
    ),
    "outbox-list": rows(
        document(
            message_id=FILLED,
            kind=one_of(*MESSAGES),
            person=FILLED,
            created_on=DAY,
            status=one_of(*OUTBOX),
            attempts=COUNT,
            next_try_at=INSTANT,
            last_error=maybe(TEXT),
        )
    ),
    "user-leaves": rows(document(id=COUNT, user=FILLED, first_day=DAY, last_day=DAY, substitute=FILLED)),
    "flows": rows(
        document(
            flow=one_of(*FLOWS),
            label=FILLED,
            overdue=FLAG,
            last_good=maybe(INSTANT),
            seconds=maybe(COUNT),
            median_seconds=maybe(NUMBER),
            summary=TEXT,
            missed=COUNT,
            next=maybe(INSTANT),
            backlog=COUNT,
        )
    ),
    "screen": rows(
        document(
            file=FILLED,
            rule=FILLED,
            level=one_of(*ReviewLevel),
            start=COUNT,
            end=COUNT,
            text_masked=TEXT,
            suggestion=FILLED,
        )
    ),
    "mask": document(
        file=FILLED,
        original_sha256=FILLED,
        out=FILLED,
        sha256=FILLED,
        spans=rows(document(rule=FILLED, start=COUNT, end={"type": "integer", "minimum": 1})),
        left_out=rows(FILLED),
    ),
    "verify": document(
        ok=FLAG,
        proofs=rows(
            document(id=FILLED, claim=FILLED, explored=COUNT, ok=FLAG, counterexample=maybe(rows(TEXT)))
        ),
    ),
    "bench": {**FIGURE, "properties": {**FIGURE["properties"], "also": rows(FIGURE)}},
    "error": document(
        error={
            **document(code=FILLED, message=FILLED, field=maybe(TEXT)),
            "properties": {
                "code": FILLED,
                "message": FILLED,
                "field": maybe(TEXT),
                "problems": PROBLEMS,
            },
        }
    ),
}


def written() -> Mapping[Path, str]:
    """Path → text of every schema."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        FOLDER / f"{name}.json": json.dumps({**draft, "title": name, **schema}, ensure_ascii=False, indent=2)
        + "\n"
        for name, schema in SCHEMAS.items()
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
