"""Expiries that move a case: one command through the door each, beside as many ordinary commands of the same door."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from typing import Any

from disclosure.cases.door import Door
from disclosure.cases.sweep import sweep
from disclosure.cli.bench_book import CLERK, DAY, HANDLER, KEYS, assigned_case, hire
from disclosure.params import Config
from disclosure.store.store import Store


def bench_expiry(url: str, config: Config, *, n: int = 40) -> dict[str, Any]:
    """µs a case: n third parties stay silent (R32.2) and one sweep ends their consultations. `url` is a scratch
    book."""
    store = Store.open(url, KEYS)
    try:
        after = DAY + timedelta(days=60)
        door = Door(store, config, rehearsed=after)
        store.write(hire)
        numbers = [_asked(door) for _ in range(n)]
        began = perf_counter()
        for number in numbers:
            door.do(number, "note_contact", {"text": "已催第三方"}, actor=CLERK, on=DAY)
        ordinary = perf_counter() - began
        began = perf_counter()
        report = sweep(store, config, door, after)
        swept = perf_counter() - began
    finally:
        store.close()
    assert report.expired == n, report
    return {
        "name": "sweep_expiry_per_case",
        "ours": round(swept / n * 1e6, 1),
        "limit": round(ordinary / n * 1e6, 1),
        "ratio": round(swept / ordinary, 3),
        "unit": "µs",
        "n": n,
        "runs": 1,
    }


def _asked(door: Door) -> str:
    number = assigned_case(door)
    door.do(number, "ask_third_party", {"party": "虚构公司"}, actor=HANDLER, on=DAY)
    return number
