"""The flows under a Prefect server on PostgreSQL with a work pool and two workers, as README says to install them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from disclosure.params import default_directory, load
from disclosure.store.leases import acquire, release
from disclosure.store.store import Store
from disclosure.store.tables import flow_runs
from flows.serve import FLOWS
from tests.cases.world import STAFF, World
from tests.cluster import KEYS, WORKER, WORKERS, Cluster, running_cluster, wait_for

pytestmark = pytest.mark.slow
# One run less than a worker takes at once, so that a scheduled one that comes in between has its place.
AT_ONCE = int(WORKER.split("--limit ")[1].split()[0]) - 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as made:
        made.start_server()
        made.deploy()
        made.start("deliver")
        yield made
        made.close()
        assert made.strays() == []


@pytest.fixture(scope="module")
def store(cluster: Cluster) -> Iterator[Store]:
    """With somebody in every chair: a sweep that reaches nobody is red."""
    opened = Store.open(cluster.url, KEYS)
    world = World(opened, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    yield opened
    opened.close()


@pytest.fixture
def both(cluster: Cluster) -> Iterator[None]:
    for worker in WORKERS:
        cluster.start(worker)
    yield
    for worker in WORKERS:
        cluster.stop(worker)


def good_runs(store: Store) -> dict[str, int]:
    query = select(flow_runs.c.flow, func.count()).where(flow_runs.c.ok).group_by(flow_runs.c.flow)
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def cases_of(world: World) -> dict[str, list[str]]:
    """Every row of every table but the two in which the flows keep their own runs."""
    return {name: rows for name, rows in world.snapshot().items() if name not in {"flow_runs", "leases"}}


def test_every_flow_is_deployed_and_has_runs_to_come(cluster: Cluster) -> None:
    """Some Prefect and SQLAlchemy together schedule nothing, and say so only in a log."""
    assert set(cluster.deployments()) == set(FLOWS)
    for name in FLOWS:
        wait_for(lambda name=name: cluster.scheduled(name) > 0, f"{name} is never scheduled")


@pytest.mark.parametrize("worker", WORKERS)
def test_each_worker_runs_every_flow(cluster: Cluster, store: Store, worker: str) -> None:
    before = good_runs(store)
    cluster.start(worker)
    runs = {name: cluster.run(name) for name in FLOWS}
    wait_for(lambda: cluster.over(*runs.values()), "a run does not end")
    states = {name: cluster.flow_run(run)["state_type"] for name, run in runs.items()}
    assert states == dict.fromkeys(FLOWS, "COMPLETED")
    assert {cluster.worker_of(run) for run in runs.values()} == {worker}
    after = good_runs(store)
    assert all(after[name] > before.get(name, 0) for name in FLOWS)
    assert list(
        (cluster.folder / "var" / "anchors").iterdir()
    )  # the runs work in the folder of the installation
    assert cluster.stop(worker) == 0


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    "names", [tuple(FLOWS)[i : i + AT_ONCE] for i in range(0, len(FLOWS), AT_ONCE)], ids="-".join
)
def test_two_runs_of_a_flow_on_two_workers_work_one_after_the_other(
    cluster: Cluster, store: Store, names: tuple[str, ...]
) -> None:
    """All are started while somebody else has the leases, so that both of each flow want it at the same moment."""
    for name in names:
        assert acquire(store, name, "test", 600)
    first, second = WORKERS
    runs = started_by(cluster, first, names, idle=second) + started_by(cluster, second, names, idle=first)
    for name in names:
        assert release(store, name, "test")
    wait_for(lambda: cluster.over(*runs), "a run does not end")
    for name in names:
        spans = select(flow_runs.c.started_at, flow_runs.c.finished_at).where(flow_runs.c.flow == name)
        with store.read() as connection:
            rows = connection.execute(spans.order_by(flow_runs.c.id)).all()
        assert len(rows) >= 4  # each worker alone, and these two; a scheduled one may have come in between
        assert all(earlier.finished_at <= later.started_at for earlier, later in pairwise(rows))


def started_by(cluster: Cluster, worker: str, names: tuple[str, ...], idle: str) -> list[str]:
    """A run of each flow, begun by this worker."""
    cluster.freeze(idle)
    runs = [cluster.run(name) for name in names]
    began = {"RUNNING"}
    wait_for(lambda: {cluster.flow_run(run)["state_type"] for run in runs} == began, "a run does not start")
    assert {cluster.worker_of(run) for run in runs} == {worker}
    cluster.thaw(idle)
    return runs


def nothing_personal(cluster: Cluster) -> None:
    """Of the applicant of `world.application`, in whatever Prefect keeps: runs with their names, tags and parameters,
    tables, log lines."""
    for kind in ("flow_runs", "artifacts", "logs"):
        kept = json.dumps(cluster.ask(f"/{kind}/filter", {}), ensure_ascii=False)
        assert len(kept) > 1000
        for secret in ("张三", "11010519491231002X", "13800000000", "某市某路一号", "甲公司"):
            assert secret not in kept, kind


@pytest.mark.usefixtures("both")
def test_without_its_database_prefect_has_lost_its_runs_and_nothing_else(
    cluster: Cluster, store: Store
) -> None:
    world = World(store, load(default_directory()))
    world.walk("consulting")
    world.walk("remedy_period")
    swept = cluster.run("deadline_sweep")
    wait_for(lambda: cluster.over(swept), "the sweep does not end")
    delivered = cluster.run("outbox")
    wait_for(lambda: cluster.over(delivered), "the delivery does not end")
    nothing_personal(cluster)
    before = cases_of(world)
    assert before["escalations"]
    assert cluster.ask("/flow_runs/count", {}) > 0

    cluster.stop("server")
    cluster.wipe_prefect_database()
    cluster.start_server()
    assert cluster.deployments() == {}
    cluster.deploy()

    assert set(cluster.deployments()) == set(FLOWS)
    for name in FLOWS:
        wait_for(lambda name=name: cluster.scheduled(name) > 0, f"{name} is never scheduled")
    assert cases_of(world) == before
    again = cluster.run("deadline_sweep")  # by the workers that were there all the time
    wait_for(lambda: cluster.over(again), "the sweep does not end")
    assert cluster.flow_run(again)["state_type"] == "COMPLETED"
    assert cases_of(world) == before
    assert world.faults() == []
