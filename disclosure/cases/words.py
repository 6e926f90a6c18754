"""Chinese for the codes that pages, reports and tables show. States and phases have theirs in `state_machines`."""

from __future__ import annotations

from disclosure.law.escalation import CALM
from disclosure.params.expected import DEADLINE_KINDS
from disclosure.params.ladder import COLOURS as LIT
from disclosure.params.service import FLOWS as SCHEDULED

DEADLINES = {**DEADLINE_KINDS, "remedy_period": "救济期", "remedy_decision": "复议、诉讼审结"}
DEADLINE_STATUS = {
    "open": "在计",
    "suspended": "中止",
    "watched": "非本机关期限",
    "met": "按期",
    "late": "逾期办结",
    "expired": "已届满",
    "void": "不再计",
}
COLOURS = {CALM: "正常", **LIT}
CLOCKS = {
    "not_started": "未起算",
    "running": "计时中",
    "paused": "征求意见，不计时",
    "awaiting_applicant": "等待申请人",
    "overdue": "逾期未答复",
    "met": "按期答复",
    "late": "逾期答复",
    "ended": "已终结",
}
FLOWS = SCHEDULED
NOTICES = {
    "turn": "待办",
    "alert": "催办",
    "supervision": "督办",
    "raised": "报主管部门",
    "dossier": "待办事项",
    "ledger": "台账通报",
    "moved": "期限变动",
}
# What a configuration moves: of a case, of its deadlines, of their ladder.
CONFIG_FIELDS = {
    "received_on": "收到申请之日",
    "due": "到期日",
    "clock_status": "计时",
    "replied_on": "答复日",
    "received_year": "计入收到的年度",
    "concluded_year": "计入办结的年度",
    "concluded_as": "办结结果",
    "opened_on": "起算日",
    "basis": "依据",
    "on_expiry": "届满时",
    "owner_role": "责任岗位",
    "unit": "科室",
    "status": "状况",
    "met_on": "办结日",
    "provisional": "是否暂定",
    "expires_on": "届满日",
    "ended": "不再有的期限",
    "opened": "新有的期限",
    "level": "催办级别",
    "colour": "灯色",
    "next_alert": "下次催办日",
    "recipients": "收件人",
}
MESSAGES = {"digest": "通知摘要"}
OUTBOX = {"pending": "待投递", "dead": "投递失败"}
# R23, R25
MANNERS = {
    "website": "政府网站和其他互联网政务媒体",
    "gazette": "政府公报",
    "press_conference": "新闻发布会",
    "media": "报刊、广播、电视",
    "reading_room": "查阅场所",
}
ORIGINS = {"repeated": "多人申请", "suggested": "申请人建议", "reassessed": "定期评估"}
CHANNELS = {
    "in_person": "当面提交",
    "registered_mail": "挂号信、快递",
    "plain_mail": "平常信函",
    "internet": "互联网",
    "fax": "传真",
    "oral": "口头",
    "unrecorded": "未记载",
}
UNRECORDED = "unrecorded"  # of an old ledger that does not tell the channel; no channel of R31
# C-10, RV-I15
DELIVERIES = {
    "direct": "直接送达",
    "post": "邮寄",
    "electronic": "电子送达",
    "other_agency": "委托其他行政机关送达",
    "public_notice": "公告送达",
}
LETTERS = {
    "correction": "补正告知",
    "reasons": "说明理由告知",
    "fee": "收费通知",
    "third_party": "征求第三方意见函",
    "co_producer": "征求共同制作机关意见函",
    "other_body": "征求其他机关意见函",
    "reply": "答复",
}
LETTER_STANDING = {"left": "已发出待送达", "served": "已送达", "returned": "已退回", "answered": "对方已答复"}
SIGNED_BY = {
    "addressee": "本人签收",
    "family": "同住成年家属代收",
    "agent": "代理人签收",
    "appointed": "指定代收人代收",
    "mail_room": "单位收发部门签收",
    "witnessed": "见证留置",
}
RETURN_CAUSES = {
    "address": "地址不详",
    "moved": "迁移新址不明",
    "refused": "拒收",
    "unclaimed": "逾期无人领取",
    "other": "其他",
}
# R31: which book an item stands in
BOOKS = {"counter": "窗口收件簿", "post": "邮件收件簿", "fax": "传真收件簿", "web": "网上收件簿"}
ITEM_KINDS = {"application": "写明是申请", "unclear": "尚不明确", "other": "看来不是申请"}
# Why an item ends in no case of its own. The first three say that it is no application.
INTAKE_REASONS = {
    "consultation": "咨询",
    "petition": "信访、举报、投诉",
    "other_business": "其他公文、业务来件",
    "supplement": "补正、缴费等材料，归入已有申请",
    "returned": "本机关文书的退件、回执",
    "duplicate": "重复登记",
}
STAFF_CHANGES = {
    "added": "列为用户",
    "appointed": "增加岗位",
    "revoked": "撤销岗位",
    "dismissed": "停用",
    "password": "设置密码",
    "token": "发给令牌",
    "token_revoked": "收回令牌",
}
SIGHTINGS = {"persons": "申请人", "file": "文件", "letter": "文书", "code": "（生成查询码）"}
PROCEEDINGS = {"reconsideration": "行政复议", "litigation": "行政诉讼", "complaint": "投诉举报"}
CLAIMANTS = {"applicant": "申请人", "third_party": "第三方"}
PROCEDURES = {"ordinary": "普通程序", "simple": "简易程序"}
# What the closed fields of commands take, by the name of the field.
VALUES: dict[str, dict[str, str]] = {
    "channel": CHANNELS,
    "delivery": DELIVERIES,
    "signed_by": SIGNED_BY,
    "cause": RETURN_CAUSES,
    "kind": PROCEEDINGS,
    "claimant": CLAIMANTS,
    "procedure": PROCEDURES,
    "result": {
        "found": "检索到",
        "not_found": "没有检索到",
        "not_ours": "检索到，但不属本机关公开",
        "upheld": "结果维持",
        "corrected": "结果纠正",
        "other": "其他结果",
    },
    "answer": {"agree": "同意公开", "object": "不同意公开"},
    "mode": {"items": "按件", "pages": "按量（页）"},
    "notice": {"correction": "逾期未补正", "fee_payment": "逾期未缴费"},
    "confirmed_with": {"applicant": "申请人", "agent": "代理人"},
    "level": {
        "handler": "承办人",
        "unit_head": "科室负责人",
        "secrecy_office": "保密机构",
        "refuse": "不得公开",
    },
}
