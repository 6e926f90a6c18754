"""The closed lists of config/organization.yaml: who there can be, in what part, under what limit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from disclosure.law.remedy import Agency

# Owners of situations in the statechart, and the people beside it.
ROLES: Final = frozenset(
    {
        "intake_clerk",
        "handler",
        "secrecy_reviewer",
        "legal_reviewer",
        "section_head",
        "office_head",
        "leader",
        "archivist",
        "operations",
        "administrator",
        "supervisor",
        "system",
    }
)
NOBODYS: Final = frozenset({"system"})  # the program itself: no person holds it, nobody can be written to
DRAFTERS: Final = frozenset({"handler"})  # who writes the reply and so cannot be asked to approve one
SIGNERS: Final = ROLES - NOBODYS - DRAFTERS
# Parts a person can have had in one case.
PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {"drafter": "拟稿", "approver": "审签", "secrecy_reviewer": "保密审查", "legal_reviewer": "法制审核"}
)

Pair = frozenset[str]
# No unit can give these up: 起草人不得审签、不得作保密审查.
HARD_MINIMUM: Final[frozenset[Pair]] = frozenset(
    {frozenset({"drafter", "approver"}), frozenset({"drafter", "secrecy_reviewer"})}
)

# What has an internal limit in working days: a kind of deadline, or a state timed by `step`. Those of the duties
# (`reassessment`, `annual_report`) count back from the day the duty is due.
STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "confirmation": "确认收到",
        "registration": "登记",
        "intake": "收件核对",
        "registered": "登记后分办",
        "searching": "检索与权属",
        "categorising": "认定类别",
        "secrecy_review": "保密审查",
        "legal_review": "法制审核",
        "joint_meeting": "会商",
        "weighing": "意见研判",
        "drafting": "拟稿",
        "approving": "审签的每一级",
        "signed": "签发后发出",
        "service_proof": "取得送达证明",
        "discontinuation": "拟出不再处理告知书",
        "archiving": "归档",
        "complaint": "投诉举报的处理",
        "conversion": "转主动公开的批准",
        "supervision_answer": "督办答复",
        "reassessment": "提交定期评估的提前量",
        "annual_report": "年度报告审核完毕的提前量",
    }
)

# Facts §6.4.
AGENCIES: Final[Mapping[Agency, str]] = MappingProxyType(
    {
        Agency.DEPARTMENT: "县级以上地方政府的部门",
        Agency.TOWNSHIP: "乡镇政府、街道办事处",
        Agency.COUNTY_OR_CITY: "县、设区的市政府",
        Agency.PROVINCE: "省级政府",
        Agency.STATE_COUNCIL_DEPARTMENT: "国务院部门",
        Agency.CUSTOMS: "海关",
        Agency.VERTICAL: "垂直领导的机关",
        Agency.JUSTICE: "司法行政部门",
        Agency.OUTPOST: "以自己名义履职的派出机构",
    }
)
