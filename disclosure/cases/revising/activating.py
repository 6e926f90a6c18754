"""Bringing an approved draft into force: worked out outside, swapped in one transaction.

Every open case that reads otherwise gets a step of its own (按新配置重算期限), made under the new version, so that its
history goes on adding up to what its row says; nothing else of it is touched. What somebody wrote while the figures
were worked out is worked out again under the lock of the book, so nobody's step is lost and no case stays behind. A
crash at any point leaves the old configuration or the new one, because all of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from disclosure.cases.actors import known_actor
from disclosure.cases.context import SYSTEM
from disclosure.cases.demand import lock
from disclosure.cases.desk import Desk, Given, give
from disclosure.cases.effects import apply
from disclosure.cases.notices import Notice, tell
from disclosure.cases.revising import drafts
from disclosure.cases.revising.comparing import REQUEST, Difference, Stored, Unread, replayed, stored_case
from disclosure.cases.revising.matters import differences_of, move, moved_matters
from disclosure.cases.revising.preview import Preview, preview
from disclosure.cases.revising.rungs import LIGHTS, move_alerts
from disclosure.cases.scribe import Case, Scribe
from disclosure.cases.steps import Step
from disclosure.cases.versions import Living, keep_version
from disclosure.cases.writing import turn_notice
from disclosure.errors import BadInput, DisclosureError, NotLawful
from disclosure.params import Config
from disclosure.store.live import lock_book, put_in_force
from disclosure.store.tables import chain, config_differences, config_drafts, history, requests

_D = config_drafts.c
_NAMED = 20  # cases that a refusal names


@dataclass(frozen=True, slots=True)
class Activated:
    """What came into force, and how much it moved: cases, deadlines without a case, days of the ladder. `left`: cases
    that no configuration can work out."""

    number: str
    version: str
    cases: int
    deadlines: int
    alerts: int
    left: int


def bring_into_force(desk: Desk, number: str, on: date) -> Activated:
    """Raises NotLawful before its day or without approval, Conflict when another version came first, BadInput naming
    the cases that the draft cannot work out; then nothing has changed."""
    with desk.store.read() as connection:
        row = drafts.read_draft(connection, number)
        _require_due(row["state"], row["effective_on"], number, on)
        drafts.require_base(connection, row, desk.config)
        new = Config.of_snapshot(drafts.files_of_draft(connection, row))
        seq: int = connection.execute(select(chain.c.seq)).scalar_one()
        found = preview(connection, desk.config, new, on)
    _require_all_read(found.refused)
    swap = _Swap(replace(desk, config=new), number, on, desk.recorded_at(on), desk.config, seq, found)
    return desk.store.write(swap.run)


def due_drafts(connection: Connection, today: date) -> Sequence[str]:
    """Approved drafts whose day has come, in the order of their days."""
    come = (_D.state == "scheduled", _D.effective_on <= today)
    return connection.scalars(select(_D.number).where(*come).order_by(_D.effective_on, _D.id)).all()


@dataclass(frozen=True, slots=True)
class Brought:
    """`numbers` of drafts that came into force, those `refused` with the reason, and the configuration in force now."""

    numbers: tuple[str, ...]
    refused: tuple[tuple[str, DisclosureError], ...]
    config: Config


def bring_due(desk: Desk, today: date) -> Brought:
    """Every draft whose day has come. One that is refused stays as it is and is met again by the next run."""
    living = Living(desk.store, desk.config)
    numbers: list[str] = []
    refused: list[tuple[str, DisclosureError]] = []
    with desk.store.read() as connection:
        due = due_drafts(connection, today)
    for number in due:
        try:
            numbers.append(bring_into_force(replace(desk, config=living.look()), number, today).number)
        except DisclosureError as error:
            refused.append((number, error))
    return Brought(tuple(numbers), tuple(refused), living.look())


def _require_due(state: str, effective_on: date | None, number: str, on: date) -> None:
    if state != "scheduled" or effective_on is None:
        raise NotLawful(
            f"草稿 {number} 没有生效", "它没有经批准，或已经生效、撤回", "先提请批准，由另一人批准"
        )
    if effective_on > on:
        raise NotLawful(
            f"草稿 {number} 没有生效", f"批准的生效之日是 {effective_on}", "到那一天由巡查自动生效"
        )


def _require_all_read(refused: Sequence[Unread]) -> None:
    if not refused:
        return
    named = "；".join(f"{one.number}：{one.why.rstrip('。')}" for one in refused[:_NAMED])
    more = f"；另有 {len(refused) - _NAMED} 件" if len(refused) > _NAMED else ""
    raise BadInput(
        "配置没有生效",
        f"有 {len(refused)} 件在新配置下无法重算（{named}{more}）",
        "修改草稿中与之相关的值；只对今后适用的，另写一个自生效日起的新值",
    )


@dataclass(frozen=True, slots=True)
class _Swap:
    """`desk` has the new configuration; `seq` is the last row of history that `found` knows."""

    desk: Desk
    number: str
    on: date
    recorded_at: str
    live: Config
    seq: int
    found: Preview

    def run(self, connection: Connection) -> Activated:
        new = self.desk.config
        lock(connection, self.found.to_move)
        lock_book(connection)
        drafts.require_base(connection, drafts.read_draft(connection, self.number), self.live)
        put_in_force(connection, new.version)
        keep_version(connection, new, self.recorded_at)
        moved = self._move_cases(connection)
        matters = moved_matters(connection, self.live, new)
        _require_all_read(matters.refused)
        move(connection, matters.moved)
        alerts = move_alerts(connection, new)
        lights = [one for one in self.found.moved if one.field in LIGHTS]
        self._keep(
            connection, [*(one for case in moved for one in case), *differences_of(matters.moved), *lights]
        )
        done = Activated(
            self.number, new.version, len(moved), len(matters.moved), alerts, len(self.found.left)
        )
        self._step(connection, done)
        return done

    def _move_cases(self, connection: Connection) -> list[Sequence[Difference]]:
        """As they stand now: those that were found to move, and whatever somebody has written in since. Raises
        BadInput."""
        later = select(history.c.request_id).where(history.c.seq > self.seq).distinct()
        moved: list[Sequence[Difference]] = []
        refused: list[Unread] = []
        for request_id in sorted({*self.found.to_move, *connection.scalars(later)}):
            case = stored_case(connection, request_id)
            found = replayed([case], self.live, self.desk.config)
            refused += found.refused
            for one in found.moved:
                if not case.settled:
                    self._record(connection, case, one.differences)
                    moved.append(one.differences)
        _require_all_read(refused)
        return moved

    def _record(self, connection: Connection, case: Stored, differences: Sequence[Difference]) -> None:
        """One step of the case, and a notice for whoever's day it is."""
        head = connection.execute(select(requests.c.head).where(requests.c.id == case.id)).scalar_one()
        moved = [[one.kind, one.field, one.live, one.draft] for one in differences]
        step = Step(
            case.version + 1, "recompute", SYSTEM.name, self.on, case.facts.state,
            {"draft": self.number, "moved": moved},
        )  # fmt: skip
        before = Case(case.id, case.number, case.version, bytes(head), case.facts)
        key = f"config:{self.number}"
        scribe = Scribe(self.desk.store.keys, self.desk.config)
        scribe.record(connection, before, step, apply(case.facts, step), self.recorded_at, key)
        if any(one.field == "owner_role" for one in differences):
            notice_id = f"{case.number}/{step.n}"
            tell(connection, *turn_notice(case.id, notice_id, case.facts, self.on, self.desk.config))
        tell(connection, *self._notices(case, differences))

    def _notices(self, case: Stored, differences: Sequence[Difference]) -> list[Notice]:
        """For the head of the unit and the handler: a day of theirs has moved."""
        dues = [one for one in differences if one.field == "due" and one.kind != REQUEST and one.draft]
        return [
            Notice(
                f"{self.number}/{case.id}/{one.kind}/{role}", "moved", one.kind, role, case.facts.unit, self.on,
                request_id=case.id, due=date.fromisoformat(one.draft),
            )
            for one in dues
            for role in ("handler", "section_head")
        ]  # fmt: skip

    def _keep(self, connection: Connection, differences: Sequence[Difference]) -> None:
        rows = [
            {
                "draft": self.number,
                "request_id": one.request_id,
                "subject": one.subject,
                "kind": one.kind,
                "field": one.field,
                "live": one.live[:200],
                "draft_value": one.draft[:200],
            }
            for one in differences
        ]
        if rows:
            connection.execute(insert(config_differences), rows)

    def _step(self, connection: Connection, done: Activated) -> None:
        fields = {
            "result": done.version,
            "cases": done.cases,
            "deadlines": done.deadlines,
            "alerts": done.alerts,
            "left": done.left,
        }
        given = Given("bring_into_force", fields, SYSTEM, self.on, self.recorded_at, "in-force")
        give(connection, self.desk, drafts.KIND, self.number, given)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files of a whole configuration, and from when and why they are to be in force."""

    files: drafts.Files
    title: str
    reason: str
    effective_on: date


def approved(desk: Desk, proposal: Proposal, *, drafter: str, approver: str, on: date) -> str:
    """A draft submitted by one person and approved by another, in one transaction; its number. `bring_into_force`
    does the rest on its day. Raises what each step refuses; then there is no draft."""
    recorded_at = desk.recorded_at(on)

    def work(connection: Connection) -> str:
        def given(command: str, who: str, fields: Mapping[str, Any]) -> Given:
            return Given(command, fields, known_actor(connection, who), on, recorded_at)

        changes = drafts.differing(desk.config.files, proposal.files)
        first = given("revise", drafter, {"changes": changes})
        number = drafts.begin_draft(connection, desk, proposal.title, first)
        wanted = {"effective_on": proposal.effective_on.isoformat(), "reason": proposal.reason}
        give(connection, desk, drafts.KIND, number, given("submit", drafter, wanted))
        seen = {"opinion": proposal.reason, "result": drafts.read_draft(connection, number)["result"]}
        give(connection, desk, drafts.KIND, number, given("approve", approver, seen))
        return number

    return desk.store.write(work)
