"""What each flow does, without Prefect's engine: its row in flow_runs, its table, one at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import delete, func, insert, select, update

import flows.deliver
import flows.serve
import flows.up
from disclosure.cases.desk import Desk
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.intake_book.receiving import receive
from disclosure.cases.schedule import last_tick
from disclosure.cases.secrecy_watch import SecrecyReport
from disclosure.errors import BadInput, EnvironmentFailed
from disclosure.outbound.channels import FileChannel
from disclosure.params import default_directory, load
from disclosure.store.leases import acquire
from disclosure.store.store import Store
from disclosure.store.tables import (
    chain,
    deadlines,
    escalations,
    flow_runs,
    intake_items,
    leases,
    outbox,
    requests,
    withholdings,
)
from flows import running as running_module
from flows.annual_report import raise_annual_report
from flows.calendar_watch import watch_calendar
from flows.deadline_sweep import deadline_sweep
from flows.deliver import deliver_in_between
from flows.exemption_reassessment import reassess_exemptions
from flows.integrity import check_integrity
from flows.outbox import deliver_outbox
from flows.running import ROWS, ZONE, case_link, running
from flows.secrecy_review import secrecy_review
from tests.cases.ledgering import CLOSED, OPEN, taken_in
from tests.cases.sweeping import add_cases, add_deadlines, deadline, hire
from tests.cases.world import STAFF, World

DAY = date(2025, 3, 3)
pytestmark = [pytest.mark.check, pytest.mark.usefixtures("installation")]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """The artifacts published, by key."""
    published: dict[str, list[dict[str, Any]]] = {}

    def publish(table: list[dict[str, Any]], key: str, description: str) -> None:
        assert description
        published[key] = table

    monkeypatch.setattr(running_module, "create_table_artifact", publish)
    return published


def last_run(store: Store) -> Any:
    with store.read() as connection:
        return connection.execute(select(flow_runs).order_by(flow_runs.c.id.desc())).first()


def test_sweep_records_itself_and_shows_what_it_did(store: Store, tables: dict[str, Any]) -> None:
    hire(store, ("li", "handler", "u1"))
    add_deadlines(store, [deadline(1, "reply", date(2025, 3, 10)), deadline(2, "reply", date(2025, 4, 1))])
    state = deadline_sweep.fn(today=DAY)
    assert state.is_completed()
    row = last_run(store)
    assert (row.flow, row.business_day, row.ok) == ("deadline_sweep", DAY, True)
    assert row.summary == (
        "亮灯 1，届满处理 0，待办提示 0，督办 0，通知 1，合为摘要 1，未办成 0，无人可通知 0"
    )
    assert row.started_at <= row.finished_at
    assert tables["deadline-sweep"][0]["期限"] == "答复"
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(escalations)) == 1
        assert connection.scalar(select(func.count()).select_from(leases)) == 0


def test_a_sweep_with_an_error_is_red_in_both_places(store: Store, tables: dict[str, Any]) -> None:
    add_deadlines(store, [deadline(1, "step", DAY, expires_on=DAY, next_alert_on=None)])
    assert deadline_sweep.fn(today=DAY).is_failed()
    assert last_run(store).ok is False
    assert tables["deadline-sweep"][0]["编号"] == "[2025-00001](http://127.0.0.1:8600/cases/2025-00001)"


def test_a_sweep_that_reaches_nobody_is_red_and_says_who_is_missing(
    store: Store, tables: dict[str, Any]
) -> None:
    add_deadlines(store, [deadline(1, "reply", date(2025, 3, 10), unit="planning")])
    assert deadline_sweep.fn(today=DAY).is_failed()
    missing = tables["deadline-sweep"][0]
    assert (missing["事项"], missing["说明"]) == ("无人可通知", "规划管理科承办")
    hire(store, ("ops", "operations", "*"))
    assert deadline_sweep.fn(today=DAY).is_completed()
    assert tables["deadline-sweep"][0]["事项"] == "转由他人接收"


def test_while_one_runs_another_does_nothing(store: Store, tables: dict[str, Any]) -> None:
    add_deadlines(store, [deadline(1, "reply", date(2025, 3, 10))])
    assert acquire(store, "deadline_sweep", "somebody", 600)
    assert deadline_sweep.fn(today=DAY).is_completed()
    assert last_run(store) is None
    assert tables == {}
    with store.read() as connection:
        assert connection.scalar(select(deadlines.c.level)) == 0


def test_a_crash_is_written_down_and_gives_the_lease_back(store: Store) -> None:
    def crash() -> None:
        with running("integrity", DAY):
            raise EnvironmentFailed("磁盘已满", "没有空间", "请清理")

    with pytest.raises(EnvironmentFailed):
        crash()
    row = last_run(store)
    assert (row.ok, row.summary) == (False, "ENVIRONMENT_FAILED: 磁盘已满；没有空间；请清理。")
    with running("integrity", DAY) as again:
        assert again is not None


def test_a_long_table_is_cut_and_says_so(store: Store, tables: dict[str, Any]) -> None:
    with running("outbox", DAY) as run:
        assert run is not None
        run.publish("很多", [{"行": n} for n in range(ROWS + 1)])
    assert len(tables["outbox"]) == ROWS


def test_integrity_writes_the_anchor_or_says_what_is_wrong(
    store: Store, tables: dict[str, Any], installation: Path
) -> None:
    assert check_integrity.fn(today=DAY).is_completed()
    (anchors,) = (installation / "var/anchors").iterdir()
    assert json.loads(anchors.read_text())["day"] == "2025-03-03"
    store.write(lambda connection: connection.execute(update(chain).values(cases=1)))
    assert check_integrity.fn(today=date(2025, 3, 4)).is_failed()
    assert len(anchors.read_text().splitlines()) == 1
    assert "tip" in {row["问题"] for row in tables["integrity"]}
    assert last_run(store).ok is False


def test_integrity_reads_the_dossiers_too(store: Store, tables: dict[str, Any]) -> None:
    """A state nobody brought about, in the table of a kind that has no step yet."""
    row = {
        "number": "日历-2026", "unit": "general_office", "state": "done", "opened_on": DAY, "version": 0,
        "head": bytes(32),
    }  # fmt: skip
    kind = next(kind for kind in KINDS if kind.name == "calendar_notice")
    more = {column.name: 2026 for column in kind.table.columns if column.name == "year"}
    store.write(lambda connection: connection.execute(insert(kind.table).values(row | more)))
    assert check_integrity.fn(today=DAY).is_failed()
    problems = {row["问题"]: row["说明"] for row in tables["integrity"]}
    assert problems["dossier"].startswith("日历-2026：没有任何一步")


def test_integrity_finds_an_imported_ledger_whole(store: Store, tables: dict[str, Any]) -> None:
    """0021: concluded, open and overdue, before and after the first item of a book that is kept."""
    world = World(store, load(default_directory()), today=DAY)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    item = {"book": "counter", "sender": "李小四", "kind": "unclear"}
    receive(Desk(store, world.config, world.door._now), item, actor="clerk", on=DAY - timedelta(20))
    days = [DAY - timedelta(n) for n in (800, 60, 20, 10, 0)]
    opened = [OPEN | {"number": f"旧{day}", "received_on": day.isoformat()} for day in days]
    assert taken_in(world, CLOSED, *opened).written
    run = check_integrity.fn(today=DAY)
    # The item itself waits, which is no fault of any case.
    assert {row["问题"] for row in tables["integrity"]} == {"合计"}, tables["integrity"]
    assert run.is_completed()


def test_integrity_tells_of_a_book_that_does_not_balance_and_still_writes_the_anchor(
    store: Store, tables: dict[str, Any], installation: Path
) -> None:
    """R31: an item that somebody took out of the post book; the history itself is whole."""
    world = World(store, load(default_directory()), today=DAY)
    world.hire({"clerk": [("intake_clerk", "*")]})
    item = {"book": "fax", "sender": "李某", "kind": "unclear"}
    receive(Desk(store, world.config, world.door._now), item, actor="clerk", on=DAY)
    assert check_integrity.fn(today=DAY).is_completed()
    store.write(lambda connection: connection.execute(delete(intake_items)) and None)
    assert check_integrity.fn(today=date(2025, 3, 4)).is_failed()
    problems = {row["问题"]: row["说明"] for row in tables["integrity"]}
    assert problems["intake"] == f"传真收件簿 {DAY} 编到第 1 号，簿上只有 0 件"
    assert problems["合计"].endswith("收件簿有 1 处不平")
    (anchors,) = (installation / "var/anchors").iterdir()
    assert len(anchors.read_text().splitlines()) == 2


def test_integrity_recomputes_every_case_and_then_writes_no_anchor(
    store: Store, tables: dict[str, Any], installation: Path
) -> None:
    """A column that no seal covers is found by the sum of the history alone."""
    world = World(store, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    number = world.file().number
    assert check_integrity.fn(today=DAY).is_completed()
    (anchors,) = (installation / "var/anchors").iterdir()
    store.write(lambda connection: connection.execute(update(requests).values(handler="别人")))
    assert check_integrity.fn(today=date(2025, 3, 4)).is_failed()
    assert len(anchors.read_text().splitlines()) == 1
    problems = {row["问题"]: row["说明"] for row in tables["integrity"]}
    assert problems["projection"] == f"{case_link(number)}：handler 与历史不符"
    assert problems["合计"] == "发现 1 处不符，未写当日锚点"


def test_a_torn_anchor_makes_one_night_red(store: Store, tables: dict[str, Any], installation: Path) -> None:
    assert check_integrity.fn(today=DAY).is_completed()
    (anchors,) = (installation / "var/anchors").iterdir()
    anchors.write_bytes(anchors.read_bytes()[:-9])
    assert check_integrity.fn(today=date(2025, 3, 4)).is_failed()
    assert {row["问题"] for row in tables["integrity"]} == {"torn", "合计"}
    assert json.loads(anchors.read_text())["day"] == "2025-03-04"
    assert check_integrity.fn(today=date(2025, 3, 5)).is_completed()


def test_the_anchors_of_another_book_are_named(
    store: Store, tables: dict[str, Any], installation: Path
) -> None:
    other = installation / "var/anchors/anchors-0123456789abcdef.jsonl"
    other.parent.mkdir(parents=True)
    other.write_text("")
    assert check_integrity.fn(today=DAY).is_completed()
    assert [other.name in row["说明"] for row in tables["integrity"]] == [True, False]


def test_outbox_delivers_and_shows_the_dead(store: Store, tables: dict[str, Any], installation: Path) -> None:
    rows = [
        {
            "message_id": name,
            "kind": "digest",
            "person": "li",
            "urgent": False,
            "payload": "{}",
            "created_on": DAY,
            "status": status,
            "attempts": 0,
            "next_try_at": "2025-03-03T00:00:00+08:00",
            "last_error": error,
        }
        for name, status, error in (("a", "pending", None), ("b", "dead", "ConnectionRefusedError"))
    ]
    hire(store, ("li", "handler", "u1"))
    store.write(lambda connection: connection.execute(insert(outbox), rows))
    assert deliver_outbox.fn(today=DAY).is_failed()  # something is dead: a green run is never opened
    [line] = (installation / "var/outbox.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["message_id"] == "a"
    assert [row["通知"] for row in tables["outbox"]] == ["b", "合计"]
    assert "投递方式：写入 outbox.jsonl" in tables["outbox"][-1]["原因"]
    store.write(lambda connection: connection.execute(delete(outbox)))


def test_prefect_is_told_to_stay_at_home() -> None:
    told = flows.settings.environment()
    assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert told["DO_NOT_TRACK"] == "1"
    assert told["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
    assert told["PREFECT_SERVER_UI_API_URL"] == "/api"
    assert told["PREFECT_SERVER_API_HOST"] == "127.0.0.1"


def test_the_flow_refuses_a_day_to_come_in_production(
    store: Store, tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", "production")
    with pytest.raises(BadInput, match="没有巡查"):
        deadline_sweep.fn(today=date(2999, 1, 1))
    assert last_run(store).ok is False


@pytest.mark.parametrize("flow", [secrecy_review, check_integrity])
def test_nothing_is_checked_ahead_of_its_day_in_production(
    flow: Any, store: Store, tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", "production")
    with pytest.raises(BadInput, match="2999-01-01 晚于今天"):
        flow.fn(today=date(2999, 1, 1))
    assert last_run(store).ok is False


def test_an_order_that_could_not_be_raised_leads_to_its_page(
    store: Store, tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadline without a case, whose 督办单 is not there."""
    row = deadline(1, "supervision_answer", DAY, request_id=None, ref="督办-2025-0001", expires_on=DAY)
    add_deadlines(store, [row | {"next_alert_on": None}])
    assert deadline_sweep.fn(today=DAY).is_failed()
    shown = tables["deadline-sweep"][0]["编号"]
    assert shown == f"[督办-2025-0001](http://127.0.0.1:8600/dossiers/supervision/{quote('督办-2025-0001')})"


def test_a_review_that_waits_leads_to_its_case(store: Store, tables: dict[str, Any]) -> None:
    add_cases(store, 1)
    marked = SecrecyReport(0, 0, (("2025-00001", "a" * 64),), (), ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.secrecy_review.watch_on", lambda *_: marked)
        assert secrecy_review.fn(today=DAY).is_failed()
    assert tables["secrecy-review"][0]["编号"] == case_link("2025-00001")


@pytest.mark.parametrize("wrong", ["abc", "0", "65536", "99999", "-1", "４２００", "1" * 5000])
def test_a_port_that_is_none_is_said_in_one_line(installation: Path, wrong: str) -> None:
    for variable in ("DISCLOSURE_PREFECT_PORT", "DISCLOSURE_CONSOLE_PORT"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(variable, wrong)
            with pytest.raises(EnvironmentFailed, match=f"环境变量 {variable} 应为"):
                flows.settings.port(variable, 4200)


def test_a_wrong_port_ends_make_up_without_a_traceback(installation: Path) -> None:
    environment = os.environ | {
        "DISCLOSURE_PREFECT_PORT": "abc",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-m", "flows.up"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stderr.startswith("ENVIRONMENT_FAILED: 端口 abc 不可用；")
    assert done.stderr.count("\n") == 1


def test_the_delivery_loop_outlives_any_fault(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, beats = threading.Event(), []

    def post(*_: object) -> None:
        beats.append(1)
        if len(beats) == 2:
            stop.set()
        raise ValueError

    monkeypatch.setattr("flows.deliver.post", post)
    monkeypatch.setattr("flows.deliver.BEAT_SECONDS", 0)
    channel = FileChannel(Path("outbox.jsonl"))
    deliver_in_between(store, load(default_directory()), channel, stop)
    assert len(beats) == 2


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning"
)  # the thread is made to die
def test_a_delivery_loop_that_ends_unasked_ends_the_runner(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    serving = threading.Event()

    def serves(*_: object, **__: object) -> None:
        serving.set()
        for _ in range(3_000):  # a signal that comes before a pause would be paused over for ever
            time.sleep(0.01)

    def asked_to_stop(*_: object) -> None:  # what the runner does
        sys.exit(0)

    def ends(*_: object) -> None:
        serving.wait(30)
        raise SystemExit

    monkeypatch.setattr("flows.serve.serve", serves)
    before = signal.signal(signal.SIGTERM, asked_to_stop)
    try:
        monkeypatch.setattr("flows.deliver.post", ends)
        monkeypatch.setattr("flows.deliver.BEAT_SECONDS", 0.1)
        assert flows.serve.main() == 1
        assert "通知投递意外停止" in caplog.text
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("main", [flows.serve.main, flows.deliver.main], ids=["serve", "deliver"])
def test_a_way_that_cannot_be_used_is_said_in_one_line(
    main: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flows.serve.serve", lambda *_, **__: pytest.fail("served"))
    monkeypatch.setenv("DISCLOSURE_NOTIFY_MAIL", "mailto://me:secret@mail.example/?to=all@example.cn")
    assert main() == 3
    said = capsys.readouterr().err
    assert said.startswith("ENVIRONMENT_FAILED: DISCLOSURE_NOTIFY_MAIL 不能使用")
    assert said.count("\n") == 1
    assert "secret" not in said


def test_the_server_of_others_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    monkeypatch.setattr("flows.up.subprocess.Popen", lambda command, **given: started.append(given))
    flows.up._prefect()
    assert not [name for name in started[0]["env"] if name.startswith("DISCLOSURE_")]
    assert started[0]["env"]["PREFECT_API_URL"] == os.environ["PREFECT_API_URL"]


def test_a_dead_child_names_its_log_and_shows_none_of_it(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = flows.up._child("小程序", "small", ["-c", "raise SystemError"], lambda: False)
    child.process.wait()
    with pytest.raises(EnvironmentFailed, match=r"small\.log"):
        child.check()
    assert "Traceback" in child.log.read_text()
    assert "Traceback" not in capsys.readouterr().err


def test_a_run_after_downtime_says_so_once(store: Store, tables: dict[str, Any]) -> None:
    """Three days of a cron with four times a day: twelve were missed."""
    began = overdue_since("deadline_sweep") - timedelta(days=3)
    row = {
        "flow": "deadline_sweep",
        "business_day": began.date(),
        "started_at": began.isoformat(timespec="seconds"),
        "finished_at": began.isoformat(timespec="seconds"),
        "ok": True,
        "summary": "",
    }
    store.write(lambda connection: connection.execute(insert(flow_runs), row))
    assert deadline_sweep.fn(today=DAY).is_completed()
    said = f"；上次成功运行于 {began:%Y-%m-%d %H:%M}，其间漏跑 12 次，本次一并补上"
    assert last_run(store).summary.endswith(said)
    assert deadline_sweep.fn(today=DAY).is_completed()
    assert "漏跑" not in last_run(store).summary


def overdue_since(flow: str) -> datetime:
    """The last time of `flow` that is past its grace."""
    service = load(default_directory()).service
    tick = last_tick(service.schedules[flow], datetime.now(ZONE) - timedelta(minutes=service.grace_minutes))
    assert tick is not None
    return tick


def test_a_single_time_that_was_missed_is_said(store: Store, tables: dict[str, Any]) -> None:
    """As in the morning after a night without power: a nightly flow has one time a day."""
    began = overdue_since("integrity") - timedelta(hours=1)
    row = {
        "flow": "integrity",
        "business_day": began.date(),
        "started_at": began.isoformat(timespec="seconds"),
        "ok": True,
    }
    store.write(lambda connection: connection.execute(insert(flow_runs), row))
    with running("integrity", DAY) as run:
        assert run is not None
        run.publish("全部相符", [])
    assert last_run(store).summary.endswith("其间漏跑 1 次，本次一并补上")


def test_a_failed_run_after_downtime_promises_nothing(store: Store, tables: dict[str, Any]) -> None:
    began = overdue_since("outbox") - timedelta(days=3)
    row = {
        "flow": "outbox",
        "business_day": DAY,
        "started_at": began.isoformat(timespec="seconds"),
        "ok": True,
    }
    store.write(lambda connection: connection.execute(insert(flow_runs), row))
    with running("outbox", DAY) as run:
        assert run is not None
        run.publish("没有投出", [], ok=False)
    assert last_run(store).summary.endswith("其间漏跑 432 次")


def test_reassessment_lays_before_the_units_what_is_due(store: Store, tables: dict[str, Any]) -> None:
    add_cases(store, 2)
    rows = [
        {"request_id": i, "round": 1, "outcome": "PARTIAL", "assessed_on": date(2024, 3, i)} for i in (1, 2)
    ]
    store.write(lambda connection: connection.execute(insert(withholdings), rows))
    assert reassess_exemptions.fn(today=DAY).is_completed()
    assert last_run(store).summary == "提交评估 2，不再评估 0"
    rows = tables["exemption-reassessment"]
    assert [row["申请"] for row in rows] == [case_link("2025-00001"), case_link("2025-00002"), ""]
    assert "/dossiers/reassessment/" in rows[0]["编号"]
    assert reassess_exemptions.fn(today=DAY).is_completed()
    assert last_run(store).summary == "提交评估 0，不再评估 0"


def test_the_annual_report_is_raised_and_stays_in_sight(store: Store, tables: dict[str, Any]) -> None:
    world = World(store, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    world.file()
    for summary in ("提交起草 1，尚未完成 1", "提交起草 0，尚未完成 1"):
        assert raise_annual_report.fn(today=date(2026, 1, 5)).is_completed()
        assert last_run(store).summary == summary
    assert tables["annual-report"][0] == {
        "年报": "年报-2025",
        "进展": "待起草",
        "本机关审核期限": "2026-01-23",
        "法定期限": "2026-01-31",
    }


def test_the_calendar_watch_counts_what_is_provisional(store: Store, tables: dict[str, Any]) -> None:
    first = load(default_directory()).law.workdays.provisional_from
    assert first is not None
    add_deadlines(store, [deadline(101, "reply", first)])
    day = date(first.year - 1, 11, 1)
    assert watch_calendar.fn(today=day).is_completed()
    assert last_run(store).summary == "提交录入 1，已录入 0，到期日暂定的期限 1 项"
    assert tables["calendar-watch"][1] == {"事项": "到期日暂定", "名称": "答复", "项数": 1}


@pytest.mark.parametrize("flow", [reassess_exemptions, raise_annual_report, watch_calendar])
def test_no_duty_is_raised_ahead_of_its_day_in_production(
    flow: Any, store: Store, tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", "production")
    with pytest.raises(BadInput, match="没有处理定期事项"):
        flow.fn(today=date(2999, 1, 1))
    assert last_run(store).ok is False
