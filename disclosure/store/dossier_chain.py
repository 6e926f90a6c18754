"""The keyed chain of a dossier: each step carries the MAC of the one before it, the seal closes the last.

Like history (chain.py), but each dossier is a book of its own: a whole dossier that disappears is missed by the
table that lists its kind, not by a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from disclosure.store.chain import GENESIS
from disclosure.store.keys import Keys

COLUMNS = (
    "kind", "number", "n", "command", "actor", "on_day", "recorded_at", "from_state", "to_state", "data",
    "config_version", "key",
)  # fmt: skip


def unopened(state: str) -> dict[str, Any]:
    """The columns of a dossier before its first step, in the first `state` of its chart."""
    return {"state": state, "version": 0, "head": GENESIS}


def step_mac(keys: Keys, row: Mapping[str, Any], previous: bytes) -> bytes:
    """`row` has COLUMNS; `previous` is the MAC of the step before, GENESIS before the first."""
    cells = [str(row[name]) if name == "on_day" else row[name] for name in COLUMNS]
    return keys.dossier(previous + json.dumps(cells, ensure_ascii=False).encode())


def dossier_seal(keys: Keys, kind: str, number: str, version: int, state: str, head: bytes) -> bytes:
    """That the dossier ends with step `version` in `state`."""
    return keys.dossier(head + json.dumps([kind, number, version, state], ensure_ascii=False).encode())


def broken(keys: Keys, row: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with one dossier (`row` with kind, number, version, state, head, seal) and its steps in
    order. A dossier without steps has no seal and is as it was opened."""
    head, state, n = GENESIS, None, 0
    for step in steps:
        n += 1
        if step["n"] != n:
            yield f"缺第 {n} 步"
            n = step["n"]
        elif step_mac(keys, step, head) != step["mac"]:
            yield f"第 {n} 步与写入时不同"
        if state is not None and step["from_state"] != state:
            yield f"第 {n} 步不接上一步"
        head, state = bytes(step["mac"]), step["to_state"]
    if n != row["version"] or (n and (state != row["state"] or head != row["head"])):
        yield f"记至第 {row['version']} 步（{row['state']}），实有 {n} 步（{state}）"
    elif n and dossier_seal(keys, row["kind"], row["number"], n, row["state"], head) != row["seal"]:
        yield "封印不符"
