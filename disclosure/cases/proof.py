"""Proof that everything stored of a case is what its history adds up to, and that every step was a lawful move.

Each case is recomputed under the configuration its last step used, from the snapshot that was kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from disclosure.cases import people
from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.facts import Facts
from disclosure.cases.folding import Row, fold, read_rows
from disclosure.cases.writing import CHILDREN, UNSETTLED, child_cells, projection
from disclosure.law.clock import Clock
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.tables import config_versions, deadlines, requests
from state_machines import REQUEST


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`what` in Chinese: which field, row or step of the case, and how it differs."""

    number: str
    what: str


def mismatches(connection: Connection, keys: Keys) -> Iterator[Mismatch]:
    """Whatever differs from the history, in any table that is derived from it."""
    proof = _Proof(connection, keys)
    for case in connection.execution_options(yield_per=1000).execute(select(requests)).mappings():
        for what in proof.of(case):
            yield Mismatch(case["number"], what)


@dataclass(slots=True)
class _Proof:
    connection: Connection
    keys: Keys
    configs: dict[str, Config] = field(default_factory=dict)

    def of(self, case: RowMapping) -> Iterator[str]:
        rows = read_rows(self.connection, case["id"])
        if not rows or rows[0].step.command != "file":
            yield "没有收件记录"
            return
        yield from _unlawful(rows)
        facts = fold([row.step for row in rows])
        config = self._config(rows[-1].config_version)
        clock = clock_of(facts, config.law, latest(facts, rows[-1].step.on))
        expected = projection(facts, clock) | {"version": len(rows), "filed_on": facts.filed_on}
        yield from (f"{name} 与历史不符" for name, value in expected.items() if case[name] != value)
        if (
            tuple(people.digest(people.read(self.connection, case["id"], self.keys), self.keys))
            != facts.people
        ):
            yield "申请人信息与历史中的校验值不符"
        yield from self._children(case["id"], facts)
        yield from self._deadlines(case["id"], facts, clock, config)

    def _config(self, version: str) -> Config:
        if version not in self.configs:
            snapshot = self.connection.scalar(
                select(config_versions.c.snapshot).where(config_versions.c.version == version)
            )
            assert snapshot is not None, "the scribe keeps every version a history row names"
            self.configs[version] = Config.of_snapshot(json.loads(snapshot))
        return self.configs[version]

    def _children(self, request_id: int, facts: Facts) -> Iterator[str]:
        for name, table in CHILDREN:
            query = select(table).where(table.c.request_id == request_id)
            stored = {row["ref"]: row for row in self.connection.execute(query).mappings()}
            expected = {child.ref: child_cells(child, table) for child in getattr(facts, name)}
            if stored.keys() != expected.keys() or any(
                _differs(stored[ref], cells) for ref, cells in expected.items()
            ):
                yield f"{name} 表与历史不符"

    def _deadlines(self, request_id: int, facts: Facts, clock: Clock, config: Config) -> Iterator[str]:
        query = select(deadlines).where(deadlines.c.request_id == request_id)
        stored = {(row["kind"], row["ref"]): row for row in self.connection.execute(query).mappings()}
        for deadline in owed(facts, clock, config):
            row = stored.pop((deadline.kind, deadline.ref), None)
            cells = {
                name: getattr(deadline, name)
                for name in ("due", "status", "met_on", "on_expiry", "expires_on")
            }
            if row is None or _differs(row, cells):
                yield f"期限 {deadline.kind} {deadline.ref} 与历史不符"
        for (kind, ref), row in stored.items():
            if row["status"] in UNSETTLED:
                yield f"期限 {kind} {ref} 不应再有"


def _differs(row: RowMapping, cells: Mapping[str, Any]) -> bool:
    return any(row[name] != value for name, value in cells.items())


def _unlawful(rows: list[Row]) -> Iterator[str]:
    state = "filed"
    for row in rows:
        step = row.step
        targets = {arm.target for arm in REQUEST.arms.get((state, step.command), ())}
        if row.from_state != state or step.to_state not in targets:
            yield f"第 {step.n} 步 {step.command}（{row.from_state}→{step.to_state}）不是状态图中的一步"
        state = step.to_state
