"""What the program reads from config/law, by topic, with the unit it reads it in.

A value without its reader or a reader without its value is a mistake of config/, found when it is loaded and
not on the day a case needs it. How much a value is stands in YAML only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from disclosure.law.terms import Unit

_WD, _DAY, _HOUR = Unit.WORKING_DAY, Unit.DAY, Unit.HOUR
_MONTH, _YEAR = Unit.MONTH, Unit.YEAR
_RECEIVED_ON = ("submission", "signature", "confirmation")
_SERVED_ON = ("signature", "posting", "arrival", "expiry")

# A tuple in place of a unit is a closed choice: the meanings the rules know.
Expected: TypeAlias = Unit | tuple[str, ...]

PARAMETERS: Mapping[str, Mapping[str, Expected]] = {
    "reply": {
        "ordinary_period": _WD,
        "extension_max": _WD,
        "excluded_consultations": ("third_parties", "third_parties_and_bodies"),
    },
    "receipt": {
        "in_person": _RECEIVED_ON,
        "oral": _RECEIVED_ON,
        "registered_mail": _RECEIVED_ON,
        "plain_mail": _RECEIVED_ON,
        "internet": _RECEIVED_ON,
        "fax": _RECEIVED_ON,
    },
    "correction": {"notice_period": _WD, "answer_period": _WD, "on_receipt": ("full_period_again",)},
    "reasons": {"answer_period": _WD},
    "third_party": {"answer_period": _WD},
    "co_producer": {"answer_period": _WD},
    "other_body": {"answer_period": _WD},
    "fee": {
        "by_items": Unit.FEE_BANDS,
        "by_pages": Unit.FEE_BANDS,
        "payment_period_working_days": _WD,
        "payment_period_days": _DAY,
        "counting_window": _MONTH,
    },
    "delivery": {
        "direct": _SERVED_ON,
        "other_agency": _SERVED_ON,
        "post": _SERVED_ON,
        "electronic": _SERVED_ON,
        "public_notice": _SERVED_ON,
        "public_notice_period": _DAY,
    },
    "redo": {"default_period": _WD},
    "remedy": {
        "reconsideration_first": ("never", "exemptions"),
        "restricted_litigation": ("open", "may_be_refused"),
        "reconsideration_period": _DAY,
        "reconsideration_untold_max": _YEAR,
        "reconsideration_longest": _YEAR,
        "reconsideration_longest_property": _YEAR,
        "reconsideration_duty_without_period": _DAY,
        "after_refused_reconsideration": _DAY,
        "after_reconsideration": _DAY,
        "litigation_period": _MONTH,
        "litigation_longest": _YEAR,
        "litigation_longest_property": _YEAR,
        "litigation_untold_max": _YEAR,
        "silence_litigation": _MONTH,
        "duty_general_period": _MONTH,
        "reconsideration_acceptance": _WD,
        "reconsideration_correction_notice": _WD,
        "reconsideration_correction": _WD,
        "reconsideration_copy_ordinary": _WD,
        "reconsideration_answer_ordinary": _WD,
        "reconsideration_copy_simple": _WD,
        "reconsideration_answer_simple": _WD,
        "reconsideration_decision_ordinary": _DAY,
        "reconsideration_decision_extension_max": _DAY,
        "reconsideration_decision_simple": _DAY,
        "reconsideration_opinion_report": _DAY,
        "litigation_filing_review": _DAY,
        "litigation_copy": _DAY,
        "litigation_answer": _DAY,
        "litigation_simple": _DAY,
        "litigation_first_instance": _MONTH,
        "appeal_judgment": _DAY,
        "appeal_ruling": _DAY,
        "litigation_second_instance": _MONTH,
    },
    "publication": {
        "proactive": _WD,
        "repeated_demand_applicants": Unit.COUNT,
        "repeated_demand_window": _MONTH,
        "effect_span": _MONTH,
        "catalogue_check": _MONTH,
        "emergency_statement": _HOUR,
        "emergency_press_conference": _HOUR,
        "opinion_response": _HOUR,
        "interpretation": _WD,
        "credit_disclosure": _WD,
        "enforcement_licence_penalty": _WD,
        "enforcement_other": _WD,
        "random_inspection": _WD,
        "penalty_withdrawal": _WD,
        "comment_period": _DAY,
        "service_guide_update": _WD,
        "website_error_referral": _WD,
        "website_error_answer": _WD,
        "reprint": _HOUR,
        "consultation_answer": _WD,
        "enterprise_information": _WD,
        "archive_opening": _YEAR,
    },
    "report": {
        "department_by": Unit.MONTH_DAY,
        "government_by": Unit.MONTH_DAY,
        "form": ("2019", "2021"),
        "count_unit": ("application", "item"),
    },
    "secrecy": {
        "top_secret_longest": _YEAR,
        "secret_longest": _YEAR,
        "confidential_longest": _YEAR,
        "undetermined_referral": _WD,
        "undetermined_decision": _WD,
        "leak_report": _HOUR,
        "impact_record_keeping": _YEAR,
    },
    "reassessment": {"interval": _MONTH},
    "holiday_notice": {
        "expected_from": Unit.MONTH_DAY,
        "needed_by": Unit.MONTH_DAY,
        "statutory_days": _DAY,
    },
}

# Doubtful readings, the safer first; a reading the rules do not know cannot be chosen.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "fee_payment": ("20wd", "30d"),
    "exclusion_bounds": ("after_sent_to_answer", "sent_to_answer"),
    "confirmation": ("both_sides", "automatic_receipt"),
    "late_correction_notice": ("keeps_running", "no_restart"),
    "secrecy_referral_excluded": ("no", "yes"),
    "transition_2019": ("by_receipt", "favourable"),
    "rest_day_receipt": ("same_day", "next_working_day"),
}

# What a choice is called where people choose.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "submission": "提交之日",
        "signature": "签收之日",
        "confirmation": "双方确认之日",
        "posting": "交邮之日",
        "arrival": "到达指定系统之日",
        "expiry": "公告期满之日",
        "third_parties": "只有第三方的意见",
        "third_parties_and_bodies": "第三方和其他机关的意见",
        "full_period_again": "重新计算全部期限",
        "never": "不适用",
        "exemptions": "不予公开的先申请复议",
        "open": "可以起诉",
        "may_be_refused": "法院可以不予立案",
        "2019": "2019年格式",
        "2021": "2021年格式",
        "application": "按申请的件数",
        "item": "按信息的条数",
        "20wd": "20个工作日",
        "30d": "30日",
        "after_sent_to_answer": "发出次日至收到意见之日",
        "sent_to_answer": "发出当日至收到意见之日",
        "both_sides": "双方确认",
        "automatic_receipt": "系统自动回执即为确认",
        "keeps_running": "答复期限照常进行",
        "no_restart": "补正后不重新起算",
        "no": "否",
        "yes": "是",
        "by_receipt": "按收到申请之日",
        "favourable": "从有利于申请人",
        "same_day": "当日",
        "next_working_day": "下一个工作日",
    }
)

# Facts §1.4. The statechart, the letters and the report know these codes.
OUTCOMES = frozenset(
    {
        "OPEN_PUBLISHED",
        "OPEN_PROVIDE",
        "PARTIAL",
        "DENY_SECRET",
        "DENY_LAW",
        "DENY_3S1W",
        "DENY_3P",
        "DENY_INTERNAL",
        "DENY_PROCESS",
        "DENY_CASEFILE",
        "QUERY_OTHER_LAW",
        "NONE_NOT_EXIST",
        "NONE_NOT_OURS",
        "NONE_NEED_MAKE",
        "NONE_UNCLEAR",
        "NOPROC_PETITION",
        "NOPROC_REPEAT",
        "NOPROC_PUBLICATION",
        "NOPROC_MASSIVE",
        "NOPROC_RECONFIRM",
        "END_NOT_CORRECTED",
        "END_UNPAID",
        "END_OTHER",
    }
)


def unit_of(topic: str, name: str) -> Unit | None:
    """The unit a parameter is read in; None when no rule reads it."""
    expected = PARAMETERS[topic].get(name)
    return Unit.CHOICE if isinstance(expected, tuple) else expected


# Kinds of rows in `deadlines` a rung of the ladder may name.
DEADLINE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "confirmation": "确认收到",
        "registration": "登记",
        "reply": "答复",
        "correction_notice": "补正告知",
        "correction": "申请人补正",
        "reasons": "申请人说明理由",
        "third_party": "第三方意见",
        "co_producer": "共同制作机关意见",
        "other_body": "其他机关意见",
        "fee_payment": "缴费",
        "redo": "重新处理",
        "step": "内部环节",
        "discontinuation": "不再处理的决定",
        "service_proof": "送达证明",
        "archiving": "归档",
        "remedy_answer": "提交答复、答辩",
        "opinion_report": "报送复议意见书纠正情况",
        "secrecy_referral": "报请保密行政管理部门",
        "secrecy_decision": "保密行政管理部门确定",
        "supervision_answer": "督办答复",
        "publication": "主动公开",
        "catalogue_check": "公开目录核查",
        "reassessment": "不予公开定期评估",
        "annual_report": "年度报告",
        "calendar_notice": "放假安排录入",
        "intake": "收件核对",
    }
)

# What the program recognises by form; the level of each and what to do about it stand in YAML.
DETECTORS = frozenset(
    """
    id_number id_number_old passport credit_code bank_card mobile landline plate email address level_word
    unreadable embedded picture damaged encrypted too_large name_mismatch
    """.split()  # noqa: SIM905 - a list of words reads better as words
)

# S14, S31s: a file marked with one of these is never taken.
MARK_WORDS = ("绝密", "机密", "秘密")
