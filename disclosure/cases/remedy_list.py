"""What `disclosure remedies` shows: the proceedings against us, with what is due next in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from disclosure.cases.facts import FACTS_JSON
from disclosure.cases.proceedings import remedy_of
from disclosure.cases.remedy_hints import hints
from disclosure.law.decisions import DECISIONS
from disclosure.params import Config
from disclosure.store.tables import deadlines, remedies, requests
from state_machines import REMEDY

_J, _R, _D = remedies.c, requests.c, deadlines.c
_SHOWN = ("ref", "kind", "claimant", "after_reconsideration", "appeal_of", "body", "file_number", "state", "filed_on",
          "closed_on", "decision", "decided_on", "result")  # fmt: skip
OPEN = tuple(state.leaf for state in REMEDY.states.values() if not state.final)
KINDS = ("remedy_answer", "opinion_report", "remedy_decision")


def proceedings(connection: Connection, config: Config, *, only_open: bool = False) -> list[dict[str, Any]]:
    """One row a proceeding, those with the earliest deadline first, those with none last."""
    query = select(_R.id, _R.number, _R.facts, *(_J[name] for name in _SHOWN)).join(
        remedies, _J.request_id == _R.id
    )
    query = query.where(_J.state.in_(OPEN)) if only_open else query
    due = _due(connection)
    found = [
        _row(row, due, config) for row in connection.execute(query.order_by(_R.id, _J.ref)).mappings().all()
    ]
    return sorted(found, key=lambda row: (row["next"] is None, row["next"] and row["next"]["due"]))


def _due(connection: Connection) -> Mapping[tuple[int, str], list[dict[str, Any]]]:
    """By case and proceeding: what we owe before what the reviewing body owes."""
    query = select(_D.request_id, _D.ref, _D.kind, _D.due, _D.status, _D.provisional).where(
        _D.kind.in_(KINDS), _D.status.in_(("open", "watched"))
    )
    found = defaultdict(list)
    for row in connection.execute(query.order_by(_D.status, _D.due)).mappings():
        shown = {name: row[name] for name in ("kind", "due", "status", "provisional")}
        found[row["request_id"], row["ref"]].append(shown)
    return found


def _row(
    row: RowMapping, due: Mapping[tuple[int, str], list[dict[str, Any]]], config: Config
) -> dict[str, Any]:
    facts = FACTS_JSON.validate_json(row["facts"])
    remedy = remedy_of(facts, row["ref"])
    assert remedy is not None, "remedies is a projection of the facts"
    decision = DECISIONS[row["kind"]].get(row["decision"] or "")
    return {
        "number": row["number"],
        **{name: row[name] for name in _SHOWN},
        "label": REMEDY.states[row["state"]].label,
        "decision_label": decision and decision.label,
        "next": next(iter(due.get((row["id"], row["ref"]), ())), None),
        "hints": hints(facts, remedy, config),
    }
