"""What a command changes in the children of a case: 征求意见 and 救济, each on its own machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from disclosure.cases.facts import Consultation, Facts, Remedy
from disclosure.cases.steps import Changes, Effect, Step, ticked
from state_machines import CONSULTATION, REMEDY

# The command of the case → the event of the child machine.
CONSULTATION_EVENTS = {
    "record_letter_receipt": "receive_letter",
    "receive_opinion": "answer",
    "lapse_consultation": "lapse",
    "cancel_consultation": "cancel",
}
REMEDY_EVENTS = {
    "accept_remedy": "accept",
    "request_remedy_answer": "request_answer",
    "answer_remedy": "answer",
    "decide_remedy": "decide",
    "report_remedy_opinion": "report",
    "end_remedy": "end",
}


def ask(kind: str) -> Effect:
    def effect(facts: Facts, step: Step) -> Changes:
        ref = f"c{len(facts.consultations) + 1}"
        new = Consultation(ref, kind, step.data["party"], "asked", step.on)  # type: ignore[arg-type]
        return {
            "consultations": (*facts.consultations, new),
            **ticked(facts, step.tick(f"{kind}_asked", ref=ref)),
        }

    return effect


def consultation_step(facts: Facts, step: Step) -> Changes:
    ref, event = step.data["ref"], CONSULTATION_EVENTS[step.command]
    changed, ticks = [], facts.ticks
    for consultation in facts.consultations:
        if consultation.ref != ref:
            changed.append(consultation)
            continue
        arm = CONSULTATION.step(consultation.state, event, {})
        assert arm is not None, "the gate consultation_can has looked"
        after = replace(consultation, state=arm.target)
        if event == "receive_letter":
            after = replace(after, letter_received_on=step.on)
            if consultation.kind != "other_body":
                ticks = (*ticks, step.tick(f"{consultation.kind}_letter_received", ref=ref))
        elif event in ("answer", "cancel"):
            after = replace(
                after,
                answered_on=step.on,
                answer=step.data.get("answer"),
                reasonable=step.data.get("reasonable"),
            )
            ticks = (*ticks, step.tick(f"{consultation.kind}_answered", ref=ref))
        changed.append(after)
    return {"consultations": tuple(changed), "ticks": ticks}


def inform_third_party(facts: Facts, step: Step) -> Changes:
    ref = step.data["ref"]
    informed = (replace(c, informed_on=step.on) if c.ref == ref else c for c in facts.consultations)
    return {"consultations": tuple(informed)}


def cancelled(consultation: Consultation) -> Consultation:
    """Nobody waits for an opinion on a request that is withdrawn."""
    arm = CONSULTATION.step(consultation.state, "cancel", {})
    return consultation if arm is None else replace(consultation, state=arm.target)


def open_remedy(facts: Facts, step: Step) -> Changes:
    """A history older than these fields has only kind, claimant and body, and was told on the day of filing."""
    data = step.data
    new = Remedy(
        ref=f"j{len(facts.remedies) + 1}",
        kind=data["kind"],
        claimant=data["claimant"],
        state="filed",
        filed_on=_day(data.get("filed_on")) or step.on,
        after_reconsideration=data["after_reconsideration"],
        body=data["body"],
        file_number=data.get("file_number"),
        third_party=data.get("third_party"),
        appeal_of=data.get("appeal_of"),
    )
    return {"remedies": (*facts.remedies, new), "closed_on": None}


def remedy_step(facts: Facts, step: Step) -> Changes:
    """One step of one proceeding. What the second instance decides takes the place of an order that was not yet in
    force."""
    stepped = next(r for r in facts.remedies if r.ref == step.data["ref"])
    after = _stepped(stepped, step)
    below = stepped.appeal_of if step.command == "decide_remedy" else None
    changed = []
    for remedy in facts.remedies:
        if remedy.ref == below and remedy.order == "not_in_force":
            changed.append(replace(remedy, order=None))
        else:
            changed.append(after if remedy is stepped else remedy)
    return {"remedies": tuple(changed)}


def in_force(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """Every order that waited for its judgment to take effect."""
    return tuple(replace(r, order="in_force") if r.order == "not_in_force" else r for r in remedies)


def _stepped(remedy: Remedy, step: Step) -> Remedy:
    data = step.data
    event = _event(remedy, step)
    arm = REMEDY.step(remedy.state, event, {"opinion_received": data.get("opinion", False)})
    assert arm is not None, "the gate remedy_can has looked"
    after = replace(
        remedy,
        state=arm.target,
        procedure=data.get("procedure") or remedy.procedure,
        file_number=data.get("file_number") or remedy.file_number,
    )
    match event:
        case "request_answer":
            return replace(after, answer_asked_on=step.on)
        case "answer":
            return replace(after, answered_on=step.on, answer_hash=data.get("answer_hash"))
        case "report":
            return replace(after, reported_on=step.on)
        case "decide" | "end":
            return replace(
                after,
                closed_on=step.on,
                result=data["result"],
                decision=data.get("decision"),
                decided_on=_day(data.get("decided_on")),
                order=data.get("order"),
            )
    return after


def _event(remedy: Remedy, step: Step) -> str:
    """A row older than decisions does not say whether the merits were reached: they were if they could be."""
    event = REMEDY_EVENTS[step.command]
    if event == "decide" and "decision" not in step.data and REMEDY.step(remedy.state, event, {}) is None:
        return "end"
    return event


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
