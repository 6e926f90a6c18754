"""The ways an application takes, as acts on working days after it came in.

A case stands where its age has brought it: acts that lie ahead of today have not happened yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from disclosure.cases.filing import Kind
from disclosure.cases.postal import check_digit
from disclosure.law.events import Channel
from disclosure.law.receipt import needs_confirmation
from disclosure.law.terms import Outcome
from disclosure.params import Config


class DemoRequest(BaseModel):
    """A line of requests.jsonl: a real text, and the way and age invented for it. `age` is in working days;
    `halt` is the state in which its handler has let it lie."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    topic: str
    outcome: str
    kind: Kind
    channel: Channel
    unit: str
    journey: str
    age: int
    halt: str | None = None
    paper: str = "（演示材料）"  # what is to be released says this
    secrecy: tuple[str, ...] = ()  # how far its secrecy review has come

    def copy_of(self, what: str) -> bytes:
        """What stands for a letter or a content in the demo."""
        return f"{self.topic}\n\n{self.paper}\n{self.id}/{what}\n".encode()

    def hash_of(self, what: str) -> str:
        return hashlib.sha256(self.copy_of(what)).hexdigest()


SECRECY_ACTS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "answer_findings": ("handler", "answer_findings", {"reason": "已逐处核对，可以公开"}),
    "pass_to_secrecy_office": ("section_head", "pass_to_secrecy_office", {"reason": "请保密机构把关"}),
    "plan_referral": ("secrecy_reviewer", "plan_referral", {"reason": "是否属于国家秘密不明确"}),
    "refer_secrecy": (
        "secrecy_reviewer",
        "refer_secrecy",
        {"body": "市国家保密局", "reference": "示例保函〔2026〕1号"},
    ),
}


@dataclass(frozen=True, slots=True)
class Act:
    """`role` "chain 1" is the second level of the unit's 审签 chain, "system" the sweep."""

    day: int
    role: str
    command: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    request: DemoRequest
    config: Config
    came_in: date

    @property
    def outcome(self) -> Outcome:
        return self.config.law.outcomes[self.request.outcome]

    def admitted(self) -> Iterator[Act]:
        """Confirmed where R31 asks for it, and registered: at the end of day 1."""
        if needs_confirmation(self.request.channel, self.config.law, self.came_in):
            yield Act(1, "intake_clerk", "confirm", {"how": "电话联系申请人，双方确认收到"})
        elif self.request.channel == Channel.ORAL:
            yield Act(1, "intake_clerk", "confirm", {"how": "申请人核对笔录并签字"})
        yield Act(1, "intake_clerk", "register")

    def searched(self, day: int = 2) -> Iterator[Act]:
        found = not self.request.outcome.startswith("NONE_NOT")
        yield Act(
            day,
            "intake_clerk",
            "assign",
            {"handler": f"handler-{self.request.unit}", "unit": self.request.unit},
        )
        yield Act(
            day + 2,
            "handler",
            "record_search",
            {
                "scope": "本机关档案室、业务系统和公文系统",
                "method": "按项目名称和年份检索",
                "result": "found" if found else "not_found",
            },
        )

    def answered(self, day: int, turn: str = "") -> Iterator[Act]:
        """From the decision on `day` to service nine days later. `turn` tells a second answer from the first."""
        letter = self.request.hash_of(f"letter{turn}")
        decision = {"outcome": self.outcome.code, "reason": f"经审查，按“{self.outcome.label}”处理"}
        yield Act(day, "handler", "categorise", decision)
        if self.outcome.discloses:
            content = self.request.hash_of(f"content{turn}")
            yield Act(day, "handler", "attach", {"paper": f"content{turn}"})
            yield Act(day, "handler", "attach_release", {"content_hash": content, "title": "拟公开的材料"})
            yield from (Act(day, *SECRECY_ACTS[command]) for command in self.request.secrecy)
            yield Act(
                day + 1, "secrecy_reviewer", "clear", {"content_hash": content, "opinion": "不涉及国家秘密"}
            )
        if self.outcome.code in self.config.organization.legal_review_outcomes:
            yield Act(day + 2, "legal_reviewer", "review_legality", {"passed": True, "opinion": "依据适当"})
        yield Act(day + 2, "handler", "draft", {"letter_hash": letter})
        yield from self._signed(day + 3)
        yield from self._delivered(day + 6, letter)

    def _signed(self, day: int) -> Iterator[Act]:
        yield Act(day, "handler", "submit_draft")
        chain = self.config.organization.units[self.request.unit].approval_chain
        for level in range(len(chain)):
            yield Act(day + level, f"chain {level}", "approve_step", {"opinion": "同意"})

    def _delivered(self, day: int, letter: str) -> Iterator[Act]:
        serial = f"{int(hashlib.sha256(self.request.id.encode()).hexdigest(), 16) % 10**8:08d}"
        number = f"EA{serial}{check_digit(serial)}CN"
        post = {"delivery": "post", "letter_hash": letter, "postal_number": number}
        yield Act(day, "intake_clerk", "send", post)
        if self.request.journey == "undelivered":
            yield Act(
                day + 4, "intake_clerk", "return_undelivered", {"cause": "address", "reason": "邮局退回"}
            )
            yield Act(day + 5, "intake_clerk", "note_contact", {"text": "电话核对了收件地址"})
            yield Act(day + 5, "intake_clerk", "send", post)
        yield Act(day + 3, "intake_clerk", "serve", {"proof": "邮政投递签收记录"})

    def plain(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        yield from self.answered(5)
        yield Act(160, "archivist", "archive")

    def suggested(self) -> Iterator[Act]:
        """R44.2: with the answer in hand the applicant says that others would want it too."""
        yield from self.plain()
        suggestion = {"reason": "此类信息许多人都要查，建议在网站上公布"}
        yield Act(17, "intake_clerk", "suggest_disclosure", suggestion)

    def on_the_spot(self) -> Iterator[Act]:
        content = self.request.hash_of("content")
        outcome = {"outcome": self.outcome.code, "content_hash": content if self.outcome.discloses else None}
        yield Act(0, "intake_clerk", "register")
        yield Act(0, "intake_clerk", "attach", {"paper": "content"})
        yield Act(0, "intake_clerk", "attach_release", {"content_hash": content, "title": "已公开的材料"})
        yield Act(0, "secrecy_reviewer", "clear", {"content_hash": content, "opinion": "已经公开过"})
        yield Act(0, "intake_clerk", "reply_on_the_spot", outcome)

    def correction(self) -> Iterator[Act]:
        yield from self.admitted()
        yield Act(3, "intake_clerk", "ask_correction", {"points": "请写明所需文件的名称、文号或年份"})
        yield Act(5, "intake_clerk", "record_notice_receipt")
        yield Act(
            12, "intake_clerk", "receive_correction", {"content": f"{self.request.text}（补正：限近三年）"}
        )
        yield from self.searched(13)
        yield from self.answered(16)

    def corrected_late(self) -> Iterator[Act]:
        """The notice goes out after the seven working days of R30.1 (X9)."""
        yield from self.admitted()
        yield from self.searched(2)
        yield Act(11, "handler", "ask_correction", {"points": "申请内容指向不明，请具体描述"})
        yield Act(16, "intake_clerk", "receive_correction", {"content": f"{self.request.text}（补正）"})
        yield from self.searched(17)

    def uncorrected(self) -> Iterator[Act]:
        yield from self.admitted()
        yield Act(3, "intake_clerk", "ask_correction", {"points": "请写明所需信息", "working_days": 10})
        yield Act(5, "intake_clerk", "record_notice_receipt")
        yield from self._discontinued("correction", 23)

    def unpaid(self) -> Iterator[Act]:
        yield from self._charged()
        yield from self._discontinued("fee_payment", 33)

    def _discontinued(self, notice: str, day: int) -> Iterator[Act]:
        """The sweep lays it before a person; the person decides two days later."""
        letter = self.request.hash_of("letter")
        yield Act(day, "system", "propose_discontinuation", {"notice": notice})
        yield Act(day + 6, "handler", "discontinue", {"reason": "期满未答复，也未说明原因"})
        yield Act(day + 6, "handler", "draft", {"letter_hash": letter})
        yield from self._signed(day + 7)
        yield from self._delivered(day + 10, letter)
        yield Act(day + 160, "archivist", "archive")

    def reasons(self) -> Iterator[Act]:
        yield from self.admitted()
        grounds = "同一申请人本月已提交二十件申请"
        yield Act(3, "intake_clerk", "ask_reasons", {"grounds": grounds})
        yield Act(4, "intake_clerk", "record_notice_receipt")

    def unreasoned(self) -> Iterator[Act]:
        yield from self.reasons()
        yield Act(18, "handler", "note_no_reasons")
        yield from self.answered(18)

    def _charged(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        yield Act(5, "handler", "send_fee_notice", {"mode": "pages", "quantity": 68})
        yield Act(6, "handler", "record_notice_receipt")

    def fee(self) -> Iterator[Act]:
        yield from self._charged()
        yield Act(14, "intake_clerk", "receive_payment", {"receipt_no": f"PJ-{self.request.id}"})
        yield from self.answered(15)

    def third_party(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        for party in ("某置业有限公司", "某评估有限公司"):
            yield Act(5, "handler", "ask_third_party", {"party": party})
        for ref, day in (("c1", 7), ("c2", 8)):
            yield Act(day, "intake_clerk", "record_letter_receipt", {"ref": ref})
        yield Act(15, "intake_clerk", "receive_opinion", {"ref": "c1", "answer": "agree"})
        objection = {
            "ref": "c2",
            "answer": "object",
            "reason": "含有报价明细，属商业秘密",
            "reasonable": True,
        }
        yield Act(18, "intake_clerk", "receive_opinion", objection)
        yield Act(20, "handler", "conclude_consultation", {"conclusion": "反对理由成立，相应部分不予公开"})
        yield from self.answered(21)

    def co_producer(self) -> Iterator[Act]:
        """R34: fifteen working days of silence count as consent."""
        yield from self.admitted()
        yield from self.searched()
        yield Act(5, "handler", "ask_co_producer", {"party": "市水务局"})
        yield Act(7, "intake_clerk", "record_letter_receipt", {"ref": "c1"})
        yield Act(24, "system", "lapse_consultation", {"ref": "c1"})

    def other_body(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        yield Act(5, "handler", "ask_other_body", {"party": "市档案馆"})
        yield Act(28, "handler", "cancel_consultation", {"ref": "c1", "reason": "两次催办未复，不再等待"})
        yield Act(29, "handler", "conclude_consultation", {"conclusion": "由本机关自行认定"})

    def meeting(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        participants = "法制机构、业务科室、档案室"
        yield Act(
            5, "handler", "call_joint_meeting", {"topic": "内容能否区分处理", "participants": participants}
        )

    def extended(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        yield Act(12, "office_head", "extend", {"reason": "材料跨多个年度，需逐页审查"})
        yield from self.answered(26)

    def late(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched(14)
        yield from self.answered(22)

    def _disputed(self, opened: Mapping[str, Any], decided: Mapping[str, Any]) -> Iterator[Act]:
        """Ten working days after service a proceeding begins; it takes 38 more."""
        yield from self.admitted()
        yield from self.searched()
        yield from self.answered(5)
        yield Act(24, "legal_reviewer", "open_remedy", opened)
        for day, command, told in (
            (26, "accept_remedy", {}),
            (29, "request_remedy_answer", {"procedure": "ordinary"}),
            (36, "answer_remedy", {}),
            (62, "decide_remedy", decided),
        ):
            yield Act(day, "legal_reviewer", command, {"ref": "j1", **told})

    def reconsidered(self) -> Iterator[Act]:
        """Annulled with a written opinion, ordered to act within 20 working days, answered again: a second round (K14,
        RV76)."""
        opened = {"kind": "reconsideration", "body": "示例市人民政府", "file_number": "示政复〔2026〕18号"}
        order = {"decision": "revoked_redo", "reference": "示政复决〔2026〕18号", "working_days": 20}
        yield from self._disputed(opened, order | {"opinion": True})
        yield from self.searched(64)
        report = {"ref": "j1", "reference": "示自然资函〔2026〕7号"}
        yield Act(68, "legal_reviewer", "report_remedy_opinion", report)
        yield from self.answered(70, "2")

    def sued(self) -> Iterator[Act]:
        opened = {"kind": "litigation", "body": "某市铁路运输法院"}
        judgment = {"decision": "claim_dismissed", "reference": "（2026）某行初21号"}
        yield from self._disputed(opened, judgment)
        yield Act(215, "archivist", "archive")

    def complaint(self) -> Iterator[Act]:
        yield from self.plain()
        yield Act(20, "legal_reviewer", "open_remedy", {"kind": "complaint", "body": "市政府办公室"})

    def silence(self) -> Iterator[Act]:
        """No answer in time, and a proceeding against the silence."""
        yield from self.admitted()
        yield from self.searched()
        yield Act(30, "legal_reviewer", "open_remedy", {"kind": "reconsideration", "body": "市人民政府"})
        yield Act(35, "intake_clerk", "withdraw", {"reason": "申请人已从别处取得该信息"})

    def withdrawn(self) -> Iterator[Act]:
        yield from self.admitted()
        yield from self.searched()
        yield Act(6, "intake_clerk", "withdraw", {"reason": "申请人书面撤回"})

    def reopened(self) -> Iterator[Act]:
        yield from self.plain()
        yield Act(220, "archivist", "reopen", {"reason": "申请人因不可抗力申请恢复期限"})


JOURNEYS: Mapping[str, Callable[[Way], Iterator[Act]]] = {
    "plain": Way.plain,
    "suggested": Way.suggested,
    "spot": Way.on_the_spot,
    "correction": Way.correction,
    "corrected_late": Way.corrected_late,
    "uncorrected": Way.uncorrected,
    "unpaid": Way.unpaid,
    "reasons": Way.reasons,
    "unreasoned": Way.unreasoned,
    "fee": Way.fee,
    "third_party": Way.third_party,
    "co_producer": Way.co_producer,
    "other_body": Way.other_body,
    "meeting": Way.meeting,
    "extended": Way.extended,
    "late": Way.late,
    "undelivered": Way.plain,
    "reconsidered": Way.reconsidered,
    "sued": Way.sued,
    "complaint": Way.complaint,
    "silence": Way.silence,
    "withdrawn": Way.withdrawn,
    "reopened": Way.reopened,
}


def acts(way: Way) -> list[Act]:
    """The acts of one case, in the order of their days."""
    return sorted(JOURNEYS[way.request.journey](way), key=lambda act: act.day)
