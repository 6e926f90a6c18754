"""The projection of one case: what the history adds up to, as one frozen value.

`requests.facts` holds it as JSON. `disclosure.cases.effects` says what each command changes; nothing else may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import TypeAdapter

from state_machines import REMEDY, SECRECY_REVIEW


@dataclass(frozen=True, slots=True)
class Clearance:
    """保密审查 of exactly one content; any other hash makes it void."""

    content_hash: str
    reviewer: str
    on: date


@dataclass(frozen=True, slots=True)
class Consultation:
    ref: str
    kind: Literal["third_party", "co_producer", "other_body"]
    party: str
    state: str  # of state_machines.consultation
    asked_on: date
    letter_received_on: date | None = None
    answered_on: date | None = None
    answer: str | None = None
    reasonable: bool | None = None
    informed_on: date | None = None  # R32.4


@dataclass(frozen=True, slots=True)
class Remedy:
    ref: str
    kind: Literal["reconsideration", "litigation", "complaint"]
    claimant: Literal["applicant", "third_party"]
    state: str  # of state_machines.remedy
    filed_on: date
    after_reconsideration: bool = False
    procedure: Literal["ordinary", "simple"] | None = None  # None until the reviewing body says
    answer_asked_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None  # the day the decision was served on us, or the end told
    result: str | None = None  # of T4; known without a decision where the history is older than decisions
    body: str | None = None
    file_number: str | None = None
    third_party: str | None = None  # the ref of a consultation, or a name
    appeal_of: str | None = None  # the ref of the first instance
    answer_hash: str | None = None
    decision: str | None = None  # of law.decisions
    decided_on: date | None = None
    order: Literal["not_in_force", "in_force"] | None = None
    reported_on: date | None = None  # RV76

    @property
    def open(self) -> bool:
        return not REMEDY.states[self.state].final


@dataclass(frozen=True, slots=True)
class Review:
    ref: str
    kind: Literal["secrecy", "legality", "joint_meeting"]
    reviewer: str
    verdict: str
    on: date
    content_hash: str | None = None
    voided_on: date | None = None
    office: bool = True  # for the secrecy office; a unit head who clears may still sign


@dataclass(frozen=True, slots=True)
class SecrecyReview:
    """保密审查 of one content, on its own machine. `level` is how high the findings of the screening send it."""

    ref: str
    content_hash: str
    state: str  # of state_machines.secrecy_review
    opened_on: date
    since: date  # the day the present state was entered
    level: str | None = None  # of law.secrecy.ReviewLevel; None when nothing was found
    found: int = 0
    passed_by: str | None = None  # who passed it to the secrecy office
    planned_on: date | None = None  # S25: found undetermined, to be referred
    referred_on: date | None = None
    determined_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """One event of the clock, as `law.clock` reads it. `n` is the history row it came from."""

    n: int
    on: date
    event: str
    channel: str | None = None
    ref: str = ""  # of the consultation
    working_days: int | None = None
    until: date | None = None
    delivery: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction (更正) that waits for its second person. `n` is the history row that proposes it."""

    n: int
    by: str


@dataclass(frozen=True, slots=True)
class Facts:
    state: str
    since: date  # the day the present state was entered; in 审签 the day it came to the present level
    acted_on: date  # the day of the agency's own latest act
    unit: str
    channel: str
    applicant_kind: str
    filed_on: date
    content: str
    people: tuple[str, ...]  # keyed digests of applicants and agent
    split_from: str | None = None
    round: int = 1
    handler: str | None = None
    notice_received_on: date | None = None  # of the notice the applicant has to answer now
    discontinuation_proposed_on: date | None = None
    reasons_given: bool = False
    outcome: str | None = None
    categorised_by: str | None = None
    authors: tuple[str, ...] = ()  # everybody who drafted, or put content on file, in any round
    letter_hash: str | None = None
    content_hash: str | None = None  # what is to be released
    clearance: Clearance | None = None
    legality_passed: bool = False
    approvals: tuple[str, ...] = ()
    extended: bool = False  # in the running period
    made_on: date | None = None
    sent_on: date | None = None
    delivery: str | None = None
    closed_on: date | None = None
    consultations: tuple[Consultation, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    reviews: tuple[Review, ...] = ()
    secrecy_reviews: tuple[SecrecyReview, ...] = ()
    ticks: tuple[Tick, ...] = ()
    related: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    first_outcome: str | None = (
        None  # of the first round, once there is another; the annual report keeps it (N2, N3)
    )
    readers: tuple[str, ...] | None = None  # beside the handler; None of a case that is not restricted
    imported: bool = False  # from an old ledger: what was done before is known from there alone

    @property
    def cleared(self) -> bool:
        """The clearance is of exactly the content that would leave."""
        return (
            self.content_hash is not None
            and self.clearance is not None
            and self.clearance.content_hash == self.content_hash
        )

    @property
    def secrecy_reviewers(self) -> frozenset[str]:
        """Everybody who gave or refused a clearance, void ones included."""
        return frozenset(review.reviewer for review in self.reviews if review.kind == "secrecy")

    @property
    def secrecy_review(self) -> SecrecyReview | None:
        """The review of the content on file, cleared or not; None when none is open or it was refused."""
        found = (r for r in self.secrecy_reviews if r.content_hash == self.content_hash)
        return next((r for r in found if not SECRECY_REVIEW.states[r.state].final), None)

    @property
    def open_consultations(self) -> tuple[Consultation, ...]:
        return tuple(c for c in self.consultations if c.state in ("asked", "letter_received"))

    @property
    def open_remedies(self) -> tuple[Remedy, ...]:
        return tuple(r for r in self.remedies if r.open)


FACTS_JSON: TypeAdapter[Facts] = TypeAdapter(Facts)
TICKS: TypeAdapter[tuple[Tick, ...]] = TypeAdapter(tuple[Tick, ...])
