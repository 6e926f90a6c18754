"""Gates of how a letter leaves and is served (C-10, RV-I15)."""

from __future__ import annotations

from datetime import date

from disclosure.cases.context import Context
from disclosure.errors import Refusal
from disclosure.law.delivery import public_notice_over
from disclosure.law.events import Delivery


def made_before_sent(ctx: Context) -> Refusal | None:
    """R45: a letter is made on the day it leaves or before."""
    made = ctx.data["made_on"]
    if made is None or date.fromisoformat(made) <= ctx.on:
        return None
    return Refusal("条例第45条", f"文书作出之日 {made} 晚于发出之日 {ctx.on}", "核对文书落款日期和发出日期")


def tried_before_public_notice(ctx: Context) -> Refusal | None:
    """公告送达 is for whom no other way reaches: one letter at least has come back in this round."""
    if ctx.data["delivery"] != Delivery.PUBLIC_NOTICE or ctx.facts.sent_on is not None:
        return None
    return Refusal(
        "行政复议法实施条例第15条、类推民事诉讼法第95条",
        "还没有用其他方式送达过，不能公告送达",
        "先直接、邮寄、电子或委托送达；退回并登记后仍无法送达的再公告",
    )


def public_notice_ended(ctx: Context) -> Refusal | None:
    """RV-I15: served by public notice on the day its period ends, not before."""
    published = ctx.facts.sent_on
    if ctx.facts.delivery != Delivery.PUBLIC_NOTICE or published is None:
        return None
    ends = public_notice_over(ctx.config.law, published)
    if ctx.on >= ends.date:
        return None
    return Refusal(ends.basis, f"{published} 的公告到 {ends.date} 才期满", "期满之日起登记送达")
