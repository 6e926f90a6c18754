"""Per flow: the last good run, what is owed, and the alarm; each against rows written by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from disclosure.cases.flow_health import BACKLOG, FlowHealth, flow_health
from disclosure.cases.schedule import ticks_between
from disclosure.cases.words import FLOWS as WORDS
from disclosure.params import Config
from disclosure.params.service import FLOWS
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, flow_runs, history, outbox, withholdings
from tests.cases.sweeping import add_cases, deadline, hire
from tests.cases.world import World

# A Tuesday. integrity runs at 02:30 each day, the sweep at 8, 11, 14 and 17 o'clock.
NOW = datetime(2025, 3, 4, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def ran(store: Store, flow: str, at: str, seconds: int | None = 5, *, ok: bool | None = True) -> None:
    began = datetime.fromisoformat(f"{at}+08:00")
    finished = None if seconds is None else (began + timedelta(seconds=seconds)).isoformat()
    row = {
        "flow": flow,
        "business_day": began.date(),
        "started_at": began.isoformat(),
        "finished_at": finished,
        "ok": ok,
        "summary": f"{at} 全部相符",
    }
    store.write(lambda connection: connection.execute(insert(flow_runs), row))


def health(store: Store, config: Config, flow: str, now: datetime = NOW) -> FlowHealth:
    return next(h for h in flow_health(store, config, now) if h.flow == flow)


def test_every_flow_has_a_backlog_and_a_name() -> None:
    assert set(BACKLOG) == set(WORDS) == set(FLOWS)


def test_of_an_empty_book_every_flow_can_be_told(store: Store, config: Config) -> None:
    found = flow_health(store, config, NOW)
    assert {h.flow for h in found} == set(FLOWS)
    assert {(h.last_good, h.seconds, h.median_seconds, h.missed, h.backlog) for h in found} == {
        (None, None, None, 0, 0)
    }
    assert all(h.overdue for h in found)  # nothing has ever run


def test_the_last_good_run_and_the_usual_duration(store: Store, config: Config) -> None:
    for at, seconds in (
        ("2025-03-02T02:30:01", 10),
        ("2025-03-03T02:30:01", 40),
        ("2025-03-04T02:30:01", 12),
    ):
        ran(store, "integrity", at, seconds)
    ran(store, "integrity", "2025-03-04T09:00:00", 900, ok=False)
    found = health(store, config, "integrity")
    assert found.last_good == datetime.fromisoformat("2025-03-04T02:30:01+08:00")
    assert (found.seconds, found.median_seconds, found.summary) == (12, 12, "2025-03-04T02:30:01 全部相符")
    assert found.next == datetime.fromisoformat("2025-03-05T02:30:00+08:00")
    assert (found.overdue, found.missed) == (False, 0)


@pytest.mark.parametrize(
    ("good", "failed", "now", "overdue", "missed"),
    [
        ("2025-03-03T17:00:05", None, "2025-03-04T07:59", False, 0),
        ("2025-03-03T17:00:05", None, "2025-03-04T08:14", False, 0),  # 宽限 15 分钟
        ("2025-03-03T17:00:05", None, "2025-03-04T08:15", True, 1),
        ("2025-03-03T17:00:05", "2025-03-04T08:00:05", "2025-03-04T08:15", True, 0),  # 跑了而没有成功
        ("2025-03-03T17:00:05", None, "2025-03-04T11:20", True, 2),
        ("2025-02-28T17:00:05", None, "2025-03-04T08:20", True, 13),  # 三整天，又一次
        ("2025-03-04T08:10:00", None, "2025-03-04T08:15", False, 0),  # 晚到，而已成功
    ],
)
def test_the_alarm(
    store: Store, config: Config, good: str, failed: str | None, now: str, overdue: bool, missed: int
) -> None:
    ran(store, "deadline_sweep", good)
    if failed:
        ran(store, "deadline_sweep", failed, ok=False)
    found = health(store, config, "deadline_sweep", datetime.fromisoformat(f"{now}+08:00"))
    assert (found.overdue, found.missed) == (overdue, missed)


def test_a_run_that_never_ended_is_no_good_run(store: Store, config: Config) -> None:
    ran(store, "integrity", "2025-03-04T02:30:01", None, ok=None)
    assert health(store, config, "integrity").last_good is None


def test_the_sweep_owes_what_climbs_or_runs_out_each_once(store: Store, config: Config) -> None:
    today, ahead = NOW.date(), NOW.date() + timedelta(1)
    rows = [
        deadline(1, "reply", ahead, next_alert_on=today),
        deadline(2, "reply", ahead, next_alert_on=ahead),
        deadline(3, "correction", today, next_alert_on=None, expires_on=today),
        deadline(4, "correction", today, next_alert_on=ahead, expires_on=today),
        deadline(5, "third_party", today, next_alert_on=today, expires_on=today),
        deadline(6, "third_party", ahead, next_alert_on=None, expires_on=ahead),
    ]
    add_cases(store, 6)
    store.write(lambda connection: connection.execute(insert(deadlines), rows))
    assert health(store, config, "deadline_sweep").backlog == 4


def test_the_outbox_owes_what_is_due(store: Store, config: Config) -> None:
    def message(name: str, status: str, at: str) -> dict[str, Any]:
        return {
            "message_id": name,
            "kind": "digest",
            "person": "li",
            "urgent": False,
            "payload": "{}",
            "created_on": NOW.date(),
            "status": status,
            "attempts": 0,
            "next_try_at": f"2025-03-04T{at}:00+08:00",
        }

    rows = [message("a", "pending", "09:30"), message("b", "pending", "09:31"), message("c", "dead", "09:00")]
    hire(store, ("li", "handler", "planning"))
    store.write(lambda connection: connection.execute(insert(outbox), rows))
    assert health(store, config, "outbox").backlog == 1


def test_integrity_owes_the_rows_since_its_last_good_run(world: World) -> None:
    world.file()
    world.file()
    at = f"{world.today}T09:00:00"
    now = datetime.fromisoformat(f"{at}+08:00") + timedelta(hours=1)
    assert health(world.store, world.config, "integrity", now).backlog == 2
    ran(world.store, "integrity", at)
    assert health(world.store, world.config, "integrity", now).backlog == 0
    later = update(history).where(history.c.seq == 2).values(recorded_at=f"{world.today}T09:00:01+08:00")
    world.store.write(lambda connection: connection.execute(later))
    assert health(world.store, world.config, "integrity", now).backlog == 1


def test_the_duties_owe_what_would_be_raised(world: World) -> None:
    case = world.file()
    row = {"request_id": case.row.id, "round": 1, "outcome": "DENY_3P", "assessed_on": date(2024, 1, 2)}
    world.store.write(lambda connection: connection.execute(insert(withholdings), row))
    new_year = datetime(2026, 1, 1, 9, tzinfo=NOW.tzinfo)
    found = {h.flow: h.backlog for h in flow_health(world.store, world.config, new_year)}
    assert (found["exemption_reassessment"], found["annual_report"]) == (1, 1)


def test_ticks_are_counted_after_the_first_and_up_to_the_last_moment() -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text)

    cron = "0 8,11,14,17 * * *"
    assert ticks_between(cron, at("2025-03-03T08:00"), at("2025-03-03T08:00")) == 0
    assert ticks_between(cron, at("2025-03-03T07:59"), at("2025-03-03T08:00")) == 1
    assert ticks_between(cron, at("2025-03-03T08:00:05"), at("2025-03-06T08:00:05")) == 12
    assert ticks_between("0 6 1 * *", at("2025-01-15T00:00"), at("2025-04-01T06:00")) == 3
