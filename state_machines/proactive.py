"""依申请转主动公开: one machine for each candidate (R44; S35 review before publication, item by item; R26; R12).

Another content at any time before publication goes through the whole again: the clearance, the legality review
and the approval were of what it was before.
"""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation, stay
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED


class ProactiveLeaf(StrEnum):
    PROPOSED = "proposed"
    SECRECY_REVIEW = "secrecy_review"
    LEGAL_REVIEW = "legal_review"
    APPROVAL = "approval"
    APPROVED = "approved"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"
    DECLINED = "declined"


class ProactiveChart(LegalMachine):
    proposed = Situation("候选", "handler", STOPPED, "step", initial=True)
    secrecy_review = Situation("保密再审", "secrecy_reviewer", STOPPED, "step")
    legal_review = Situation("法制审核", "legal_reviewer", STOPPED, "step")
    approval = Situation("审批", "office_head", STOPPED, "step")
    approved = Situation("待公开", "handler", STOPPED, "publication")
    published = Situation("已公开", "handler", STOPPED, "catalogue_check")
    taken_down = Situation("撤下", "handler", STOPPED, final=True)
    declined = Situation("不予转公开", "office_head", STOPPED, final=True)

    present_content = Fact("所写校验值是现有内容的")
    content_cleared = Fact("现有内容已经保密再审，且内容未变")
    not_own_preparation = Fact("不是准备过公开内容的人")
    not_own_clearance = Fact("不是作过保密再审的人")

    prepare_content = Command(
        secrecy_review.from_(proposed, legal_review, approval, approved, cond="not_own_clearance")
        | stay(secrecy_review, cond="not_own_clearance"),
        "准备公开内容",
        "R44.1 条例第44条第1款；R12 条例第12条",
    )
    clear = Command(
        secrecy_review.to(legal_review, cond=["not_own_preparation", "present_content"]),
        "保密再审通过",
        "R17 条例第17条；S35 保密法第35条；S36 保密法第36条",
    )
    return_to_preparation = Command(
        proposed.from_(secrecy_review, legal_review, approval, approved), "退回准备", "R17 条例第17条"
    )
    pass_legality = Command(
        legal_review.to(approval, cond="not_own_preparation"),
        "法制审核通过",
        "R17 条例第17条；G5 单位制度",
    )
    approve = Command(
        approval.to(approved, cond=["not_own_preparation", "not_own_clearance", "content_cleared"]),
        "批准转主动公开",
        "R44.1 条例第44条第1款；R44.2 条例第44条第2款",
    )
    decline = Command(
        declined.from_(proposed, secrecy_review, legal_review, approval),
        "决定不予转公开",
        "R44.1 条例第44条第1款；R44.2 条例第44条第2款",
    )
    publish = Command(
        approved.to(published, cond=["present_content", "content_cleared"]),
        "公开",
        "R26 条例第26条；S35 保密法第35条",
    )
    check = Command(stay(published), "核查目录", "R12 条例第12条")
    take_down = Command(published.to(taken_down), "撤下", "R12 条例第12条；S35 保密法第35条")


PROACTIVE = derive(ProactiveChart, ProactiveLeaf)
