"""What a decision about us means in law, and the gates of the proceedings against us (R51, K14, RV76, facts §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from disclosure.cases.children import REMEDY_EVENTS
from disclosure.cases.context import Context
from disclosure.cases.facts import Facts, Remedy
from disclosure.errors import Refusal
from disclosure.law.decisions import Decision, decision_of
from state_machines import REMEDY

Order = Literal["not_in_force", "in_force"]
_CONSULTED = re.compile(r"c[0-9]+")


def remedy_of(facts: Facts, ref: str | None) -> Remedy | None:
    return next((remedy for remedy in facts.remedies if remedy.ref == ref), None)


def decision_given(ctx: Context, remedy: Remedy) -> Decision:
    """Of the closed list of `law.decisions`. Raises BadInput."""
    return decision_of(remedy.kind, ctx.data["decision"], on_merits=ctx.command == "decide_remedy")


def judged(ctx: Context) -> Mapping[str, Any]:
    """Where T4 counts the outcome and whether it orders us to act: kept in the history row, whatever the table says
    later. An appeal that is inherited from the first instance stays what that was."""
    remedy = remedy_of(ctx.facts, ctx.data["ref"])
    assert remedy is not None, "the gate remedy_can has looked"
    below = remedy_of(ctx.facts, remedy.appeal_of)
    column = decision_given(ctx, remedy).column or (below and below.result) or "other"
    return {"result": column, "order": order_given(ctx)}


def order_given(ctx: Context) -> Order | None:
    """K14: what the decision orders takes effect when it is served, a judgment of first instance only without appeal.
    When the second instance upholds it, what it ordered takes effect then."""
    remedy = remedy_of(ctx.facts, ctx.data["ref"])
    if remedy is None or ctx.command != "decide_remedy":
        return None
    decision = decision_given(ctx, remedy)
    below = remedy_of(ctx.facts, remedy.appeal_of)
    upheld = decision.column is None and below is not None and below.order == "not_in_force"
    if not (decision.orders or upheld):
        return None
    return "not_in_force" if ctx.data["not_in_force"] else "in_force"


def stays_open(ctx: Context) -> bool:
    """RV76: after the decision what we corrected is still to be reported."""
    return ctx.command == "decide_remedy" and bool(ctx.data["opinion"])


def inherited(ctx: Context) -> Mapping[str, Any]:
    """A second instance stands in the same group of T4 as the first."""
    below = remedy_of(ctx.facts, ctx.data["appeal_of"])
    return {"after_reconsideration": below.after_reconsideration} if below else {}


def remedy_can(ctx: Context) -> Refusal | None:
    remedy = remedy_of(ctx.facts, ctx.data["ref"])
    if remedy is None:
        refs = "、".join(r.ref for r in ctx.facts.open_remedies) or "无"
        return Refusal("条例第51条", f"没有编号为 {ctx.data['ref']} 的救济程序", f"现有未结的编号：{refs}")
    event = REMEDY_EVENTS[ctx.command]
    if REMEDY.step(remedy.state, event, {}) is None:
        lawful = "、".join(c for c, e in REMEDY_EVENTS.items() if e in REMEDY.lawful(remedy.state)) or "无"
        state = REMEDY.states[remedy.state].label
        return Refusal(
            "条例第51条", f"该救济程序{state}，此时不能{REMEDY.labels[event]}", f"此时可办：{lawful}"
        )
    since = max(day for day in (remedy.filed_on, remedy.answer_asked_on, remedy.closed_on) if day)
    if ctx.on < since:
        return Refusal("条例第51条", f"{ctx.on} 早于该程序的上一步 {since}", "核对日期")
    return None


def openable(ctx: Context) -> Refusal | None:
    """Whose proceeding it is, since when, and which judgment an appeal is against (LT85, LT88)."""
    data, facts = ctx.data, ctx.facts
    filed_on = data["filed_on"] and date.fromisoformat(data["filed_on"])
    if filed_on and not facts.filed_on <= filed_on <= ctx.on:
        return Refusal("条例第51条", f"提起之日 {filed_on} 不在收件之日和登记之日之间", "核对日期")
    party = data["third_party"]
    asked = [c.ref for c in facts.consultations if c.kind == "third_party"]
    if party and _CONSULTED.fullmatch(party) and party not in asked:
        return Refusal("条例第32条", f"没有编号为 {party} 的第三方", f"现有编号：{'、'.join(asked) or '无'}")
    if data["kind"] != "litigation" and (data["after_reconsideration"] or data["appeal_of"]):
        return Refusal("行政诉讼法第45条、第85条", "经复议后起诉、上诉的只能是诉讼", "核对救济种类")
    if data["appeal_of"] is None:
        return None
    below = remedy_of(facts, data["appeal_of"])
    if below is None or below.kind != "litigation" or below.closed_on is None or below.appeal_of:
        known = [r.ref for r in facts.remedies if r.kind == "litigation" and r.closed_on and not r.appeal_of]
        return Refusal(
            "行政诉讼法第85条",
            f"{data['appeal_of']} 不是已经裁判的一审",
            f"可以上诉的一审：{'、'.join(known) or '无'}",
        )
    return None


def decision_fits(ctx: Context) -> Refusal | None:
    """The first thing that does not go together."""
    return next(_misfits(ctx), None)


def _misfits(ctx: Context) -> Iterator[Refusal]:
    remedy, data = remedy_of(ctx.facts, ctx.data["ref"]), ctx.data
    if remedy is None:
        return
    decision = decision_given(ctx, remedy)
    first_suit = remedy.kind == "litigation" and remedy.appeal_of is None
    if decision.appeal and remedy.appeal_of is None:
        yield Refusal("行政诉讼法第89条", f"“{decision.label}”只用于二审", "核对裁判的种类")
    if data["opinion"] and remedy.kind != "reconsideration":
        yield Refusal("行政复议法第76条", "只有行政复议才有复议意见书", "核对救济种类")
    if data["working_days"] is not None and data["until"] is not None:
        yield Refusal("K14", "限期写了两个", "按决定书所载，工作日和届满日只写一个")
    ordered = order_given(ctx)
    if ordered is None and (data["working_days"] is not None or data["until"] is not None):
        what = f"“{decision.label}”不责令重新处理，却写了限期"
        yield Refusal("K14", what, "核对决定的种类；责令重新处理的，选带“责令”的一种")
    if data["not_in_force"] and not (first_suit and decision.orders):
        yield Refusal(
            "行政诉讼法第85条", "只有一审责令重新处理的判决才分是否生效", "其他决定不写 not_in_force"
        )
    decided_on = data["decided_on"] and date.fromisoformat(data["decided_on"])
    if decided_on and not remedy.filed_on <= decided_on <= ctx.on:
        yield Refusal("条例第51条", f"落款之日 {decided_on} 不在提起之日和收到之日之间", "核对日期")


def orders_obeyed(ctx: Context) -> Refusal | None:
    """K14: what a judgment ordered is not put on the shelf because it was not yet in force when it came."""
    waiting = [remedy.ref for remedy in ctx.facts.remedies if remedy.order == "not_in_force"]
    if not waiting:
        return None
    return Refusal(
        "行政诉讼法第85条、第96条",
        f"{'、'.join(waiting)} 的一审判决责令重新处理，还没有登记是否生效",
        "期满没有上诉的，用 order_to_act 登记；上诉的，用 open_remedy 登记二审",
    )


def order_has_term(ctx: Context) -> Refusal | None:
    if (ctx.data["working_days"] is None) != (ctx.data["until"] is None):
        return None
    return Refusal(
        "行政复议法第64条、第66条，行政诉讼法第70条、第72条",
        "限期要么按工作日、要么按届满日，二者取一",
        "按决定书所载填写",
    )
