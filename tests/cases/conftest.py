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


# What these ask is what the law says and the door does; the statements behind it run on PostgreSQL in the check tier in
# the modules beside them. On PostgreSQL they are run in the slow tier.
_OF_RULES = frozenset(
    """
    test_candidate_stateful test_commands test_config_activation test_config_drafts test_config_preview test_input
    test_letters test_lifecycle test_matrix test_permission test_rectify test_remedy_steps test_stateful
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (
            item.path.parent == Path(__file__).parent
            and item.path.stem in _OF_RULES
            and "postgresql" in item.name
        ):
            item.add_marker(pytest.mark.slow)
