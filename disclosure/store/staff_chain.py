"""The keyed chain over the record of who works here (任免留痕): each row carries the MAC of the one before it, the
seal of the book closes the last. The migration that makes the tables seals the empty book."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from disclosure.store.chain import GENESIS
from disclosure.store.keys import Keys
from disclosure.store.tables import staff_book, staff_changes

COLUMNS = ("n", "at", "by", "what", "user", "role", "unit", "token")
_B = staff_book.c


def append(connection: Connection, keys: Keys, change: Mapping[str, Any]) -> None:
    """`change` has COLUMNS without n. Locks the end of the record until the transaction ends."""
    tip = connection.execute(select(_B.n, _B.head).where(_B.id == 1).with_for_update()).one()
    n = tip.n + 1
    row = {**change, "n": n}
    mac = _mac(keys, row, bytes(tip.head))
    connection.execute(insert(staff_changes).values(**row, mac=mac))
    ends = {"n": n, "head": mac, "seal": _seal(keys, n, mac)}
    connection.execute(update(staff_book).where(_B.id == 1).values(ends))


def broken(connection: Connection, keys: Keys) -> Iterator[str]:
    """What is not as it was written. The stored MAC of a bad row stands for it: one changed row is one finding."""
    head, n = GENESIS, 0
    for row in connection.execute(select(staff_changes).order_by(staff_changes.c.n)):
        n += 1
        if row.n != n:
            yield f"任免记录缺第 {n} 至 {row.n - 1} 条"
            n = row.n
        elif _mac(keys, row._mapping, head) != row.mac:
            yield f"任免记录第 {n} 条与写入时不同"
        head = bytes(row.mac)
    tip = connection.execute(select(staff_book).where(_B.id == 1)).first()
    if tip is None:
        yield "任免记录的封印不见了"
    elif tip.n != n:
        yield f"任免记录记至第 {tip.n} 条，实有至第 {n} 条"
    elif tip.head != head or tip.seal != _seal(keys, n, head):
        yield "任免记录的封印不符"


def _mac(keys: Keys, row: Mapping[Any, Any], previous: bytes) -> bytes:
    return keys.staff(previous + json.dumps([row[name] for name in COLUMNS], ensure_ascii=False).encode())


def _seal(keys: Keys, n: int, head: bytes) -> bytes:
    return keys.staff(head + json.dumps([n]).encode())
