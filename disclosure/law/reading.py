"""The reading of a history in order: which event is admitted when, who reads it, and the phase it leaves
behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from disclosure.errors import BadInput, Refused
from disclosure.law import reading_agency, reading_applicant, reading_others
from disclosure.law.events import ClockEvent, EventKind
from disclosure.law.running import Running
from disclosure.law.terms import Law

_HANDLERS = {**reading_applicant.HANDLERS, **reading_others.HANDLERS, **reading_agency.HANDLERS}

# Phases are those of the statechart (state_machines/request.py); an event not listed leaves the phase as it
# is, or to its handler.
_PHASE_AFTER = {
    EventKind.CORRECTION_REQUESTED: "registration",
    EventKind.CORRECTION_RECEIVED: "registration",
    EventKind.REASONS_REQUESTED: "registration",
    EventKind.REASONS_RECEIVED: "registration",
    EventKind.THIRD_PARTY_ASKED: "review",
    EventKind.CO_PRODUCER_ASKED: "review",
    EventKind.OTHER_BODY_ASKED: "review",
    EventKind.FEE_NOTICE_SENT: "review",
    EventKind.FEE_PAID: "review",
    EventKind.REPLY_MADE: "reply",
    EventKind.REPLY_SENT: "reply",
    EventKind.REPLY_SERVED: "remedy",
    EventKind.WITHDRAWN: "closed",
}
_BEFORE_RECEIPT = {
    EventKind.RECEIVED,
    EventKind.CONFIRMED,
    EventKind.WITHDRAWN,
    EventKind.ORDERED_TO_ACT,  # its period is its own
}
_LATE_NEWS = {
    EventKind.THIRD_PARTY_LETTER_RECEIVED,
    EventKind.THIRD_PARTY_ANSWERED,
    EventKind.CO_PRODUCER_LETTER_RECEIVED,
    EventKind.CO_PRODUCER_ANSWERED,
    EventKind.OTHER_BODY_ANSWERED,
}
_AFTER_WITHDRAWAL = _LATE_NEWS | {EventKind.ORDERED_TO_ACT}
_AFTER_STOP = _LATE_NEWS | {
    EventKind.REPLY_MADE,
    EventKind.REPLY_SENT,
    EventKind.REPLY_SERVED,
    EventKind.ORDERED_TO_ACT,
}


def read(in_order: Iterable[tuple[int, ClockEvent]], law: Law, as_of: date, regime: str) -> Running:
    """The state after all events; each comes with its place in the input, which a refusal names."""
    state = Running(law, as_of, regime)
    for place, event in in_order:
        state.cached_due = None
        try:
            _admit(state, event)
            _HANDLERS[event.event](state, event)
        except Refused as error:
            error.field = f"events.{place}.{error.field}" if error.field else f"events.{place}"
            raise
        state.phase = _PHASE_AFTER.get(event.event, state.phase)
    if state.filed is None:
        raise BadInput("没有 received 事件", "期限从收到申请开始", "请补上收到申请的日期", field="events")
    state.cached_due = None
    state.lapsed_on = state.lapse()
    return state


def _admit(state: Running, event: ClockEvent) -> None:
    kind, on = event.event, event.on
    if on > state.as_of:
        raise BadInput(f"{kind} 的日期 {on} 晚于 {state.as_of}", "不能登记将来的事", "请核对日期", field="on")
    if state.filed is None and kind is not EventKind.RECEIVED:
        raise BadInput(f"{kind} 早于收到申请", "第一件事应是 received", "请补上或更正收到的日期", field="on")
    if state.period is None and kind not in _BEFORE_RECEIPT:
        what, why = f"{kind} 之前申请尚未确认", "该渠道以双方确认之日为收到之日"
        raise BadInput(what, why, "请先登记 confirmed", field="event")
    if state.withdrawn and kind not in _AFTER_WITHDRAWAL:
        why = f"申请已于 {state.withdrawn} 撤回"
        raise BadInput(f"{kind} 在撤回之后", why, "请核对事件和日期", field="event")
    if state.stopped and kind not in _AFTER_STOP:
        why = f"答复期限已于 {state.stopped} 停止"
        raise BadInput(f"{kind} 在答复之后", why, "请核对事件和日期", field="event")
