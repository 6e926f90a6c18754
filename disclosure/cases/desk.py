"""The door of everything that is not a request.

A command goes the way a command of a case goes: statechart → permission → guards and gates → one step in the chain →
the kind's own table, in one transaction. What a kind writes beside its table (a deadline, a catalogue entry) its
effect writes in the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, update

from disclosure.cases.actors import known_actor
from disclosure.cases.context import Actor
from disclosure.cases.dossiers import (
    DossierCommand,
    DossierContext,
    DossierKind,
    named_of,
    past,
    read_dossier,
    steps_of,
)
from disclosure.cases.fields import Key, parse
from disclosure.cases.now import ZONE, system_clock
from disclosure.cases.rights import holds_open, refuse_kept_out
from disclosure.cases.steps import require_seen
from disclosure.cases.writing import dumps
from disclosure.errors import (
    BadInput,
    Conflict,
    DisclosureError,
    GateRefused,
    NotLawful,
    NotPermitted,
    Refusal,
)
from disclosure.params import Config
from disclosure.store.dossier_chain import dossier_seal, step_mac, unopened
from disclosure.store.live import require_live
from disclosure.store.store import Store
from disclosure.store.tables import dossier_steps, notices
from state_machines.table import Arm

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DossierDone:
    number: str
    state: str
    version: int
    repeated: bool = False


def open_dossier(connection: Connection, kind: DossierKind, cells: Mapping[str, Any]) -> int:
    """A new dossier in the first state of its chart, without a step; `cells` has number, unit, opened_on and
    the kind's own columns. The row's id."""
    cells = unopened(kind.chart.initial) | dict(cells)
    made = insert(kind.table).values(cells).returning(kind.table.c.id)
    number: int = connection.execute(made).scalar_one()
    return number


@dataclass(frozen=True, slots=True)
class Given:
    """One command as somebody gives it. `recorded_at` is the instant it is written down; `if_version` the step that
    was seen."""

    command: str
    data: Mapping[str, Any]
    actor: Actor
    on: date
    recorded_at: str
    key: str | None = None
    if_version: int | None = None


@dataclass(frozen=True)
class Desk:
    """Where commands on dossiers are given. Nothing may be dated after the day of `now` in Asia/Shanghai, or after
    `rehearsed` when a later day is being rehearsed."""

    store: Store
    config: Config
    now: Callable[[], datetime] = system_clock
    rehearsed: date = date.min

    def do(
        self,
        kind: DossierKind,
        number: str,
        command: str,
        data: Mapping[str, Any],
        *,
        actor: str | Actor,
        on: date,
        key: str | None = None,
        if_version: int | None = None,
    ) -> DossierDone:
        """Give one command. The same `key` twice writes once; `if_version` is the step the person saw. Raises a
        Refused; then nothing was written."""
        if key is not None:
            key = parse(Key, {"key": key}, "操作号").key
        recorded_at = self.recorded_at(on)

        def work(connection: Connection) -> DossierDone:
            who = known_actor(connection, actor)
            given = Given(command, data, who, on, recorded_at, key, if_version)
            return give(connection, self, kind, number, given)

        return self.store.write(work)

    def choices(
        self, kind: DossierKind, number: str, *, actor: str | Actor, on: date
    ) -> dict[str, DisclosureError | None]:
        """Every command of the kind for this user and day: None when it may be given, else why not. What reads
        fields is asked when it is given."""
        with self.store.read() as connection:
            row = read_dossier(connection, kind, number, lock=False)
            steps = past(connection, kind, number)
            who = known_actor(connection, actor)
            named = named_of(connection, kind, row)
        found: dict[str, DisclosureError | None] = {}
        for command, spec in kind.commands.items():
            ctx = DossierContext(row, steps, command, {}, who, on, self.config, named)
            try:
                _permit(kind, spec, ctx)
                _could(kind, ctx)
                found[command] = None
            except DisclosureError as refused:
                found[command] = refused
        return found

    def write(self, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction, for what is worked out under the configuration of this desk. Raises Conflict when
        another one has come into force meanwhile."""

        def fenced(connection: Connection) -> T:
            done = work(connection)
            require_live(connection, self.config.version)
            return done

        return self.store.write(fenced)

    def recorded_at(self, on: date) -> str:
        """The instant of recording. Raises BadInput when `on` has not come yet."""
        now = self.now().astimezone(ZONE)
        today = max(now.date(), self.rehearsed)
        if on > today:
            raise BadInput("没有办理", f"{on} 晚于今天 {today}", "只能登记已经发生的事", field="on")
        return now.isoformat(timespec="seconds")


def give(connection: Connection, desk: Desk, kind: DossierKind, number: str, given: Given) -> DossierDone:
    """One command inside a write transaction: for a caller that does more in the same one."""
    row = read_dossier(connection, kind, number, lock=True)
    if given.key is not None and (done := _done_before(connection, kind, row, given)):
        return done
    require_seen(number, given.if_version, row["version"])
    spec = kind.commands.get(given.command)
    if spec is None:
        known = "、".join(f"{kind.chart.labels[c]}（{c}）" for c in kind.commands)
        raise BadInput(
            f"没有办理事项 {given.command}", f"不是{kind.label}的办理事项", f"可办：{known}", field="command"
        )
    steps = past(connection, kind, number)
    ctx = DossierContext(
        row, steps, given.command, {}, given.actor, given.on, desk.config, named_of(connection, kind, row)
    )
    _permit(kind, spec, ctx)
    data = parse(spec.fields, given.data, kind.chart.labels[given.command]).model_dump(mode="json")
    ctx = replace(ctx, data=data)
    arm = _admitted(kind, spec, ctx)
    over = (notices.c.kind == "dossier", notices.c.subject == number, notices.c.batch.is_(None))
    connection.execute(delete(notices).where(*over))
    changes = spec.effect(connection, ctx)  # may tell whose turn it is next
    return _record(connection, desk, kind, ctx, arm, changes, given)


def _permit(kind: DossierKind, spec: DossierCommand, ctx: DossierContext) -> None:
    chart, state, label = kind.chart, ctx.row["state"], kind.chart.labels[ctx.command]
    if (state, ctx.command) not in chart.arms:
        lawful = [chart.labels[event] for event in chart.lawful(state)]
        raise NotLawful(
            f"现在不能{label}",
            f"{ctx.row['number']} 处于“{chart.states[state].label}”",
            f"此时可办：{'、'.join(lawful) or '无'}",
            lawful=tuple(lawful),
        )
    unit = ctx.row["unit"]
    if not holds_open(ctx.actor, unit, spec.roles, ctx.named):
        what = f"{ctx.actor.name} 不能{label}"
        refuse_kept_out(ctx.actor, unit, spec.roles, what)
        roles = "、".join(ctx.config.organization.roles[role] for role in spec.roles)
        named = ctx.config.organization.units[unit].label
        raise NotPermitted(what, f"需要{named}的{roles}", "由有该岗位的人员办理")


def _could(kind: DossierKind, ctx: DossierContext) -> None:
    """Raises GateRefused when no fields could make one of the moves."""
    unmet = []
    for arm in kind.chart.arms[ctx.row["state"], ctx.command]:
        asked = [(kind.guards[name], wanted) for name, wanted in arm.when]
        failing = [
            guard for guard, wanted in asked if not guard.reads_fields and guard.holds(ctx) is not wanted
        ]
        if not failing:
            return
        unmet += [guard.refusal for guard in failing]
    raise GateRefused(f"不能{kind.chart.labels[ctx.command]}", list(dict.fromkeys(unmet)))


def _admitted(kind: DossierKind, spec: DossierCommand, ctx: DossierContext) -> Arm:
    state = ctx.row["state"]
    names = kind.chart.asked(state, ctx.command)
    known = {name: kind.guards[name].holds(ctx) for name in names}
    arm = kind.chart.step(state, ctx.command, known)
    refusals = [] if arm else [kind.guards[name].refusal for name, holds in known.items() if not holds]
    refusals += [refusal for gate in spec.gates if (refusal := gate(ctx))]
    floor = ctx.steps[-1].on if ctx.steps else ctx.row["opened_on"]
    if ctx.on < floor:
        refusals.append(Refusal("条例第45条", f"{ctx.on} 早于上一步之日 {floor}", "核对日期"))
    if arm is None or refusals:
        raise GateRefused(f"不能{kind.chart.labels[ctx.command]}", refusals)
    return arm


def _done_before(
    connection: Connection, kind: DossierKind, row: Mapping[str, Any], given: Given
) -> DossierDone | None:
    same = steps_of(kind, row["number"]).where(dossier_steps.c.key == given.key)
    found = connection.execute(same).mappings().first()
    if found is None:
        return None
    if found["command"] != given.command:
        raise Conflict(f"操作号 {given.key} 已经用过", f"它属于第 {found['n']} 步", "换一个操作号再办理")
    return DossierDone(row["number"], found["to_state"], found["n"], repeated=True)


def _record(
    connection: Connection,
    desk: Desk,
    kind: DossierKind,
    ctx: DossierContext,
    arm: Arm,
    changes: Mapping[str, Any],
    given: Given,
) -> DossierDone:
    keys, number, n = desk.store.keys, ctx.row["number"], ctx.row["version"] + 1
    step = {
        "kind": kind.name,
        "number": number,
        "n": n,
        "command": ctx.command,
        "actor": ctx.actor.name,
        "on_day": ctx.on,
        "recorded_at": given.recorded_at,
        "from_state": ctx.row["state"],
        "to_state": arm.target,
        "data": dumps(ctx.data),
        "config_version": desk.config.version,
        "key": given.key,
    }
    mac = step_mac(keys, step, bytes(ctx.row["head"]))
    connection.execute(insert(dossier_steps).values(**step, mac=mac))
    standing = {
        "state": arm.target,
        "version": n,
        "head": mac,
        "seal": dossier_seal(keys, kind.name, number, n, arm.target, mac),
        "closed_on": ctx.on if kind.chart.states[arm.target].final else None,
    }
    mine = update(kind.table).where(kind.table.c.id == ctx.row["id"])
    connection.execute(mine.values(standing | dict(changes)))
    require_live(connection, desk.config.version)
    return DossierDone(number, arm.target, n)
