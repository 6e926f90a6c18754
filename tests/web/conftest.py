"""The office of tests/cases/world.py with its console, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from disclosure.cases import accounts
from disclosure.params import Config, load
from disclosure.store.store import Store
from tests.cases.world import STAFF, World
from tests.web.desk import WebOffice, opened

# Beside those of the whole agency: who belongs to one unit, and who watches.
OTHERS = {
    "planner": [("handler", "planning")],
    "builder": [("handler", "construction")],
    "watch": [("operations", "*")],
    "nobody": [],
}


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """The cost that keeps passwords safe keeps tests waiting; what it is by default a test looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def config() -> Config:
    return load(Path(__file__).parents[2] / "config")


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    world = World(store, config)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()} | OTHERS)
    with opened(world) as made:
        yield made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages ask the database nothing the check tier has not asked it on PostgreSQL elsewhere."""
    for item in items:
        of_here = Path(__file__).parent in item.path.parents
        if of_here and isinstance(item, pytest.Function) and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)
