"""The rows of imported cases, many at a time: what `cases.scribe` writes for one command, for the first row of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from disclosure.cases import people
from disclosure.cases import writing as cases
from disclosure.cases.context import Actor
from disclosure.cases.duties.withholding import follow_new
from disclosure.cases.facts import FACTS_JSON
from disclosure.cases.imported import IMPORT_LEDGER
from disclosure.cases.ledgers.reading import Entry
from disclosure.cases.ledgers.shapes import Shape
from disclosure.cases.notices import tell
from disclosure.cases.numbering import pass_over
from disclosure.cases.searching import follow_new_contents
from disclosure.cases.versions import keep_version
from disclosure.params import Config
from disclosure.reports.forms import KINDS
from disclosure.store import chain
from disclosure.store.chain import Link
from disclosure.store.keys import Keys
from disclosure.store.tables import applicants, requests

Ready = tuple[Entry, Shape]
_AT_ONCE = 2_000
_NEXT_IDS = text(
    "SELECT nextval(pg_get_serial_sequence('requests', 'id')) FROM generate_series(1, CAST(:n AS integer))"
)


@dataclass(frozen=True)
class Import:
    """One ledger on its way in. `ledger` is the SHA-256 of the file."""

    config: Config
    keys: Keys
    actor: Actor
    on: date
    recorded_at: str
    ledger: str

    @cached_property
    def digests(self) -> Mapping[str, list[str]]:
        """Of the unnamed applicant, by kind."""
        return {kind: people.digest(people.unnamed(kind), self.keys) for kind in KINDS}  # type: ignore[arg-type]


def write(connection: Connection, order: Import, ready: Sequence[Ready]) -> None:
    """Everything of `ready`, in the caller's transaction. Counters are locked before the tip of the chain, in the
    order in which a filing locks them."""
    keep_version(connection, order.config, order.recorded_at)
    _pass_over(connection, order.config, ready)
    for start in range(0, len(ready), _AT_ONCE):
        piece = ready[start : start + _AT_ONCE]
        _write_piece(connection, order, piece, _ids(connection, len(piece)))


def _pass_over(connection: Connection, config: Config, ready: Sequence[Ready]) -> None:
    """Numbers in the form this office gives are not given again."""
    last: dict[int, int] = {}
    for entry, _ in ready:
        own = config.service.own_number(entry.number)
        if own is not None:
            year, ordinal = own
            last[year] = max(last.get(year, 0), ordinal)
    for year in sorted(last):
        pass_over(connection, f"requests/{year}", last[year])


def _ids(connection: Connection, n: int) -> Sequence[int]:
    if connection.dialect.name == "postgresql":
        return connection.scalars(_NEXT_IDS, {"n": n}).all()
    last = connection.scalar(select(func.max(requests.c.id))) or 0  # the write lock is ours
    return range(last + 1, last + 1 + n)


def _write_piece(connection: Connection, order: Import, piece: Sequence[Ready], ids: Sequence[int]) -> None:
    rows = [_history(order, one, id_) for one, id_ in zip(piece, ids, strict=True)]
    links = chain.link_first(connection, order.keys, rows)
    told = list(zip(piece, ids, links, strict=True))
    cases.OPEN.many(connection, (_case(order, one, id_, link) for one, id_, link in told))
    named = [row for (entry, _), id_, _ in told for row in _people(order, entry, id_)]
    connection.execute(insert(applicants), named)
    _write_beside(connection, order, [(one, id_) for one, id_, _ in told])
    chain.append_first(connection, order.keys, rows, links)


def _write_beside(connection: Connection, order: Import, told: Sequence[tuple[Ready, int]]) -> None:
    cases.ADD_DEADLINE.many(
        connection, ({**row, "request_id": id_} for (_, shape), id_ in told for row in shape.deadlines)
    )
    cases.ADD_REMEDY.many(
        connection, ({**row, "request_id": id_} for (_, shape), id_ in told for row in shape.remedies)
    )
    follow_new(connection, ((id_, shape.withheld) for (_, shape), id_ in told if shape.withheld is not None))
    follow_new_contents(connection, ((id_, entry.content) for (entry, _), id_ in told))
    notices = (
        cases.turn_notice(id_, f"{entry.number}/1", shape.facts, order.on, order.config)
        for (entry, shape), id_ in told
    )
    tell(connection, *(notice for found in notices for notice in found))


def _history(order: Import, one: Ready, id_: int) -> dict[str, Any]:
    entry, shape = one
    data = {
        "number": entry.number,
        **shape.data,
        "applicant_kind": entry.applicant_kind,
        "content": entry.content,
        "people": order.digests[entry.applicant_kind],
        "ledger": order.ledger,
        "line": entry.line,
    }
    return {
        "request_id": id_,
        "n": 1,
        "command": IMPORT_LEDGER,
        "actor": order.actor.name,
        "on_day": order.on,
        "recorded_at": order.recorded_at,
        "from_state": "filed",
        "to_state": shape.facts.state,
        "data": cases.dumps(data),
        "config_version": order.config.version,
        "key": None,
    }


def _case(order: Import, one: Ready, id_: int, link: Link) -> dict[str, Any]:
    entry, shape = one
    kind = entry.applicant_kind
    facts = replace(
        shape.facts, applicant_kind=kind, content=entry.content, people=tuple(order.digests[kind])
    )
    return {
        **shape.columns,
        "id": id_,
        "number": entry.number,
        "applicant_kind": kind,
        "content": entry.content,
        "facts": FACTS_JSON.dump_json(facts, exclude_defaults=True).decode(),
        "version": 1,
        "head": link.mac,
        "seal": chain.case_seal(order.keys, id_, 1, link.mac),
    }


def _people(order: Import, entry: Entry, id_: int) -> list[dict[str, Any]]:
    return people.rows_of(id_, people.unnamed(entry.applicant_kind), order.keys)  # type: ignore[arg-type]
