"""The facts a letter may speak of: a closed list, so that a template with a slip of the pen is refused when it is read.

`KNOWN` are told by the case, the law or the agency's own configuration; `GIVEN` by the person who prepares the letter.
"""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "agency": "本机关名称",
    "contact": "联系方式",
    "number": "受理编号",
    "applicants": "申请人",
    "you": "对申请人的称呼",
    "receipt": "收到申请之日和渠道",
    "filed": "提出申请之日",
    "request": "申请内容",
    "due": "答复到期日",
    "article": "处理决定的依据",
    "remedy": "救济途径",
    "paper": "文书名称",
    # of the step a letter belongs to
    "points": "需要补正的事项",
    "answer_days": "补正、说明的期限（工作日）",
    "grounds": "数量、频次明显超过合理范围的事实",
    "extension_reason": "延长理由",
    "extension_days": "延长的工作日数",
    "postponed_until": "延迟至",
    "postponement_reason": "延迟答复的理由",
    "party": "被征求意见方",
    "party_days": "被征求意见方的答复期限（工作日）",
    "asked_on": "征求意见之日",
    "party_answer": "第三方的意见",
    "disclosure_reason": "向第三方告知的公开内容与理由",
    "fee_basis": "收费依据和标准",
    "fee_lines": "计算明细",
    "amount": "金额（元）",
    "payment_period": "缴费期限",
    "reply_period": "答复期限",
    "reason": "认定的理由",
    "search_scope": "检索范围",
    "search_method": "检索方法",
    "correction_course": "补正经过",
    "consultation_course": "征求意见的过程和结论",
    "reasons_course": "要求说明理由的经过",
    "notice_over": "补正、缴费期限届满之日",
    "delivery": "送达方式",
    "sent": "发出之日",
    "postal_number": "邮政单号",
    "served": "签收、送达之日",
    "proof": "送达凭证",
    "title_of_reply": "所送达的文书",
    "handling_opinion": "承办意见",
    "secrecy_opinion": "保密审查意见",
    "legal_opinion": "法制审核意见",
    "signatures": "审签意见",
    "outcome": "处理决定",
    "proceeding_paper": "救济程序文书名称",
    "proceeding_body": "受理救济的机关",
    "suggestion": "申请人的建议",
}

GIVEN: Mapping[str, str] = {
    "route": "获取信息的方式和途径",
    "provision": "提供信息的方式",
    "disclosed_part": "予以公开的部分",
    "withheld_part": "不予公开的部分及逐项理由",
    "withheld_article": "不予公开部分的依据",
    "secrecy_level": "密级",
    "secrecy_term": "保密期限",
    "forbidding_law": "禁止公开的法律、行政法规条款",
    "adverse_effect": "公开可能带来的不利影响",
    "classification": "所属类别",
    "responsible_body": "负责公开的机关名称和联系方式",
    "special_law": "另有规定的法律、行政法规",
    "petition_channel": "信访、投诉、举报的渠道",
    "previous_reply": "前次答复的文号和日期",
    "previous_provision": "前次获取信息的经过",
    "planned_content": "拟公开的内容",
    "matter": "请协助、征求意见的事项",
    "payment_method": "缴纳方式",
    "record_finding": "核实结论或者转送去向",
    "conversion_result": "转主动公开的审核结果",
    "ending": "终止处理的情形",
    "defence": "答复、答辩或者履行的情况",
    "evidence": "证据目录",
    "delay": "逾期答复的情况",
}

LABELS: Mapping[str, str] = {**KNOWN, **GIVEN}

# The steps of a request that letters belong to; a test holds them equal to events of the statechart.
OCCASIONS = frozenset(
    """
    register ask_correction ask_reasons extend postpone ask_third_party ask_co_producer ask_other_body
    inform_third_party send_fee_notice submit_draft send suggest_disclosure open_remedy decide_remedy order_to_act
    rectify attach
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
