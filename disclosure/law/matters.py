"""What is owed within a period beside the reply: notices to the applicant and consultations, as a replay
keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from disclosure.law import co_producer, correction, fee, other_body, third_party
from disclosure.law.events import Asked, NoticeKind
from disclosure.law.exclusions import Interval, excluded
from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law


@dataclass(slots=True)
class Matter:
    """One thing owed. `void_on`: the day from which nothing is owed any more although it was never done."""

    kind: str
    ref: str
    opened_on: date
    due: Due
    on_expiry: str
    met_on: date | None = None
    void_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.void_on is None


def void(matters: Iterable[Matter], day: date) -> None:
    """From `day` on, those still open are owed no more."""
    for matter in matters:
        if matter.is_open:
            matter.void_on = day


@dataclass(slots=True)
class Notice(Matter):
    """`suspends`: sent in time, so the reply deadline waits for the applicant. Its period runs from the day
    the notice arrived; while that is unknown, from the day it was sent."""

    topic: NoticeKind = NoticeKind.CORRECTION
    sent_on: date = date.min
    working_days: int | None = None
    suspends: bool = False
    late: bool = False
    arrived: bool = False

    def arrive(self, day: date, law: Law) -> None:
        self.arrived = True
        self.opened_on = day
        self.due = notice_due(law, self.topic, day, self.sent_on, self.working_days)

    def lapsed(self, as_of: date) -> bool:
        """R30.3, F6: the applicant's period is over without an answer, so the request is given up."""
        return self.suspends and self.arrived and self.is_open and as_of > self.due.date


def notice_due(law: Law, topic: NoticeKind, start: date, sent: date, working_days: int | None) -> Due:
    """The applicant's own period."""
    if topic is NoticeKind.CORRECTION:
        return correction.correction_due(law, start, sent, working_days)
    if topic is NoticeKind.FEE:
        return fee.payment_due(law, start, sent)
    return period_due(law, "reasons.answer_period", start, sent)


@dataclass(slots=True)
class Consultation(Matter):
    """`excludes`: its time is left out of the reply period (R33.4)."""

    asked: Asked = Asked.THIRD_PARTY
    key: str = ""
    party: str = ""
    asked_on: date = date.min
    excludes: bool = True
    arrived: bool = False

    def arrive(self, day: date, law: Law) -> None:
        self.arrived = True
        self.opened_on = day
        self.due = consultation_due(law, self.asked, day, self.asked_on)

    def interval(self, bounds: str) -> Interval:
        """C-8: to the day of the answer, at most to the end of the other side's period."""
        last = self.due.date if self.met_on is None else min(self.met_on, self.due.date)
        return excluded(self.asked_on, last, bounds)


def consultation_due(law: Law, asked: Asked, start: date, asked_on: date) -> Due:
    """The other side's period, counted from `start`."""
    if asked is Asked.THIRD_PARTY:
        return third_party.third_party_due(law, start, asked_on)
    if asked is Asked.CO_PRODUCER:
        return co_producer.co_producer_due(law, start, asked_on)
    return other_body.other_body_due(law, start)


ON_SILENCE = {
    Asked.THIRD_PARTY: third_party.ON_SILENCE,
    Asked.CO_PRODUCER: co_producer.ON_SILENCE,
    Asked.OTHER_BODY: other_body.ON_SILENCE,
}
NOTICE_DEADLINE = {
    NoticeKind.CORRECTION: ("correction", "task"),
    NoticeKind.REASONS: ("reasons", "escalate"),
    NoticeKind.FEE: ("fee_payment", "task"),
}
