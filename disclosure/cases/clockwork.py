"""From the facts of a case to its clock, and from the clock to the rows of `deadlines`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from disclosure.cases.facts import Facts, SecrecyReview, Tick
from disclosure.cases.owed import Owed
from disclosure.cases.remedy_deadlines import further_remedy, remedy_deadlines
from disclosure.law import remedy as remedy_law
from disclosure.law.clock import Clock, ClockDeadline, replay
from disclosure.law.events import Channel, ClockEvent, Delivery, EventKind
from disclosure.law.period import period_due
from disclosure.law.terms import Law, RemedyTemplate
from disclosure.params import Config
from state_machines import REQUEST, SECRECY_REVIEW

CONSULTATION_KINDS = frozenset({"third_party", "co_producer", "other_body"})
# Limits of the present step: they run from the day the state was entered.
STEP_KINDS = frozenset({"confirmation", "registration", "step", "service_proof"})
# What is done when the case has left it.
OWN_KINDS = STEP_KINDS | {"discontinuation", "archiving", "remedy_period"}
TASK_KINDS = frozenset({"correction", "fee_payment"})
REFERRAL = {
    "secrecy_referral": "secrecy.undetermined_referral",
    "secrecy_decision": "secrecy.undetermined_decision",
}


def clock_event(tick: Tick, asked: Mapping[str, str]) -> ClockEvent:
    """`asked` names whom each consultation asked."""
    return ClockEvent(
        on=tick.on,
        event=EventKind(tick.event),
        channel=Channel(tick.channel) if tick.channel else None,
        party=asked.get(tick.ref, ""),
        ref=tick.ref,
        working_days=tick.working_days,
        until=tick.until,
        delivery=Delivery(tick.delivery) if tick.delivery else None,
    )


def clock_of(facts: Facts, law: Law, as_of: date) -> Clock:
    """The clock of a case on a day. Raises what `law.clock.replay` refuses, e.g. a second extension
    (R33.3)."""
    asked = {c.ref: c.party for c in facts.consultations}
    return replay([clock_event(tick, asked) for tick in facts.ticks], law, as_of)


def latest(facts: Facts, on: date) -> date:
    """The day to read the clock on: a fact may be recorded after later ones, never before them on the clock."""
    return max(on, *(tick.on for tick in facts.ticks))


def remedy_period_end(facts: Facts, law: Law) -> date | None:
    """The last day of the longest remedy period that runs against the present reply; None before it is served.
    RV23.4: a reply of which every part goes to reconsideration first cannot be sued over directly."""
    served = next((t.on for t in reversed(facts.ticks) if t.event == "reply_served"), None)
    if served is None or facts.outcome is None:
        return None
    decided = facts.made_on or served
    ends = [remedy_law.reconsideration_due(law, served, decided).date]
    if not reconsideration_only(facts.outcome, decided, law):
        ends.append(remedy_law.litigation_due(law, served, decided).date)
    ends += [
        period_due(law, further, remedy.closed_on).date
        for remedy in facts.remedies
        if remedy.closed_on is not None and (further := further_remedy(remedy)) is not None
    ]
    return max(ends)


def reconsideration_only(outcome: str, decided: date, law: Law) -> bool:
    """RV23.4: since 2024 no part of a refusal under articles 14 to 16 can be sued over directly."""
    if law.choices["remedy.reconsideration_first"].on(decided).value == "never":
        return False
    return set(law.outcomes[outcome].remedy) == {RemedyTemplate.RECONSIDERATION_FIRST}


def owed(facts: Facts, clock: Clock, config: Config) -> Iterator[Owed]:
    """Every deadline of the case: the statutory ones of the clock, those of its remedies, and the internal one
    of the step it is in."""
    if facts.closed_on is None:
        yield from _internal(facts, clock, config)
    for deadline in clock.deadlines:
        yield _statutory(facts, clock, deadline, config)
    for remedy in facts.remedies:
        yield from remedy_deadlines(remedy, config)
    for review in facts.secrecy_reviews:
        yield from _referral(review, config.law, moot=not _still_matters(facts))
    if facts.state == "remedy_period":
        end = remedy_period_end(facts, config.law)
        if end is not None:
            yield from _remedy_period(facts, end, config)


def _remedy_period(facts: Facts, end: date, config: Config) -> Iterator[Owed]:
    """The applicant's time to seek a remedy is watched, not owed; what we owe is to archive afterwards."""
    workdays, ref = config.law.workdays, f"r{facts.round}"
    archived_by = workdays.after(end, config.organization.limits["archiving"])
    for kind, opened, due, basis, status in (
        ("remedy_period", facts.since, end, "RV20.1", "watched"),
        ("archiving", end, archived_by, "G3", "open"),
    ):
        provisional = workdays.is_provisional(due)
        yield Owed(kind, ref, opened, due, basis, "escalate", "handler", status, None, provisional, None)


def _statutory(facts: Facts, clock: Clock, deadline: ClockDeadline, config: Config) -> Owed:
    status = _status(facts, clock, deadline)
    buffer = config.organization.mail_in_transit if deadline.kind in TASK_KINDS else 0
    last = config.law.workdays.after(deadline.due, buffer)
    fires = status == "open" and deadline.on_expiry in ("transition", "task")
    if deadline.kind in TASK_KINDS:  # R30.3, F6: the period runs from the day the notice arrived
        fires = fires and facts.notice_received_on is not None and _proposed_on(facts, clock) is None
    return Owed(
        kind=deadline.kind,
        ref=deadline.ref,
        opened_on=deadline.opened_on,
        due=deadline.due,
        basis=deadline.basis,
        on_expiry=deadline.on_expiry,
        owner_role=owner_of(facts, config),
        status=status,
        met_on=deadline.met_on,
        provisional=config.law.workdays.is_provisional(deadline.due),
        expires_on=last + timedelta(days=1) if fires else None,
    )


def _status(facts: Facts, clock: Clock, deadline: ClockDeadline) -> str:
    if deadline.met_on is not None:
        return "met" if deadline.met_on <= deadline.due else "late"
    if deadline.void_on is not None:
        return "void"
    if deadline.kind == "correction_notice" and (
        facts.split_from is not None
        or facts.state not in BEFORE_FORMAL_CHECK
        or (facts.imported and deadline.opened_on == facts.filed_on)
    ):
        return "void"  # R30.1: found complete, or part of what was, or looked at before it came here
    if deadline.kind in CONSULTATION_KINDS:
        asked = {c.ref: c for c in facts.consultations}
        return _CONSULTATION_STATUS.get(asked[deadline.ref].state, "open")
    if deadline.kind in NOTICE_STATES and facts.state != NOTICE_STATES[deadline.kind]:
        return "expired"
    if deadline.kind == "reply" and clock.status == "awaiting_applicant":
        return "suspended"
    return "open"


_CONSULTATION_STATUS: Mapping[str, str] = {"lapsed": "expired", "cancelled": "void"}
BEFORE_FORMAL_CHECK = frozenset({"awaiting_confirmation", "oral_recorded", "received", "registered"})
NOTICE_STATES: Mapping[str, str] = {
    "correction": "awaiting_correction",
    "reasons": "awaiting_reasons",
    "fee_payment": "awaiting_payment",
}


def _internal(facts: Facts, clock: Clock, config: Config) -> Iterator[Owed]:
    """The limits of the present step (G3, G10): an agency's own rule and never a reason to move the case."""
    workdays, limits = config.law.workdays, config.organization.limits
    opened = _proposed_on(facts, clock)
    if opened is not None:
        due = workdays.after(opened, limits["discontinuation"])
        yield _own_limit("discontinuation", facts, opened, due, "handler", config)
        return
    review = facts.secrecy_review if _still_matters(facts) else None
    for kind in REQUEST.states[facts.state].timed_by:
        if kind not in STEP_KINDS or (facts.state == "secrecy_review" and review is not None):
            continue
        limit = limits.get(facts.state if kind == "step" else kind)
        if limit is not None:
            due = workdays.after(facts.since, limit)
            yield _own_limit(kind, facts, facts.since, due, owner_of(facts, config), config)
    if review is not None and "step" in SECRECY_REVIEW.states[review.state].timed_by:
        opened = max(review.since, facts.since) if facts.state == "secrecy_review" else review.since
        due, owner = (
            workdays.after(opened, limits["secrecy_review"]),
            SECRECY_REVIEW.states[review.state].owner_role,
        )
        yield Owed("step", f"{review.ref}:{review.state}:{opened}", opened, due, "G10", "escalate", owner, "open", None,
                   workdays.is_provisional(due), None)  # fmt: skip


def _proposed_on(facts: Facts, clock: Clock) -> date | None:
    """The day giving up was laid before a person (R30.3, F6). One laid before the period was over, as it is now
    known to end, does not count."""
    proposed = facts.discontinuation_proposed_on
    waited = [d.due for d in clock.deadlines if d.kind in TASK_KINDS and facts.state == NOTICE_STATES[d.kind]]
    return proposed if proposed is not None and waited and proposed > waited[-1] else None


def owner_of(facts: Facts, config: Config) -> str:
    """The role whose turn it is; in 审签 the next of the unit's chain, in 保密审查 the level it has come to."""
    review = facts.secrecy_review
    if facts.state == "secrecy_review" and review is not None:
        return SECRECY_REVIEW.states[review.state].owner_role
    owner = REQUEST.states[facts.state].owner_role
    return next_signer(facts, config) if owner == "approver" else owner


def next_signer(facts: Facts, config: Config) -> str:
    """The role that signs next in the unit's 审签 chain; the last one once all have."""
    chain = config.organization.units[facts.unit].approval_chain
    return chain[min(len(facts.approvals), len(chain) - 1)]


def _own_limit(kind: str, facts: Facts, opened: date, due: date, owner: str, config: Config) -> Owed:
    provisional = config.law.workdays.is_provisional(due)
    ref = f"{facts.state}:{opened}:{len(facts.approvals)}"
    return Owed(kind, ref, opened, due, "G3", "escalate", owner, "open", None, provisional, None)


def _still_matters(facts: Facts) -> bool:
    """Whether a content may still be cleared in this situation."""
    return (facts.state, "clear") in REQUEST.arms


def _referral(review: SecrecyReview, law: Law, *, moot: bool) -> Iterator[Owed]:
    """S25: 10 working days to refer what is undetermined, 10 for the authority to determine it."""
    ended = moot or review.state in ("voided", "refused", "cleared")
    for kind, opened, done in (
        ("secrecy_referral", review.planned_on, review.referred_on),
        ("secrecy_decision", review.referred_on, review.determined_on),
    ):
        if opened is None:
            continue
        due = period_due(law, REFERRAL[kind], opened)
        status = "void" if ended else "open"
        if done is not None:
            status = "met" if done <= due.date else "late"
        ref = f"{review.ref}:{opened}"
        yield Owed(kind, ref, opened, due.date, due.rule, "escalate", "secrecy_reviewer", status, done,
                   due.provisional, None)  # fmt: skip
