"""Anchors: what the end of the book was on a day, kept outside the database.

Whoever sets the whole database back to an older copy also sets back its seals; an anchor written in between
contradicts him. Each line is keyed and covers the line before it, so lines cannot be forged, changed or
dropped from the middle. Where to keep the file stands in docs/decisions/0007-history-chain.md.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import select

from disclosure.errors import Refused
from disclosure.store.chain import GENESIS, tip_seal
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import chain, history


@dataclass(frozen=True, slots=True)
class Anchor:
    """After `day`'s last command: the last global number, the cases filed so far, the MAC of the last row."""

    day: date
    seq: int
    cases: int
    mac: bytes
    tag: bytes

    def line(self) -> str:
        cells = {"day": self.day.isoformat(), "seq": self.seq, "cases": self.cases}
        return json.dumps({**cells, "mac": self.mac.hex(), "tag": self.tag.hex()}) + "\n"


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """The file of one book: a line that cannot be read is None. `torn`: an append did not come to its end, which
    left a fragment behind the last line. `others` are the files of other books in the folder."""

    path: Path
    anchors: tuple[Anchor | None, ...] = ()
    torn: bool = False
    others: tuple[Path, ...] = ()


def write_anchor(store: Store, directory: Path, today: date) -> Anchor:
    """Append the present end of the book to its file in `directory`; nothing when today's last line says the
    same. A torn fragment gives way. Refuses to vouch for a book whose seal does not hold."""
    with _alone(directory):
        return _written(store, directory, today)


def _written(store: Store, directory: Path, today: date) -> Anchor:
    with store.read() as connection:
        tip = connection.execute(select(chain.c.seq, chain.c.cases, chain.c.seal)).one()
        last = connection.scalar(select(history.c.mac).where(history.c.seq == tip.seq)) or GENESIS
    if not compare_digest(tip.seal, tip_seal(store.keys, tip.seq, tip.cases, last)):
        raise Refused(
            "没有写入当日锚点", "历史总封印与末条记录不符", "请执行 disclosure verify --history 查明后再处理"
        )
    kept = read_anchors(store, directory)
    before = next((anchor for anchor in reversed(kept.anchors) if anchor), None)
    if before is not None and (before.day, before.seq, before.mac) == (today, tip.seq, last):
        return before
    tag = _tag(store.keys, before, today, tip.seq, tip.cases, last)
    anchor = Anchor(today, tip.seq, tip.cases, last, tag)
    _append(kept, anchor.line())
    return anchor


def anchor_file(store: Store, directory: Path) -> Path:
    """A book is named by the MAC of its first row, so that several may share a folder and a copy of the database
    finds the anchors of its original."""
    with store.read() as connection:
        first = connection.scalar(select(history.c.mac).where(history.c.seq == 1)) or GENESIS
    return directory / f"anchors-{first.hex()[:16]}.jsonl"


def read_anchors(store: Store, directory: Path) -> AnchorFile:
    """In the order written; without anchors when there is no file yet."""
    path = anchor_file(store, directory)
    others = tuple(sorted(other for other in directory.glob("anchors-*.jsonl") if other != path))
    if not path.exists():
        return AnchorFile(path, others=others)
    *whole, rest = path.read_bytes().split(b"\n")
    anchors = [_parsed(line) for line in whole]
    last = _parsed(rest)
    if last:  # all but its line end was written
        anchors.append(last)
    return AnchorFile(path, tuple(anchors), torn=bool(rest) and last is None, others=others)


def first_forged(keys: Keys, anchors: Sequence[Anchor | None]) -> int | None:
    """Index of the first anchor that cannot be read or whose tag does not follow from the lines up to it."""
    before = None
    for index, anchor in enumerate(anchors):
        if anchor is None:
            return index
        expected = _tag(keys, before, anchor.day, anchor.seq, anchor.cases, anchor.mac)
        if not compare_digest(anchor.tag, expected):
            return index
        before = anchor
    return None


def _tag(keys: Keys, before: Anchor | None, day: date, seq: int, cases: int, mac: bytes) -> bytes:
    tail = before.tag if before is not None else GENESIS
    return keys.anchor(f"{day} {seq} {cases} ".encode() + mac + tail)


def _parsed(line: bytes) -> Anchor | None:
    try:
        cells = json.loads(line)
        return Anchor(
            date.fromisoformat(cells["day"]),
            int(cells["seq"]),
            int(cells["cases"]),
            bytes.fromhex(cells["mac"]),
            bytes.fromhex(cells["tag"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Two who append at once would both follow the same line, and one of them would look forged."""
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _append(kept: AnchorFile, line: str) -> None:
    with kept.path.open("a+b") as file:
        file.seek(0)
        written = file.read()
        if kept.torn:
            file.truncate(written.rfind(b"\n") + 1)
        elif written and not written.endswith(b"\n"):
            file.write(b"\n")
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
