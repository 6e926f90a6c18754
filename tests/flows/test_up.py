"""The whole system as `make up` starts it: a real Prefect server, runner and console, stopped and started again."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from disclosure.params import default_directory, load
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, escalations, flow_runs, requests
from tests.cases.sweeping import add_deadlines, deadline, hire

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NAMES = set(load(default_directory()).service.schedules)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class System:
    """One installation under `folder`, run by `python -m flows.up`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefect, self.console = free_port(), free_port()
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "DISCLOSURE_"))}
        self.environment = clean | {
            "PYTHONPATH": str(ROOT),
            "DISCLOSURE_DATABASE_URL": f"sqlite:///{folder}/disclosure.db",
            "DISCLOSURE_PREFECT_PORT": str(self.prefect),
            "DISCLOSURE_CONSOLE_PORT": str(self.console),
        }
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{self.prefect}/api", trust_env=False, timeout=30)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text("utf-8")

    def start(self) -> None:
        with (self.folder / "said").open("wb") as said:
            command = [sys.executable, "-m", "flows.up"]
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=said, stderr=said
            )
        wait_for(lambda: "全部就绪" in self.said or self.process is None or self.process.poll() is not None)
        assert "全部就绪" in self.said, self.said

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(120)
        for port in (self.prefect, self.console):  # nothing of ours still listens
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", port)) != 0
        return status

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {one["name"]: one for one in self.ask("/deployments/filter", {})}

    def scheduled(self, deployment: str) -> int:
        wanted = {
            "deployments": {"id": {"any_": [deployment]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        return int(self.ask("/flow_runs/count", wanted))

    def ask(self, path: str, body: object) -> Any:
        """Prefect on SQLite answers 503 while it is busy, and expects to be asked again."""
        for _ in range(30):
            answer = self.api.post(path, json=body)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json()


def wait_for(true: Any, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.3)


@pytest.fixture
def system(tmp_path: Path, sqlite_template: Path) -> Iterator[System]:
    shutil.copyfile(sqlite_template, tmp_path / "disclosure.db")
    made = System(tmp_path)
    # The template was made with the keys of the tests.
    made.environment["DISCLOSURE_HISTORY_KEY"] = base64.b64encode(bytes(range(32))).decode()
    made.environment["DISCLOSURE_FIELD_KEY"] = base64.b64encode(bytes(range(32, 64))).decode()
    yield made
    made.api.close()
    if made.process is not None and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(120)


def test_schedules_survive_two_restarts_and_a_sweep_runs_through_the_server(
    system: System, keys: Keys
) -> None:
    store = Store.open(system.environment["DISCLOSURE_DATABASE_URL"], keys)
    hire(store, ("li", "handler", "u1"), ("ops", "operations", "*"))
    add_deadlines(store, [deadline(1, "reply", date(2030, 3, 11))])
    seen: list[set[str]] = []
    for _ in range(3):
        before = swept(store)
        system.start()
        assert httpx.get(f"http://127.0.0.1:{system.console}/healthz", trust_env=False).json()["ok"]
        found = system.deployments()
        assert set(found) == NAMES
        assert not any(one["paused"] for one in found.values())
        assert all(s["active"] for one in found.values() for s in one["schedules"])
        assert {s["schedule"]["timezone"] for one in found.values() for s in one["schedules"]} == {
            "Asia/Shanghai"
        }
        for one in found.values():
            wait_for(lambda one=one: system.scheduled(one["id"]) > 0)
        seen.append({one["id"] for one in found.values()})
        wait_for(lambda before=before: swept(store) > before)  # the catch-up run of this start is over
        wait_for(lambda: ran(store) == NAMES)
        if len(seen) == 2:
            run_a_sweep(system, found["deadline_sweep"]["id"], store)
        assert system.stop() == 0
    assert seen[0] == seen[1] == seen[2]
    without_prefects_database(system, store)
    store.close()


def without_prefects_database(system: System, store: Store) -> None:
    """Deployments and schedules come back, under other ids; the cases were never there."""

    def cases() -> list[Any]:
        with store.read() as connection:
            return [
                sorted(map(repr, connection.execute(select(table))))
                for table in (deadlines, escalations, requests)
            ]

    before = cases()
    shutil.rmtree(system.folder / "var" / "prefect")
    system.start()
    found = system.deployments()
    assert set(found) == NAMES
    for one in found.values():
        wait_for(lambda one=one: system.scheduled(one["id"]) > 0)
    assert cases() == before
    assert system.stop() == 0


def ran(store: Store) -> set[str]:
    """The flows that have finished a run."""
    with store.read() as connection:
        return set(connection.scalars(select(flow_runs.c.flow).where(flow_runs.c.finished_at.is_not(None))))


def swept(store: Store) -> int:
    with store.read() as connection:
        over = (flow_runs.c.flow == "deadline_sweep", flow_runs.c.finished_at.is_not(None))
        return connection.scalar(select(func.count()).where(*over)) or 0


def run_a_sweep(system: System, deployment: str, store: Store) -> None:
    made = system.ask(f"/deployments/{deployment}/create_flow_run", {"parameters": {"today": "2030-03-04"}})
    done: dict[str, Any] = {}

    def over() -> bool:
        done.update(system.api.get(f"/flow_runs/{made['id']}").json())
        return done["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

    wait_for(over)
    assert (done["state_type"], done["name"]) == ("COMPLETED", "sweep-2030-03-04")
    assert {"deadline_sweep", "day:2030-03-04"} <= set(done["tags"])
    [artifact] = system.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [made["id"]]}}})
    assert json.loads(artifact["data"])[-1]["事项"] == "合计"
    with store.read() as connection:
        run = flow_runs.c.business_day == date(2030, 3, 4)
        assert connection.scalar(select(flow_runs.c.ok).where(run)) is True
        assert connection.scalar(select(escalations.c.level)) == 246  # five working days before


def test_a_dead_child_ends_everything_loudly(system: System) -> None:
    system.start()
    assert system.process is not None
    children = Path(f"/proc/{system.process.pid}/task/{system.process.pid}/children").read_text().split()
    console = next(pid for pid in children if b"uvicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(int(console), signal.SIGKILL)
    assert system.process.wait(120) == 3
    assert "办理页面意外退出" in system.said
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_a_port_in_use_is_said_before_anything_starts(system: System) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", system.console))
        other.listen()
        done = subprocess.run(
            [sys.executable, "-m", "flows.up"],
            cwd=system.folder,
            env=system.environment,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 3
    assert f"端口 {system.console} 已被占用" in done.stderr.decode().replace("\n", "")
    assert not (system.folder / "var" / "log").exists()
