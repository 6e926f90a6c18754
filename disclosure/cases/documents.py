"""What an entry point answers, as documents of the contract: the same from the command line and the programming
interface. Days are dates; nobody is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from disclosure.cases.catalogue import Entry
from disclosure.cases.desk import DossierDone
from disclosure.cases.dossiers import DossierKind
from disclosure.cases.fields import Fields
from disclosure.cases.flow_health import FlowHealth
from disclosure.cases.scribe import Done
from disclosure.cases.uploads import OnFile
from disclosure.cases.words import FLOWS, MANNERS
from disclosure.errors import DisclosureError
from state_machines import REQUEST, Table


def choices_document(
    chart: Table, fields: Callable[[str], type[Fields]], choices: Mapping[str, DisclosureError | None]
) -> dict[str, Any]:
    """`{"lawful": …, "refused": …}` of the contract; `fields` gives the form of a command."""
    lawful = [
        {
            "command": command,
            "label": chart.labels[command],
            "fields": _asked(fields(command)),
            "basis": chart.bases[command],
        }
        for command, refusal in choices.items()
        if refusal is None
    ]
    refused = [
        {"command": command, "label": chart.labels[command], "why": refusal.why, "remedy": refusal.todo}
        for command, refusal in choices.items()
        if refusal is not None
    ]
    return {"lawful": lawful, "refused": refused}


def _asked(fields: type[Fields]) -> Any:
    """The properties of the JSON Schema, each complete in itself: no reference leads out of the document."""
    schema = fields.model_json_schema()
    definitions = schema.get("$defs", {})

    def inlined(part: Any) -> Any:
        if isinstance(part, list):
            return [inlined(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return inlined(definitions[part["$ref"].rpartition("/")[2]])
        return {key: inlined(value) for key, value in part.items()}

    return inlined(schema.get("properties", {}))


def done_document(done: Done) -> dict[str, Any]:
    return {
        "number": done.number,
        "phase": done.phase,
        "state": done.state,
        "label": REQUEST.states[done.state].label,
        "version": done.version,
        "due": done.due,
        "repeated": done.repeated,
    }


def attached_document(done: Done, kept: OnFile) -> dict[str, Any]:
    return {**done_document(done), "sha256": kept.sha256, "level": kept.level, "found": kept.found}


def dossier_done_document(kind: DossierKind, done: DossierDone) -> dict[str, Any]:
    return {
        "number": done.number,
        "state": done.state,
        "label": kind.chart.states[done.state].label,
        "version": done.version,
        "repeated": done.repeated,
    }


def dossier_line(kind: DossierKind, row: Mapping[Any, Any]) -> dict[str, Any]:
    state = kind.chart.states[row["state"]]
    return {
        "number": row["number"],
        "state": row["state"],
        "label": state.label,
        "unit": row["unit"],
        "owner": state.owner_role,
        "opened_on": row["opened_on"],
        "closed_on": row["closed_on"],
    }


def entry_document(entry: Entry) -> dict[str, Any]:
    document = asdict(entry) | {"manner_label": MANNERS[entry.manner]}
    return {name: value for name, value in document.items() if name != "id"}


def flow_document(health: FlowHealth) -> dict[str, Any]:
    return {
        "flow": health.flow,
        "label": FLOWS[health.flow],
        "overdue": health.overdue,
        "last_good": instant_text(health.last_good),
        "seconds": health.seconds,
        "median_seconds": health.median_seconds,
        "summary": health.summary,
        "missed": health.missed,
        "next": instant_text(health.next),
        "backlog": health.backlog,
    }


def instant_text(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
