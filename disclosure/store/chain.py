"""The keyed chain over history, and its seals.

Each history row carries an HMAC over its content and the MAC of the row before it in its case.
`requests.seal` closes a case at its last row; `chain.seal` closes the whole book at its last global number.
What this finds and what it cannot find stands in docs/decisions/0007-history-chain.md.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from disclosure.store.keys import Keys
from disclosure.store.live import require_same
from disclosure.store.statements import Statement
from disclosure.store.tables import chain, history

GENESIS = bytes(32)  # stands before the first row of a case and before the first row of the book

COLUMNS = (
    "seq",
    "request_id",
    "n",
    "command",
    "actor",
    "on_day",
    "recorded_at",
    "from_state",
    "to_state",
    "data",
    "config_version",
    "key",
)

_LAYOUT = struct.Struct(
    ">3Q?9I"
)  # seq, request_id, n, whether there is a key, the length of each text in characters
_CASE = struct.Struct(">2Q32s")
_TIP = struct.Struct(">2Q32s")

_LOCK_TIP = Statement(
    select(chain.c.seq, chain.c.cases, chain.c.config_version).where(chain.c.id == 1).with_for_update()
)
_MOVE_TIP = Statement(update(chain).where(chain.c.id == 1), "seq", "cases", "seal")
_APPEND = Statement(insert(history), *COLUMNS, "mac")


class Link(NamedTuple):
    seq: int
    mac: bytes


def row_mac(keys: Keys, row: Sequence[Any], previous: bytes) -> bytes:
    """`row` in the order of COLUMNS, on_day as a date or its ISO text; `previous` is the MAC before it in
    the case."""
    seq, request_id, n, command, actor, on_day, recorded_at, came_from, went_to, data, config, key = row
    texts = (command, actor, str(on_day), recorded_at, came_from, went_to, data, config, key or "")
    head = _LAYOUT.pack(seq, request_id, n, key is not None, *map(len, texts))
    return keys.row(head + previous + "".join(texts).encode())


def case_seal(keys: Keys, request_id: int, version: int, head: bytes) -> bytes:
    """`requests.seal`: that the case ends at row `version` with MAC `head`."""
    return keys.case(_CASE.pack(request_id, version, head))


def tip_seal(keys: Keys, seq: int, cases: int, mac: bytes) -> bytes:
    """`chain.seal`: that the book ends at `seq` with MAC `mac` and holds `cases` cases."""
    return keys.tip(_TIP.pack(seq, cases, mac))


def link_first(connection: Connection, keys: Keys, rows: Sequence[Mapping[str, Any]]) -> list[Link]:
    """The numbers and MACs of the first rows of as many new cases, in one go: `rows` have COLUMNS without seq. The tip
    is locked from here on, so that `append_first` puts in exactly these once the cases are there."""
    tip = _LOCK_TIP.row(connection)
    assert tip is not None, "schema.prepare writes the tip"
    for version in {row["config_version"] for row in rows}:
        require_same(tip[2], version)
    return [
        Link(seq, row_mac(keys, [seq, *(row[name] for name in COLUMNS[1:])], GENESIS))
        for seq, row in enumerate(rows, tip[0] + 1)
    ]


def append_first(
    connection: Connection, keys: Keys, rows: Sequence[Mapping[str, Any]], links: Sequence[Link]
) -> None:
    """Insert what `link_first` linked; the book ends at the last of them and holds so many more cases."""
    tip = _LOCK_TIP.row(connection)
    assert tip is not None
    assert tip[0] + 1 == links[0].seq, "nothing comes between the two"
    linked = zip(rows, links, strict=True)
    _APPEND.many(connection, ({**row, "seq": link.seq, "mac": link.mac} for row, link in linked))
    seq, mac = links[-1]
    cases = tip[1] + len(links)
    _MOVE_TIP.run(connection, {"seq": seq, "cases": cases, "seal": tip_seal(keys, seq, cases, mac)})


def append(connection: Connection, keys: Keys, row: Mapping[str, Any], previous: bytes) -> Link:
    """Insert one history row: `row` has COLUMNS without seq, `previous` is `requests.head` (GENESIS before
    the first).

    Takes the global number, so on PostgreSQL it locks the tip until the end of the transaction: let it be
    the last lock taken. The caller stores the returned MAC as `requests.head` together with `case_seal`.
    Raises Conflict when the row was made under a configuration that is no longer in force.
    """
    tip = _LOCK_TIP.row(connection)
    assert tip is not None, "schema.prepare writes the tip"
    require_same(tip[2], row["config_version"])
    seq = tip[0] + 1
    cases = tip[1] + (row["n"] == 1)
    mac = row_mac(keys, [seq, *(row[name] for name in COLUMNS[1:])], previous)
    _APPEND.run(connection, {**row, "seq": seq, "mac": mac})
    _MOVE_TIP.run(connection, {"seq": seq, "cases": cases, "seal": tip_seal(keys, seq, cases, mac)})
    return Link(seq, mac)
