"""R30 to R35, F6, K1 to K14: the clock of one request as a pure function of its events, the law and a day.

`replay` reads the events in order; `Clock` says when the reply is due, why, and what else is owed. The
choices made where the law is silent are written down in docs/decisions/0004-clock.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from disclosure.law import reply
from disclosure.law.events import ClockEvent
from disclosure.law.exclusions import ONE_DAY
from disclosure.law.ledger import Span, build
from disclosure.law.period import Due
from disclosure.law.reading import read
from disclosure.law.regime import AUTO, regime_of, regimes
from disclosure.law.running import Running
from disclosure.law.terms import Law


class Status(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    AWAITING_APPLICANT = "awaiting_applicant"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClockDeadline:
    """One deadline. `ref` tells those of a kind apart: the round, the notice, or who was asked. `on_expiry`
    is one of transition, task, escalate; `void_on` the day from which nothing was owed any more."""

    kind: str
    ref: str
    opened_on: date
    end: Due
    on_expiry: str
    met_on: date | None
    void_on: date | None

    @property
    def due(self) -> date:
        return self.end.date

    @property
    def basis(self) -> str:
        """Rule id."""
        return self.end.rule

    @property
    def provisional(self) -> bool:
        return self.end.provisional

    @property
    def sentence(self) -> str:
        return self.end.sentence


@dataclass(frozen=True, slots=True)
class Clock:
    """`due` is None when the clock has not started or has ended; `remaining_working_days` unless it runs.
    `period_start` is the day before day 1 of the running period, `extension` its extension in working
    days. `concluded_on` is the day of the first reply or withdrawal; a later order does not move it (N3)."""

    receipt_date: date | None
    regime: str
    due: date | None
    provisional: bool
    phase: str
    status: Status
    remaining_working_days: int | None
    ledger: tuple[Span, ...]
    deadlines: tuple[ClockDeadline, ...]
    round: int
    period_start: date | None
    extension: int | None
    stopped_on: date | None
    served_on: date | None
    concluded_on: date | None


def replay(events: Sequence[ClockEvent], law: Law, as_of: date, *, regime: str = AUTO) -> Clock:
    """The clock on the evening of `as_of`. Raises BadInput for events that contradict each other,
    GateRefused for an extension or postponement the law does not allow, NotInForce for what the law of that
    day does not know; `field` names the event."""
    in_order = sorted(enumerate(events), key=lambda numbered: numbered[1].on)
    if regime != AUTO:
        regime_of(law, as_of, regime)  # an unknown name is not the fault of an event
    elif law.option("transition_2019") == "favourable":
        regime = _favoured(in_order, law, as_of)
    return _answer(read(in_order, law, as_of, regime))


def _favoured(in_order: Sequence[tuple[int, ClockEvent]], law: Law, as_of: date) -> str:
    """X12: what was received under the first law and still in time on the eve of the second follows the
    second."""
    old, new = regimes(law)[:2]
    eve = new.first - ONE_DAY
    before = [numbered for numbered in in_order if numbered[1].on <= eve]
    if not before or as_of < new.first:
        return AUTO
    state = read(before, law, eve, AUTO)
    if state.period is None or state.regime != old:
        return AUTO
    pending = _status(state) in (Status.RUNNING, Status.PAUSED, Status.AWAITING_APPLICANT)
    return new.name if pending and (state.suspended or state.due() > eve) else AUTO


def _answer(state: Running) -> Clock:
    if state.period is None or state.receipt is None:
        return _not_started(state)
    status = _status(state)
    due = None if status is Status.ENDED else state.due()
    runs = status in (Status.RUNNING, Status.OVERDUE)
    return Clock(
        receipt_date=state.receipt,
        regime=state.regime_name,
        due=due,
        provisional=due is not None and state.provisional(due),
        phase=_phase(state),
        status=status,
        remaining_working_days=state.law.workdays.between(state.as_of, due) if due and runs else None,
        ledger=_ledger(state, due),
        deadlines=_deadlines(state, due),
        round=state.period.round,
        period_start=state.period.base,
        extension=state.period.used,
        stopped_on=state.stopped,
        served_on=state.served,
        concluded_on=state.concluded,
    )


def _not_started(state: Running) -> Clock:
    status = Status.ENDED if state.withdrawn else Status.NOT_STARTED
    return Clock(
        None, state.regime_name, None, False, state.phase, status, None, (), (), 0, None, None, None, None, None
    )  # fmt: skip


def _status(state: Running) -> Status:
    as_of, stopped = state.as_of, state.stopped
    if state.withdrawn or state.lapsed_on is not None:
        return Status.ENDED
    if stopped:
        in_time = state.stopped_while_suspended or stopped <= state.due()
        return Status.MET if in_time else Status.LATE
    if state.suspended:
        return Status.AWAITING_APPLICANT
    if state.paused():
        return Status.PAUSED
    return Status.OVERDUE if as_of > state.due() else Status.RUNNING


def _phase(state: Running) -> str:
    asking = any(c.is_open and state.as_of <= c.due.date for c in state.consultations)
    return "consultation" if asking and state.phase == "review" else state.phase


def _ledger(state: Running, due: date | None) -> tuple[Span, ...]:
    assert state.period is not None
    assert state.receipt is not None
    last = due or min(state.due(), state.withdrawn or date.max, state.lapsed_on or date.max)
    exclusions = state.exclusions()
    articles = reply.articles(state.law, state.day)
    return build(state.law.workdays, state.receipt, state.voids, state.period, exclusions, articles, last)


def _deadlines(state: Running, due: date | None) -> tuple[ClockDeadline, ...]:
    found = list(state.earlier_rounds)
    if due is not None:
        found.append(state.reply_matter())
    found += state.notice_limits
    found += state.notices
    found += state.consultations
    return tuple(
        ClockDeadline(m.kind, m.ref, m.opened_on, m.due, m.on_expiry, m.met_on, m.void_on) for m in found
    )
