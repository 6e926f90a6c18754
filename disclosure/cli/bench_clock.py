"""`disclosure bench clock`: histories replayed and working days added per second, each beside a bare look-up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

from disclosure.cli.bench_timing import seconds
from disclosure.law.clock import replay
from disclosure.law.events import Channel, ClockEvent, Delivery, EventKind
from disclosure.law.exclusions import ONE_DAY
from disclosure.law.terms import Law

_START = date(2025, 1, 6)


def bench_clock(law: Law, *, n: int = 2_000, runs: int = 5) -> list[dict[str, Any]]:
    """Two rows: `replay` in histories per second against the bare working-day additions its answer rests on, and
    `workday_add` in microseconds against a bisection of a plain list. Ours and the limit alternate within a run."""
    days = [_START + timedelta(days=i % 365) for i in range(n * 10)]
    working = [d for d in _all_days(law) if law.workdays.is_workday(d)]
    histories = [_history(day) for day in days[:n]]

    def replay_all() -> None:
        for events in histories:
            replay(events, law, events[-1].on)

    def count_only() -> None:
        for events in histories:
            for event in events:
                working[bisect_right(working, event.on) + 19]

    def add_all() -> None:
        after = law.workdays.after
        for day in days:
            after(day, 20)

    def bisect_all() -> None:
        for day in days:
            working[bisect_right(working, day) + 19]

    return [
        _row("replay", "histories/s", n, runs, replay_all, count_only, lambda s: n / s),
        _row("workday_add", "µs", len(days), runs, add_all, bisect_all, lambda s: s / len(days) * 1e6),
    ]


def _row(
    name: str,
    unit: str,
    n: int,
    runs: int,
    ours: Callable[[], None],
    limit: Callable[[], None],
    figure: Callable[[float], float],
) -> dict[str, Any]:
    pairs = [(seconds(ours), seconds(limit)) for _ in range(runs)]
    mine, bare = median(a for a, _ in pairs), median(b for _, b in pairs)
    return {
        "name": name,
        "ours": round(figure(mine), 3),
        "limit": round(figure(bare), 3),
        "ratio": round(bare / mine, 3),
        "unit": unit,
        "n": n,
        "runs": runs,
    }


def _all_days(law: Law) -> list[date]:
    first, last = law.workdays.first, law.workdays.last
    return [first + ONE_DAY * i for i in range((last - first).days + 1)]


def _history(received: date) -> list[ClockEvent]:
    """A third party asked, its letter received, its answer, an extension, the reply sent by post."""

    def on(days: int) -> date:
        return received + timedelta(days=days)

    return [
        ClockEvent(received, EventKind.RECEIVED, Channel.REGISTERED_MAIL),
        ClockEvent(on(5), EventKind.THIRD_PARTY_ASKED, party="甲公司"),
        ClockEvent(on(7), EventKind.THIRD_PARTY_LETTER_RECEIVED, party="甲公司"),
        ClockEvent(on(20), EventKind.THIRD_PARTY_ANSWERED, party="甲公司"),
        ClockEvent(on(24), EventKind.EXTENDED, working_days=10),
        ClockEvent(on(40), EventKind.REPLY_SENT, delivery=Delivery.POST),
    ]
