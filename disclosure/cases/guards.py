"""The named facts the statecharts ask for, each with the refusal a person reads when it is false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from disclosure.cases.clockwork import NOTICE_STATES, remedy_period_end
from disclosure.cases.context import Context
from disclosure.cases.imported import IMPORT_LEDGER, WITHDRAWAL
from disclosure.cases.proceedings import order_given, stays_open
from disclosure.errors import Refusal
from disclosure.law.events import Channel
from disclosure.law.receipt import needs_confirmation

# The situation that waits for the applicant → the kind of deadline it waits on.
NOTICE_DEADLINE = {state: kind for kind, state in NOTICE_STATES.items()}


@dataclass(frozen=True, slots=True)
class Guard:
    """`fields_of` names the commands whose fields decide it; for the others the case alone does."""

    holds: Callable[[Context], bool]
    refusal: Refusal
    fields_of: frozenset[str] = frozenset()

    def reads_fields(self, command: str) -> bool:
        return command in self.fields_of


def _needs_confirmation(ctx: Context) -> bool:
    """R31.2b, R31.3. A part split from a case was confirmed with it."""
    if "split_from" in ctx.data:
        return False
    return needs_confirmation(Channel(ctx.facts.channel), ctx.config.law, ctx.facts.filed_on)


def _discloses(ctx: Context) -> bool:
    return ctx.outcome is not None and ctx.outcome.discloses


def _content_cleared(ctx: Context) -> bool:
    if not _discloses(ctx):
        return True
    if ctx.command == "reply_on_the_spot" and ctx.data["content_hash"] != ctx.facts.content_hash:
        return False
    return ctx.facts.cleared


def _letter_cleared(ctx: Context) -> bool:
    carried = ctx.data["content_hash"]
    return carried is None or (carried == ctx.facts.content_hash and ctx.facts.cleared)


def _not_own_work(ctx: Context) -> bool:
    """Hard minimum: who ever drafted or put content on file neither clears nor approves."""
    return ctx.actor.name not in ctx.facts.authors


def _not_own_clearance(ctx: Context) -> bool:
    """The same the other way round: who ever reviewed content does not go on to draft, replace or hand it out."""
    return ctx.actor.name not in ctx.facts.secrecy_reviewers


def _legal_review_required(ctx: Context) -> bool:
    return ctx.outcome is not None and ctx.outcome.code in ctx.config.organization.legal_review_outcomes


def _drafted(ctx: Context) -> bool:
    return ctx.facts.letter_hash is not None


def _period_over(ctx: Context) -> bool:
    """R30.3, F6: the applicant has the notice and the period is over, mail in transit allowed for."""
    deadline = ctx.deadline(NOTICE_DEADLINE[ctx.facts.state])
    if deadline is None or ctx.facts.notice_received_on is None:
        return False
    buffer = ctx.config.organization.mail_in_transit
    return ctx.on > ctx.config.law.workdays.after(deadline.due, buffer)


def _remedy_period_over(ctx: Context) -> bool:
    """A case withdrawn while a proceeding ran has no reply and so no period of its own."""
    if ctx.facts.open_remedies:
        return False
    end = remedy_period_end(ctx.facts, ctx.config.law)
    return ctx.facts.outcome == "END_OTHER" if end is None else ctx.on > end


GUARDS: Mapping[str, Guard] = {
    "needs_confirmation": Guard(
        _needs_confirmation,
        Refusal("条例第31条", "该渠道无需确认", "直接登记"),
    ),
    "oral": Guard(
        lambda ctx: ctx.facts.channel == "oral" and "split_from" not in ctx.data,
        Refusal("条例第29条", "不是口头申请", "按原渠道办理"),
    ),
    "discloses": Guard(
        _discloses, Refusal("条例第17条", "该决定不提供信息内容", "无需保密审查"), frozenset({"categorise"})
    ),
    "legal_review_required": Guard(
        _legal_review_required,
        Refusal("config/organization.yaml", "该决定不要求法制审核", "直接拟稿"),
        frozenset({"categorise"}),
    ),
    "content_cleared": Guard(
        _content_cleared,
        Refusal(
            "条例第17条、保密法第35条",
            "拟公开的内容没有有效的保密审查结论，或审查后内容已变动",
            "由未参与拟稿的保密审查员对现有内容重新审查",
        ),
        frozenset({"reply_on_the_spot"}),
    ),
    "letter_cleared": Guard(
        _letter_cleared,
        Refusal(
            "条例第17条、保密法第35条",
            "函件附有未经保密审查的内容",
            "先审查所附内容，或改为不附内容征求意见",
        ),
        frozenset(
            {"ask_third_party", "ask_co_producer", "ask_other_body", "inform_third_party", "issue_letter"}
        ),
    ),
    "not_own_work": Guard(
        _not_own_work,
        Refusal("条例第17条、第45条", "不得审查或批准本人拟写、提交的内容", "由另一名有权人员办理"),
    ),
    "not_own_clearance": Guard(
        _not_own_clearance,
        Refusal("条例第17条、第45条", "本人在本件中已作过保密审查", "由另一名承办人办理"),
    ),
    "determined_secret": Guard(
        lambda ctx: bool(ctx.data["secret"]),
        Refusal("保密法实施条例第25条", "未被确定为国家秘密", "由保密机构继续审查"),
        frozenset({"receive_determination"}),
    ),
    "drafted": Guard(_drafted, Refusal("条例第45条", "还没有答复文稿", "先拟稿再送审签")),
    "legality_passed": Guard(
        lambda ctx: bool(ctx.data["passed"]),
        Refusal("条例第45条", "法制审核未通过", "退回重新认定"),
        frozenset({"review_legality"}),
    ),
    "last_level": Guard(
        lambda ctx: len(ctx.facts.approvals) + 1 >= len(ctx.chain),
        Refusal("config/organization.yaml", "审签链尚未走完", "由下一级继续审签"),
    ),
    "last_consultation": Guard(
        lambda ctx: len(ctx.facts.open_consultations) == 1,
        Refusal("条例第33条第3款", "仍有未答复的征求意见", "等待答复或催办"),
    ),
    "remedy_open": Guard(
        lambda ctx: bool(ctx.facts.open_remedies),
        Refusal("条例第51条", "没有进行中的救济程序", "先登记救济程序"),
    ),
    "last_remedy": Guard(
        lambda ctx: len(ctx.facts.open_remedies) == 1 and not stays_open(ctx),
        Refusal("条例第51条", "仍有其他救济程序", "逐件登记结果"),
        frozenset({"decide_remedy"}),
    ),
    "must_act_anew": Guard(
        lambda ctx: order_given(ctx) == "in_force",
        Refusal("K14", "决定没有责令重新处理，或者还没有生效", "按决定书登记"),
        frozenset({"decide_remedy"}),
    ),
    "reasons_given": Guard(
        lambda ctx: ctx.facts.reasons_given,
        Refusal("条例第35条", "申请人没有说明理由，或理由不合理", "先要求说明理由；不合理的告知不予处理"),
    ),
    "extension_unused": Guard(
        lambda ctx: not ctx.facts.extended,
        Refusal("条例第33条第2款", "本办理期限内已延长过一次", "不得再次延长，请在期限内答复"),
    ),
    "period_over": Guard(
        _period_over,
        Refusal(
            "条例第30条、信息处理费办法第6条",
            "没有登记申请人收到告知之日，或其期限（含邮寄在途）尚未届满",
            "登记收到告知之日，届满后再办",
        ),
    ),
    "remedy_period_over": Guard(
        _remedy_period_over,
        Refusal("行政复议法第20条、行政诉讼法第46条", "救济期未满或救济程序未结", "期满且程序终了后归档"),
    ),
    "concluded_before": Guard(
        lambda ctx: "closed_on" in ctx.data,
        Refusal("条例第45条", "旧台账没有载明办结", "按未办结录入"),
        frozenset({IMPORT_LEDGER}),
    ),
    "is_withdrawal": Guard(
        lambda ctx: ctx.facts.outcome == WITHDRAWAL,
        Refusal("条例第45条", "不是撤回、终止的申请", "按答复录入"),
    ),
    "is_abandonment": Guard(
        lambda ctx: ctx.facts.outcome in ("END_NOT_CORRECTED", "END_UNPAID"),
        Refusal("条例第30条", "不是视为放弃的申请", "按一般归档办理"),
    ),
}
