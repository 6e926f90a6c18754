"""What each command changes in the facts of a case.

A live command and a replay of the history go through the same `apply`, on the same JSON data, so that the
projection can always be rebuilt and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from disclosure.cases import children, secrecy
from disclosure.cases.commands import COMMANDS, NotBefore
from disclosure.cases.facts import TICKS, Facts, Proposal, Review, Tick
from disclosure.cases.imported import IMPORT_LEDGER, clock_channel, imported
from disclosure.cases.steps import Changes, Effect, Step, ticked
from disclosure.law.events import Delivery

NEW_ROUND: Changes = {
    "notice_received_on": None,
    "discontinuation_proposed_on": None,
    "reasons_given": False,
    "outcome": None,
    "categorised_by": None,
    "letter_hash": None,
    "content_hash": None,
    "clearance": None,
    "legality_passed": False,
    "approvals": (),
    "extended": False,
    "made_on": None,
    "sent_on": None,
    "delivery": None,
    "closed_on": None,
}

NOTICE_TICK = {"awaiting_correction": "correction_notice_received", "awaiting_payment": "fee_notice_received"}


def begin(step: Step) -> Facts:
    """The facts of a case after its first row. A case split from another goes on with its clock."""
    if step.command == IMPORT_LEDGER:
        return imported(step)
    data = step.data
    received_on = date.fromisoformat(data["received_on"])
    received = Tick(step.n, received_on, "received", channel=clock_channel(data["channel"]))
    return Facts(
        state=step.to_state,
        since=date.fromisoformat(data["split_on"]) if "split_on" in data else step.on,
        acted_on=date.fromisoformat(data["split_on"]) if "split_on" in data else step.on,
        split_from=data.get("split_from"),
        unit=data["unit"],
        channel=data["channel"],
        applicant_kind=data["applicant_kind"],
        filed_on=received_on,
        content=data["content"],
        people=tuple(data["people"]),
        extended=data.get("extended", False),
        ticks=(received, *TICKS.validate_python(data.get("inherited", ()))),
    )


def apply(facts: Facts | None, step: Step) -> Facts:
    """The facts after `step`. A step whose command has no entry in EFFECTS only moves the state and the days."""
    if facts is None:
        return begin(step)
    effect = EFFECTS.get(step.command)
    changes = effect(facts, step) if effect else {}
    if step.to_state != facts.state:
        changes["state"] = step.to_state
        changes["since"] = step.on
    if COMMANDS[step.command].not_before is NotBefore.OWN_ACTS:
        changes["acted_on"] = max(facts.acted_on, step.on)
    return replace(facts, **changes) if changes else facts


def _confirm(facts: Facts, step: Step) -> Changes:
    """An oral request only had to be read back: its day of receipt is the day it was spoken (R31.1)."""
    return ticked(facts, step.tick("confirmed")) if facts.state == "awaiting_confirmation" else {}


def _ask_correction(facts: Facts, step: Step) -> Changes:
    tick = step.tick("correction_requested", working_days=step.data["working_days"])
    return {"notice_received_on": None, "discontinuation_proposed_on": None, **ticked(facts, tick)}


def _receive_correction(facts: Facts, step: Step) -> Changes:
    changes = ticked(facts, step.tick("correction_received", channel=step.data["channel"]))
    if step.data["content"]:
        changes["content"] = step.data["content"]
    return {"extended": False, "discontinuation_proposed_on": None, **changes}


def _ask_reasons(facts: Facts, step: Step) -> Changes:
    tick = step.tick("reasons_requested", working_days=step.data["working_days"])
    return {"notice_received_on": None, **ticked(facts, tick)}


def _receive_reasons(facts: Facts, step: Step) -> Changes:
    return {"reasons_given": step.data["reasonable"], **ticked(facts, step.tick("reasons_received"))}


def _record_notice_receipt(facts: Facts, step: Step) -> Changes:
    event = NOTICE_TICK.get(facts.state)
    return {"notice_received_on": step.on, **(ticked(facts, step.tick(event)) if event else {})}


def _assign(facts: Facts, step: Step) -> Changes:
    return {"handler": step.data["handler"], "unit": step.data["unit"] or facts.unit}


def _with_author(facts: Facts, step: Step) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*facts.authors, step.actor)))


def _reply_on_the_spot(facts: Facts, step: Step) -> Changes:
    ticks = (
        step.tick("reply_made"),
        step.tick("reply_sent", delivery="direct"),
        step.tick("reply_served"),
    )
    return {
        "outcome": step.data["outcome"],
        "authors": _with_author(facts, step),
        "made_on": step.on,
        "sent_on": step.on,
        "delivery": "direct",
        **ticked(facts, *ticks),
    }


def _categorise(_: Facts, step: Step) -> Changes:
    return {
        "outcome": step.data["outcome"],
        "categorised_by": step.actor,
        "legality_passed": False,
        "letter_hash": None,
        "approvals": (),
    }


def _attach_release(facts: Facts, step: Step) -> Changes:
    return {"authors": _with_author(facts, step), **secrecy.opened(facts, step)}


def _review(
    facts: Facts, step: Step, kind: Literal["legality", "joint_meeting"], verdict: str
) -> tuple[Review, ...]:
    review = Review(f"v{len(facts.reviews) + 1}", kind, step.actor, verdict, step.on)
    return (*facts.reviews, review)


def _review_legality(facts: Facts, step: Step) -> Changes:
    passed = step.data["passed"]
    return {
        "legality_passed": passed,
        "reviews": _review(facts, step, "legality", "passed" if passed else "returned"),
    }


def _conclude_joint_meeting(facts: Facts, step: Step) -> Changes:
    return {"reviews": _review(facts, step, "joint_meeting", "concluded")}


def _send_fee_notice(facts: Facts, step: Step) -> Changes:
    return {
        "notice_received_on": None,
        "discontinuation_proposed_on": None,
        **ticked(facts, step.tick("fee_notice_sent")),
    }


def _receive_payment(facts: Facts, step: Step) -> Changes:
    return {"extended": False, "discontinuation_proposed_on": None, **ticked(facts, step.tick("fee_paid"))}


def _propose_discontinuation(_: Facts, step: Step) -> Changes:
    return {"discontinuation_proposed_on": step.on}


def _discontinue(facts: Facts, step: Step) -> Changes:
    unpaid = facts.state == "awaiting_payment"
    return {"outcome": "END_UNPAID" if unpaid else "END_NOT_CORRECTED", "categorised_by": step.actor}


def _draft(facts: Facts, step: Step) -> Changes:
    return {
        "authors": _with_author(facts, step),
        "letter_hash": step.data["letter_hash"],
        "approvals": (),
    }


def _approve_step(facts: Facts, step: Step) -> Changes:
    changes: Changes = {"approvals": (*facts.approvals, step.actor), "since": step.on}
    if step.to_state == "signed":
        changes |= {"made_on": step.on, **ticked(facts, step.tick("reply_made"))}
    return changes


def _return_draft(_: Facts, __: Step) -> Changes:
    return {"approvals": (), "made_on": None}


def _return_to_review(_: Facts, __: Step) -> Changes:
    return {"approvals": (), "made_on": None, "letter_hash": None, "legality_passed": False}


def _send(facts: Facts, step: Step) -> Changes:
    delivery = step.data["delivery"]
    tick = step.tick("reply_sent", delivery=delivery)
    return {"sent_on": step.on, "delivery": delivery, **ticked(facts, tick)}


def _serve(facts: Facts, step: Step) -> Changes:
    return ticked(facts, step.tick("reply_served"))


def _extend(facts: Facts, step: Step) -> Changes:
    tick = step.tick("extended", working_days=step.data["working_days"])
    return {"extended": True, **ticked(facts, tick)}


def _postpone(facts: Facts, step: Step) -> Changes:
    until = date.fromisoformat(step.data["until"])
    return ticked(facts, step.tick("postponed", until=until))


def _order_to_act(facts: Facts, step: Step) -> Changes:
    return {"remedies": children.in_force(facts.remedies), **_anew(facts, step)}


def _decide_remedy(facts: Facts, step: Step) -> Changes:
    anew = _anew(facts, step) if step.data.get("order") == "in_force" else {}
    return {**children.remedy_step(facts, step), **anew}


def _anew(facts: Facts, step: Step) -> Changes:
    """K14: its own period, and a new round once the reply has left."""
    until = step.data["until"]
    tick = step.tick(
        "ordered_to_act",
        working_days=step.data["working_days"],
        until=date.fromisoformat(until) if until else None,
    )
    changes = ticked(facts, tick)
    if step.to_state != facts.state:
        changes |= NEW_ROUND | {"round": facts.round + 1} | secrecy.ended(facts, step.on)
        # C-10: of a reply still on its way only posting has concluded the request (N3).
        replied = facts.state != "sent" or facts.delivery == Delivery.POST
        changes["first_outcome"] = facts.first_outcome or (facts.outcome if replied else None)
    return changes


def _withdraw(facts: Facts, step: Step) -> Changes:
    """With a proceeding still open the case waits for its end instead of closing."""
    closed_on = step.on if step.to_state == "withdrawn" else None
    return {
        "outcome": "END_OTHER",
        "closed_on": closed_on,
        "discontinuation_proposed_on": None,
        "consultations": tuple(map(children.cancelled, facts.consultations)),
        **secrecy.ended(facts, step.on),
        **ticked(facts, step.tick("withdrawn")),
    }


def _issue_letter(_: Facts, step: Step) -> Changes:
    """What was signed, with its number and date, is what is sent."""
    return {"letter_hash": step.data["sha256"]} if step.data["reply"] else {}


def _transfer(facts: Facts, step: Step) -> Changes:
    """Another unit has a chain of its own, so a letter under 审签 begins at its first level."""
    restarted: Changes = {"approvals": (), "since": step.on} if facts.state == "approving" else {}
    readers = None if facts.readers is None else ()  # those named have no role in the other unit
    return {"unit": step.data["unit"], "handler": None, "readers": readers, **restarted}


def _rectify(facts: Facts, step: Step) -> Changes:
    return {"proposals": (*facts.proposals, Proposal(step.n, step.actor))}


def _approve_rectification(facts: Facts, step: Step) -> Changes:
    """What it corrects is laid over the history before it is folded (`folding.corrected`)."""
    return {"proposals": tuple(p for p in facts.proposals if p.n != step.data["n"])}


def _relate(facts: Facts, step: Step) -> Changes:
    return {"related": tuple(dict.fromkeys((*facts.related, *step.data["related"])))}


EFFECTS: Mapping[str, Effect] = {
    "confirm": _confirm,
    "ask_correction": _ask_correction,
    "receive_correction": _receive_correction,
    "ask_reasons": _ask_reasons,
    "receive_reasons": _receive_reasons,
    "note_no_reasons": lambda _, __: {"reasons_given": False},
    "record_notice_receipt": _record_notice_receipt,
    "assign": _assign,
    "restrict": lambda _, step: {"readers": tuple(step.data["readers"])},
    "lift_restriction": lambda _, __: {"readers": None},
    "reply_on_the_spot": _reply_on_the_spot,
    "categorise": _categorise,
    "attach_release": _attach_release,
    "mask_release": _attach_release,
    **dict.fromkeys(secrecy.EVENTS, secrecy.stepped),
    "void_clearance": secrecy.withdrawn,
    "review_legality": _review_legality,
    "conclude_joint_meeting": _conclude_joint_meeting,
    "ask_third_party": children.ask("third_party"),
    "ask_co_producer": children.ask("co_producer"),
    "ask_other_body": children.ask("other_body"),
    **dict.fromkeys(children.CONSULTATION_EVENTS, children.consultation_step),
    "inform_third_party": children.inform_third_party,
    "send_fee_notice": _send_fee_notice,
    "receive_payment": _receive_payment,
    "propose_discontinuation": _propose_discontinuation,
    "discontinue": _discontinue,
    "draft": _draft,
    "approve_step": _approve_step,
    "return_draft": _return_draft,
    "return_to_review": _return_to_review,
    "send": _send,
    "serve": _serve,
    "extend": _extend,
    "postpone": _postpone,
    "open_remedy": children.open_remedy,
    **dict.fromkeys(children.REMEDY_EVENTS, children.remedy_step),
    "decide_remedy": _decide_remedy,
    "order_to_act": _order_to_act,
    "withdraw": _withdraw,
    "archive": lambda _, step: {"closed_on": step.on},
    "reopen": lambda _, __: {"closed_on": None},
    "rectify": _rectify,
    "approve_rectification": _approve_rectification,
    "issue_letter": _issue_letter,
    "transfer": _transfer,
    "merge": _relate,
    "split": _relate,
}
