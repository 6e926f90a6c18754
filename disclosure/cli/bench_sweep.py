"""`disclosure bench sweep`: a sweep of n open deadlines, 1 % of which cross a level today, with 督办单 opened and one
message for each of some hundred people, beside the bare INSERT and UPDATE statements that write the same rows."""

from __future__ import annotations

from statistics import median
from typing import Any

from disclosure.cases.door import Door
from disclosure.cases.sweep import sweep
from disclosure.cli.bench_sweep_book import (
    LIMIT,
    TODAY,
    climbed_by_all,
    execute,
    restore,
    run,
    seed,
    sweep_book,
)
from disclosure.cli.bench_timing import seconds
from disclosure.params import Config
from disclosure.store.engine import database_url
from disclosure.store.store import Store


def bench_sweep(
    url: str | None, config: Config, *, n: int = 1_000_000, runs: int = 5
) -> list[dict[str, Any]]:
    """Three rows: the whole sweep in seconds, the same per crossing in µs, and a second sweep of the same day in ms
    beside a bare look into the index. Works in a scratch database beside `url`, which is not touched."""
    config = climbed_by_all(config)
    with sweep_book(database_url(url)) as store:
        seed(store, config, n)
        door = Door(store, config)
        first, second = [], []
        for _ in range(runs):
            limit = seconds(lambda: run(store, LIMIT))
            _look(store)  # tidies the index behind the many moved rows, as a sweep's own last look does
            bare = seconds(lambda: _look(store))
            restore(store)
            first.append((seconds(lambda: sweep(store, config, door, TODAY)), limit))
            second.append((seconds(lambda: sweep(store, config, door, TODAY)), bare))
            restore(store)
    crossings = n // 100
    return [
        _row("sweep", "s", first, 1, n),
        _row("sweep_per_crossing", "µs", first, 1e6 / crossings, n),
        _row("sweep_second_run", "ms", second, 1e3, n),
    ]


def _row(name: str, unit: str, pairs: list[tuple[float, float]], factor: float, n: int) -> dict[str, Any]:
    ours, limit = median(a for a, _ in pairs), median(b for _, b in pairs)
    figures = {"ours": round(ours * factor, 3), "limit": round(limit * factor, 3)}
    return {
        "name": name,
        **figures,
        "ratio": round(ours / limit, 3),
        "unit": unit,
        "n": n,
        "runs": len(pairs),
    }


def _look(store: Store) -> None:
    clause = (
        "SELECT next_alert_on FROM deadlines WHERE next_alert_on <= :today ORDER BY next_alert_on LIMIT 1"
    )
    with store.read() as connection:
        execute(connection, clause, {})
