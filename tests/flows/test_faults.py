"""kill -9 of the runner, a worker, the Prefect server and PostgreSQL while commands, sweeps and delivery are going on:
nothing acknowledged is lost, nothing is there twice, and whatever was cut off is finished by the next run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, or_, select, update

from disclosure.cases.now import ZONE
from disclosure.errors import EnvironmentFailed
from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, escalations, flow_runs, history, leases, notices, outbox
from flows.serve import FLOWS
from tests.cases.world import STAFF, World
from tests.cluster import KEYS, ROOT, Cluster, running_cluster, wait_for

pytestmark = pytest.mark.slow


class Load:
    """The clerk, and what he was answered."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self.prefix = prefix
        self._answers = cluster.logs / f"answers-{prefix}"
        with self._answers.open("wb") as answers, (cluster.logs / "load.log").open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.flows.load", cluster.url, prefix],
                stdin=subprocess.PIPE,
                stdout=answers,
                stderr=said,
                cwd=ROOT,
            )

    @property
    def answers(self) -> list[dict[str, Any]]:
        whole = self._answers.read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def goes_on(self, more: int = 20) -> None:
        have = len(self.answers)
        wait_for(lambda: len(self.answers) >= have + more, "the clerk is not answered")

    def stop(self) -> list[dict[str, Any]]:
        self._process.communicate()
        assert self._process.returncode == 0
        return self.answers

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Its leases are as short as they may be. What one test has written stays for the next."""
    config = tmp_path_factory.mktemp("short") / "config"
    shutil.copytree(default_directory(), config)
    service = config / "service.yaml"
    service.write_text(service.read_text("utf-8").replace("lease_minutes: 3", "lease_minutes: 1"), "utf-8")
    assert load(config).service.lease_minutes == 1
    with running_cluster({"DISCLOSURE_CONFIG": str(config)}) as made:
        yield made


@pytest.fixture(scope="module")
def store(cluster: Cluster) -> Iterator[Store]:
    opened = Store.open(cluster.url, KEYS)
    world = World(opened, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    yield opened
    opened.close()


@pytest.fixture
def load_on(cluster: Cluster, store: Store) -> Iterator[Load]:
    made = Load(cluster, prefix=f"t{uuid.uuid4().hex[:6]}-")
    yield made
    made.kill()


def sweeping(store: Store) -> bool:
    """A sweep has begun and has not said that it has ended."""
    begun = (flow_runs.c.flow == "deadline_sweep", flow_runs.c.finished_at.is_(None))
    with store.read() as connection:
        return bool(connection.scalar(select(func.count()).where(*begun)))


def caught_sweeping(cluster: Cluster, store: Store) -> str:
    """Asks for a sweep and returns once it works; its flow run."""
    run = cluster.run("deadline_sweep")
    wait_for(lambda: sweeping(store), "no sweep begins")
    return run


def swept(cluster: Cluster) -> None:
    """A sweep from asking to a good end."""
    run = cluster.run("deadline_sweep")
    wait_for(lambda: cluster.over(run), "the sweep does not end")
    assert cluster.flow_run(run)["state_type"] == "COMPLETED", cluster.flow_run(run)["state"]


def killed_sweeps(store: Store) -> int:
    """Runs that a later one found unfinished."""
    cut_off = (flow_runs.c.flow == "deadline_sweep", flow_runs.c.ok.is_(False))
    with store.read() as connection:
        summaries = connection.scalars(select(flow_runs.c.summary).where(*cut_off)).all()
    return sum("中途被终止" in summary for summary in summaries)


def test_the_runner_and_its_run_are_killed(cluster: Cluster, store: Store, load_on: Load) -> None:
    """The process of `make up`, in the middle of a sweep. The next one waits for the end of the dead one's lease."""
    cluster.start_server()
    cluster.start("serve")
    wait_for(lambda: len(cluster.deployments()) == len(FLOWS), "not everything is served")
    load_on.goes_on(200)
    caught_sweeping(cluster, store)
    cluster.kill("serve", with_children=True)
    assert sweeping(store)  # nobody has written down its end
    load_on.goes_on()
    cluster.start("serve")
    swept(cluster)
    assert killed_sweeps(store) == 1
    complete(cluster, store, load_on)
    cluster.stop("serve")


def test_a_worker_and_its_run_are_killed(cluster: Cluster, store: Store, load_on: Load) -> None:
    """The other worker does the next sweep."""
    cluster.start_all()
    load_on.goes_on(200)
    before = killed_sweeps(store)
    victim = cluster.worker_of(caught_sweeping(cluster, store))
    cluster.kill(victim, with_children=True)
    load_on.goes_on()
    store.write(
        lambda connection: connection.execute(update(leases).values(until="2000-01-01T00:00:00+08:00"))
    )
    swept(cluster)
    assert killed_sweeps(store) == before + 1
    complete(cluster, store, load_on)


def test_the_prefect_server_is_killed(cluster: Cluster, store: Store, load_on: Load) -> None:
    """Once while a sweep is at work: the sweep goes on to its end, whatever Prefect may know of it."""
    cluster.start_all()
    load_on.goes_on(200)
    with store.read() as connection:
        before = connection.scalar(select(func.count()).select_from(escalations))
    caught_sweeping(cluster, store)
    cluster.kill("server")
    load_on.goes_on(100)
    wait_for(lambda: not sweeping(store), "the sweep does not end without Prefect")
    with store.read() as connection:
        last = connection.execute(select(flow_runs.c.ok).order_by(flow_runs.c.id.desc())).first()
        assert connection.scalar(select(func.count()).select_from(escalations)) > (before or 0)
    assert last is not None
    assert last.ok is True
    cluster.start_server()
    swept(cluster)
    complete(cluster, store, load_on)


def test_postgresql_is_killed_under_everything(cluster: Cluster, store: Store, load_on: Load) -> None:
    """Three times: between two sweeps, in the middle of one, and again at once. Both databases are on it."""
    cluster.start_all()
    load_on.goes_on(200)
    for asked in (False, True, False):
        if asked:
            caught_sweeping(cluster, store)
        cluster.postgres.kill()
        time.sleep(1)  # everybody meets the closed door at least once
        cluster.postgres.start()
        reconnected(store)
        load_on.goes_on()
    wait_for(cluster.answers, "Prefect does not find its database again")
    swept(cluster)
    complete(cluster, store, load_on)


def reconnected(store: Store) -> None:
    """The connections of this process died as well, which the first use of each brings to light."""
    with suppress(EnvironmentFailed), store.read() as connection:
        connection.execute(select(leases))
    with suppress(EnvironmentFailed):
        store.write(lambda connection: connection.execute(select(leases)))


def complete(cluster: Cluster, store: Store, load_on: Load) -> None:
    """The clerk stops, one more sweep and delivery, and then everything is there once."""
    answers = load_on.stop()
    swept(cluster)
    wait_for(lambda: due_messages(store) == 0, "messages stay behind")
    config = load(default_directory())
    everything_acknowledged_is_there_once(store, load_on.prefix, answers)
    every_level_is_recorded_once(store, config)
    every_message_went_out(store, cluster.folder / "var" / "outbox.jsonl")
    assert World(store, config).faults() == []


def due_messages(store: Store) -> int:
    now = datetime.now(ZONE).isoformat(timespec="seconds")
    query = select(func.count()).where(outbox.c.status == "pending", outbox.c.next_try_at <= now)
    with store.read() as connection:
        return connection.scalar(query) or 0


def everything_acknowledged_is_there_once(store: Store, prefix: str, answers: list[dict[str, Any]]) -> None:
    with store.read() as connection:
        rows = connection.execute(
            select(history.c.key, history.c.command, history.c.n, history.c.request_id)
        ).all()
    given = Counter(row.key for row in rows if row.key.startswith(prefix))
    assert set(given.values()) == {1}
    assert set(given) == {answer["key"] for answer in answers}
    at = {row.key: row.n for row in rows}
    assert all(at[answer["key"]] == answer["version"] for answer in answers)
    # Each silent third party was noted once, by whichever sweep came through.
    ended = Counter(row.request_id for row in rows if row.command == "lapse_consultation")
    asked = {row.request_id for row in rows if row.command == "ask_third_party"}
    assert ended == dict.fromkeys(asked, 1)
    assert len(asked) >= 40


def every_level_is_recorded_once(store: Store, config: Config) -> None:
    """Of each deadline that still runs: every level up to the one it stands on, and none is owed."""
    today = datetime.now(ZONE).date()
    d, e = deadlines.c, escalations.c
    with store.read() as connection:
        recorded = Counter(map(tuple, connection.execute(select(e.deadline_id, e.due, e.level))))
        rows = connection.execute(select(d.id, d.kind, d.due, d.level).where(d.status == "open")).all()
        owed = or_(d.next_alert_on <= today, d.expires_on <= today)
        assert connection.scalar(select(func.count()).where(owed)) == 0
    assert set(recorded.values()) == {1}
    assert any(row.level for row in rows)
    for row in rows:
        passed = {one.number for one in config.ladder.above(row.kind, 0) if one.number <= row.level}
        assert passed == {level for of, due, level in recorded if (of, due) == (row.id, row.due)}


def every_message_went_out(store: Store, file: Path) -> None:
    """At least once and always under the id it has in the table; in the table each event stands once."""
    with store.read() as connection:
        rows = connection.execute(select(outbox.c.message_id, outbox.c.person, outbox.c.status)).all()
        told = connection.execute(select(notices.c.notice_id, notices.c.batch)).all()
    went = {json.loads(line)["message_id"] for line in file.read_text("utf-8").splitlines()}
    assert went == {row.message_id for row in rows if row.status == "sent"}
    assert {row.status for row in rows} == {"sent"}
    assert set(Counter(row.message_id for row in rows).values()) == {1}
    assert set(Counter(row.notice_id for row in told).values()) == {1}
    assert all(row.batch is not None for row in told)  # nobody is left untold
