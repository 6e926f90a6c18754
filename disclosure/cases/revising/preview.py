"""Live and draft side by side: what a draft would move, without writing anything.

Only what the changed parameters touch is replayed (`touching`). A case that the draft cannot work out is listed, and
so is one that no configuration can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, func, select

from disclosure.cases.demand import asked_since, grouped
from disclosure.cases.revising.comparing import (
    REQUEST,
    Asked,
    Difference,
    Replayed,
    Unread,
    pieces,
    replayed_piece,
)
from disclosure.cases.revising.matters import differences_of, moved_matters
from disclosure.cases.revising.rungs import lit_otherwise, outlooks
from disclosure.cases.revising.touching import touched
from disclosure.cases.spreading import on_all_processors
from disclosure.params import Config
from disclosure.params.config import DEMAND
from disclosure.store.engine import open_engine
from disclosure.store.tables import requests

_WORTH_IT = 10_000  # open cases; starting processes takes seconds
LOOK_BACK = timedelta(days=365)  # of replies that punctuality is told of
_IN_TIME = {"met": 1, "late": 0}


@dataclass(frozen=True, slots=True)
class Side:
    """One figure under the configuration in force and under the draft."""

    live: int
    draft: int


@dataclass
class Preview:
    """`cases`: open ones, all of them; `replayed`: those worked out anew. `moved` are what differs of what is open;
    `concluded` what would differ of cases already replied to, which nothing moves. `on_time` of `replies` of the last
    months. `letters`: templates that differ. `to_move`: ids of the open cases behind `moved`."""

    version: str
    base: str
    today: date
    cases: int = 0
    replayed: int = 0
    replies: int = 0
    on_time: Side = Side(0, 0)
    demand: Side | None = None
    letters: tuple[str, ...] = ()
    moved: list[Difference] = field(default_factory=list)
    concluded: list[Difference] = field(default_factory=list)
    refused: list[Unread] = field(default_factory=list)
    left: list[Unread] = field(default_factory=list)
    to_move: list[int] = field(default_factory=list)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Differences by kind of deadline and field."""
        return Counter((one.kind, one.field) for one in self.moved)

    def document(self) -> dict[str, Any]:
        """The JSON of the contract."""
        return {
            "version": self.version,
            "base": self.base,
            "cases": self.cases,
            "replayed": self.replayed,
            "changed": [
                {"number": d.subject, "kind": d.kind, "field": d.field, "live": d.live, "draft": d.draft}
                for d in self.moved
            ],
            "refused": [{"number": one.number, "why": one.why} for one in self.refused],
            "unreadable": [{"number": one.number, "why": one.why} for one in self.left],
            "summary": {
                "by_field": [
                    {"kind": kind, "field": name, "count": n}
                    for (kind, name), n in sorted(self.counts().items())
                ],
                "replies": self.replies,
                "on_time_live": self.on_time.live,
                "on_time_draft": self.on_time.draft,
                "letters": list(self.letters),
                "repeated_demand": self.demand and {"live": self.demand.live, "draft": self.demand.draft},
            },
        }


def preview(connection: Connection, live: Config, draft: Config, today: date) -> Preview:
    """Reads only; the connection may be a snapshot that refuses writes."""
    found = Preview(draft.version, live.version, today, letters=_letters(live, draft))
    still_open = select(func.count()).select_from(requests).where(requests.c.closed_on.is_(None))
    found.cases = connection.scalar(still_open) or 0
    since = today - LOOK_BACK
    touch = touched(live, draft)
    if touch.cases:
        _replay(connection, found, Asked(live, draft, touch, since))
        matters = moved_matters(connection, live, draft)
        found.moved += differences_of(matters.moved)
        found.refused += matters.refused
        found.left += matters.left
    if touch.cases or touch.alerts:
        _look_ahead(connection, found, live, draft)
    found.replies, on_time = _replies(connection, since)
    found.on_time = Side(on_time, on_time + _shift(found.concluded + found.moved))
    if any(live.files.get(name) != draft.files.get(name) for name in DEMAND):
        found.demand = Side(*(_clusters(connection, config, since) for config in (live, draft)))
    return found


def _replay(connection: Connection, found: Preview, asked: Asked) -> None:
    for part in _parts(connection, asked, found.cases):
        found.replayed += part.cases
        found.refused += part.refused
        found.left += part.left
        for case in part.moved:
            if case.settled:
                found.concluded += case.differences
            else:
                found.moved += case.differences
                found.to_move.append(case.request_id)


def _parts(connection: Connection, asked: Asked, cases: int) -> Iterator[Replayed]:
    """Piece by piece; of a large book beside each other, where each process looks for itself. What is written meanwhile
    some of them see and some do not: whoever acts on the figures looks again at what is younger than they are."""
    if cases < _WORTH_IT:
        yield from (replayed_piece(connection, piece, asked) for piece in pieces(connection))
        return
    with on_all_processors((connection.engine.url, asked), "预览") as spread:
        yield from spread(_elsewhere, pieces(connection))


def _elsewhere(piece: tuple[int, int], shared: tuple[URL, Asked]) -> Replayed:
    """In a process of its own."""
    url, asked = shared
    with _reader(url).connect() as connection, connection.begin():
        return replayed_piece(connection, piece, asked)


@cache
def _reader(url: URL) -> Engine:
    return open_engine(url, read_only=True)


def _look_ahead(connection: Connection, found: Preview, live: Config, draft: Config) -> None:
    """Lights: of the deadlines whose day moves, and of those whose day stays."""
    days = [one for one in found.moved if one.field == "due" and one.kind != REQUEST]
    alike: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for one in days:
        key = (one.kind, one.live, one.draft)
        if key not in alike:
            dues = (date.fromisoformat(one.live), date.fromisoformat(one.draft))
            alike[key] = outlooks(live, draft, one.kind, dues, found.today)
        found.moved += [Difference(one.request_id, one.subject, one.kind, *cells) for cells in alike[key]]
    moving = {(one.request_id, one.subject, one.kind) for one in days}
    found.moved += [
        one
        for one in lit_otherwise(connection, live, draft, found.today)
        if (one.request_id, one.subject, one.kind) not in moving
    ]


def _replies(connection: Connection, since: date) -> tuple[int, int]:
    r = requests.c
    query = select(r.clock_status, func.count()).where(r.replied_on >= since).group_by(r.clock_status)
    counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return sum(counts.get(status, 0) for status in _IN_TIME), counts.get("met", 0)


def _shift(differences: list[Difference]) -> int:
    """How many more replies would have been in time."""
    told = [one for one in differences if one.kind == REQUEST and one.field == "clock_status"]
    return sum(_IN_TIME.get(one.draft, 0) - _IN_TIME.get(one.live, 0) for one in told)


def _letters(live: Config, draft: Config) -> tuple[str, ...]:
    names = {*live.files, *draft.files}
    return tuple(
        sorted(n for n in names if n.startswith("letters/") and live.files.get(n) != draft.files.get(n))
    )


def _clusters(connection: Connection, config: Config, since: date) -> int:
    return len(grouped(asked_since(connection, config, since), config.demand).info)
