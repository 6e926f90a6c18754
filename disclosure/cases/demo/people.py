"""Invented people: the staff of a demo office, and applicants whose numbers pass their check digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stdnum.cn import ric, uscc

from disclosure.cases.demo.journeys import DemoRequest
from disclosure.params import Organization

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Staff:
    """A demo account. `unit` "*" is the whole agency; `label` is how people call the account."""

    name: str
    label: str
    role: str
    unit: str


_AGENCY = (
    Staff("clerk-a", "受理员甲", "intake_clerk", EVERYWHERE),
    Staff("clerk-b", "受理员乙", "intake_clerk", EVERYWHERE),
    Staff("secrecy-a", "保密审查员甲", "secrecy_reviewer", EVERYWHERE),
    Staff("secrecy-b", "保密审查员乙", "secrecy_reviewer", EVERYWHERE),
    Staff("legal-a", "法制审核员甲", "legal_reviewer", EVERYWHERE),
    Staff("office-head", "公开办主任", "office_head", EVERYWHERE),
    Staff("leader", "分管领导", "leader", EVERYWHERE),
    Staff("archivist", "档案员甲", "archivist", EVERYWHERE),
    Staff("operations", "运行监控员", "operations", EVERYWHERE),
    Staff("administrator", "系统管理员", "administrator", EVERYWHERE),
    Staff("supervisor", "主管部门督办员", "supervisor", EVERYWHERE),
)


def staff(organization: Organization) -> Iterator[Staff]:
    """The accounts of the agency, and a handler and a head for each unit."""
    yield from _AGENCY
    for unit in organization.units:
        yield Staff(f"handler-{unit}", "承办员甲", "handler", unit)
        yield Staff(f"head-{unit}", "科室负责人", "section_head", unit)


_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_ORGANIZATIONS = {
    "enterprise": "虚构{}商贸有限公司",
    "research": "虚构{}城乡研究院",
    "welfare": "虚构{}社区服务中心",
    "legal": "虚构{}律师事务所",
    "other": "虚构{}村民小组",
}


def applicant(request: DemoRequest, ordinal: int) -> dict[str, Any]:
    """Whoever asks, as `cases.filing.Person` reads it. `ordinal` makes the numbers differ."""
    surname = _SURNAMES[ordinal % len(_SURNAMES)]
    common = {
        "kind": request.kind,
        "phone": f"138{ordinal:08d}",
        "address": f"示例市虚构路{ordinal + 1}号",
    }
    if request.kind == "natural":
        body = f"110105{1950 + ordinal % 50}0{1 + ordinal % 9}15{ordinal:03d}"
        return common | {"name": f"{surname}某某", "id_no": body + ric.calc_check_digit(f"{body}X")}
    body = f"91110105MA{ordinal:07d}"
    name = _ORGANIZATIONS[request.kind].format(surname)
    return common | {"name": name, "id_no": body + uscc.calc_check_digit(body)}
