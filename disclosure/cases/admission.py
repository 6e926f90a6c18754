"""May this person give this command now? Statechart, permission, then guards and gates together; every refusal
is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from disclosure.cases.clockwork import next_signer
from disclosure.cases.commands import BEGINNINGS, CHAIN, Command
from disclosure.cases.context import APPLICANT, Actor, Context
from disclosure.cases.days import earliest
from disclosure.cases.effects import begin
from disclosure.cases.guards import GUARDS
from disclosure.cases.rights import admits, refuse_kept_out
from disclosure.cases.steps import Step
from disclosure.errors import DisclosureError, GateRefused, NotLawful, NotPermitted, Refusal
from disclosure.params import Config
from state_machines import REQUEST, Arm


def admitted(ctx: Context, spec: Command) -> Arm:
    """The move of a command that the chart has and this person may give. Raises GateRefused."""
    arms = REQUEST.arms[ctx.facts.state, ctx.command]
    facts = guard_facts(ctx, arms)
    arm = REQUEST.step(ctx.facts.state, ctx.command, facts)
    refusals = [*_unmet(arms, facts)] if arm is None else []
    refusals += [refusal for gate in (*spec.gates, *spec.checks) if (refusal := gate(ctx))]
    refusals += _too_early(ctx, [arm] if arm else arms)
    if arm is None or refusals:
        raise GateRefused(f"不能{REQUEST.labels[ctx.command]}", refusals)
    return arm


def _too_early(ctx: Context, arms: Sequence[Arm]) -> Iterator[Refusal]:
    """Too early for every one of `arms`."""
    facts = ctx.facts
    day = earliest(facts, ctx.command, moves=all(arm.target != facts.state for arm in arms))
    if ctx.on >= day:
        return
    what = f"进入“{REQUEST.states[facts.state].label}”之日" if day == facts.since else "上一次办理之日"
    what = "收件之日" if day == facts.filed_on else what
    yield Refusal("条例第45条", f"{ctx.on} 早于{what} {day}", "核对日期；此前日期有误的先作更正")


def permit_move(ctx: Context) -> None:
    """Raises NotLawful unless the statechart has such a move from here, whatever its guards."""
    if (ctx.facts.state, ctx.command) in REQUEST.arms:
        return
    lawful = {event: REQUEST.labels[event] for event in REQUEST.lawful(ctx.facts.state)}
    raise NotLawful(
        f"现在不能{REQUEST.labels[ctx.command]}",
        f"本件处于“{REQUEST.states[ctx.facts.state].label}”",
        f"此时可办：{'、'.join(f'{label}（{event}）' for event, label in lawful.items())}",
        lawful=tuple(lawful.values()),
    )


def permit(ctx: Context, spec: Command) -> None:
    """Raises NotPermitted unless the actor holds one of the command's roles in the case's unit, and the case is not
    closed to it."""
    roles = [next_signer(ctx.facts, ctx.config) if role == CHAIN else role for role in spec.roles]
    if admits(ctx.facts, ctx.actor, roles):
        return
    what = f"{ctx.actor.name} 不能{REQUEST.labels[ctx.command]}"
    refuse_kept_out(ctx.actor, ctx.facts.unit, roles, what)
    # That the applicant may do it is of no use to whoever is refused here.
    labels = "、".join(ctx.config.organization.roles[role] for role in roles if role != APPLICANT.name)
    unit = ctx.config.organization.units[ctx.facts.unit].label
    raise NotPermitted(what, f"需要{unit}的{labels}", "由有该岗位的人员办理")


def refusal_without_data(ctx: Context, spec: Command) -> DisclosureError | None:
    """Why the command cannot be given now whatever its fields say; None when the right fields would do."""
    try:
        permit_move(ctx)
        permit(ctx, spec)
    except (NotLawful, NotPermitted) as refused:
        return refused
    arms = REQUEST.arms[ctx.facts.state, ctx.command]
    names = {name for arm in arms for name, _ in arm.when}
    free = sorted(name for name in names if GUARDS[name].reads_fields(ctx.command))
    known = {name: GUARDS[name].holds(ctx) for name in names.difference(free)}
    could = [
        arm
        for values in product((True, False), repeat=len(free))
        if (arm := REQUEST.step(ctx.facts.state, ctx.command, known | dict(zip(free, values, strict=True))))
    ]
    refusals = [] if could else [*_unmet(arms, known | dict.fromkeys(free, True))]
    refusals += [refusal for gate in spec.gates if (refusal := gate(ctx))]
    refusals += _too_early(ctx, could or arms)
    return GateRefused(f"不能{REQUEST.labels[ctx.command]}", refusals) if refusals else None


def guard_facts(ctx: Context, arms: tuple[Arm, ...]) -> Mapping[str, bool]:
    """The named facts these arms ask for, and no others."""
    names = {name for arm in arms for name, _ in arm.when}
    return {name: GUARDS[name].holds(ctx) for name in names}


def _unmet(arms: tuple[Arm, ...], facts: Mapping[str, bool]) -> Iterator[Refusal]:
    """The refusals of the arm that came nearest."""
    failing = [[name for name, wanted in arm.when if facts[name] is not wanted] for arm in arms]
    for name in min(failing, key=len):
        yield GUARDS[name].refusal


def admitted_to_begin(command: str, data: Mapping[str, Any], actor: Actor, config: Config, on: date) -> str:
    """The state in which a new case begins. Of one that is filed the channel decides (R29, R31), of one from an old
    ledger what it tells of its end. Raises NotPermitted."""
    facts = begin(Step(1, command, actor.name, on, "filed", data))
    ctx = Context(facts, command, data, actor, on, config)
    permit(ctx, BEGINNINGS[command])
    arms = REQUEST.arms["filed", command]
    arm = REQUEST.step("filed", command, guard_facts(ctx, arms))
    assert arm is not None, "the last arm of a beginning has no guard"
    return arm.target
