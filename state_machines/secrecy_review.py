"""保密审查: one machine for each content that is to be released (R17, S35): handler → unit head → secrecy office →
保密行政管理部门. A person decides; the machine's findings only say how high the question has to go.
"""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation, stay
from state_machines.table import derive

RUNNING, STOPPED = ClockEffect.RUNNING, ClockEffect.STOPPED
HANDLER, UNIT_HEAD, OFFICE = "handler", "section_head", "secrecy_reviewer"


class SecrecyLeaf(StrEnum):
    SCREENED = "screened"
    HANDLER_REVIEW = "handler_review"
    UNIT_REVIEW = "unit_review"
    OFFICE_REVIEW = "office_review"
    TO_REFER = "to_refer"
    REFERRED = "referred"
    CLEARED = "cleared"
    REFUSED = "refused"
    VOIDED = "voided"


class SecrecyReviewChart(LegalMachine):
    screened = Situation("已筛查", HANDLER, RUNNING, "step", "reply", initial=True)
    handler_review = Situation("承办人说明", HANDLER, RUNNING, "step", "reply")
    unit_review = Situation("科室负责人审查", UNIT_HEAD, RUNNING, "step", "reply")
    office_review = Situation("保密机构审查", OFFICE, RUNNING, "step", "reply")
    to_refer = Situation("拟报请确定", OFFICE, RUNNING, "secrecy_referral", "reply")
    referred = Situation("已报请确定", OFFICE, RUNNING, "secrecy_decision", "reply")
    cleared = Situation("审查通过", OFFICE, STOPPED)
    refused = Situation("审查不通过", OFFICE, STOPPED, final=True)
    voided = Situation("内容已更换", OFFICE, STOPPED, final=True)

    something_found = Fact("筛查有提示")
    office_needed = Fact("提示须由保密机构审查")
    another_person = Fact("办理人不是前一级审查人")
    determined_secret = Fact("被确定为国家秘密")

    open = Command(
        handler_review.from_(screened, cond="something_found") | unit_review.from_(screened),
        "提交审查",
        "R17 条例第17条；S35 保密法第35条",
    )
    # A later screening (new rules, many disclosures taken together) asks the question anew, cleared or not.
    find = Command(
        handler_review.from_(unit_review, office_review, cleared) | stay(handler_review),
        "筛查有新提示",
        "S36 保密法第36条；S35 保密法第35条",
    )
    answer_findings = Command(handler_review.to(unit_review), "说明提示", "R17 条例第17条；S35 保密法第35条")
    pass_to_office = Command(
        unit_review.to(office_review), "转保密机构审查", "R17 条例第17条；S35 保密法第35条"
    )
    clear = Command(
        cleared.from_(unit_review, unless="office_needed")
        | cleared.from_(office_review, cond="another_person"),
        "审查通过",
        "R17 条例第17条；S35 保密法第35条",
    )
    refuse = Command(
        refused.from_(handler_review, unit_review, office_review),
        "审查不通过",
        "R17 条例第17条；S35 保密法第35条",
    )
    plan_referral = Command(office_review.to(to_refer), "拟报请确定", "S25 保密法实施条例第25条")
    refer = Command(to_refer.to(referred), "报请确定", "S25 保密法实施条例第25条；R17 条例第17条")
    determine = Command(
        refused.from_(referred, cond="determined_secret") | office_review.from_(referred),
        "收到确定结论",
        "S25 保密法实施条例第25条；S25l 保密法第25条",
    )
    withdraw_clearance = Command(
        cleared.to(office_review), "撤销审查结论", "R17 条例第17条；S35 保密法第35条"
    )
    void = Command(
        voided.from_(handler_review, unit_review, office_review, to_refer, referred, cleared),
        "内容更换",
        "S35 保密法第35条",
    )


SECRECY_REVIEW = derive(SecrecyReviewChart, SecrecyLeaf)
