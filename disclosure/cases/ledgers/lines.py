"""The requests of a period, one line a case, in the columns offices keep. No name and no identifier is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from disclosure.cases.rights import Contents
from disclosure.cases.words import CHANNELS
from disclosure.law.delivery import stops_when_sent
from disclosure.law.events import Delivery
from disclosure.law.terms import Law
from disclosure.params import Config
from disclosure.reports.forms import COLUMN_TITLES, RESULT_TITLES
from disclosure.store.tables import requests
from state_machines import REQUEST


@dataclass(frozen=True, slots=True)
class _Tick:
    on: date
    event: str
    delivery: str | None = None


@dataclass(frozen=True, slots=True)
class _Consultation:
    kind: str


@dataclass(frozen=True, slots=True)
class _Remedy:
    kind: str
    after_reconsideration: bool = False
    result: str | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line needs of `cases.facts.Facts` beside the columns of `requests`; reading all of it takes six times as
    long."""

    ticks: tuple[_Tick, ...] = ()
    consultations: tuple[_Consultation, ...] = ()
    remedies: tuple[_Remedy, ...] = ()


_TOLD = TypeAdapter(_Told)
Line: TypeAlias = Sequence[str | int | date | None]

_AT_ONCE = 2_000
_R = requests.c
_RECEIVED = func.coalesce(
    _R.received_on, _R.filed_on
)  # what nobody has confirmed yet stands under its filing


def lines(
    connection: Connection, config: Config, since: date, until: date, contents: Contents | None = None
) -> Iterator[Line]:
    """The cases received from `since` to `until`, both included, in the order of their receipt (N1). What was asked
    stays empty where it is not among `contents`."""
    asked = _R.content if contents is None else contents.shown(_R.content)
    query = (
        select(_R.number, _RECEIVED, _R.channel, _R.applicant_kind, asked, _R.unit, _R.due, _R.replied_on,
               _R.outcome,
               _R.concluded_as, _R.closed_on, _R.state, _R.facts)
        .where(_RECEIVED.between(since, until))
        .order_by(_RECEIVED, _R.id)
    )  # fmt: skip
    found = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    units, outcomes = config.organization.units, config.law.outcomes
    for place, row in enumerate(found, 1):
        number, received, channel, kind, content, unit, due, replied, code, first, closed, state, stored = row
        told = _TOLD.validate_json(stored)
        code = code or first  # ordered to act again: the first result stands until there is another
        outcome = outcomes[code] if code else None
        yield (
            place,
            number,
            received,
            CHANNELS[channel],
            COLUMN_TITLES[kind],
            content,
            units[unit].label if unit in units else unit,
            due,
            _yes(_happened(told, "extended")),
            _yes(_happened(told, "correction_requested")),
            _yes(bool(told.consultations)),
            replied,
            _concluded(told, config.law) if first else None,
            outcome.label if outcome else "",
            outcome.article if outcome else "",
            _served(told),
            closed,
            _result(told, "reconsideration", after=False),
            _result(told, "litigation", after=False),
            _result(told, "litigation", after=True),
            REQUEST.states[state].label,
        )


def _yes(held: bool) -> str:
    return "是" if held else "否"


def _happened(told: _Told, event: str) -> bool:
    return any(tick.event == event for tick in told.ticks)


def _concluded(told: _Told, law: Law) -> date | None:
    """N3: the day of the first reply, by posting or by service (C-10), or of the withdrawal."""
    return next((tick.on for tick in told.ticks if _concludes(tick, law)), None)


def _concludes(tick: _Tick, law: Law) -> bool:
    if tick.event == "reply_sent":
        return tick.delivery is not None and stops_when_sent(law, Delivery(tick.delivery), tick.on)
    return tick.event in ("reply_served", "withdrawn")


def _served(told: _Told) -> date | None:
    return next((tick.on for tick in reversed(told.ticks) if tick.event == "reply_served"), None)


def _result(told: _Told, kind: str, *, after: bool) -> str:
    """What 表四 counts (N6): the results of the proceedings of that kind, in the order they were opened."""
    found = [r for r in told.remedies if r.kind == kind and r.after_reconsideration is after]
    return "；".join(RESULT_TITLES[remedy.result or "pending"] for remedy in found)
