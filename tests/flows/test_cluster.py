"""The flows under a Prefect server on PostgreSQL with a work pool and two workers, as README says to install them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from disclosure.store.store import Store
from disclosure.store.tables import flow_runs, leases, metadata
from flows.serve import FLOWS
from tests import cluster as cluster_module
from tests.cluster import KEYS, ROOT, WORKERS, Cluster, running_cluster, wait_for

pytestmark = pytest.mark.slow


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
    opened = Store.open(cluster.url, KEYS)
    yield opened
    opened.close()


def good_runs(store: Store) -> dict[str, int]:
    query = select(flow_runs.c.flow, func.count()).where(flow_runs.c.ok).group_by(flow_runs.c.flow)
    with store.read() as connection:
        return dict(connection.execute(query).tuples().all())


@pytest.mark.parametrize("worker", WORKERS)
def test_each_worker_runs_every_flow(cluster: Cluster, store: Store, worker: str) -> None:
    before = good_runs(store)
    cluster.start(worker)
    runs = {name: cluster.run(name) for name in FLOWS}
    wait_for(lambda: cluster.over(*runs.values()), "a run does not end")
    assert {name: cluster.flow_run(run)["state_type"] for name, run in runs.items()} == dict.fromkeys(
        FLOWS, "COMPLETED"
    )
    assert all(
        worker in cluster.flow_run(run)["work_pool_name"] + cluster.log(worker) for run in runs.values()
    )
    assert good_runs(store) == {name: before.get(name, 0) + 1 for name in FLOWS}
    assert cluster.stop(worker) == 0
