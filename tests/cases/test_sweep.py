"""The sweep against a loop over every deadline: each day, after outages, twice, at once, dry."""

from __future__ import annotations

import random
import threading
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from disclosure.cases.context import SYSTEM
from disclosure.cases.sweep import SweepReport, sweep, sweep_on
from disclosure.errors import BadInput
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, escalations, notices, outbox, supervision_orders
from tests.cases.sweeping import (
    CONFIG,
    FIRST,
    LADDER,
    LENGTH,
    ROLES,
    SECRET,
    WORKING,
    MemoryDoor,
    Oracle,
    add_deadlines,
    day_of,
    deadline,
    hire,
)

KINDS = ("reply", "correction", "third_party", "step")


@pytest.fixture(autouse=True)
def staff(store: Store) -> None:
    hire(store, *((role, role, "u1") for role in ROLES))


def run(store: Store, today: date, **options: Any) -> SweepReport:
    return sweep(store, CONFIG, MemoryDoor(store), today, **options)


def recorded(store: Store) -> dict[tuple[int, date, int], tuple[date, date, bool]]:
    with store.read() as connection:
        query = select(escalations).join(deadlines, deadlines.c.id == escalations.c.deadline_id)
        rows = connection.execute(query.where(deadlines.c.request_id.is_not(None))).all()
    return {(r.deadline_id, r.due, r.level): (r.crossed_on, r.recorded_on, r.notified) for r in rows}


def announced(store: Store) -> set[str]:
    with store.read() as connection:
        rows = connection.execute(select(notices.c.notice_id, notices.c.batch).where(_OF_CASES)).all()
    assert None not in {row.batch for row in rows}
    return {row.notice_id for row in rows}


_OF_CASES = notices.c.request_id.is_not(None)


def supervised(store: Store) -> dict[tuple[int, date], tuple[int, date, date, date | None]]:
    """Missed due day → level, day of opening, last day for the answer, day on which it goes up."""
    s, d = supervision_orders.c, deadlines.c
    query = select(s.deadline_id, s.due, s.level, s.opened_on, d.due.label("answer_by"), d.expires_on)
    with store.read() as connection:
        rows = connection.execute(query.join(deadlines, d.ref == s.number)).all()
    return {(r.deadline_id, r.due): (r.level, r.opened_on, r.answer_by, r.expires_on) for r in rows}


def random_deadlines(seed: int, n: int = 60) -> list[dict[str, Any]]:
    pick = random.Random(seed)
    spread = [FIRST + timedelta(n) for n in range(20, 90)]
    rows = []
    for i in range(1, n + 1):
        owner = pick.choice(["handler", "intake_clerk", "legal_reviewer"])
        row = deadline(i, pick.choice(KINDS), pick.choice(spread), owner_role=owner)
        if pick.random() < 0.1:  # 受理人等待申请人：中止期间不亮灯
            row |= {"status": "suspended", "next_alert_on": None}
        rows.append(row)
    return rows


def lit(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["status"] == "open"]


@pytest.mark.parametrize("outage", [0, 3, 40])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_set_based_sweep_equals_the_loop(store: Store, seed: int, outage: int) -> None:
    rows = random_deadlines(seed)
    add_deadlines(store, rows)
    oracle = Oracle()
    day = FIRST + timedelta(10)
    while day < FIRST + timedelta(110):
        run(store, day)
        oracle.sweep(lit(rows), day)
        day += timedelta(1 + outage)
    run(store, FIRST + timedelta(120))
    oracle.sweep(lit(rows), FIRST + timedelta(120))
    assert recorded(store) == oracle.levels
    assert announced(store) == oracle.notices
    opened = supervised(store)
    assert {key: order[:3] for key, order in opened.items()} == {k: o[:3] for k, o in oracle.orders.items()}
    # What nobody answered has gone up on its day, so no day is left for it.
    today = FIRST + timedelta(120)
    assert {k: o[3] for k, o in opened.items()} == {
        k: None if o[3] <= today else o[3] for k, o in oracle.orders.items()
    }


def test_after_an_outage_the_same_levels_stand_and_only_the_last_is_announced(store: Store) -> None:
    rows = random_deadlines(7)
    add_deadlines(store, rows)
    end = FIRST + timedelta(120)
    report = run(store, end)
    expected = {
        (row["id"], row["due"], level.number): day_of(level, row["due"])
        for row in lit(rows)
        for level in LADDER.levels
        if not level.kinds or row["kind"] in level.kinds
    }
    assert {key: began for key, (began, _, _) in recorded(store).items()} == expected
    assert report.crossed == len(expected)
    assert report.orders == len({(id_, due) for id_, due, level in expected if level in (4, 5)})
    tops = {(id_, due): level for id_, due, level in sorted(expected)}
    notified = {(id_, due): level for (id_, due, level), (_, _, told) in recorded(store).items() if told}
    assert notified == tops


def test_the_second_run_of_a_day_finds_nothing(store: Store) -> None:
    add_deadlines(store, random_deadlines(3))
    day = FIRST + timedelta(60)
    first = run(store, day)
    before = (recorded(store), announced(store))
    assert first.crossed > 0
    assert run(store, day) == SweepReport(0, 0, 0, 0, ())
    assert (recorded(store), announced(store)) == before


def test_a_due_date_that_goes_and_comes_back_is_announced_once(store: Store) -> None:
    due = date(2025, 2, 10)
    add_deadlines(store, [deadline(1, "reply", due)])
    day = date(2025, 2, 7)
    run(store, day)
    before = (recorded(store), announced(store))
    reset = update(deadlines).values(due=due, level=0, next_alert_on=FIRST)
    store.write(lambda connection: connection.execute(reset))
    assert run(store, day).notified == 0
    assert (recorded(store), announced(store)) == before
    with store.read() as connection:
        assert connection.execute(select(deadlines.c.level, deadlines.c.next_alert_on)).one() == (2, due)


def test_day_before_day_and_day_after_the_first_level(store: Store) -> None:
    add_deadlines(store, [deadline(1, "reply", date(2025, 2, 10))])  # 5 working days before: 27 January
    assert run(store, date(2025, 1, 26)).crossed == 0
    assert run(store, date(2025, 1, 27)).crossed == 1
    assert run(store, date(2025, 1, 28)).crossed == 0


def test_a_dry_run_counts_the_same_and_writes_nothing(store: Store) -> None:
    add_deadlines(store, random_deadlines(5))
    day = FIRST + timedelta(50)
    with store.read() as connection:
        before = connection.execute(select(deadlines).order_by(deadlines.c.id)).all()
    dry = run(store, day, dry_run=True)
    with store.read() as connection:
        assert connection.execute(select(deadlines).order_by(deadlines.c.id)).all() == before
        assert connection.scalar(select(func.count()).select_from(escalations)) == 0
        assert connection.scalar(select(func.count()).select_from(outbox)) == 0
    assert dry.crossed > 0
    assert run(store, day) == dry


def test_two_sweeps_at_once_are_one(store: Store) -> None:
    rows = random_deadlines(11, 200)
    add_deadlines(store, rows)
    day = FIRST + timedelta(60)
    reports: list[SweepReport] = []
    threads = [threading.Thread(target=lambda: reports.append(run(store, day))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    oracle = Oracle()
    oracle.sweep(lit(rows), day)
    assert recorded(store) == oracle.levels
    assert announced(store) == oracle.notices
    assert sum(report.crossed for report in reports) == len(oracle.levels)
    assert {key: order[:3] for key, order in supervised(store).items()} == {
        key: order[:3] for key, order in oracle.orders.items()
    }
    with store.read() as connection:
        numbers = connection.scalars(
            select(supervision_orders.c.number).order_by(supervision_orders.c.id)
        ).all()
        people = connection.scalars(select(outbox.c.person)).all()
    assert numbers == [f"督办-2025-{n:04d}" for n in range(1, len(oracle.orders) + 1)]
    assert len(people) == len(set(people)) == sum(report.digested.messages for report in reports) > 4


def test_expiries_go_through_the_door_and_one_fault_hides_nothing(store: Store) -> None:
    due = date(2025, 3, 3)
    expired = {"expires_on": date(2025, 3, 4), "next_alert_on": None}
    kinds = ["third_party", "co_producer", "correction", "fee_payment", "third_party", "third_party", "step"]
    rows = [deadline(i, kind, due, ref=f"c{i}", **expired) for i, kind in enumerate(kinds, 1)]
    rows.append(deadline(8, "third_party", due, expires_on=date(2025, 3, 5), next_alert_on=None))
    add_deadlines(store, rows)
    door = MemoryDoor(store, shut=frozenset({"2025-00002"}), broken=frozenset({"2025-00005"}))
    assert run(store, date(2025, 3, 3)) == SweepReport(0, 0, 0, 0, ())
    today = date(2025, 3, 4)
    report = sweep(store, CONFIG, door, today)
    assert (report.expired, report.tasks) == (2, 2)
    assert [(e.number, e.code) for e in report.errors] == [
        ("2025-00002", "NOT_LAWFUL"),
        ("2025-00005", "UNEXPECTED"),
        ("2025-00007", "NO_EXPIRY"),
    ]
    assert door.done[0] == (
        "2025-00001",
        "lapse_consultation",
        {"ref": "c1"},
        SYSTEM,
        today,
        "expiry:1:2025-03-03",
    )
    assert door.done[1][:3] == ("2025-00003", "propose_discontinuation", {"notice": "correction"})
    again = sweep(store, CONFIG, door, today)
    assert (again.expired, again.tasks, len(again.errors)) == (0, 0, 3)


def test_what_somebody_else_settled_meanwhile_is_no_error(store: Store) -> None:
    add_deadlines(store, [deadline(1, "third_party", FIRST, expires_on=FIRST, next_alert_on=None)])
    door = MemoryDoor(store, settled_by_others=frozenset({"2025-00001"}))
    assert sweep(store, CONFIG, door, FIRST) == SweepReport(0, 0, 0, 0, ())


def test_progress_tells_every_expiry(store: Store) -> None:
    rows = [deadline(i, "third_party", FIRST, expires_on=FIRST, next_alert_on=None) for i in range(1, 8)]
    add_deadlines(store, rows)
    seen: list[tuple[int, int]] = []
    run(store, FIRST, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 7) for i in range(1, 8)]


def test_beyond_the_calendar_is_reported_and_the_rest_is_swept(store: Store) -> None:
    last = FIRST + timedelta(LENGTH - 1)
    assert WORKING[LENGTH - 1]
    add_deadlines(store, [deadline(1, "reply", date(2025, 2, 10)), deadline(2, "reply", last)])
    report = run(store, date(2025, 3, 3))
    assert [(e.kind, e.due, e.code) for e in report.errors] == [("reply", last, "NOT_IN_FORCE")]
    assert {key[0] for key in recorded(store)} == {1}


def test_an_order_whose_answer_period_leaves_the_calendar_waits_for_the_calendar(store: Store) -> None:
    last = FIRST + timedelta(LENGTH - 1)
    add_deadlines(store, [deadline(1, "reply", date(2025, 2, 10))])
    report = run(store, last)
    assert [(e.kind, e.code) for e in report.errors] == [("reply", "NOT_IN_FORCE")]
    assert (recorded(store), supervised(store)) == ({}, {})


def test_a_day_that_no_longer_holds_is_only_moved(store: Store) -> None:
    due = date(2025, 3, 10)
    add_deadlines(store, [deadline(1, "reply", due, next_alert_on=date(2025, 2, 1))])
    assert run(store, date(2025, 2, 1)) == SweepReport(0, 0, 0, 0, ())
    with store.read() as connection:
        assert connection.scalar(select(deadlines.c.next_alert_on)) == date(2025, 3, 3)


def test_what_was_done_before_is_not_counted_and_what_stays_owed_is_told(store: Store) -> None:
    gone = {"expires_on": FIRST, "next_alert_on": None}
    add_deadlines(store, [deadline(i, "correction", FIRST, **gone) for i in (1, 2)])
    report = sweep(store, CONFIG, MemoryDoor(store, repeated=frozenset({"2025-00002"})), FIRST)
    assert report.tasks == 1
    assert [(e.number, e.code) for e in report.errors] == [("2025-00002", "CONFLICT")]


def test_a_fault_of_ours_is_named_with_its_place_and_without_its_words(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    add_deadlines(store, [deadline(1, "correction", FIRST, expires_on=FIRST, next_alert_on=None)])
    [error] = sweep(store, CONFIG, MemoryDoor(store, broken=frozenset({"2025-00001"})), FIRST).errors
    assert error.code == "UNEXPECTED"
    assert "RuntimeError，在 sweeping.py 第 " in error.message
    assert "RuntimeError，在 sweeping.py 第 " in caplog.text
    assert SECRET not in error.message + caplog.text


@pytest.mark.parametrize(
    ("ahead", "environment", "dry", "refused"),
    [
        (-1, "production", False, False),
        (0, "production", False, False),
        (1, "production", False, True),
        (1, "production", True, False),
        (1, "", False, False),
    ],
)
def test_a_day_to_come_is_only_rehearsed(
    store: Store, monkeypatch: pytest.MonkeyPatch, ahead: int, environment: str, dry: bool, refused: bool
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", environment)
    now = date(2025, 3, 3)
    with pytest.raises(BadInput, match="没有巡查") if refused else nullcontext():
        sweep_on(store, CONFIG, now + timedelta(ahead), now, dry_run=dry)
