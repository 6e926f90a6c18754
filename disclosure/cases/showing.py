"""One case as a document: what `disclosure show` prints. No applicant is named in it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.door import read
from disclosure.cases.folding import read_rows
from disclosure.law.document import clock_document
from disclosure.params import Config
from disclosure.store.tables import deadlines, findings
from state_machines import CONSULTATION, REMEDY, REQUEST, SECRECY_REVIEW

_SHOWN = ("kind", "ref", "opened_on", "due", "basis", "on_expiry", "owner_role", "status", "met_on", "provisional",
          "level")  # fmt: skip
_FOUND = ("rule", "level", "place", "start", "end", "text_masked", "suggestion")


def show(connection: Connection, config: Config, number: str, as_of: date) -> dict[str, Any]:
    """The document of the contract. Raises NotFound."""
    case = read(connection, number)
    facts = case.facts
    assert facts is not None
    info = REQUEST.states[facts.state]
    clock = clock_of(facts, config.law, latest(facts, as_of))
    return {
        "number": number,
        "phase": info.phase,
        "state": facts.state,
        "label": info.label,
        "version": case.version,
        "unit": facts.unit,
        "outcome": facts.outcome,
        "clock": clock_document(clock),
        "deadlines": [
            dict(row)
            for row in connection.execute(
                select(*(deadlines.c[name] for name in _SHOWN))
                .where(deadlines.c.request_id == case.id)
                .order_by(deadlines.c.due, deadlines.c.id)
            ).mappings()
        ],
        "history": [
            {
                "n": row.step.n,
                "command": row.step.command,
                "label": REQUEST.labels[row.step.command],
                "basis": REQUEST.bases[row.step.command],
                "actor": row.step.actor,
                "on": row.step.on,
                "recorded_at": row.recorded_at,
                "from": row.from_state,
                "to": row.step.to_state,
                "data": row.step.data,
                "config_version": row.config_version,
            }
            for row in read_rows(connection, case.id)
        ],
        "consultations": [
            asdict(c) | {"label": CONSULTATION.states[c.state].label} for c in facts.consultations
        ],
        "secrecy_reviews": [
            asdict(r)
            | {
                "label": SECRECY_REVIEW.states[r.state].label,
                "findings": _findings(connection, r.content_hash),
            }
            for r in facts.secrecy_reviews
        ],
        "remedies": [asdict(r) | {"label": REMEDY.states[r.state].label} for r in facts.remedies],
    }


def _findings(connection: Connection, sha256: str) -> list[dict[str, Any]]:
    """What the screening found in a content: where, and how it would be masked."""
    query = select(*(findings.c[name] for name in _FOUND)).where(findings.c.sha256 == sha256)
    return [dict(row) for row in connection.execute(query.order_by(findings.c.start)).mappings()]
