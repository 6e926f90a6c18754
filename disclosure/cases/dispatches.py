"""Every letter of a case that left: made, mailed, served are three days, and each has its evidence (C-10, RV-I15,
L-28). Read out of the history alone, so that nothing can say otherwise than it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from disclosure.cases.steps import Step
from disclosure.law.events import Delivery
from disclosure.store.keys import Keys

ARRIVALS = ("record_notice_receipt", "record_letter_receipt", "serve")
NOTICES = {"ask_correction": "correction", "ask_reasons": "reasons", "send_fee_notice": "fee"}
QUESTIONS = {
    "ask_third_party": "third_party",
    "ask_co_producer": "co_producer",
    "ask_other_body": "other_body",
}
# What comes only when the notice has arrived, whether or not anybody wrote down when.
ANSWERS = {"receive_correction": "correction", "receive_reasons": "reasons", "receive_payment": "fee"}
REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Letter:
    """`ref` is l and the history row by which it left. `about` is the consultation it belongs to."""

    ref: str
    kind: str  # of words.LETTERS
    about: str | None
    made_on: date
    mailed_on: date
    delivery: str | None
    postal_number: str | None
    number_reason: str | None
    standing: str = "left"  # of words.LETTER_STANDING
    served_on: date | None = None
    signed_by: str | None = None
    signer: str | None = None  # sealed
    arrival: int | None = None  # the history row that tells of its arrival
    proof: str | None = None
    proof_hash: str | None = None
    returned_on: date | None = None
    cause: str | None = None
    reason: str | None = None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What a judge would ask for and the file does not have, in Chinese."""
        missing = [(self.delivery is None, "送达方式")]
        missing += [(self.delivery == Delivery.POST and self.postal_number is None, "邮政单号")]
        if self.standing == "served":
            unsigned = self.signed_by is None and self.delivery in (Delivery.DIRECT, Delivery.POST)
            missing += [
                (self.proof is None and self.proof_hash is None, "送达凭证"),
                (unsigned, "签收人身份"),
            ]
        missing += [(self.standing == "answered" and self.served_on is None, "送达之日")]
        return tuple(what for lacks, what in missing if lacks)


def letters(steps: Sequence[Step]) -> tuple[Letter, ...]:
    """Of one history, corrections laid over it, in the order in which they left."""
    found: list[Letter] = []
    made_on, asked = None, 0
    for step in steps:
        kind = NOTICES.get(step.command) or QUESTIONS.get(step.command)
        if step.command == "approve_step" and step.to_state == "signed":
            made_on = step.on
        elif step.command in QUESTIONS:
            asked += 1
            found.append(_left(step, QUESTIONS[step.command], f"c{asked}", step.on))
        elif kind:
            found.append(_left(step, kind, None, step.on))
        elif step.command == "send":
            found.append(_left(step, REPLY, None, made_on or step.on))
        elif step.command == "reply_on_the_spot":
            handed = _left(step, REPLY, None, step.on)
            found.append(replace(handed, delivery="direct", standing="served", served_on=step.on))
        else:
            _told(found, step)
    return tuple(found)


def _left(step: Step, kind: str, about: str | None, made_on: date) -> Letter:
    """A history older than these fields has none of them."""
    data = step.data
    made = data.get("made_on")
    return Letter(
        f"l{step.n}",
        kind,
        about,
        date.fromisoformat(made) if made else made_on,
        step.on,
        data.get("delivery"),
        data.get("postal_number"),
        data.get("number_reason"),
    )


def _told(found: list[Letter], step: Step) -> None:
    """What `step` says of a letter that left before, if anything."""
    match step.command:
        case "serve":
            _change(found, lambda one: one.kind == REPLY, _arrived(step))
        case "return_undelivered":
            returned = {"cause": step.data.get("cause", "other"), "reason": step.data["reason"]}
            changes = {"standing": "returned", "returned_on": step.on, **returned}
            _change(found, lambda one: one.kind == REPLY, changes)
        case "record_notice_receipt":
            _change(found, lambda one: one.kind in NOTICES.values(), _arrived(step))
        case "record_letter_receipt":
            _change(found, lambda one: one.about == step.data["ref"], _arrived(step))
        case "receive_opinion" | "cancel_consultation" | "lapse_consultation":
            _change(found, lambda one: one.about == step.data["ref"], {"standing": "answered"})
        case command if command in ANSWERS:
            _change(found, lambda one: one.kind == ANSWERS[command], {"standing": "answered"})


def _arrived(step: Step) -> dict[str, Any]:
    evidence = {name: step.data.get(name) for name in ("signed_by", "signer", "proof", "proof_hash")}
    return {"standing": "served", "served_on": step.on, "arrival": step.n, **evidence}


def _change(found: list[Letter], which: Callable[[Letter], bool], changes: Mapping[str, Any]) -> None:
    """The latest such letter."""
    for place in range(len(found) - 1, -1, -1):
        if which(found[place]):
            found[place] = replace(found[place], **changes)
            return


def waiting(all_letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Which of them are on their way still, or came back and have not been sent again."""
    later = {one.kind: one.ref for one in all_letters if one.about is None}
    return tuple(
        one
        for one in all_letters
        if one.standing in ("left", "returned") and (one.about is not None or later[one.kind] == one.ref)
    )


def next_steps(letter: Letter) -> tuple[str, ...]:
    """What may lawfully follow a letter that came back, in Chinese. C-10: the same letter again, nothing else in
    its place."""
    if letter.standing != "returned":
        return ()
    again = {
        "refused": "拒收不等于送达：两人以上直接送达，仍拒收的由见证人签字留置（send，delivery 为 direct）",
        "unclaimed": "电话联系后重新邮寄，或约定直接领取（send）",
    }
    known = "核对申请书所写的地址并联系申请人，用准确地址重新邮寄（send）"
    return (
        again.get(letter.cause or "", known),
        "申请人同意的，改用电子送达（send，delivery 为 electronic）",
        "其他方式都无法送达的，公告送达，公告期满之日为送达之日（send，delivery 为 public_notice）",
    )


def seal_signer(keys: Keys, request_id: int, n: int, name: str) -> str:
    """The name as the history row `n` keeps it."""
    return b64encode(keys.encrypt(name, "history.signer", f"{request_id}/{n}")).decode()


def masked_signer(keys: Keys, request_id: int, letter: Letter) -> str | None:
    """The first character of who signed, to tell the paper by; the rest stays sealed."""
    if letter.signer is None or letter.arrival is None:
        return None
    return masked(keys.decrypt(b64decode(letter.signer), "history.signer", f"{request_id}/{letter.arrival}"))


def masked(name: str) -> str:
    """张三 and 张三丰 alike: 张**."""
    return name.strip()[:1] + "**"
