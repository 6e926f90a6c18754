"""Read the whole book again and name everything that is not as it was written.

One pass over history in global order and one over the cases; what is kept is one head per case. The stored
MAC of a bad row stands for it afterwards, so one changed row is one finding and not a finding for every row
behind it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from disclosure.store.anchor import Anchor, AnchorFile, first_forged
from disclosure.store.chain import COLUMNS, GENESIS, case_seal, row_mac, tip_seal
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import chain, history, requests

Row = Sequence[Any]
Progress = Callable[[int, int], None]  # rows read, rows in all
_STEP = 1000  # rows between two reports of progress


class Fault(StrEnum):
    CHANGED = "changed"  # the row is not what was written: altered, put in, or moved from elsewhere
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"  # stands behind the sealed end of the book
    CASE_REMOVED = "case_removed"
    CASE_SEAL = "case_seal"  # version, head or seal of a case do not fit its history
    TIP = "tip"  # the seal of the book does not fit its last row
    ANCHOR = "anchor"
    TORN = "torn"  # the last append to the anchor file did not come to its end
    UNANCHORED = "unanchored"  # no anchor of this book, where another book has left some


# Of the anchor file, each in another way; the last two end with the next anchor written.
OF_ANCHORS = frozenset({Fault.ANCHOR, Fault.TORN, Fault.UNANCHORED})
PASSING = frozenset({Fault.TORN, Fault.UNANCHORED})


@dataclass(frozen=True, slots=True)
class Finding:
    fault: Fault
    message: str
    seq: int | None = None
    request_id: int | None = None
    n: int | None = None

    def __str__(self) -> str:
        return self.message


def _unseen(_done: int, _total: int) -> None:
    """Nobody watches."""


def verify_history(
    store: Store, anchors: Sequence[Anchor | None] = (), progress: Progress = _unseen
) -> list[Finding]:
    """Everything found; an empty list means the book is whole and no anchor contradicts it."""
    total = count_history(store)
    with store.read() as connection:
        rows, cases, tip = _book(connection)
        return list(Verification(store.keys, anchors).run(_counted(rows, total, progress), cases, tip))


def verify_anchored(
    store: Store, kept: AnchorFile, today: date, progress: Progress = _unseen
) -> list[Finding]:
    """What verify_history finds, and what is wrong with the file of anchors itself."""
    return [*verify_history(store, kept.anchors, progress), *_file(store, kept, today)]


def _file(store: Store, kept: AnchorFile, today: date) -> Iterator[Finding]:
    if kept.torn:
        line = len(kept.anchors) + 1
        yield Finding(
            Fault.TORN, f"锚点文件第 {line} 行没有写完（写入时断电或被截断）；下次写锚点时重写这一行"
        )
    if kept.anchors or not kept.others:
        return
    with store.read() as connection:
        last = connection.scalar(select(history.c.recorded_at).order_by(history.c.seq.desc()).limit(1))
    if last is not None and last[:10] < today.isoformat():
        names = "、".join(other.name for other in kept.others)
        yield Finding(
            Fault.UNANCHORED,
            f"没有本库的锚点，同一目录却有别库的锚点 {names}：整本可能被换掉，请核对当前数据库是否为原库",
        )


def _counted(rows: Iterable[Row], total: int, progress: Progress) -> Iterator[Row]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % _STEP == 0:
            progress(done, total)


def count_history(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(history)) or 0


def _book(connection: Connection) -> tuple[Iterable[Row], Iterable[Row], Row | None]:
    # The day is read as stored: a damaged one must fail its MAC, not the reading.
    columns = [
        type_coerce(history.c.on_day, String) if name == "on_day" else history.c[name] for name in COLUMNS
    ]
    rows = connection.execution_options(yield_per=2000).execute(
        select(*columns, history.c.mac).order_by(history.c.seq)
    )
    cases = connection.execution_options(yield_per=2000).execute(
        select(requests.c.id, requests.c.version, requests.c.head, requests.c.seal).order_by(requests.c.id)
    )
    tip = connection.execute(select(chain.c.seq, chain.c.cases, chain.c.seal)).first()
    return rows, cases, tip


class Verification:
    """One run over one book: `run(rows, cases, tip)`, rows in the order of COLUMNS and the MAC."""

    def __init__(self, keys: Keys, anchors: Sequence[Anchor | None] = ()) -> None:
        self._keys = keys
        self._anchors = anchors
        self._anchored = {anchor.seq: anchor for anchor in anchors if anchor}
        self._heads: dict[int, tuple[int, bytes]] = {}
        self._last = (0, GENESIS)

    def run(self, rows: Iterable[Row], cases: Iterable[Row], tip: Row | None) -> Iterator[Finding]:
        yield from self._rows(rows, tip[0] if tip and isinstance(tip[0], int) else 0)
        yield from self._cases(cases, tip)
        yield from self._tip(tip)
        yield from self._anchor_file()

    def _rows(self, rows: Iterable[Row], end: int) -> Iterator[Finding]:
        heads, keys, anchored = self._heads, self._keys, self._anchored
        expected = 1
        for row in rows:
            seq, case, n, mac = row[0], row[1], row[2], row[-1]
            last, previous = heads.get(case, (0, GENESIS))
            if seq != expected or n != last + 1 or _mac(keys, row, previous) != mac:
                yield from self._explained(row, expected, end)
            if seq in anchored and anchored[seq].mac != mac:
                yield Finding(Fault.ANCHOR, f"第 {seq} 条与 {anchored[seq].day} 的锚点不符", seq, case, n)
            heads[case] = (n if isinstance(n, int) else last + 1, mac if isinstance(mac, bytes) else GENESIS)
            expected = seq + 1
        self._last = (expected - 1, mac if expected > 1 else GENESIS)

    def _explained(self, row: Row, expected: int, end: int) -> Iterator[Finding]:
        seq, case, n, mac = row[0], row[1], row[2], row[-1]
        last, previous = self._heads.get(case, (0, GENESIS))
        place = (seq, case, n)
        if seq > expected:
            yield Finding(Fault.REMOVED, f"缺第 {expected} 至 {seq - 1} 条", expected)
        if seq > end:
            yield Finding(Fault.INSERTED, f"第 {seq} 条在总封印 {end} 之后", *place)
        if not isinstance(n, int) or n <= last:
            yield Finding(Fault.REORDERED, f"第 {seq} 条的案内序号 {n} 不在 {last} 之后", *place)
        elif n > last + 1:
            yield Finding(Fault.REMOVED, f"案件 {case} 缺案内第 {last + 1} 至 {n - 1} 条", *place)
        # Behind a gap the MAC before it is lost, and the gap is what is reported.
        if n == last + 1 and _mac(self._keys, row, previous) != mac:
            yield Finding(Fault.CHANGED, f"第 {seq} 条（案件 {case} 第 {n} 条）与写入时不同", *place)

    def _cases(self, cases: Iterable[Row], tip: Row | None) -> Iterator[Finding]:
        present = 0
        for case, version, head, seal in cases:
            present += 1
            n, mac = self._heads.pop(case, (0, GENESIS))
            if (version, head) != (n, mac):
                yield Finding(
                    Fault.CASE_SEAL, f"案件 {case} 记至第 {version} 条，历史末条为第 {n} 条", None, case, n
                )
            elif _sealed(case_seal, self._keys, case, n, mac) != seal:
                yield Finding(Fault.CASE_SEAL, f"案件 {case} 的封印不符", None, case, n)
        for case, (n, _) in self._heads.items():
            yield Finding(Fault.CASE_REMOVED, f"案件 {case} 已不在，历史仍有 {n} 条", None, case, n)
        if tip is not None and present + len(self._heads) != tip[1]:
            yield Finding(Fault.CASE_REMOVED, f"应有 {tip[1]} 件，实有 {present} 件")

    def _tip(self, tip: Row | None) -> Iterator[Finding]:
        last, mac = self._last
        if tip is None:
            yield Finding(Fault.TIP, "总封印不见了")
        elif isinstance(tip[0], int) and tip[0] > last:
            yield Finding(Fault.REMOVED, f"缺第 {last + 1} 至 {tip[0]} 条（末尾）", last + 1)
        elif _sealed(tip_seal, self._keys, tip[0], tip[1], mac) != tip[2]:
            yield Finding(Fault.TIP, f"总封印与末条 {last} 不符", last)

    def _anchor_file(self) -> Iterator[Finding]:
        forged = first_forged(self._keys, self._anchors)
        if forged is not None:
            at = self._anchors[forged]
            day = at.day if at else "无法读取"
            yield Finding(
                Fault.ANCHOR, f"锚点文件自第 {forged + 1} 行（{day}）起不可信：被改动、增删或密钥不同"
            )
        for anchor in filter(None, self._anchors):
            if anchor.seq > self._last[0]:
                yield Finding(
                    Fault.ANCHOR,
                    f"{anchor.day} 已记至第 {anchor.seq} 条，现仅 {self._last[0]} 条：数据库被退回或截断",
                    anchor.seq,
                )


def _mac(keys: Keys, row: Row, previous: bytes) -> bytes | None:
    return _sealed(row_mac, keys, row[:-1], previous)


def _sealed(seal: Callable[..., bytes], *content: Any) -> bytes | None:
    """None for content that cannot have been written by us."""
    try:
        return seal(*content)
    except (struct.error, TypeError, ValueError):
        return None
