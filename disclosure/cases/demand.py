"""Repeated demand as the book holds it: which requests ask for the same information, and of how many applicants.

What makes two texts the same information is for `disclosure.demand` to say; here are the requests, their outcome
and the people, of whom nothing but their number is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from disclosure.cases.spreading import grouped_on_all_processors
from disclosure.demand import Identity, Lexicon, identify, title
from disclosure.demand.identity import LABELS, PLAIN
from disclosure.params import Config
from disclosure.store.tables import applicants, candidate_requests, candidates, requests

PIECE = 500  # ids in one query
T = TypeVar("T")

_R = requests.c
# An old ledger need not tell what was asked for; two of which nothing is told would read the same.
_ASKED = select(_R.id, _R.number, _R.content, _R.filed_on, _R.unit, _R.outcome, _R.replied_on).where(
    _R.content != ""
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `disclosed`: answered with content, so that what it asked for can be public (R44.1)."""

    id: int
    number: str
    content: str
    filed_on: date
    unit: str
    disclosed: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Requests for the same information, or about the same matter; the earliest first and its number the key."""

    members: tuple[Asked, ...]

    @property
    def key(self) -> str:
        return self.members[0].number


@dataclass(frozen=True, slots=True)
class Demand:
    info: tuple[Cluster, ...]  # 同一信息
    matters: tuple[Cluster, ...]  # 同一事项（热点）


def asked_since(connection: Connection, config: Config, since: date) -> list[Asked]:
    """Requests filed after `since`; and, however old, those whose candidate is open or published, so that new ones
    are seen to ask for the same."""
    recent = _ASKED.where(_R.filed_on > since)
    older = (
        _ASKED.join(candidate_requests, candidate_requests.c.request_id == _R.id)
        .join(candidates, candidates.c.id == candidate_requests.c.candidate_id)
        .where(candidates.c.closed_on.is_(None), _R.filed_on <= since)
    )
    disclosing = {code for code, outcome in config.law.outcomes.items() if outcome.discloses}
    found = [
        Asked(id_, number, content, filed, unit, replied is not None and outcome in disclosing)
        for query in (older, recent)
        for id_, number, content, filed, unit, outcome, replied in connection.execute(query)
    ]
    return sorted(found, key=lambda one: one.id)


def grouped(asked: Sequence[Asked], lexicon: Lexicon) -> Demand:
    """Groups of two or more, in the order of their earliest members."""
    found = grouped_on_all_processors([one.content for one in asked], lexicon)
    return Demand(_clusters(asked, found.info), _clusters(asked, found.matters))


def _clusters(asked: Sequence[Asked], groups: Iterable[Sequence[int]]) -> tuple[Cluster, ...]:
    made = (Cluster(tuple(sorted((asked[i] for i in group_), key=_earliest))) for group_ in groups)
    return tuple(sorted(made, key=lambda cluster: _earliest(cluster.members[0])))


def _earliest(one: Asked) -> tuple[date, int]:
    return one.filed_on, one.id


def shared_identity(texts: Sequence[str], lexicon: Lexicon) -> str:
    """What all of `texts` name: places, bodies, numbers, kinds of document, topics. Names without a class are left
    out, and so are words the lexicon does not know: they may be somebody's own."""
    read = [set(_named(identify(text, lexicon))) for text in texts]
    shared = sorted(set.intersection(*read), key=lambda named: (named[0], named[1]))
    return "；".join(what for _, what in shared)


def _named(identity: Identity) -> Iterator[tuple[int, str]]:
    """Each with its place in the line."""
    yield from ((0, name.whole) for name in identity.names if name.kind != PLAIN)
    for kind, values in identity.numbers.items():
        yield from ((1, f"{LABELS[kind]} {value}") for value in values)
    yield from ((2, f"种类 {kind}") for kind in identity.kinds)
    yield from ((3, topic) for topic in identity.topics)


def wording(cluster: Cluster) -> str:
    """The cluster in one line, as some applicant put it. For staff only: it may name a person."""
    return title([member.content for member in cluster.members])


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody, by keyed digests; `named` where there is nothing better."""

    papers: bytes | None
    phone: bytes | None
    named: tuple[str, str]  # name, kind


def applicants_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[Applicant, ...]]:
    """Who asked, by request; agents ask for others and do not count."""
    a = applicants.c
    found: dict[int, tuple[Applicant, ...]] = {}
    for piece in in_pieces(ids):
        query = select(a.request_id, a.id_no_index, a.phone_index, a.name, a.kind)
        mine = (a.role == "applicant", a.request_id.in_(piece))
        for id_, papers, phone, name, kind in connection.execute(query.where(*mine)):
            found[id_] = (*found.get(id_, ()), Applicant(papers, phone, (name, kind)))
    return found


def distinct(people: Iterable[Applicant]) -> int:
    """Different persons among `people`. Papers tell a person; who gave none is told by telephone, else by name and
    kind, and is not counted again where a fuller entry has the same."""
    everyone = list(people)
    papers = {one.papers for one in everyone if one.papers}
    by_phone = _unless_known(everyone, lambda one: one.phone, lambda one: one.papers is None)
    named = _unless_known(
        everyone, lambda one: one.named, lambda one: one.papers is None and one.phone is None
    )
    return len(papers) + by_phone + named


def _unless_known(
    people: Sequence[Applicant], sign: Callable[[Applicant], Any], lesser: Callable[[Applicant], bool]
) -> int:
    """How many different signs those `lesser` known have that none of the others has."""
    fuller = {sign(one) for one in people if not lesser(one)}
    return len({sign(one) for one in people if lesser(one) and sign(one)} - fuller)


def in_pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), PIECE):
        yield values[start : start + PIECE]


def lock(connection: Connection, ids: Iterable[int]) -> None:
    """These requests, against every other writer until the end of the transaction. Always in the order of ids, so
    that two who do this never wait for each other; a command on a case holds that one alone."""
    for piece in in_pieces(sorted(ids)):
        locked = select(_R.id).where(_R.id.in_(piece)).order_by(_R.id).with_for_update()
        connection.execute(locked)
