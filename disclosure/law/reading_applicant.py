"""R30, R31, R35.1, F6: events between the agency and the applicant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from disclosure.errors import BadInput
from disclosure.law import correction
from disclosure.law.events import ClockEvent, EventKind, NoticeKind
from disclosure.law.matters import NOTICE_DEADLINE, Notice, notice_due, void
from disclosure.law.receipt import receipt, received_on
from disclosure.law.running import Running


def _received(state: Running, event: ClockEvent) -> None:
    if state.filed is not None:
        raise BadInput("received 出现了两次", "一份申请只收到一次", "请删去一条", field="event")
    if event.channel is None:
        raise BadInput("received 没有 channel", "收到之日依渠道确定", "请填写渠道", field="channel")
    state.filed, state.channel = event.on, event.channel
    _start(state, None)


def _confirm(state: Running, event: ClockEvent) -> None:
    if state.confirmed:
        raise BadInput("confirmed 出现了两次", "确认一次即可", "请删去一条", field="event")
    state.confirmed = True
    if state.period is None:
        _start(state, event.on)


def _start(state: Running, confirmed: date | None) -> None:
    """R31, R33.2: the first period begins, once the receipt date is known."""
    assert state.filed is not None
    assert state.channel is not None
    found = receipt(state.channel, state.filed, confirmed, state.law)
    if found is None:
        return
    state.receive(found.date)
    state.open_notice_limit(found.date)


def _send_notice(state: Running, topic: NoticeKind, event: ClockEvent, limit: date) -> None:
    """`limit`: the last day on which the notice is timely."""
    assert state.period is not None
    if event.working_days is not None and event.working_days < 1:
        raise BadInput(
            f"期限 {event.working_days} 个工作日不合理", "至少 1 个工作日", "请更正", field="working_days"
        )
    kind, on_expiry = NOTICE_DEADLINE[topic]
    due = notice_due(state.law, topic, event.on, event.on, event.working_days)
    late = event.on > min(limit, state.due())
    state.notices.append(
        Notice(
            kind,
            event.ref or str(sum(n.topic is topic for n in state.notices) + 1),
            event.on,
            due,
            on_expiry,
            topic=topic,
            sent_on=event.on,
            working_days=event.working_days,
            suspends=topic is not NoticeKind.REASONS and not late and not state.period.ordered,
            late=late,
        )
    )


def _open_notice(state: Running, topic: NoticeKind) -> Notice:
    for notice in reversed(state.notices):
        if notice.topic is topic and notice.is_open:
            return notice
    raise BadInput(
        "没有发出过相应的告知或通知", "先有告知，才有申请人的回应", "请先登记告知的发出", field="event"
    )


def _answer(state: Running, topic: NoticeKind, day: date) -> Notice:
    """The last notice of its topic is answered, and one answer is enough for all of them."""
    notice = _open_notice(state, topic)
    notice.met_on = day
    void((other for other in state.notices if other.topic is topic), day)
    return notice


def _request_correction(state: Running, event: ClockEvent) -> None:
    limit = date.max
    if state.notice_limits:
        last = state.notice_limits[-1]
        limit = last.due.date
        if last.is_open:
            last.met_on = event.on
    _send_notice(state, NoticeKind.CORRECTION, event, limit)


def _receive_correction(state: Running, event: ClockEvent) -> None:
    notice = _answer(state, NoticeKind.CORRECTION, event.on)
    if notice.late and state.law.option("late_correction_notice") == "no_restart":
        return
    day = received_on(event.on, state.law)
    rule = correction.restart_rule(state.law, state.day)
    state.restart(day, rule, "收到补正，期限重新计算，此前不计")
    if state.period is not None and not state.period.ordered:
        state.open_notice_limit(day)


def _request_reasons(state: Running, event: ClockEvent) -> None:
    _send_notice(state, NoticeKind.REASONS, event, date.max)


def _receive_reasons(state: Running, event: ClockEvent) -> None:
    _answer(state, NoticeKind.REASONS, event.on)


def _send_fee_notice(state: Running, event: ClockEvent) -> None:
    _send_notice(state, NoticeKind.FEE, event, date.max)


def _notice_arrived(state: Running, event: ClockEvent) -> None:
    of_correction = event.event is EventKind.CORRECTION_NOTICE_RECEIVED
    notice = _open_notice(state, NoticeKind.CORRECTION if of_correction else NoticeKind.FEE)
    if notice.arrived:
        raise BadInput(f"{event.event} 出现了两次", "同一告知只收到一次", "请删去一条", field="event")
    notice.arrive(event.on, state.law)


def _fee_paid(state: Running, event: ClockEvent) -> None:
    _answer(state, NoticeKind.FEE, event.on)
    state.restart(event.on, "F6.2", "完成缴费，期限重新计算，此前不计")


HANDLERS: Mapping[EventKind, Callable[[Running, ClockEvent], None]] = {
    EventKind.RECEIVED: _received,
    EventKind.CONFIRMED: _confirm,
    EventKind.CORRECTION_REQUESTED: _request_correction,
    EventKind.CORRECTION_NOTICE_RECEIVED: _notice_arrived,
    EventKind.CORRECTION_RECEIVED: _receive_correction,
    EventKind.REASONS_REQUESTED: _request_reasons,
    EventKind.REASONS_RECEIVED: _receive_reasons,
    EventKind.FEE_NOTICE_SENT: _send_fee_notice,
    EventKind.FEE_NOTICE_RECEIVED: _notice_arrived,
    EventKind.FEE_PAID: _fee_paid,
}
