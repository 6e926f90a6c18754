"""Crons by hand: 2025-03-07 is a Friday."""

from __future__ import annotations

from datetime import datetime

import pytest

from disclosure.cases.schedule import last_tick, next_tick


@pytest.mark.parametrize(
    ("cron", "at", "last", "following"),
    [
        ("30 2 * * *", "2025-03-07T02:29", "2025-03-06T02:30", "2025-03-07T02:30"),
        ("30 2 * * *", "2025-03-07T02:30", "2025-03-07T02:30", "2025-03-08T02:30"),
        ("0 8,11,14,17 * * *", "2025-03-07T12:00", "2025-03-07T11:00", "2025-03-07T14:00"),
        ("0 8,17 * * 1-5", "2025-03-08T09:00", "2025-03-07T17:00", "2025-03-10T08:00"),
        ("*/10 * * * *", "2025-03-07T23:59", "2025-03-07T23:50", "2025-03-08T00:00"),
        ("0 9 * * 0", "2025-03-07T09:00", "2025-03-02T09:00", "2025-03-09T09:00"),
        ("0 9 * * 7", "2025-03-07T09:00", "2025-03-02T09:00", "2025-03-09T09:00"),
        ("5 1 1 1 *", "2025-03-07T09:00", "2025-01-01T01:05", "2026-01-01T01:05"),
        ("0 0 1 * 1", "2025-03-07T09:00", "2025-03-03T00:00", "2025-03-10T00:00"),
    ],
)
def test_ticks(cron: str, at: str, last: str, following: str) -> None:
    moment = datetime.fromisoformat(at)
    assert last_tick(cron, moment) == datetime.fromisoformat(last)
    assert next_tick(cron, moment) == datetime.fromisoformat(following)
