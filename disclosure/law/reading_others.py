"""R32 to R34, K5 to K7: events between the agency and those whose opinion it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from disclosure.errors import BadInput
from disclosure.law import reply
from disclosure.law.events import Asked, ClockEvent, EventKind
from disclosure.law.matters import ON_SILENCE, Consultation, consultation_due
from disclosure.law.other_body import is_excluded
from disclosure.law.running import Running

_ASKED = {kind: asked for kind in EventKind for asked in Asked if kind.startswith(asked)}


def _key(event: ClockEvent) -> str:
    return event.ref or event.party


def _party(asked: Asked) -> str:
    return "party" if asked is Asked.THIRD_PARTY else "body"


def _ask(state: Running, event: ClockEvent) -> None:
    asked = _ASKED[event.event]
    if not _key(event):
        raise BadInput(
            f"{event.event} 没有写明征求谁的意见", "一次征询对应一方", "请填写名称", field=_party(asked)
        )
    earlier = [c for c in state.consultations if c.asked is asked and c.key == _key(event)]
    if any(c.is_open and event.on <= c.due.date for c in earlier):
        raise BadInput(
            f"对{event.party}的征询尚未结束",
            "同一方同时只能有一次征询",
            "请先登记其答复",
            field=_party(asked),
        )
    ref = _key(event) if not earlier else f"{_key(event)}#{len(earlier) + 1}"
    both = asked is Asked.THIRD_PARTY or reply.excludes_other_bodies(state.law, state.day)
    state.consultations.append(
        Consultation(
            asked,
            ref,
            event.on,
            consultation_due(state.law, asked, event.on, event.on),
            ON_SILENCE[asked],
            asked=asked,
            key=_key(event),
            party=event.party or event.ref,
            asked_on=event.on,
            excludes=both and (asked is not Asked.OTHER_BODY or is_excluded(event.party, state.law)),
        )
    )


def _consultation(state: Running, event: ClockEvent) -> Consultation:
    asked = _ASKED[event.event]
    for consultation in reversed(state.consultations):
        if consultation.asked is asked and consultation.key == _key(event) and consultation.met_on is None:
            return consultation
    raise BadInput(
        f"{event.event}：没有向{event.party or '该方'}征求过意见，或者已经答复",
        "先有征询，才有对方的回应",
        "请核对名称，或先登记征询",
        field=_party(asked),
    )


def _letter_arrived(state: Running, event: ClockEvent) -> None:
    consultation = _consultation(state, event)
    if consultation.arrived:
        raise BadInput(f"{event.event} 出现了两次", "同一征求意见书只收到一次", "请删去一条", field="event")
    consultation.arrive(event.on, state.law)


def _answered(state: Running, event: ClockEvent) -> None:
    _consultation(state, event).met_on = event.on


HANDLERS: Mapping[EventKind, Callable[[Running, ClockEvent], None]] = {
    EventKind.THIRD_PARTY_ASKED: _ask,
    EventKind.THIRD_PARTY_LETTER_RECEIVED: _letter_arrived,
    EventKind.THIRD_PARTY_ANSWERED: _answered,
    EventKind.CO_PRODUCER_ASKED: _ask,
    EventKind.CO_PRODUCER_LETTER_RECEIVED: _letter_arrived,
    EventKind.CO_PRODUCER_ANSWERED: _answered,
    EventKind.OTHER_BODY_ASKED: _ask,
    EventKind.OTHER_BODY_ANSWERED: _answered,
}
