"""Which step of a history proves what (SC25.5): its name in a 证据目录, where it comes from, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from disclosure.cases.dispatches import Letter
from disclosure.cases.facts import Facts
from disclosure.cases.steps import Step
from disclosure.cases.words import CHANNELS, DELIVERIES, SIGNED_BY
from disclosure.law.events import Channel
from disclosure.law.terms import Entry
from disclosure.params import Config

OURS, APPLICANT, THEIRS = "本机关制作", "申请人提交", "对方提交"
SEARCHES = {"found": "已查到", "not_found": "未查到", "not_ours": "不属于本机关负责公开"}
OPINIONS = {"agree": "同意公开", "object": "不同意公开"}


class Nature(Enum):
    RECORD = auto()  # of this system; it proves by itself
    LETTER = auto()  # it proves by what was issued, if anything was
    FILE = auto()  # it proves only when it is kept


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence; `row` is the history row it comes from."""

    name: str
    source: str
    proves: str
    day: date
    row: int
    rule: str
    sha256: str | None = None
    nature: Nature = Nature.RECORD


@dataclass(frozen=True, slots=True)
class Told:
    """What a step alone does not say. `files` are those of the case, by hash."""

    facts: Facts
    config: Config
    receipt: date | None
    letters: Sequence[Letter]
    files: Mapping[str, str]

    @property
    def how_received(self) -> Entry[str]:
        """R31: the rule by which the day of receipt was found."""
        return self.config.law.choices[f"receipt.{Channel(self.facts.channel)}"].on(self.facts.filed_on)

    def party(self, ref: str) -> str:
        return next((c.party for c in self.facts.consultations if c.ref == ref), ref)


Make = Callable[[Step, Told], Iterator[Item]]


def _record(name: str, source: str, rule: str, proves: Callable[[Step, Told], str]) -> Make:
    def make(step: Step, told: Told) -> Iterator[Item]:
        yield Item(name, source, proves(step, told), step.on, step.n, rule)

    return make


def _letter(name: str, rule: str, proves: Callable[[Step, Told], str]) -> Make:
    def make(step: Step, told: Told) -> Iterator[Item]:
        yield Item(name, OURS, proves(step, told), step.on, step.n, rule, nature=Nature.LETTER)

    return make


def _file(step: Step, told: Told) -> Iterator[Item]:
    channel = CHANNELS[told.facts.channel]
    yield Item(
        "政府信息公开申请",
        f"{APPLICANT}（{channel}）",
        f"{step.on} 提出申请及其内容",
        step.on,
        step.n,
        "R29.1",
    )
    for sha256 in step.data["attachments"]:
        name = told.files.get(sha256, "申请附件")
        yield Item(name, APPLICANT, "申请的附件", step.on, step.n, "R29.1", sha256, Nature.FILE)
    if told.receipt is not None:
        entry = told.how_received
        proves = f"收到申请之日为 {told.receipt}（{entry.basis}）"
        yield Item("收件登记", OURS, proves, told.receipt, step.n, entry.rule)


def _confirm(step: Step, told: Told) -> Iterator[Item]:
    proves = f"{step.on} 与申请人确认收到申请（{step.data.get('how') or '方式未记'}）"
    yield Item(
        "双方确认记录", OURS, proves, step.on, step.n, told.how_received.rule, step.data.get("proof_hash")
    )


def _attach(step: Step, _: Told) -> Iterator[Item]:
    yield Item(
        step.data["name"], "入卷文件", "文件的内容", step.on, step.n, "R45", step.data["sha256"], Nature.FILE
    )


def _asked(kind: str, rule: str) -> Make:
    return _letter(f"征求{kind}意见函", rule, lambda step, _: f"{step.on} 书面征求{step.data['party']}的意见")


def _opinion(step: Step, told: Told) -> Iterator[Item]:
    party, answer = told.party(step.data["ref"]), OPINIONS[step.data["answer"]]
    reason = f"，理由：{step.data['reason']}" if step.data["reason"] else ""
    yield Item(f"{party}的意见", THEIRS, f"{step.on} 收到：{answer}{reason}", step.on, step.n, "R32.2")


def _clear(step: Step, _: Told) -> Iterator[Item]:
    proves = f"{step.data['opinion']}；审查人 {step.actor}，所审内容以校验值为准"
    yield Item("保密审查记录", OURS, proves, step.on, step.n, "R17", step.data["content_hash"], Nature.FILE)


def _signed(step: Step, _: Told) -> Iterator[Item]:
    if step.to_state == "signed":
        yield Item("答复审签记录", OURS, f"{step.on} 经审签链逐级审签、签发", step.on, step.n, "R45")


def _reply(step: Step, told: Told) -> Iterator[Item]:
    """A letter sent again is the same piece, under the day it left again."""
    made = next((one.made_on for one in told.letters if one.ref == f"l{step.n}"), step.on)
    how = DELIVERIES[step.data["delivery"]]
    proves = f"答复于 {made} 作出，{step.on} 以{how}发出"
    yield Item(
        "政府信息公开答复", OURS, proves, step.on, step.n, "R33.2", step.data["letter_hash"], Nature.FILE
    )
    number = step.data.get("postal_number")
    if number:
        yield Item("邮寄登记", "邮政企业", f"邮政单号 {number}，{step.on} 交邮", step.on, step.n, "C-10")


def _served(step: Step, _: Told) -> Iterator[Item]:
    signed = SIGNED_BY.get(step.data.get("signed_by") or "", "")
    proves = f"{step.on} 送达{f'，{signed}' if signed else ''}（{step.data.get('proof') or '凭证未记'}）"
    proof = step.data.get("proof_hash")
    yield Item(
        "送达凭证", "送达回证、邮政企业或者系统回执", proves, step.on, step.n, "C-10", proof, Nature.FILE
    )


def _decision(step: Step, told: Told) -> Iterator[Item]:
    remedy = next((r for r in told.facts.remedies if r.ref == step.data["ref"]), None)
    if step.data.get("reference"):
        body = (remedy and remedy.body) or "受理机关"
        what = "责令重新处理及其期限" if step.data.get("order") else "复议决定、裁判的内容"
        name = f"决定、裁判文书（{step.data['reference']}）"
        yield Item(name, body, what, step.on, step.n, "RV63–69")


def _days(step: Step) -> str:
    return f"{step.data['working_days']} 个工作日"


ITEMS: Mapping[str, Make] = {
    "file": _file,
    "confirm": _confirm,
    "ask_correction": _letter(
        "补正告知书", "R30.1", lambda s, _: f"{s.on} 一次告知需要补正的事项，期限 {_days(s)}"
    ),
    "receive_correction": _record(
        "补正材料", APPLICANT, "R30.2", lambda s, _: f"{s.on} 收到补正，答复期限重新起算"
    ),
    "ask_reasons": _letter("说明理由告知书", "R35.1", lambda s, _: f"{s.on} 要求说明理由，期限 {_days(s)}"),
    "receive_reasons": _record("申请人说明的理由", APPLICANT, "R35.1", lambda s, _: s.data["reasons"]),
    "note_no_reasons": _record("逾期未说明理由的记录", OURS, "R35.2", lambda s, _: f"到 {s.on} 未说明理由"),
    "record_search": _record(
        "检索记录",
        OURS,
        "SC25.5",
        lambda s, _: f"检索范围：{s.data['scope']}；方法：{s.data['method']}；{SEARCHES[s.data['result']]}",
    ),
    "ask_third_party": _asked("第三方", "R32.1"),
    "ask_co_producer": _asked("共同制作机关", "R34"),
    "ask_other_body": _asked("其他机关", "R33.4"),
    "record_letter_receipt": _record(
        "征求意见函送达凭证",
        "送达回证、邮政企业或者系统回执",
        "R32.2",
        lambda s, t: f"{t.party(s.data['ref'])}于 {s.on} 收到征求意见函",
    ),
    "receive_opinion": _opinion,
    "lapse_consultation": _record(
        "征求意见期满记录", OURS, "R32.2", lambda s, t: f"{t.party(s.data['ref'])}期满未提出意见"
    ),
    "inform_third_party": _letter(
        "书面告知第三方", "R32.4", lambda s, t: f"{s.on} 将公开的内容和理由告知{t.party(s.data['ref'])}"
    ),
    "conclude_consultation": _record("意见研判结论", OURS, "R32.3", lambda s, _: s.data["conclusion"]),
    "conclude_joint_meeting": _record("会商记录", OURS, "G5", lambda s, _: s.data["conclusion"]),
    "attach": _attach,
    "clear": _clear,
    "refuse_clearance": _record("保密审查记录（不通过）", OURS, "R17", lambda s, _: s.data["reason"]),
    "review_legality": _record("法制审核意见", OURS, "G5", lambda s, _: s.data["opinion"]),
    "categorise": _record("处理决定的认定", OURS, "R36.1–7", lambda s, _: s.data["reason"]),
    "extend": _letter("延长答复期限的批准和告知", "R33.3", lambda s, _: f"{s.on} 批准延长 {_days(s)}"),
    "postpone": _letter("延迟答复期限的确定和告知", "R35.2", lambda s, _: f"延迟至 {s.data['until']}"),
    "send_fee_notice": _letter("收费通知书", "F6", lambda s, _: f"{s.on} 通知缴费 {s.data['amount']} 元"),
    "receive_payment": _record("缴费票据", APPLICANT, "F6.2", lambda s, _: f"{s.on} 缴费，期限重新计算"),
    "discontinue": _record("不再处理的决定", OURS, "R30.3", lambda s, _: s.data["reason"]),
    "approve_step": _signed,
    "send": _reply,
    "return_undelivered": _record(
        "退件", "邮政企业", "C-10", lambda s, _: f"{s.on} 退回：{s.data['reason']}"
    ),
    "serve": _served,
    "reply_on_the_spot": _record("当场答复记录", OURS, "R33.1", lambda s, _: f"{s.on} 当场答复"),
    "withdraw": _record("撤回申请", APPLICANT, "R45", lambda s, _: f"{s.on} 撤回申请"),
    "note_contact": _record("沟通记录", OURS, "R45", lambda s, _: s.data["text"]),
    "decide_remedy": _decision,
    "order_to_act": _record("责令重新处理的文书", "作出机关", "K14", lambda s, _: s.data["basis"]),
}
