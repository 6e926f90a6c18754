"""One case under another configuration: what of its stored row and deadlines would read otherwise.

Compared is with what stands in the tables, which the proof of the book holds to be what the history adds up to under
the version of its last step. The day of that step is the day the clock is read on, so that what differs comes from
the configuration and not from the time gone by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)

from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.facts import FACTS_JSON, Facts
from disclosure.cases.revising.touching import Touch
from disclosure.cases.writing import UNSETTLED, deadline_cells, timed_columns
from disclosure.errors import DisclosureError
from disclosure.law.clock import Clock
from disclosure.params import Config
from disclosure.store.statements import Statement
from disclosure.store.tables import deadlines, history, requests

REQUEST = "request"  # as a kind: the case itself
GONE, NEW = "ended", "opened"  # as a field: a deadline no longer owed, one that is owed newly
PIECE = 2_000  # ids read at once

# What a configuration can move in the row of a case: `writing.timed_columns`, in this order.
OF_CASE = (
    "received_on",
    "due",
    "clock_status",
    "replied_on",
    "received_year",
    "concluded_year",
    "concluded_as",
)
OF_DEADLINE = (
    "opened_on", "due", "basis", "on_expiry", "owner_role", "unit", "status", "met_on", "provisional", "expires_on",
)  # fmt: skip

_R, _D, _H = requests.c, deadlines.c, history.c


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs, in the words of the tables; `subject` is the number of the case, or of the matter."""

    request_id: int | None
    subject: str
    kind: str
    field: str
    live: str
    draft: str


@dataclass(frozen=True)
class Stored:
    """A case as it stands; `text` are its facts. `deadlines` by kind and ref, the cells of OF_DEADLINE. `settled`:
    closed, with nothing left that is owed or watched; no configuration moves it any more."""

    id: int
    number: str
    version: int
    text: str
    last_on: date
    cells: tuple[Any, ...]
    deadlines: Mapping[tuple[str, str], tuple[Any, ...]]

    @cached_property
    def facts(self) -> Facts:
        return FACTS_JSON.validate_json(self.text)

    @property
    def settled(self) -> bool:
        status = OF_DEADLINE.index("status")
        return self.facts.closed_on is not None and not any(
            cells[status] in UNSETTLED for cells in self.deadlines.values()
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A case, or a matter without one, that cannot be worked out under a configuration, and why."""

    request_id: int | None
    number: str
    why: str


def differences(case: Stored, config: Config) -> list[Difference]:
    """What differs under `config`. Raises a DisclosureError when the rules refuse what has happened."""
    clock = clock_of(case.facts, config.law, latest(case.facts, case.last_on))
    return [*_of_case(case, clock), *_of_deadlines(case, clock, config)]


def why_unread(case: Stored, config: Config) -> str | None:
    """None when the case can be worked out under `config`."""
    try:
        differences(case, config)
    except DisclosureError as error:
        return error.message
    return None


def _of_case(case: Stored, clock: Clock) -> Iterator[Difference]:
    worked_out = timed_columns(case.facts, clock)
    for name, stored in zip(OF_CASE, case.cells, strict=True):
        if worked_out[name] != stored:
            yield Difference(case.id, case.number, REQUEST, name, said(stored), said(worked_out[name]))


def _of_deadlines(case: Stored, clock: Clock, config: Config) -> Iterator[Difference]:
    rest = dict(case.deadlines)
    for deadline in owed(case.facts, clock, config):
        stored = rest.pop((deadline.kind, deadline.ref), None)
        cells = deadline_cells(deadline, case.facts.unit)
        if stored is None:
            yield Difference(case.id, case.number, deadline.kind, NEW, "", said(deadline.due))
            continue
        for name, value in zip(OF_DEADLINE, stored, strict=True):
            if cells[name] != value:
                yield Difference(case.id, case.number, deadline.kind, name, said(value), said(cells[name]))
    for (kind, _), stored in rest.items():
        if stored[OF_DEADLINE.index("status")] in UNSETTLED:
            yield Difference(case.id, case.number, kind, GONE, said(stored[OF_DEADLINE.index("due")]), "")


def said(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def pieces(connection: Connection) -> Iterator[tuple[int, int]]:
    """Ranges of ids (after, up to and including) that hold every case."""
    last = connection.scalar(select(_R.id).order_by(_R.id.desc()).limit(1)) or 0
    return ((start, start + PIECE) for start in range(0, last, PIECE))


def stored_cases(
    connection: Connection, piece: tuple[int, int], touch: Touch, replied_since: date | None
) -> list[Stored]:
    """The cases of a piece that `touch` can move; with `replied_since` also those replied to on or after that day."""
    values = {"first": piece[0], "last": piece[1], "replied_since": replied_since}
    found = connection.execute(_cases(touch, replied=replied_since is not None), values).all()
    if not found:
        return []
    owing: dict[int, dict[tuple[str, str], tuple[Any, ...]]] = {}
    for request_id, kind, ref, *cells in _DEADLINES.rows(connection, {"first": piece[0], "last": piece[1]}):
        owing.setdefault(request_id, {})[kind, ref] = tuple(cells)
    return [_stored(row, owing.get(row.id, {})) for row in found]


def stored_case(connection: Connection, request_id: int) -> Stored:
    """One case, as it stands now."""
    row = connection.execute(_ONE, {"wanted": request_id}).one()
    piece = {"first": request_id - 1, "last": request_id}
    owing = {(kind, ref): tuple(cells) for _, kind, ref, *cells in _DEADLINES.rows(connection, piece)}
    return _stored(row, owing)


def _stored(row: Row[Any], owing: Mapping[tuple[str, str], tuple[Any, ...]]) -> Stored:
    id_, number, version, facts, last_on, *cells = row
    return Stored(id_, number, version, facts, last_on, tuple(cells), owing)


_QUERY = select(_R.id, _R.number, _R.version, _R.facts, _H.on_day, *(_R[name] for name in OF_CASE)).join(
    history, and_(_H.request_id == _R.id, _H.n == _R.version)
)
_ONE = _QUERY.where(_R.id == bindparam("wanted"))
_UNSETTLED = _D.status.in_(sorted(UNSETTLED))
_OPEN = or_(_R.closed_on.is_(None), exists().where(_D.request_id == _R.id, _UNSETTLED))


@cache
def _cases(touch: Touch, *, replied: bool) -> Select[Any]:
    """Open cases that `touch` can move; where it can move a reply, also those replied to."""
    within = and_(_R.id > bindparam("first"), _R.id <= bindparam("last"))
    mine = and_(_OPEN, _later(touch.since) if touch.since else true(), _limited(touch))
    if replied and touch.limited is None:
        mine = or_(mine, _R.replied_on >= bindparam("replied_since"))
    return _QUERY.where(within, mine).order_by(_R.id)


def _later(since: date) -> ColumnElement[bool]:
    """A day on or after `since` stands somewhere in what the case owes."""
    owed_later = exists().where(_D.request_id == _R.id, or_(_D.due >= since, _D.expires_on >= since))
    return or_(_R.due >= since, owed_later)


def _limited(touch: Touch) -> ColumnElement[bool]:
    if touch.limited is None:
        return true()
    kinds = (
        and_(_D.kind == of.kind, _D.ref.startswith(of.ref), true() if of.settled else _UNSETTLED)
        for of in sorted(touch.limited)
    )
    return exists().where(_D.request_id == _R.id, or_(false(), *kinds))


_DEADLINES = Statement(
    select(_D.request_id, _D.kind, _D.ref, *(_D[name] for name in OF_DEADLINE)).where(
        _D.request_id > bindparam("first"), _D.request_id <= bindparam("last")
    )
)


@dataclass(frozen=True, slots=True)
class MovedCase:
    """What reads otherwise in one case; `settled` as of `Stored`."""

    request_id: int
    settled: bool
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Of `cases`: those that read otherwise under a draft, those it alone cannot work out (`refused`), those no
    configuration can (`left`)."""

    cases: int
    moved: list[MovedCase]
    refused: list[Unread]
    left: list[Unread]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases to compare under which two configurations; `replied_since` as in `stored_cases`."""

    live: Config
    draft: Config
    touch: Touch
    replied_since: date | None


def replayed_piece(connection: Connection, piece: tuple[int, int], asked: Asked) -> Replayed:
    cases = stored_cases(connection, piece, asked.touch, asked.replied_since)
    return replayed(cases, asked.live, asked.draft)


def replayed(cases: Sequence[Stored], live: Config, draft: Config) -> Replayed:
    found = Replayed(len(cases), [], [], [])
    for case in cases:
        try:
            differing = differences(case, draft)
        except DisclosureError as error:
            unread = Unread(case.id, case.number, error.message)
            (found.left if why_unread(case, live) else found.refused).append(unread)
            continue
        if differing:
            found.moved.append(MovedCase(case.id, case.settled, differing))
    return found
