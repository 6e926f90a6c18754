"""Anchors: what the end of the book was on a day, kept outside the database.

Whoever sets the whole database back to an older copy also sets back its seals; an anchor written in between
contradicts him. Each line is keyed and covers the line before it, so lines cannot be forged, changed or
dropped from the middle. Where to keep the file stands in docs/decisions/0007-history-chain.md.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import select

from disclosure.errors import EnvironmentFailed, Refused
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


def write_anchor(store: Store, directory: Path, today: date) -> Anchor:
    """Append the present end of the book to its file in `directory`; nothing when today's last line says the
    same. Refuses to vouch for a book whose seal does not hold."""
    with store.read() as connection:
        tip = connection.execute(select(chain.c.seq, chain.c.cases, chain.c.seal)).one()
        last = connection.scalar(select(history.c.mac).where(history.c.seq == tip.seq)) or GENESIS
    if not compare_digest(tip.seal, tip_seal(store.keys, tip.seq, tip.cases, last)):
        raise Refused(
            "没有写入当日锚点", "历史总封印与末条记录不符", "请执行 disclosure verify --history 查明后再处理"
        )
    written = read_anchors(store, directory)
    before = written[-1] if written else None
    if before is not None and (before.day, before.seq, before.mac) == (today, tip.seq, last):
        return before
    tag = _tag(store.keys, before, today, tip.seq, tip.cases, last)
    anchor = Anchor(today, tip.seq, tip.cases, last, tag)
    _append(anchor_file(store, directory), anchor.line())
    return anchor


def anchor_file(store: Store, directory: Path) -> Path:
    """A book is named by the MAC of its first row, so that several may share a folder and a copy of the database
    finds the anchors of its original."""
    with store.read() as connection:
        first = connection.scalar(select(history.c.mac).where(history.c.seq == 1)) or GENESIS
    return directory / f"anchors-{first.hex()[:16]}.jsonl"


def read_anchors(store: Store, directory: Path) -> list[Anchor]:
    """In the order written; empty when there is no file yet."""
    path = anchor_file(store, directory)
    if not path.exists():
        return []
    lines = path.read_text("ascii").splitlines()
    return [_parsed(path, number, line) for number, line in enumerate(lines, 1)]


def first_forged(keys: Keys, anchors: Sequence[Anchor]) -> int | None:
    """Index of the first anchor whose tag does not follow from the lines up to it."""
    before = None
    for index, anchor in enumerate(anchors):
        expected = _tag(keys, before, anchor.day, anchor.seq, anchor.cases, anchor.mac)
        if not compare_digest(anchor.tag, expected):
            return index
        before = anchor
    return None


def _tag(keys: Keys, before: Anchor | None, day: date, seq: int, cases: int, mac: bytes) -> bytes:
    tail = before.tag if before is not None else GENESIS
    return keys.anchor(f"{day} {seq} {cases} ".encode() + mac + tail)


def _parsed(path: Path, number: int, line: str) -> Anchor:
    try:
        cells = json.loads(line)
        return Anchor(
            date.fromisoformat(cells["day"]),
            int(cells["seq"]),
            int(cells["cases"]),
            bytes.fromhex(cells["mac"]),
            bytes.fromhex(cells["tag"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EnvironmentFailed(
            f"锚点文件 {path} 第 {number} 行无法读取", "这一行不完整或被改动", "请与异地留存的锚点副本核对"
        ) from error


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
