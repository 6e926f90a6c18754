"""The office of tests/cases/world.py on each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure.params import Config, load
from disclosure.store.store import Store
from tests.cases.world import STAFF, World


@pytest.fixture(scope="session")
def config() -> Config:
    return load(Path(__file__).parents[2] / "config")


@pytest.fixture
def world(store: Store, config: Config) -> World:
    made = World(store, config)
    made.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    return made
