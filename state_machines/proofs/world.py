"""The abstract request: what the proofs keep of a case, what people may choose, what each command changes.

Persons become the relation of the actor to the case, numbers become none / one / many, days become "the
period is over or not". What a graph cannot carry (exactly that content, exactly that person) is for gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple, get_type_hints

MANY = 2


class Clearance(StrEnum):
    NONE = "none"
    VALID = "valid"
    STALE = "stale"  # of another content than the one now on file


class Outcome(StrEnum):
    NONE = "none"
    DISCLOSES = "discloses"
    WITHHOLDS = "withholds"  # every reply that hands out no content
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"


class Legality(StrEnum):
    NONE = "none"
    OWED = "owed"
    PASSED = "passed"


class Notice(StrEnum):
    """What the applicant has been asked for and still owes."""

    NONE = "none"
    CORRECTION = "correction"
    REASONS = "reasons"
    PAYMENT = "payment"


class End(StrEnum):
    NONE = "none"
    SENT = "sent"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    OTHER = "other"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"  # who gave the secrecy clearance


class World(NamedTuple):
    """The fact vector; `WORLD_LABELS` names it for people."""

    leaf: str
    received: bool = False
    clearance: Clearance = Clearance.NONE
    outcome: Outcome = Outcome.NONE
    legality: Legality = Legality.NONE
    notice: Notice = Notice.NONE
    consultations: int = 0  # open ones: 0, 1, MANY
    remedies: int = 0  # open ones: 0, 1, MANY
    extension: bool = False  # used in the running period
    drafted: bool = False
    approved: bool = False  # the last level has signed this draft
    reasons: bool = False  # given and reasonable
    end: End = End.NONE


WORLD_LABELS: Mapping[str, str] = {
    "leaf": "所处环节",
    "received": "申请已收到",
    "clearance": "保密审查结论",
    "outcome": "处理决定",
    "legality": "法制审核",
    "notice": "申请人未答复的告知",
    "consultations": "未了的征求意见",
    "remedies": "未了的救济程序",
    "extension": "本期限已延长",
    "drafted": "已有文稿",
    "approved": "已经最后一级签发",
    "reasons": "已说明合理理由",
    "end": "办理结束的方式",
}


class Choice(NamedTuple):
    """What the outside decides about one command. `true` holds the facts that only time or people settle."""

    actor: Actor = Actor.OTHER
    outcome: Outcome = Outcome.NONE
    carries_content: bool = False
    stays_many: bool = False
    true: frozenset[str] = frozenset()


def fact_vector() -> Mapping[str, tuple[str, ...]]:
    """Every fact the search varies, beside the situation itself: its Chinese name and its values."""
    facts = {n: kind for n, kind in get_type_hints(World).items() if n != "leaf"}
    vector = {WORLD_LABELS[name]: _values(kind) for name, kind in facts.items()}
    return vector | {"办理人在本件中的角色": tuple(Actor)}


def _values(kind: type) -> tuple[str, ...]:
    if issubclass(kind, StrEnum):
        return tuple(kind)
    return ("否", "是") if kind is bool else ("0", "1", "多")


def _choices(
    *,
    actor: Iterable[Actor] = (Actor.OTHER,),
    outcome: Iterable[Outcome] = (Outcome.NONE,),
    carries_content: Iterable[bool] = (False,),
    stays_many: Iterable[bool] = (False,),
    facts: tuple[str, ...] = (),
) -> tuple[Choice, ...]:
    settled = [
        frozenset(name for name, holds in zip(facts, row, strict=True) if holds)
        for row in product((True, False), repeat=len(facts))
    ]
    return tuple(Choice(*c) for c in product(actor, outcome, carries_content, stays_many, settled))


BOTH = (True, False)
DECISIONS = (Outcome.DISCLOSES, Outcome.WITHHOLDS)
ASKING = ("ask_third_party", "ask_co_producer", "ask_other_body")
CARRYING = (*ASKING, "inform_third_party", "issue_letter")  # letters that may carry the content
CONSULTED = ("receive_opinion", "lapse_consultation", "cancel_consultation")

ENDED_BEFORE = (*DECISIONS, Outcome.ABANDONED, Outcome.WITHDRAWN)

CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "import_ledger": _choices(
        outcome=ENDED_BEFORE,
        stays_many=BOTH,
        facts=("concluded_before", "remedy_open", "remedy_period_over"),
    ),
    "file": _choices(facts=("needs_confirmation", "oral")),
    "receive_reasons": _choices(facts=("reasonable",)),
    "note_no_reasons": _choices(facts=("period_over",)),
    "discontinue": _choices(facts=("period_over",)),
    "reply_on_the_spot": _choices(actor=Actor, outcome=DECISIONS),
    "categorise": _choices(outcome=DECISIONS, facts=("legal_review_required",)),
    "clear": _choices(actor=Actor),
    "refuse_clearance": _choices(actor=Actor),
    "receive_determination": _choices(facts=("determined_secret",)),
    "review_legality": _choices(facts=("legality_passed",)),
    **dict.fromkeys(CARRYING, _choices(carries_content=BOTH)),
    **dict.fromkeys(CONSULTED, _choices(stays_many=BOTH)),
    "draft": _choices(actor=Actor),
    "approve_step": _choices(actor=Actor, facts=("last_level",)),
    "decide_remedy": _choices(stays_many=BOTH, facts=("must_act_anew", "opinion_received")),
    "report_remedy_opinion": _choices(stays_many=BOTH),
    "end_remedy": _choices(stays_many=BOTH),
    "archive": _choices(facts=("remedy_period_over",)),
}
ONE_CHOICE = (Choice(),)

# By command, the part the actor must not have had: drafter ≠ secrecy reviewer, drafter ≠ approver.
SEPARATED: Mapping[str, Actor] = {
    "draft": Actor.REVIEWER,
    "reply_on_the_spot": Actor.REVIEWER,
    "clear": Actor.DRAFTER,
    "refuse_clearance": Actor.DRAFTER,
    "approve_step": Actor.DRAFTER,
}


def possible(world: World, choice: Choice) -> bool:
    """There has to be a drafter or a reviewer for the actor to be one."""
    match choice.actor:
        case Actor.OTHER:
            return True
        case Actor.DRAFTER:
            return world.drafted
        case Actor.REVIEWER:
            return world.clearance is not Clearance.NONE


def uncleared(world: World, outcome: Outcome) -> bool:
    return outcome is Outcome.DISCLOSES and world.clearance is not Clearance.VALID


def decided(world: World, choice: Choice) -> Outcome:
    return choice.outcome if choice.outcome is not Outcome.NONE else world.outcome


def is_own_work(event: str, choice: Choice) -> bool:
    return SEPARATED.get(event) is choice.actor


Reading = Callable[[World, str, Choice], bool]


def _settled(name: str) -> Reading:
    return lambda _world, _event, choice: name in choice.true


FACTS: Mapping[str, Reading] = {
    **{
        name: _settled(name)
        for name in (
            "needs_confirmation",
            "oral",
            "period_over",
            "determined_secret",
            "legality_passed",
            "last_level",
            "must_act_anew",
            "remedy_period_over",
            "concluded_before",
        )
    },
    "content_cleared": lambda w, _, c: not uncleared(w, decided(w, c)),
    "letter_cleared": lambda w, _, c: not c.carries_content or w.clearance is Clearance.VALID,
    "discloses": lambda w, _, c: decided(w, c) is Outcome.DISCLOSES,
    "legal_review_required": lambda w, _, c: (
        "legal_review_required" in c.true or w.legality is not Legality.NONE
    ),
    "last_consultation": lambda w, _, __: w.consultations == 1,
    "drafted": lambda w, _, __: w.drafted,
    "not_own_work": lambda _, __, c: c.actor is not Actor.DRAFTER,
    "not_own_clearance": lambda _, __, c: c.actor is not Actor.REVIEWER,
    "extension_unused": lambda w, _, __: not w.extension,
    "reasons_given": lambda w, _, __: w.reasons,
    "remedy_open": lambda w, _, c: w.remedies > 0 or "remedy_open" in c.true,
    "last_remedy": lambda w, _, c: w.remedies == 1 and not _stays_open(c),
    "is_abandonment": lambda w, _, c: decided(w, c) is Outcome.ABANDONED,
    "is_withdrawal": lambda w, _, c: decided(w, c) is Outcome.WITHDRAWN,
}


def _stays_open(choice: Choice) -> bool:
    """RV76: decided, and what we corrected is still to be reported."""
    return "opinion_received" in choice.true


Effect = Callable[[World, Choice], Mapping[str, Any]]


def _sets(**changes: Any) -> Effect:
    return lambda _world, _choice: changes


def _fewer(field: str) -> Effect:
    def effect(world: World, choice: Choice) -> Mapping[str, Any]:
        held = getattr(world, field)
        return {field: MANY if held == MANY and choice.stays_many else max(held - 1, 0)}

    return effect


def _more(field: str) -> Effect:
    return lambda world, _: {field: min(getattr(world, field) + 1, MANY)}


def _categorise(_: World, choice: Choice) -> Mapping[str, Any]:
    owed = Legality.OWED if "legal_review_required" in choice.true else Legality.NONE
    return {"outcome": choice.outcome, "legality": owed, "drafted": False, "approved": False}


def _import_ledger(_: World, choice: Choice) -> Mapping[str, Any]:
    """What the ledger tells: how it ended, if it did, and whether proceedings are open (one, or more)."""
    told: dict[str, Any] = {"received": True}
    if "remedy_open" in choice.true:
        told["remedies"] = MANY if choice.stays_many else 1
    if "concluded_before" in choice.true:
        told["outcome"] = choice.outcome
        told["end"] = End.WITHDRAWN if choice.outcome is Outcome.WITHDRAWN else End.REPLIED
    return told


def _order_to_act(world: World, _: Choice) -> Mapping[str, Any]:
    """An order against silence changes nothing here; one after the end begins a new round (K14)."""
    if world.end is End.NONE:
        return {}
    return World(leaf="", received=True, remedies=world.remedies)._asdict()


def _decide_remedy(world: World, choice: Choice) -> Mapping[str, Any]:
    left = world.remedies if _stays_open(choice) else _fewer("remedies")(world, choice)["remedies"]
    anew = _order_to_act(world, choice) if "must_act_anew" in choice.true else {}
    return {**anew, "remedies": left}


EFFECTS: Mapping[str, Effect] = {
    "import_ledger": _import_ledger,
    "file": lambda _, choice: {"received": "needs_confirmation" not in choice.true},
    "confirm": _sets(received=True),
    "ask_correction": _sets(notice=Notice.CORRECTION),
    "receive_correction": _sets(notice=Notice.NONE, extension=False),
    "ask_reasons": _sets(notice=Notice.REASONS),
    "receive_reasons": lambda _, choice: {"notice": Notice.NONE, "reasons": "reasonable" in choice.true},
    "note_no_reasons": _sets(notice=Notice.NONE, reasons=False),
    "send_fee_notice": _sets(notice=Notice.PAYMENT),
    "receive_payment": _sets(notice=Notice.NONE, extension=False),
    "discontinue": _sets(notice=Notice.NONE, outcome=Outcome.ABANDONED, legality=Legality.NONE),
    "reply_on_the_spot": lambda _, choice: {"outcome": choice.outcome, "end": End.REPLIED},
    "categorise": _categorise,
    **dict.fromkeys(
        ("attach_release", "mask_release"),
        lambda w, _: {"clearance": Clearance.NONE if w.clearance is Clearance.NONE else Clearance.STALE},
    ),
    "clear": _sets(clearance=Clearance.VALID),
    "refuse_clearance": _sets(clearance=Clearance.NONE),
    "void_clearance": _sets(clearance=Clearance.NONE),
    "record_screening": _sets(clearance=Clearance.NONE),  # a new finding asks again
    "review_legality": lambda _, choice: {
        "legality": Legality.PASSED if "legality_passed" in choice.true else Legality.OWED
    },
    **dict.fromkeys(ASKING, _more("consultations")),
    **dict.fromkeys(CONSULTED, _fewer("consultations")),
    "draft": _sets(drafted=True, approved=False),
    "approve_step": lambda _, choice: {"approved": "last_level" in choice.true},
    "return_draft": _sets(approved=False),
    "return_to_review": _sets(approved=False, drafted=False),
    "send": _sets(end=End.SENT),
    "return_undelivered": _sets(end=End.NONE),
    "serve": _sets(end=End.REPLIED),
    "extend": _sets(extension=True),
    "inform_third_party": _sets(),
    "postpone": _sets(),  # these two change no fact of the vector, yet obligations speak of them
    "open_remedy": _more("remedies"),
    "decide_remedy": _decide_remedy,
    "report_remedy_opinion": _fewer("remedies"),
    "end_remedy": _fewer("remedies"),
    "order_to_act": _order_to_act,
    "withdraw": _sets(end=End.WITHDRAWN, outcome=Outcome.WITHDRAWN, consultations=0, notice=Notice.NONE),
}
