"""History → facts. A 更正 (`rectify`), once approved, lays its value over an earlier row;
the row itself is never touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from disclosure.cases.effects import apply
from disclosure.cases.facts import Facts
from disclosure.cases.older_names import todays
from disclosure.cases.steps import Step
from disclosure.store.statements import Statement
from disclosure.store.tables import history

_ROWS = Statement(
    select(
        history.c.n,
        history.c.command,
        history.c.actor,
        history.c.on_day,
        history.c.to_state,
        history.c.data,
        history.c.from_state,
        history.c.recorded_at,
        history.c.config_version,
    )
    .where(history.c.request_id == bindparam("request_id"))
    .order_by(history.c.n)
)


@dataclass(frozen=True, slots=True)
class Row:
    """A history row: the step it records, and how it was recorded."""

    step: Step
    from_state: str
    recorded_at: str
    config_version: str


def read_rows(connection: Connection, request_id: int) -> list[Row]:
    rows = []
    for n, command, actor, on, to_state, text, from_state, recorded_at, version in _ROWS.rows(
        connection, {"request_id": request_id}
    ):
        data = json.loads(text)
        step = Step(n, todays(command, data), actor, on, to_state, data)
        rows.append(Row(step, from_state, recorded_at, version))
    return rows


def fold(steps: Sequence[Step]) -> Facts:
    """The facts after all of `steps`, corrections laid over the rows they name. The path of states stays as it
    was recorded: it happened."""
    facts: Facts | None = None
    for step in corrected(steps):
        facts = apply(facts, step)
    assert facts is not None, "a case begins with the row `file`"
    return facts


def corrected(steps: Iterable[Step]) -> list[Step]:
    """The steps as they stand corrected; a proposal nobody approved changes nothing."""
    rows = list(steps)
    for approval in rows:
        if approval.command == "approve_rectification":
            proposed = rows[approval.data["n"] - 1].data
            index = proposed["n"] - 1
            rows[index] = laid_over(rows[index], proposed["field"], proposed["value"])
    return rows


def laid_over(step: Step, field: str, value: Any) -> Step:
    """A case is filed on the day it was received; `people` and `decision` bring what follows from them with them."""
    if field == "on":
        return replace(step, on=date.fromisoformat(value))
    if field == "received_on" and step.command == "file":
        step = replace(step, on=date.fromisoformat(value))
    corrections = value if field in ("people", "decision") else {field: value}
    return replace(step, data={**step.data, **corrections})
