"""Which requests belong together, kept for lists and counts: only what has changed is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from disclosure.cases.demand import Asked, Demand, in_pieces, lock
from disclosure.store.store import Store
from disclosure.store.tables import request_demand

_D = request_demand.c
Keys = tuple[str | None, str | None]  # of the information, of the matter
ALONE: Keys = (None, None)


def keep_groups(store: Store, asked: Sequence[Asked], demand: Demand) -> int:
    """How many requests of `asked` are now in another group than was written. What is older stays as it was."""
    wanted = _keys(demand)
    ids = sorted(one.id for one in asked)
    changed = 0
    for piece in in_pieces(ids):
        with store.read() as connection:
            differ = bool(_different(connection, piece, wanted))
        if differ:
            changed += store.write(partial(_write, ids=piece, wanted=wanted))
    return changed


def _keys(demand: Demand) -> Mapping[int, Keys]:
    info = {member.id: cluster.key for cluster in demand.info for member in cluster.members}
    matters = {member.id: cluster.key for cluster in demand.matters for member in cluster.members}
    return {id_: (info.get(id_), matters.get(id_)) for id_ in info.keys() | matters.keys()}


def _different(connection: Connection, ids: Sequence[int], wanted: Mapping[int, Keys]) -> list[int]:
    rows = connection.execute(select(_D.request_id, _D.info, _D.matter).where(_D.request_id.in_(ids)))
    written: dict[int, Keys] = {id_: (info, matter) for id_, info, matter in rows}
    return [id_ for id_ in ids if written.get(id_, ALONE) != wanted.get(id_, ALONE)]


def _write(connection: Connection, ids: Sequence[int], wanted: Mapping[int, Keys]) -> int:
    lock(connection, _different(connection, ids, wanted))
    differ = _different(connection, ids, wanted)
    connection.execute(delete(request_demand).where(_D.request_id.in_(differ)))
    rows: list[dict[str, Any]] = [
        {"request_id": id_, "info": wanted[id_][0], "matter": wanted[id_][1]}
        for id_ in differ
        if id_ in wanted
    ]
    if rows:
        connection.execute(insert(request_demand), rows)
    return len(differ)
