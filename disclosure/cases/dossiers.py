"""What is not a request: 督办单, duties, candidates for proactive disclosure. What a kind is, and how one reads.

Each kind has a table of its own, a statechart and its commands, which are given at the desk (`cases.desk`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.sql import Select

from disclosure.cases.context import Actor
from disclosure.cases.fields import Fields
from disclosure.cases.rights import named_in
from disclosure.errors import (
    NotFound,
    Refusal,
)
from disclosure.params import Config
from disclosure.store.dossier_chain import broken
from disclosure.store.keys import Keys
from disclosure.store.tables import dossier_steps
from state_machines.table import Table as Chart


@dataclass(frozen=True, slots=True)
class Past:
    """One step already taken."""

    n: int
    command: str
    actor: str
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True)
class DossierContext:
    """What one command is judged by. `row` is the dossier as it stands, by column."""

    row: Mapping[str, Any]
    steps: tuple[Past, ...]
    command: str
    data: Mapping[str, Any]
    actor: Actor
    on: date
    config: Config
    named: frozenset[str] | None = None  # in the restricted case it is about

    def who(self, *commands: str) -> frozenset[str]:
        """Everybody who gave one of `commands` in this dossier."""
        return frozenset(step.actor for step in self.steps if step.command in commands)


DossierGate = Callable[[DossierContext], Refusal | None]
# Writes what goes beside the dossier; gives the columns of its own table that change.
DossierEffect = Callable[[Connection, DossierContext], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class DossierGuard:
    """A named fact of the statechart, with the refusal a person reads when it is false."""

    holds: Callable[[DossierContext], bool]
    refusal: Refusal
    reads_fields: bool = False


def _nothing(_: Connection, __: DossierContext) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class DossierCommand:
    fields: type[Fields]
    roles: tuple[str, ...]
    gates: tuple[DossierGate, ...] = ()
    effect: DossierEffect = _nothing


@dataclass(frozen=True, slots=True)
class DossierKind:
    """`table` begins with `store.tables.dossier_columns`. A final state of the chart closes the dossier. `about` is the
    column with the number of the case it is about: closed to those that one is closed to."""

    name: str
    label: str
    table: Table
    chart: Chart
    commands: Mapping[str, DossierCommand]
    guards: Mapping[str, DossierGuard] = field(default_factory=dict)
    about: str | None = None


def named_of(connection: Connection, kind: DossierKind, row: Mapping[str, Any]) -> frozenset[str] | None:
    """As `rights.holds_open` takes it, of the case a dossier is about."""
    return named_in(connection, row[kind.about]) if kind.about else None


def past(connection: Connection, kind: DossierKind, number: str) -> tuple[Past, ...]:
    return tuple(
        Past(row["n"], row["command"], row["actor"], row["on_day"], json.loads(row["data"]))
        for row in connection.execute(steps_of(kind, number)).mappings()
    )


def document(connection: Connection, kind: DossierKind, number: str) -> dict[str, Any]:
    """One dossier as people and programs read it, with its steps. Raises NotFound."""
    row = read_dossier(connection, kind, number, lock=False)
    hidden = ("id", "head", "seal")
    chart = kind.chart
    return {
        **{name: value for name, value in row.items() if name not in hidden},
        "label": chart.states[row["state"]].label,
        "steps": [
            {
                "n": step.n,
                "command": step.command,
                "label": chart.labels[step.command],
                "basis": chart.bases[step.command],
                "actor": step.actor,
                "on": step.on,
                "data": step.data,
            }
            for step in past(connection, kind, number)
        ],
    }


def faults(connection: Connection, keys: Keys, kind: DossierKind) -> Iterator[str]:
    """What is wrong with the dossiers of one kind: a step changed, removed or put in, a state nobody recorded, a
    step that is not one of the chart."""
    for row in connection.execute(select(kind.table).order_by(kind.table.c.id)).mappings().all():
        steps = [dict(step) for step in connection.execute(steps_of(kind, row["number"])).mappings()]
        for what in broken(keys, {**row, "kind": kind.name}, steps):
            yield f"{row['number']}：{what}"
        if not steps and row["state"] != kind.chart.initial:
            yield f"{row['number']}：没有任何一步，却不在“{kind.chart.states[kind.chart.initial].label}”"
        for step in steps:
            arms = kind.chart.arms.get((step["from_state"], step["command"]), ())
            if step["to_state"] not in {arm.target for arm in arms}:
                yield f"{row['number']}：第 {step['n']} 步 {step['command']} 不是状态图中的一步"


def steps_of(kind: DossierKind, number: str) -> Select[Any]:
    mine = (dossier_steps.c.kind == kind.name, dossier_steps.c.number == number)
    return select(dossier_steps).where(*mine).order_by(dossier_steps.c.n)


def read_dossier(connection: Connection, kind: DossierKind, number: str, *, lock: bool) -> Mapping[str, Any]:
    query = select(kind.table).where(kind.table.c.number == number)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise NotFound(f"没有编号为 {number} 的{kind.label}", "编号不存在", "核对编号")
    return dict(row)


def of_kind(kinds: Sequence[DossierKind], name: str) -> DossierKind:
    """The kind by its name. Raises NotFound."""
    found = next((kind for kind in kinds if kind.name == name), None)
    if found is None:
        known = "、".join(f"{kind.label}（{kind.name}）" for kind in kinds)
        raise NotFound(f"没有 {name} 这一类", "名称不在其列", f"可用：{known or '无'}")
    return found
