"""Proof that the projection is what the history adds up to, and that every recorded step was a lawful move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from disclosure.cases import people
from disclosure.cases.facts import FACTS_JSON, Facts
from disclosure.cases.folding import Row, fold, read_rows
from disclosure.store.keys import Keys
from disclosure.store.tables import requests
from state_machines import REQUEST


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`what` in Chinese: which case, which field or step, and how it differs."""

    number: str
    what: str


def mismatches(connection: Connection, keys: Keys) -> Iterator[Mismatch]:
    """Every case whose stored projection or applicants differ from its history, or whose path the statechart does
    not have."""
    columns = (requests.c.id, requests.c.number, requests.c.state, requests.c.facts, requests.c.version)
    cases = connection.execution_options(yield_per=1000).execute(select(*columns).order_by(requests.c.id))
    for case in cases:
        rows = read_rows(connection, case.id)
        if not rows or rows[0].step.command != "file":
            yield Mismatch(case.number, "没有收件记录")
            continue
        yield from (Mismatch(case.number, what) for what in _unlawful(rows))
        facts = fold([row.step for row in rows])
        yield from (
            Mismatch(case.number, what) for what in _differences(FACTS_JSON.validate_json(case.facts), facts)
        )
        if case.state != facts.state or case.version != len(rows):
            yield Mismatch(case.number, "状态或步数与历史不符")
        digests = people.digest(people.read(connection, case.id, keys), keys)
        if tuple(digests) != facts.people:
            yield Mismatch(case.number, "申请人信息与历史中的校验值不符")


def _unlawful(rows: list[Row]) -> Iterator[str]:
    state = "filed"
    for row in rows:
        step = row.step
        targets = {arm.target for arm in REQUEST.arms.get((state, step.command), ())}
        if row.from_state != state or step.to_state not in targets:
            yield f"第 {step.n} 步 {step.command}（{row.from_state}→{step.to_state}）不是状态图中的一步"
        state = step.to_state


def _differences(stored: Facts, rebuilt: Facts) -> Iterator[str]:
    for name in Facts.__dataclass_fields__:
        if getattr(stored, name) != getattr(rebuilt, name):
            yield f"字段 {name} 与历史不符"
