"""录入旧台账: a whole ledger through the door, or nothing of it. Judged first, then written in one transaction.

Each case gets the history row `import_ledger`: what the file told, in which line of which file. What was done before is
known from there alone; from then on the case goes the way of every other, with all its gates (M12).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, select

from disclosure.cases.actors import known_actor
from disclosure.cases.context import SYSTEM, Actor
from disclosure.cases.door import Door
from disclosure.cases.ledgers.columns import READ
from disclosure.cases.ledgers.reading import Entry, Reader
from disclosure.cases.ledgers.shapes import Shape, Shapes
from disclosure.cases.ledgers.table import Refused, Row, read_csv
from disclosure.cases.ledgers.workbook import read_xlsx
from disclosure.cases.ledgers.writing import Import, write
from disclosure.errors import BadInput
from disclosure.params import Config
from disclosure.store.tables import requests

MOST = 200_000  # lines; what is judged is held in memory until it is written
_ASKED_AT_ONCE = 500
T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """`rows` lines were read, `open` of them not concluded. Something refused: nothing was written."""

    rows: int
    open: int
    written: bool
    refused: tuple[Refused, ...]


def import_ledger(
    door: Door, name: str, content: bytes, *, dry_run: bool = False, actor: str | Actor = SYSTEM
) -> Imported:
    """`name` ends in .csv or .xlsx. Raises BadInput for what is no table, NotPermitted; then nothing was written."""
    recorded_at = door.recorded_at()
    today = date.fromisoformat(recorded_at[:10])
    with door.store.read() as connection:
        who = known_actor(connection, actor)
    ready, refused, rows = _judged(_rows(name, content, door.config), door.config, who, today)
    if not dry_run and not refused:
        order = Import(
            door.config, door.store.keys, who, today, recorded_at, hashlib.sha256(content).hexdigest()
        )

        def work(connection: Connection) -> list[Refused]:
            taken = list(_taken(connection, ready))
            if not taken:
                write(connection, order, ready)
            return taken

        refused = door.store.write(work)
    else:
        with door.store.read() as connection:
            refused += _taken(connection, ready)
    pending = sum(entry.closed_on is None for entry, _ in ready)
    by_line = sorted(refused, key=lambda one: one.line)
    return Imported(rows, pending, not dry_run and not refused, tuple(by_line))


def _rows(name: str, content: bytes, config: Config) -> Iterator[Row | Refused]:
    limits = config.service.screening
    if len(content) > limits.unpacked_bytes:
        raise BadInput(
            "台账没有受理",
            f"文件 {len(content)} 字节，超过上限 {limits.unpacked_bytes} 字节",
            "请分成几个文件",
            field="file",
        )
    return read_csv(content) if name.endswith(".csv") else read_xlsx(content, limits)


def _judged(
    rows: Iterator[Row | Refused], config: Config, actor: Actor, today: date
) -> tuple[list[tuple[Entry, Shape]], list[Refused], int]:
    shapes, ready, refused = Shapes(config, actor, today), [], []
    lines = set[int]()
    for found in Reader(config, today).entries(rows):
        lines.add(found.line)
        if len(lines) > MOST:
            raise BadInput("台账没有受理", f"超过 {MOST} 行", "请分成几个文件", field="file")
        if isinstance(found, Refused):
            refused.append(found)
            continue
        shape = shapes.of(found)
        if isinstance(shape, Refused):
            refused.append(shape)
        else:
            ready.append((found, shape))
    return ready, refused, len(lines)


def _taken(connection: Connection, ready: Sequence[tuple[Entry, Shape]]) -> Iterator[Refused]:
    """Numbers that are on the books: the same file a second time is refused by them."""
    for piece in in_pieces(ready, _ASKED_AT_ONCE):
        lines = {entry.number: entry.line for entry, _ in piece}
        found = connection.scalars(select(requests.c.number).where(requests.c.number.in_(lines)))
        for number in found:
            why = f"编号 {number} 已在库中"
            yield Refused(lines[number], READ["number"], why, "已录入过的不再录入；不是同一件的，请改编号")


def in_pieces(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
