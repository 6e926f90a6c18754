"""A lease lives as long as its run: renewed while it works, free soon after it was killed, waited for meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from disclosure.errors import EnvironmentFailed
from disclosure.store.leases import acquire, release
from disclosure.store.store import Store
from disclosure.store.tables import flow_runs, leases
from flows import holding as holding_module
from flows import running as running_module
from flows.holding import holding
from flows.running import Run, case_link, running

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

SECONDS = 2  # the clock of a lease counts whole ones


@pytest.fixture(autouse=True)
def quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding_module, "LOOK_SECONDS", 0.02)


def wait_for(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def holder(store: Store) -> str | None:
    with store.read() as connection:
        return connection.scalar(select(leases.c.holder))


def until(store: Store) -> str:
    with store.read() as connection:
        return connection.scalar(select(leases.c.until)) or ""


@pytest.mark.check
def test_a_run_longer_than_its_lease_keeps_it(store: Store) -> None:
    with holding(store, "sweep", SECONDS, 0) as held:
        assert held
        own = holder(store)
        end = time.monotonic() + SECONDS + 1
        while time.monotonic() < end:
            assert not acquire(store, "sweep", "other", SECONDS)
            time.sleep(0.1)
        assert holder(store) == own
    assert holder(store) is None


def test_who_comes_second_works_when_the_first_is_done(store: Store) -> None:
    began, seen = threading.Event(), []

    def second() -> None:
        began.set()
        with holding(store, "sweep", 60, 30) as held:
            seen.append((held, first_done.is_set()))

    first_done = threading.Event()
    with holding(store, "sweep", 60, 0) as held:
        assert held
        thread = threading.Thread(target=second)
        thread.start()
        began.wait()
        time.sleep(0.1)
        assert seen == []
        first_done.set()
    thread.join()
    assert seen == [(True, True)]


def test_a_killed_holder_is_waited_for_no_longer_than_its_lease(store: Store) -> None:
    assert acquire(store, "sweep", "killed", SECONDS)
    with holding(store, "sweep", SECONDS, SECONDS + 5) as held:
        assert held


def test_a_holder_that_renews_is_left_alone(store: Store) -> None:
    assert acquire(store, "sweep", "busy", 60)
    with holding(store, "sweep", 60, 0.1) as held:
        assert not held
    assert holder(store) == "busy"


def test_a_lease_taken_by_another_is_said_and_not_taken_back(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a long sleep of the machine: the first run goes on, its commands are idempotent."""
    with caplog.at_level(logging.WARNING, "disclosure.flows"), holding(store, "sweep", SECONDS, 0):
        taken = update(leases).values(holder="other", until="2999-01-01T00:00:00+08:00")
        store.write(lambda connection: connection.execute(taken))
        wait_for(lambda: "已被另一次运行接走" in caplog.text)
    assert holder(store) == "other"
    assert release(store, "sweep", "other")


def test_a_renewal_that_fails_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    def refuses_once(*given: object) -> bool:
        tried.append(True)
        if len(tried) == 1:
            raise EnvironmentFailed("数据库操作失败", "服务重启", "请重试")
        return acquire(*given)  # type: ignore[arg-type]

    with holding(store, "sweep", SECONDS, 0) as held:
        assert held
        monkeypatch.setattr(holding_module, "acquire", refuses_once)
        first = until(store)
        wait_for(lambda: until(store) > first)
    assert len(tried) >= 2


@pytest.mark.usefixtures("installation")
def test_the_row_of_a_killed_run_is_closed_by_the_next(store: Store) -> None:
    killed = {"flow": "outbox", "business_day": date(2025, 3, 3), "started_at": "2025-03-03T08:00:00+08:00"}
    other = killed | {"flow": "integrity"}
    store.write(lambda connection: connection.execute(insert(flow_runs), [killed, other]))
    with running("outbox", date(2025, 3, 4)) as run:
        assert run is not None
        run.summary = "已投 0"
    with store.read() as connection:
        rows = connection.execute(select(flow_runs).order_by(flow_runs.c.id)).all()
    assert [(row.flow, row.ok) for row in rows] == [("outbox", False), ("integrity", None), ("outbox", True)]
    assert "中途被终止" in rows[0].summary
    assert rows[0].finished_at is not None


@pytest.mark.usefixtures("installation")
def test_work_done_while_prefect_is_away_counts_as_done(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(running_module, "create_table_artifact", away)
    with running("outbox", date(2025, 3, 4)) as run:
        assert isinstance(run, Run)
        assert run.publish("已投 3", [{"通知": "合计"}]).is_completed()
    with store.read() as connection:
        row = connection.execute(select(flow_runs)).one()
    assert (row.ok, row.summary) == (True, "已投 3")
    assert "没有存入 Prefect" in caplog.text


def test_a_case_in_a_table_leads_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCLOSURE_CONSOLE_URL", raising=False)
    monkeypatch.setenv("DISCLOSURE_CONSOLE_PORT", "8700")
    assert case_link("2025-00001") == "[2025-00001](http://127.0.0.1:8700/cases/2025-00001)"
    monkeypatch.setenv("DISCLOSURE_CONSOLE_URL", "https://banli.example/")
    assert case_link("2025-00001") == "[2025-00001](https://banli.example/cases/2025-00001)"
    assert case_link("") == ""
