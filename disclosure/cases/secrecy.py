"""保密审查 in a case: how its commands move the review of the content on file (R17, S25, S35).

A command of the case is an event of the child machine; which, stands in one table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from disclosure.cases.context import Context
from disclosure.cases.facts import Clearance, Facts, Review, SecrecyReview
from disclosure.cases.steps import Changes, Step
from disclosure.errors import Refusal
from disclosure.law.secrecy import ReviewLevel
from state_machines import REQUEST, SECRECY_REVIEW

# The command of the case → the event of the review.
EVENTS: Mapping[str, str] = {
    "record_screening": "find",
    "answer_findings": "answer_findings",
    "pass_to_secrecy_office": "pass_to_office",
    "plan_referral": "plan_referral",
    "refer_secrecy": "refer",
    "receive_determination": "determine",
    "clear": "clear",
    "refuse_clearance": "refuse",
}
SECRECY_OFFICE = "secrecy_reviewer"

Fact = Callable[[SecrecyReview, str, Mapping[str, Any]], bool]
_FACTS: Mapping[str, Fact] = {
    "something_found": lambda review, _, __: review.level is not None,
    "office_needed": lambda review, _, __: _rank(review.level) >= ReviewLevel.SECRECY_OFFICE.rank,
    "another_person": lambda review, actor, _: review.passed_by != actor,
    "determined_secret": lambda _, __, data: bool(data.get("secret")),
}


def moved(review: SecrecyReview, event: str, actor: str, data: Mapping[str, Any]) -> str | None:
    """The state `event` leads to; None when the review has no such move."""
    known = {name: _FACTS[name](review, actor, data) for name in SECRECY_REVIEW.asked(review.state, event)}
    arm = SECRECY_REVIEW.step(review.state, event, known)
    return arm.target if arm else None


def opened(facts: Facts, step: Step) -> Changes:
    """Another content ends the reviews of every other, and its clearance; the same content keeps its own."""
    content_hash = step.data["content_hash"]
    kept = replace(facts, content_hash=content_hash).secrecy_review
    others = tuple(review if review is kept else _voided(review, step.on) for review in facts.secrecy_reviews)
    changes: Changes = {"content_hash": content_hash, "secrecy_reviews": others}
    if facts.clearance and facts.clearance.content_hash != content_hash:
        changes |= {"clearance": None, "reviews": voided_reviews(facts, step.on)}
    if kept is None and "level" in step.data:  # rows of before there was a screening opened no review
        ref, level, found = f"s{len(others) + 1}", step.data["level"], step.data["found"]
        new = SecrecyReview(ref, content_hash, SECRECY_REVIEW.initial, step.on, step.on, level, found)
        changes["secrecy_reviews"] = (*others, _move(new, "open", step))
    return changes


def ended(facts: Facts, on: date) -> Changes:
    """Nobody reviews what is not going out any more: a new round, a withdrawal."""
    return {"secrecy_reviews": tuple(_voided(review, on) for review in facts.secrecy_reviews)}


def stepped(facts: Facts, step: Step) -> Changes:
    """The effect of every command in EVENTS."""
    review = facts.secrecy_review
    if review is None:
        return _without_review(facts, step)
    after = _RECORDED.get(step.command, _as_it_was)(_move(review, EVENTS[step.command], step), step)
    changed = tuple(after if r is review else r for r in facts.secrecy_reviews)
    changes: Changes = {"secrecy_reviews": changed}
    if step.command == "clear":
        clearance = Clearance(review.content_hash, step.actor, step.on)
        return changes | {"clearance": clearance, "reviews": verdict(facts, step, "cleared")}
    if after.state == "refused":
        return changes | {"clearance": None, "reviews": verdict(facts, step, "refused")}
    if review.state == "cleared":
        return changes | {"clearance": None, "reviews": voided_reviews(facts, step.on)}
    return changes


def _without_review(facts: Facts, step: Step) -> Changes:
    """A verdict in the history of before reviews had a machine of their own; the gate review_can lets in no other."""
    if step.command == "clear":
        clearance = Clearance(step.data["content_hash"], step.actor, step.on)
        return {"clearance": clearance, "reviews": verdict(facts, step, "cleared")}
    if step.command == "refuse_clearance":
        return {"clearance": None, "reviews": verdict(facts, step, "refused")}
    return {}


def withdrawn(facts: Facts, step: Step) -> Changes:
    """撤销: what was cleared goes back to the secrecy office."""
    changed = tuple(
        _move(r, "withdraw_clearance", step) if r.state == "cleared" else r for r in facts.secrecy_reviews
    )
    return {
        "clearance": None,
        "reviews": voided_reviews(facts, step.on),
        "secrecy_reviews": changed,
    }


def verdict(facts: Facts, step: Step, said: str) -> tuple[Review, ...]:
    review = Review(
        f"v{len(facts.reviews) + 1}",
        "secrecy",
        step.actor,
        said,
        step.on,
        content_hash=facts.content_hash,
        office=step.data.get("office", True),
    )
    return (*facts.reviews, review)


def voided_reviews(facts: Facts, on: date) -> tuple[Review, ...]:
    """The verdicts, with every standing clearance marked void from `on`."""
    return tuple(
        replace(r, voided_on=on) if r.kind == "secrecy" and r.verdict == "cleared" and not r.voided_on else r
        for r in facts.reviews
    )


def review_can(ctx: Context) -> Refusal | None:
    """The review of the content on file has such a move, for this person."""
    review = ctx.facts.secrecy_review
    if review is None:
        return Refusal("条例第17条、保密法第35条", "没有在审的拟公开内容", "先登记拟公开内容，再作保密审查")
    if ctx.command == "clear" and review.level == ReviewLevel.REFUSE:
        return Refusal(
            "保密法第31条、第35条", "该文件带有国家秘密标志", "不得公开；按保密规定处置，审查不通过"
        )
    if moved(review, EVENTS[ctx.command], ctx.actor.name, ctx.data) is not None:
        return None
    label = SECRECY_REVIEW.states[review.state].label
    if ctx.command == "clear" and review.state == "office_review":
        return Refusal("条例第17条", "本人已在前一级审查过该内容", "由保密机构的另一人审查")
    if ctx.command == "clear" and review.state == "unit_review":
        return Refusal("保密法第35条", "筛查提示须由保密机构审查", "由科室负责人转保密机构审查")
    lawful = "、".join(
        REQUEST.labels[command]
        for command, event in EVENTS.items()
        if (review.state, event) in SECRECY_REVIEW.arms
    )
    return Refusal("条例第17条、保密法第35条", f"保密审查处于“{label}”", f"此时可办：{lawful or '无'}")


def capacity(ctx: Context) -> Mapping[str, Any]:
    """Whether the reviewer speaks for the secrecy office or as head of the unit."""
    return {"office": ctx.actor.holds(SECRECY_OFFICE, ctx.facts.unit)}


def comes_back_to_office(facts: Facts, content_hash: str) -> bool:
    """Whether this very content was refused in this case, or taken away after it had come to the secrecy office or
    been cleared. Then no lower level decides on it anew."""
    over = (r for r in facts.secrecy_reviews if r.content_hash == content_hash)
    if any(r.state == "refused" or (r.state == "voided" and (r.passed_by or r.planned_on)) for r in over):
        return True
    return any(r.content_hash == content_hash and r.voided_on and r.kind == "secrecy" for r in facts.reviews)


def office_decides(ctx: Context) -> Refusal | None:
    """What has come to the secrecy office is for it alone to clear or refuse."""
    review = ctx.facts.secrecy_review
    if review is None or review.state != "office_review" or ctx.actor.holds(SECRECY_OFFICE, ctx.facts.unit):
        return None
    return Refusal("条例第17条、保密法第35条", "该内容已转保密机构审查", "由保密审查员办理")


def _rank(level: str | None) -> int:
    return -1 if level is None else ReviewLevel(level).rank


def _as_it_was(review: SecrecyReview, _: Step) -> SecrecyReview:
    return review


_RECORDED: Mapping[str, Callable[[SecrecyReview, Step], SecrecyReview]] = {
    "record_screening": lambda r, step: replace(  # the question grows, it never shrinks
        r, level=max(r.level, step.data["level"], key=_rank), found=max(r.found, step.data["found"])
    ),
    "pass_to_secrecy_office": lambda r, step: replace(r, passed_by=step.actor),
    "plan_referral": lambda r, step: replace(r, planned_on=step.on, referred_on=None, determined_on=None),
    "refer_secrecy": lambda r, step: replace(r, referred_on=step.on),
    "receive_determination": lambda r, step: replace(r, determined_on=step.on),
}


def _move(review: SecrecyReview, event: str, step: Step) -> SecrecyReview:
    target = moved(review, event, step.actor, step.data)
    assert target is not None, "the gate review_can has looked"
    return review if target == review.state else replace(review, state=target, since=step.on)


def _voided(review: SecrecyReview, on: date) -> SecrecyReview:
    arm = SECRECY_REVIEW.step(review.state, "void", {})
    return review if arm is None else replace(review, state=arm.target, since=on)
