"""What a command changes in the children of a case: 征求意见 and 救济, each on its own machine."""

from __future__ import annotations

from dataclasses import replace

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
    new = Remedy(
        ref=f"j{len(facts.remedies) + 1}",
        kind=step.data["kind"],
        claimant=step.data["claimant"],
        state="filed",
        filed_on=step.on,
        after_reconsideration=step.data["after_reconsideration"],
    )
    return {"remedies": (*facts.remedies, new), "closed_on": None}


def remedy_step(facts: Facts, step: Step) -> Changes:
    """`record_remedy_step` names the child's event; `close_remedy` always means its `decide` or `end`."""
    changed = []
    for remedy in facts.remedies:
        if remedy.ref != step.data["ref"]:
            changed.append(remedy)
            continue
        if step.command == "close_remedy":
            event = remedy_closing_event(remedy)
            after = replace(remedy, closed_on=step.on, result=step.data["result"])
        else:
            event = step.data["step"]
            after = replace(remedy, procedure=step.data["procedure"] or remedy.procedure)
            if event == "request_answer":
                after = replace(after, answer_asked_on=step.on)
            elif event == "answer":
                after = replace(after, answered_on=step.on)
        arm = REMEDY.step(remedy.state, event, {})
        assert arm is not None, "the gate remedy_can has looked"
        changed.append(replace(after, state=arm.target))
    return {"remedies": tuple(changed)}


def remedy_closing_event(remedy: Remedy) -> str:
    """A proceeding that reached its merits is decided; one that did not (不予受理、撤回) ends."""
    return "decide" if REMEDY.step(remedy.state, "decide", {}) else "end"
