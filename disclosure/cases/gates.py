"""What must be true before a command, beyond the statechart: each gate gives its basis, its reason and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from disclosure.cases.children import CONSULTATION_EVENTS
from disclosure.cases.context import Context
from disclosure.cases.guards import GUARDS
from disclosure.cases.rights import READS_CONTENT
from disclosure.cases.secrecy import SECRECY_OFFICE
from disclosure.errors import Refusal
from disclosure.params.roles import PARTS as PART_LABELS
from state_machines import CONSULTATION

Gate = Callable[[Context], Refusal | None]


def outcome_known(ctx: Context) -> Refusal | None:
    """Facts §1.4 is the closed list of outcomes; those of ending a case have commands of their own."""
    code = ctx.data["outcome"]
    outcomes = ctx.config.law.outcomes
    if code in outcomes and not code.startswith("END_"):
        return None
    known = "、".join(c for c in outcomes if not c.startswith("END_"))
    return Refusal("条例第36条", f"没有处理决定 {code}", f"从下列代码中选择：{known}")


def joint_meeting_held(ctx: Context) -> Refusal | None:
    """G5: answers that this agency does not give before a 会商. One of an earlier round was about another decision."""
    code = ctx.data["outcome"]
    if code not in ctx.config.organization.joint_meeting_outcomes:
        return None
    begun = max((t.on for t in ctx.facts.ticks if t.event == "ordered_to_act"), default=date.min)
    if any(review.kind == "joint_meeting" and review.on >= begun for review in ctx.facts.reviews):
        return None
    return Refusal(
        "条例第45条、本机关会商制度", f"处理决定 {code} 须经会商", "先提交会商，有会商结论后再认定"
    )


def third_party_respected(ctx: Context) -> Refusal | None:
    """R32.3, R32.4: an objection bars disclosure unless its reasons were found wanting or public interest
    outweighs it."""
    objected = any(
        c.kind == "third_party" and c.answer == "object" and c.reasonable is not False
        for c in ctx.facts.consultations
    )
    if not objected or ctx.data.get("public_interest") or ctx.data["outcome"] != "OPEN_PROVIDE":
        return None
    return Refusal(
        "条例第32条",
        "第三方不同意公开，且未认定其理由不合理",
        "不予公开或区分处理；认为不公开对公共利益有重大影响的，注明公共利益并书面告知第三方",
    )


def not_sent_before(ctx: Context) -> Refusal | None:
    """C-10: a reply that was posted stands; when it comes back the same letter is sent again."""
    if ctx.facts.sent_on is None:
        return None
    return Refusal(
        "条例第36条、国办公开办函〔2016〕235号",
        "该答复已经发出过，退件后不得改作",
        "重新送达；需要改变答复的，送达后另行纠正",
    )


def third_party_asked(ctx: Context) -> Refusal | None:
    asked = [c.ref for c in ctx.facts.consultations if c.kind == "third_party"]
    if ctx.data["ref"] in asked:
        return None
    return Refusal(
        "条例第32条", f"没有编号为 {ctx.data['ref']} 的第三方", f"现有编号：{'、'.join(asked) or '无'}"
    )


def third_party_informed(ctx: Context) -> Refusal | None:
    """R32.4: who objected is told in writing, with reasons, before the content leaves."""
    if ctx.outcome is None or not ctx.outcome.discloses:
        return None
    waiting = [
        c.ref
        for c in ctx.facts.consultations
        if c.kind == "third_party" and c.answer == "object" and c.informed_on is None
    ]
    if not waiting:
        return None
    return Refusal(
        "条例第32条",
        f"不同意公开的第三方（{'、'.join(waiting)}）尚未收到公开内容和理由的书面告知",
        "先书面告知第三方，再发出答复",
    )


def release_on_file(ctx: Context) -> Refusal | None:
    if ctx.facts.content_hash == ctx.data["content_hash"]:
        return None
    return Refusal("保密法第35条", "所审内容不是案卷中现有的拟公开内容", "核对校验值，或先将该内容入卷")


def not_own_clearance(ctx: Context) -> Refusal | None:
    """The guard of the same name, for commands the statechart lets stand without it."""
    guard = GUARDS["not_own_clearance"]
    return None if guard.holds(ctx) else guard.refusal


def legality_settled(ctx: Context) -> Refusal | None:
    outcome = ctx.outcome
    if outcome is None or outcome.code.startswith("END_") or ctx.facts.legality_passed:
        return None
    if outcome.code not in ctx.config.organization.legal_review_outcomes:
        return None
    return Refusal("条例第45条、本机关审核制度", "该决定须经法制审核", "退回审查，经法制审核通过后再送审签")


def letter_unchanged(ctx: Context) -> Refusal | None:
    if ctx.data["letter_hash"] == ctx.facts.letter_hash:
        return None
    return Refusal("条例第45条", "要发出的文书不是签发的文稿", "发出签发的文稿，或退回重新拟稿审签")


def separated(ctx: Context) -> Refusal | None:
    """Pairs of acts no one person does in one case, per unit (config/organization.yaml)."""
    part = PARTS.get(ctx.command)
    if part is None or (part == SECRECY_OFFICE and not ctx.actor.holds(SECRECY_OFFICE, ctx.facts.unit)):
        return None  # a unit head reviews as head of the unit, and signs as such
    done = sorted(part for part, names in parts_taken(ctx).items() if ctx.actor.name in names)
    for other in done:
        if ctx.config.organization.units[ctx.facts.unit].separates(part, other):
            return Refusal(
                "条例第45条、本机关岗位分离规定",
                f"本人在本件中已办理过{PART_LABELS[other]}",
                f"{PART_LABELS[part]}由另一人办理",
            )
    return None


PARTS = {
    "attach_release": "drafter",
    "mask_release": "drafter",
    "reply_on_the_spot": "drafter",
    "draft": "drafter",
    "clear": SECRECY_OFFICE,
    "refuse_clearance": SECRECY_OFFICE,
    "plan_referral": SECRECY_OFFICE,
    "refer_secrecy": SECRECY_OFFICE,
    "review_legality": "legal_reviewer",
    "approve_step": "approver",
}


def parts_taken(ctx: Context) -> dict[str, frozenset[str]]:
    facts = ctx.facts
    return {
        "drafter": frozenset(facts.authors),
        SECRECY_OFFICE: frozenset(r.reviewer for r in facts.reviews if r.kind == "secrecy" and r.office),
        "legal_reviewer": frozenset(r.reviewer for r in facts.reviews if r.kind == "legality"),
        "approver": frozenset(facts.approvals),
    }


def one_level_each(ctx: Context) -> Refusal | None:
    """G4: each level of 审签 is another pair of eyes, whatever roles one person holds."""
    if ctx.actor.name not in ctx.facts.approvals:
        return None
    return Refusal("条例第45条、本机关审签制度", "本人已在前一级审签", "由另一名有该级审签岗位的人员审签")


def consultation_can(ctx: Context) -> Refusal | None:
    event = CONSULTATION_EVENTS[ctx.command]
    for consultation in ctx.facts.consultations:
        if consultation.ref == ctx.data["ref"]:
            if CONSULTATION.step(consultation.state, event, {}) is None:
                return Refusal("条例第32条、第34条", "该征求意见已经结束或不能这样办理", "查看该征求意见现状")
            if ctx.on < consultation.asked_on:
                return Refusal("条例第32条", f"早于发函之日 {consultation.asked_on}", "核对日期")
            return None
    refs = "、".join(c.ref for c in ctx.facts.open_consultations) or "无"
    return Refusal("条例第32条", f"没有编号为 {ctx.data['ref']} 的征求意见", f"现有未结的编号：{refs}")


def second_person(ctx: Context) -> Refusal | None:
    """A correction of the record takes two: who proposed it does not approve it."""
    waiting = {proposal.n: proposal.by for proposal in ctx.facts.proposals}
    n = ctx.data["n"]
    if n not in waiting:
        known = "、".join(map(str, waiting)) or "无"
        return Refusal("条例第45条", f"第 {n} 条不是待复核的更正", f"待复核的更正记录序号：{known}")
    if waiting[n] == ctx.actor.name:
        return Refusal("条例第45条", "更正不能由提出人本人复核", "由另一名公开工作机构负责人复核")
    return None


def handler_known(ctx: Context) -> Refusal | None:
    unit = ctx.data["unit"] or ctx.facts.unit
    if _holds_any(ctx, ctx.data["handler"], unit, ("handler",)):
        return None
    return Refusal(
        "config/organization.yaml", f"{ctx.data['handler']} 不是该科室的承办人", "填写有承办岗位的用户名"
    )


def extension_in_time(ctx: Context) -> Refusal | None:
    """R33.3, K14: told before the period is over, and never of a period that a court has set."""
    clock = ctx.clock
    if clock.round > 1:
        return Refusal("K14", "裁决所定的期限不能自行延期", "请在裁决所定期限内答复")
    if clock.due is None or ctx.on > clock.due:
        why = "答复期限没有在计算" if clock.due is None else f"{ctx.on} 已过到期日 {clock.due}，不能再延期"
        return Refusal("条例第33条第2款", why, "请立即答复；延期应在到期日前作出并告知")
    return None


def unit_known(ctx: Context) -> Refusal | None:
    unit = ctx.data["unit"]
    if unit is None or unit in ctx.config.organization.units:
        return None
    known = "、".join(ctx.config.organization.units)
    return Refusal("config/organization.yaml", f"没有科室 {unit}", f"现有科室：{known}")


def consultation_over(ctx: Context) -> Refusal | None:
    """R32.2, R34: silence has an effect only after the other side's 15 working days."""
    ref = ctx.data["ref"]
    deadline = next((d for d in ctx.clock.deadlines if d.ref == ref), None)
    if deadline is None or deadline.on_expiry != "transition":
        return Refusal("条例第33条第3款", "没有答复期限的征求意见不能按逾期处理", "催办，或撤销该次征求意见")
    if ctx.on <= deadline.due:
        return Refusal(deadline.basis, f"对方的期限到 {deadline.due} 才届满", "届满次日起再办")
    return None


def notice_over(ctx: Context) -> Refusal | None:
    """R30.3, F6: only an unanswered notice whose period is over may be proposed for discontinuation."""
    deadline = ctx.deadline(ctx.data["notice"])
    if deadline is None or deadline.met_on is not None:
        return Refusal("条例第30条", "没有待答复的告知", "核对本件现状")
    if ctx.on <= deadline.due:
        return Refusal(deadline.basis, f"期限到 {deadline.due} 才届满", "届满次日起再办")
    return None


def fee_enabled(ctx: Context) -> Refusal | None:
    """R42, G11: a fee is allowed, not owed; the agency says whether it charges."""
    if ctx.config.organization.fee_enabled:
        return None
    return Refusal("条例第42条", "本机关未启用信息处理费", "在 config/organization.yaml 启用后再办")


def readers_known(ctx: Context) -> Refusal | None:
    for name in ctx.data["readers"]:
        if not _holds_any(ctx, name, ctx.facts.unit, READS_CONTENT):
            why = f"{name} 在该科室没有办理、审查岗位，列入也不能查看"
            return Refusal("config/organization.yaml", why, "填写有岗位的用户名，或者请管理员添加岗位")
    return None


def somebody_handles(ctx: Context) -> Refusal | None:
    """A restricted case that no handler may open would lie. Where none has it yet, or where it came from another unit,
    one is named."""
    handlers = (ctx.facts.handler, *ctx.data["readers"])
    if any(name and _holds_any(ctx, name, ctx.facts.unit, ("handler",)) for name in handlers):
        return None
    return Refusal(
        "条例第45条", "限定之后没有承办岗位的人能办这一件", "先分办；或者把一位有承办岗位的人员列为知悉人员"
    )


def _holds_any(ctx: Context, name: str, unit: str, roles: Iterable[str]) -> bool:
    found = ctx.find_actor(name)
    return found is not None and any(found.holds(role, unit) for role in roles)


def restricted(ctx: Context) -> Refusal | None:
    if ctx.facts.readers is not None:
        return None
    return Refusal("条例第15条", "本件没有限定知悉范围", "无须解除")


def unrestricted(ctx: Context) -> Refusal | None:
    """The parts are registered anew, by those the case is closed to."""
    if ctx.facts.readers is None:
        return None
    return Refusal(
        "条例第15条",
        "本件限定知悉范围，拆分出的各件要由登记岗位重新登记",
        "先解除限定，拆分、分办后对各件分别限定",
    )
