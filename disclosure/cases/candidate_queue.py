"""Candidates as lists show them: where each stands, whose turn it is, until when. No title before the approval: until
then it may name somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from disclosure.cases.demand import in_pieces
from disclosure.cases.proposing import UNDECIDED
from disclosure.store.tables import candidate_requests, candidates, deadlines, requests
from state_machines import PROACTIVE

_K = candidates.c
# What a person has let out; and of a candidate taken down what was once public.
NAMED = frozenset({"approved", "published", "taken_down"})


@dataclass(frozen=True, slots=True)
class Queued:
    """`due` is the earliest of what is owed now, None when nothing is. `requests` are numbers of cases."""

    id: int
    number: str
    state: str
    origin: str
    unit: str
    opened_on: date
    title: str | None
    due: date | None
    requests: tuple[str, ...]

    @property
    def label(self) -> str:
        return PROACTIVE.states[self.state].label

    @property
    def owner(self) -> str:
        return PROACTIVE.states[self.state].owner_role


def waiting(connection: Connection) -> list[Queued]:
    """Candidates on which somebody has still to decide or to act before publication, the oldest first."""
    return queued(connection, _K.state.in_(sorted(UNDECIDED)))


def queued(
    connection: Connection, which: ColumnElement[bool], after: int = 0, limit: int | None = None
) -> list[Queued]:
    """At most `limit` candidates behind the one with the id `after`, in the order of their ids."""
    owed = (
        select(func.min(deadlines.c.due))
        .where(deadlines.c.request_id.is_(None), deadlines.c.status == "open")
        .where(deadlines.c.kind.in_({kind for state in PROACTIVE.states.values() for kind in state.timed_by}))
        .where((deadlines.c.ref == _K.number) | deadlines.c.ref.startswith(_K.number + ":"))
        .scalar_subquery()
    )
    columns = (_K.id, _K.number, _K.state, _K.origin, _K.unit, _K.opened_on, _K.title, owed)
    query = select(*columns).where(and_(which, _K.id > after)).order_by(_K.id).limit(limit)
    rows = connection.execute(query).all()
    members = _members(connection, [row[0] for row in rows])
    return [
        Queued(
            id_,
            number,
            state,
            origin,
            unit,
            opened,
            title if state in NAMED else None,
            due,
            members.get(id_, ()),
        )
        for id_, number, state, origin, unit, opened, title, due in rows
    ]


def _members(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for piece in in_pieces(ids):
        query = (
            select(candidate_requests.c.candidate_id, requests.c.number)
            .join(requests, requests.c.id == candidate_requests.c.request_id)
            .where(candidate_requests.c.candidate_id.in_(piece))
            .order_by(requests.c.number)
        )
        for id_, number in connection.execute(query):
            found[id_] = (*found.get(id_, ()), number)
    return found
