"""Proof that everything stored of a case is what its history adds up to, and that every step was a lawful move.

Each case is recomputed under the configuration its last step used, from the snapshot that was kept. Whatever
cannot be recomputed, because somebody spoilt what it is computed from, is a finding about that case and never
the end of the run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, select
from sqlalchemy.exc import DBAPIError

from disclosure.cases import people
from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.commands import BEGINNINGS
from disclosure.cases.duties.watching import unwatched
from disclosure.cases.duties.withholding import withheld
from disclosure.cases.facts import Facts
from disclosure.cases.folding import Row, fold, read_rows
from disclosure.cases.owed import Owed
from disclosure.cases.searching import missing, surplus
from disclosure.cases.steps import Step
from disclosure.cases.writing import CHILDREN, UNSETTLED, child_cells, deadline_cells, projection
from disclosure.errors import ConfigInvalid, DisclosureError
from disclosure.law.clock import Clock
from disclosure.law.escalation import next_alert
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.tables import (
    config_versions,
    contents,
    deadlines,
    documents,
    escalations,
    history,
    requests,
)
from state_machines import REQUEST

Progress = Callable[[int, int], None]  # cases done, cases in all
TAKEN_IN = {
    "attach": "sha256",
    "attach_release": "content_hash",
    "mask_release": "content_hash",
    "issue_letter": "sha256",
}  # the steps that bring a file, and where they name it


def _unseen(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`what` in Chinese: which field, row or step of the case, and how it differs."""

    number: str
    what: str


def mismatches(
    connection: Connection, keys: Keys, present: Config | None = None, progress: Progress = _unseen
) -> Iterator[Mismatch]:
    """Whatever differs from the history, in any table that is derived from it. `present` is the configuration in
    force: a sweep may have climbed by it before any step used it."""
    configs = _Configs(connection, present)
    cases = connection.execute(select(requests.c.id, requests.c.number).order_by(requests.c.id)).all()
    for done, (request_id, number) in enumerate(cases, 1):
        for what in _Proof(connection, keys, configs, request_id).run():
            yield Mismatch(number, what)
        progress(done, len(cases))
    for number, n in surplus(connection):
        yield Mismatch(number or "没有这一件", f"查找用的二元索引多 {n} 行")


class _Unreadable(Exception):  # noqa: N818 - a finding on its way to its case
    """The text says what cannot be read, and why."""


@dataclass(slots=True)
class _Configs:
    """The configurations that history names, each read once."""

    connection: Connection
    present: Config | None
    _read: dict[str, Config | _Unreadable] = field(default_factory=dict)

    def of(self, version: str) -> Config:
        if version not in self._read:
            self._read[version] = self._stored(version)
        found = self._read[version]
        if isinstance(found, _Unreadable):
            raise found
        return found

    def every(self) -> Iterator[Config]:
        """Those a sweep may have climbed by."""
        if self.present:
            yield self.present
        for version in self.connection.scalars(select(config_versions.c.version)):
            try:
                yield self.of(version)
            except _Unreadable:
                continue

    def _stored(self, version: str) -> Config | _Unreadable:
        name = f"所用配置 {version[:12]} "
        snapshot = self.connection.scalar(
            select(config_versions.c.snapshot).where(config_versions.c.version == version)
        )
        if snapshot is None:
            return _Unreadable(f"{name}没有留存")
        try:
            config = Config.of_stored(json.loads(snapshot))
        except ConfigInvalid as error:
            return _Unreadable(f"{name}读不出：{error.problems[0]}")
        except (ValueError, TypeError, AttributeError):
            return _Unreadable(f"{name}读不出：留存的内容不是配置文件")
        return config if config.version == version else _Unreadable(f"{name}的留存内容被改动")


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the history of one case adds up to."""

    rows: list[Row]
    facts: Facts
    clock: Clock
    config: Config


@dataclass(frozen=True, slots=True)
class _Proof:
    connection: Connection
    keys: Keys
    configs: _Configs
    request_id: int

    def run(self) -> Iterator[str]:
        try:
            total = self._sum()
        except Exception as error:  # noqa: BLE001 - whatever the rules stumble over in a spoilt row
            yield f"历史无法重算：{_why(error)}"
            return
        checks = {
            "步骤": self._steps,
            "现状": self._case,
            "申请人": self._people,
            "文件": self._documents,
            "子表": self._children,
            "期限": self._deadlines,
            "不予公开": self._withheld,
            "查找": self._sought,
        }
        for name, check in checks.items():
            try:
                yield from check(total)
            except Exception as error:  # noqa: BLE001 - as above
                yield f"{name}无法核对：{_why(error)}"

    def _sum(self) -> _Sum:
        rows = read_rows(self.connection, self.request_id)
        if not rows or rows[0].step.command not in BEGINNINGS:
            raise _Unreadable("没有收件记录")
        facts = fold([row.step for row in rows])
        config = self.configs.of(rows[-1].config_version)
        clock = clock_of(facts, config.law, latest(facts, rows[-1].step.on))
        return _Sum(rows, facts, clock, config)

    def _steps(self, total: _Sum) -> Iterator[str]:
        state = "filed"
        for row in total.rows:
            step = row.step
            targets = {arm.target for arm in REQUEST.arms.get((state, step.command), ())}
            if row.from_state != state or step.to_state not in targets:
                yield f"第 {step.n} 步 {step.command}（{row.from_state}→{step.to_state}）不是状态图中的一步"
            state = step.to_state

    def _case(self, total: _Sum) -> Iterator[str]:
        first = and_(history.c.request_id == requests.c.id, history.c.n == 1)
        query = select(requests, history.c.key.label("filed_as")).join(history, first)
        row = self.connection.execute(query.where(requests.c.id == self.request_id)).mappings().one()
        expected = projection(total.facts, total.clock) | {
            "version": len(total.rows),
            "number": total.rows[0].step.data.get("number"),
            "request_key": row["filed_as"],
        }
        yield from (f"{name} 与历史不符" for name, value in expected.items() if row[name] != value)

    def _people(self, total: _Sum) -> Iterator[str]:
        persons = people.read(self.connection, self.request_id, self.keys)
        if tuple(people.digest(persons, self.keys)) != total.facts.people:
            yield "申请人信息与历史中的校验值不符"

    def _documents(self, total: _Sum) -> Iterator[str]:
        query = (
            select(contents.c.sha256, contents.c.size, contents.c.content)
            .join(documents, documents.c.sha256 == contents.c.sha256)
            .where(documents.c.request_id == self.request_id)
        )
        kept = set()
        for sha256, size, content in self.connection.execute(query):
            kept.add(sha256)
            if hashlib.sha256(content).hexdigest() != sha256 or len(content) != size:
                yield f"文件 {sha256[:12]} 的内容被改动"
        filed = set(total.rows[0].step.data.get("attachments", ()))
        filed |= {row.step.data[TAKEN_IN[row.step.command]] for row in total.rows if _took_in(row.step)}
        yield from (f"文件 {sha256[:12]} 不见了" for sha256 in sorted(filed - kept))
        yield from (f"文件 {sha256[:12]} 不是递交或收存的文件" for sha256 in sorted(kept - filed))

    def _children(self, total: _Sum) -> Iterator[str]:
        for name, table in CHILDREN:
            query = select(table).where(table.c.request_id == self.request_id)
            stored = {row["ref"]: row for row in self.connection.execute(query).mappings()}
            expected = {child.ref: child_cells(child, table) for child in getattr(total.facts, name)}
            if stored.keys() != expected.keys() or any(
                _differs(stored[ref], cells) for ref, cells in expected.items()
            ):
                yield f"{name} 表与历史不符"

    def _withheld(self, total: _Sum) -> Iterator[str]:
        """R18. The configuration in force may call withheld what the one of the last step did not."""
        laws = [config.law for config in (total.config, self.configs.present) if config]
        expected = [withheld(total.facts, law) for law in laws]
        yield from unwatched(self.connection, self.request_id, expected, total.clock.stopped_on)

    def _sought(self, total: _Sum) -> Iterator[str]:
        if lacking := missing(self.connection, self.request_id, total.facts.content):
            yield f"查找用的二元索引缺 {lacking} 行"

    def _deadlines(self, total: _Sum) -> Iterator[str]:
        reached = (
            select(func.max(escalations.c.level))
            .where(escalations.c.deadline_id == deadlines.c.id, escalations.c.due == deadlines.c.due)
            .scalar_subquery()
        )
        query = select(deadlines, reached.label("reached")).where(deadlines.c.request_id == self.request_id)
        stored = {(row["kind"], row["ref"]): row for row in self.connection.execute(query).mappings()}
        for deadline in owed(total.facts, total.clock, total.config):
            row = stored.pop((deadline.kind, deadline.ref), None)
            name = f"期限 {deadline.kind} {deadline.ref} "
            if row is None or _differs(row, deadline_cells(deadline, total.facts.unit)):
                yield f"{name}与历史不符"
            elif deadline.status != "open":
                if row["next_alert_on"] is not None:
                    yield f"{name}已不计时，却还要亮灯"
            elif row["level"] != (row["reached"] or 0):
                yield f"{name}的级别 {row['level']} 与亮灯记录 {row['reached'] or 0} 不符"
            elif not self._will_alert(deadline, row, total.config):
                yield f"{name}下次亮灯日 {row['next_alert_on']} 与阶梯不符"
        for (kind, ref), row in stored.items():
            if row["status"] in UNSETTLED or row["next_alert_on"] or row["expires_on"]:
                yield f"期限 {kind} {ref} 不应再有"

    def _will_alert(self, deadline: Owed, row: RowMapping, used: Config) -> bool:
        """By the configuration of the last step, else by one a sweep has climbed by since."""

        def day(config: Config) -> date | None:
            return next_alert(config.ladder, deadline.kind, deadline.due, row["level"], config.law.workdays)

        stored: date | None = row["next_alert_on"]
        return day(used) == stored or any(day(other) == stored for other in self.configs.every())


def _why(error: Exception) -> str:
    """In Chinese and without any value of the case. What the database refuses is no fault of a case."""
    if isinstance(error, DBAPIError):
        raise error
    if isinstance(error, DisclosureError):
        return error.message
    if isinstance(error, _Unreadable):
        return str(error)
    return f"存储的内容无法解读（{type(error).__name__}）"


def _took_in(step: Step) -> bool:
    """What was put on file for release before there was a screening was a hash without a file."""
    return step.command in TAKEN_IN and (step.command != "attach_release" or "level" in step.data)


def _differs(row: RowMapping, cells: Mapping[str, Any]) -> bool:
    return any(row[name] != value for name, value in cells.items())
