"""What a state means to whoever waits, and a refusal in the words of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from disclosure.cases.filing import Application, Person
from disclosure.errors import DisclosureError, GateRefused, Refused

URGENT = "急需的，当面、邮寄办理"

# Colleagues, reviews and third parties are not the applicant's business; what he waits for is.
STANDS: Mapping[str, str] = MappingProxyType(
    {
        "awaiting_confirmation": "申请已经送到，等工作人员与您确认。双方确认之日是收到申请之日，次日起算答复期限。",
        "oral_recorded": "您口述的申请已经记下，等您核对确认。",
        "received": "申请已经收到，正在登记。",
        "registered": "申请已经登记，正在核对内容、分给承办科室。",
        "awaiting_correction": "申请内容不够明确，请您补正。收到补正后，答复期限重新计算。",
        "awaiting_reasons": "请您说明理由。",
        "searching": "正在检索您要的信息。",
        "categorising": "正在研究怎样答复。",
        "secrecy_review": "正在审查能否公开。",
        "legal_review": "正在审核。",
        "joint_meeting": "正在会商。",
        "awaiting_payment": "已发出收费通知，等您缴费。缴费后，答复期限重新计算。",
        "consulting": "正在征求有关方面的意见，所需时间不计入答复期限。",
        "weighing": "征求的意见已经收到，正在研究。",
        "drafting": "正在起草答复。",
        "approving": "答复正在审签。",
        "signed": "答复已经签发，即将送出。",
        "sent": "答复已经发出。",
        "remedy_period": "已经答复。不服的，可按答复书所写的途径和期限申请复议或者起诉。",
        "in_proceedings": "复议、诉讼或者投诉正在办理。",
        "archived": "已经办结归档。",
        "abandoned": "期满没有补正或者缴费，已不再处理。",
        "withdrawn": "您已撤回申请。",
    }
)
_PLACES = re.compile(r"(applicants|agent)((?:\.\d+)?)\.(\w+)(?=：)|attachments[\w.]*(?=：)|\b([a-z_]+)(?=：)")
_SAID = {
    "申请没有受理": "申请还没有递交",
    "申请没有登记": "申请还没有递交",
    "按字段改正后重新提交": "改正后再次提交；已填写的文字都还在",
}


def plain(error: DisclosureError, *, alone: bool = False) -> Refused:
    """Fields by the titles they bear on the form, not by their names; `alone`: there is one applicant only. What the
    counter calls 没有受理 is no decision: here nothing has been handed in yet."""
    if isinstance(error, GateRefused):
        return error

    def titled(found: re.Match[str]) -> str:
        who, number, field, other = found.groups()
        if who:
            place = "" if alone or not number else str(int(number[1:]) + 1)
            return f"{'代理人' if who == 'agent' else f'申请人{place}'}的{_titled(Person, field)}"
        return "附件" if other is None else _titled(Application, other)

    said = (
        _SAID.get(error.what, error.what),
        _PLACES.sub(titled, error.why),
        _SAID.get(error.todo, error.todo),
    )
    return Refused(*said, field=error.field)


def _titled(model: type[Application] | type[Person], name: str) -> str:
    field = model.model_fields.get(name)
    return (field.title if field else None) or name
