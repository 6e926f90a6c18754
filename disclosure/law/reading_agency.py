"""R33.3, R35.2, C-10, K14: events in which the agency, or a court, moves or stops the reply period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from disclosure.errors import BadInput
from disclosure.law import delivery, extension, postponement, redo
from disclosure.law.events import ClockEvent, EventKind
from disclosure.law.ledger import Period, Void
from disclosure.law.matters import void
from disclosure.law.period import Due
from disclosure.law.receipt import received_on
from disclosure.law.running import Running


def _extend(state: Running, event: ClockEvent) -> None:
    assert state.period is not None
    if event.working_days is None:
        raise BadInput(
            "extended 没有写明延长多少", "延期以工作日计", "请填写 working_days", field="working_days"
        )
    most = extension.extension_max(state.law, state.day)
    period = state.period
    extension.require_extension(
        extension.ExtensionFacts(event.on, state.due(), event.working_days, period.used, period.ordered, most)
    )
    period.used = period.extra = event.working_days


def _postpone(state: Running, event: ClockEvent) -> None:
    assert state.period is not None
    if event.until is None:
        raise BadInput("postponed 没有写明延迟到哪一天", "延迟答复须定出期限", "请填写 until", field="until")
    basis = state.law.numbers["reasons.answer_period"].on(event.on).basis
    postponement.require_postponement(event.on, state.due(), event.until, ordered=state.period.ordered)
    state.period.fixed = Due(event.until, "R35.2", basis, "已告知申请人的延迟答复期限")
    state.period.quota = state.period.extra = 0


def _made(state: Running, event: ClockEvent) -> None:
    """Making the reply is a fact for the file; the period stops when it leaves or arrives."""


def _sent(state: Running, event: ClockEvent) -> None:
    if event.delivery is None:
        raise BadInput(
            "reply_sent 没有写明送达方式", "停止的日期依送达方式确定", "请填写 delivery", field="delivery"
        )
    if delivery.stops_when_sent(state.law, event.delivery, event.on):
        _stop(state, event.on)


def _served(state: Running, event: ClockEvent) -> None:
    _stop(state, event.on)
    state.served = state.served or event.on


def _stop(state: Running, day: date) -> None:
    if state.stopped:
        return
    state.lapsed_on = state.lapse(day)
    state.stopped = day
    state.concluded = state.concluded or day
    state.stopped_while_suspended = state.suspended
    state.close(day)


def _withdraw(state: Running, event: ClockEvent) -> None:
    state.withdrawn = event.on
    state.concluded = state.concluded or event.on
    state.close(event.on)


def _order(state: Running, event: ClockEvent) -> None:
    """K14: a new round with the period of the order, which only another order moves. It takes the place of
    what the agency itself owed. Whoever was asked may still answer, but no notice suspends any more."""
    if event.working_days is not None and event.working_days < 1:
        raise BadInput(
            f"期限 {event.working_days} 个工作日不合理", "至少 1 个工作日", "请更正", field="working_days"
        )
    due = redo.redo_due(state.law, event.on, working_days=event.working_days, until=event.until)
    if state.period is None:
        assert state.filed is not None
        state.receive(received_on(state.filed, state.law))  # who is ordered to act has received the request
    elif not state.withdrawn and state.lapse(event.on) is None:
        state.earlier_rounds.append(state.reply_matter())
    assert state.period is not None
    void((*state.earlier_rounds, *state.notice_limits), event.on)
    for notice in state.notices:
        notice.suspends = False
    if state.stopped or state.withdrawn:
        state.phase = "review"  # an order against silence leaves the case where it is
    state.voids.append(Void(event.on, "K14", "责令重新处理，期限依裁决，此前不计"))
    state.period = Period(state.period.round + 1, event.on, 0, fixed=due, ordered=True)
    state.stopped = state.served = state.withdrawn = state.lapsed_on = None
    state.stopped_while_suspended = False


HANDLERS: Mapping[EventKind, Callable[[Running, ClockEvent], None]] = {
    EventKind.EXTENDED: _extend,
    EventKind.POSTPONED: _postpone,
    EventKind.REPLY_MADE: _made,
    EventKind.REPLY_SENT: _sent,
    EventKind.REPLY_SERVED: _served,
    EventKind.ORDERED_TO_ACT: _order,
    EventKind.WITHDRAWN: _withdraw,
}
