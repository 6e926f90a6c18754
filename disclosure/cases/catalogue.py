"""公开目录 (R12) as it is read: listed, searched, and offered to whoever asks for what is public already.

Nothing here comes from a request: an entry says what a person prepared and others let out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from disclosure.cases.demand import shared_identity
from disclosure.demand import Index
from disclosure.params import Config
from disclosure.store.tables import candidate_requests, candidates, catalogue, dossier_steps, requests

_C = catalogue.c
ALIKE = "与已公开答复过的申请相同"
RELATED = "可能相关，请核对名称和内容概述"
TEXTS = 20  # of the requests behind an entry, what the index holds


@dataclass(frozen=True, slots=True)
class Entry:
    """`span_days` are the days before, and as many after, of the two counts of filings."""

    id: int
    index_number: str
    title: str
    summary: str
    formed_on: date
    manner: str
    scope: str
    place: str
    published_on: date
    taken_down_on: date | None
    filings_before: int | None
    filings_after: int | None
    span_days: int | None
    measured_on: date | None
    measured_last: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry for somebody who has just written what he wants. `same_information`: it answers the request; else
    it may be related."""

    entry: Entry
    same_information: bool
    why: str


_ENTRY = select(*(_C[name] for name in Entry.__dataclass_fields__)).order_by(_C.id)


def entries(
    connection: Connection,
    *,
    words: str = "",
    everything: bool = False,
    after: int = 0,
    limit: int | None = None,
) -> list[Entry]:
    """In the order of publication; those taken down only with `everything`. `words` stand in 名称 or 内容概述. At most
    `limit`, behind the one with the id `after`."""
    query = _ENTRY.where(_C.id > after).limit(limit)
    if not everything:
        query = query.where(_C.taken_down_on.is_(None))
    for word in words.split():
        query = query.where(
            or_(_C.title.contains(word, autoescape=True), _C.summary.contains(word, autoescape=True))
        )
    return [Entry(*row) for row in connection.execute(query)]


def entry(connection: Connection, index_number: str) -> Entry | None:
    """One that is public now."""
    found = _ENTRY.where(_C.index_number == index_number, _C.taken_down_on.is_(None))
    row = connection.execute(found).first()
    return None if row is None else Entry(*row)


def frequent(connection: Connection, limit: int) -> list[Entry]:
    """R44.1: what was asked for repeatedly before it was published, most often first."""
    asked = _ENTRY.order_by(None).where(_C.taken_down_on.is_(None), _C.candidate_id.is_not(None))
    often = func.coalesce(_C.filings_before, 0).desc()
    return [Entry(*row) for row in connection.execute(asked.order_by(often, _C.id.desc()).limit(limit))]


class Offering:
    """The entries on offer, by the texts of the requests they came from and their own names. Made once and asked
    many times; it knows nothing of what is published later."""

    def __init__(self, connection: Connection, config: Config) -> None:
        self._lexicon = config.demand
        self._index = Index(config.demand)
        self._entries = {entry.id: entry for entry in entries(connection)}
        for id_, texts in _texts(connection).items():
            if id_ in self._entries:
                for n, text in enumerate([self._entries[id_].title, *texts[:TEXTS]]):
                    self._index.add(f"{id_}/{n}", text)

    def offers(self, text: str, limit: int) -> list[Offer]:
        """What answers `text`, then what may be related; best first."""
        best: dict[int, bool] = {}
        for match in self._index.similar(text, limit * (TEXTS + 1)):
            best.setdefault(int(match.key.partition("/")[0]), match.same_information)
        return [self._offer(self._entries[id_], text, same) for id_, same in list(best.items())[:limit]]

    def _offer(self, entry: Entry, text: str, same: bool) -> Offer:
        """Why, from what is public and what the person wrote himself; never from another's request."""
        shared = shared_identity([text, f"{entry.title}。{entry.summary}"], self._lexicon)
        return Offer(entry, same, shared or (ALIKE if same else RELATED))


def offers(connection: Connection, config: Config, text: str, limit: int) -> list[Offer]:
    """Published entries that answer a newly typed request. For one question; many are asked of an Offering."""
    return Offering(connection, config).offers(text, limit)


def _texts(connection: Connection) -> Mapping[int, list[str]]:
    """Different wordings of the requests behind each entry, the latest first."""
    query = (
        select(_C.id, requests.c.content)
        .select_from(catalogue)
        .outerjoin(candidate_requests, candidate_requests.c.candidate_id == _C.candidate_id)
        .outerjoin(requests, requests.c.id == candidate_requests.c.request_id)
        .where(_C.taken_down_on.is_(None))
        .order_by(_C.id, requests.c.id.desc())
    )
    found: dict[int, list[str]] = {}
    for id_, content in connection.execute(query):
        texts = found.setdefault(id_, [])
        if content is not None and content not in texts:
            texts.append(content)
    return found


def differences(connection: Connection) -> Iterator[str]:
    """Entries that are not what the chained steps of their candidate published: the content cleared, what was
    prepared with it, the day, the place; and publications without an entry."""
    steps = _published(connection)
    query = select(catalogue, candidates.c.number).outerjoin(candidates, candidates.c.id == _C.candidate_id)
    for row in connection.execute(query.order_by(_C.id)).mappings():
        if row["candidate_id"] is None:  # came another way than by conversion
            continue
        wanted = steps.pop(row["number"], None)
        if wanted is None:
            yield f"{row['index_number']}：没有公开这一步"
            continue
        wrong = [name for name, value in wanted.items() if str(row[name]) != str(value)]
        if wrong:
            yield f"{row['index_number']}：{'、'.join(wrong)} 与 {row['number']} 的记录不符"
    yield from (f"{number}：已公开，目录中没有" for number in steps)


def _published(connection: Connection) -> dict[str, dict[str, Any]]:
    """What each candidate published, from its steps alone, by its number. That the steps are whole is for
    `dossiers.faults` to say."""
    s = dossier_steps.c
    telling = s.command.in_(("prepare_content", "clear", "publish", "take_down"))
    query = select(s.number, s.command, s.data, s.on_day).where(s.kind == "candidate", telling)
    found: dict[str, dict[str, Any]] = {}
    prepared: dict[str, dict[str, Any]] = {}
    for number, command, data, on in connection.execute(query.order_by(s.id)):
        content = json.loads(data)
        match command:
            case "prepare_content":
                prepared[number] = {
                    k: content[k] for k in ("title", "summary", "formed_on", "manner", "scope")
                }
            case "clear":
                prepared.setdefault(number, {})["content_hash"] = content["content_hash"]
            case "publish":
                said = {"place": content["place"], "published_on": on, "taken_down_on": None}
                found[number] = prepared.get(number, {}) | said
            case _:
                found.setdefault(number, {})["taken_down_on"] = on
    return found
