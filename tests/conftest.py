"""Fixtures for every test that needs a database: each test gets a fresh, migrated one, on SQLite and on
PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from disclosure.store.engine import database_url as parsed
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from tests.postgres import running_postgres

KEYS = Keys(history=bytes(range(32)), field=bytes(range(32, 64)))
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.check)]


@pytest.fixture(scope="session")
def keys() -> Keys:
    return KEYS


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    prepare(parsed(f"sqlite:///{path}"), KEYS)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running server whose database `template_disclosure` is migrated."""
    with running_postgres() as url:
        _administer(url, "CREATE DATABASE template_disclosure")
        prepare(parsed(_named(url, "template_disclosure")), KEYS)
        yield url


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
    else:
        yield from _fresh(request.getfixturevalue("postgres_server"), "template0")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated database of this test alone."""
    if request.param == "sqlite":
        path = tmp_path / "disclosure.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        yield from _fresh(request.getfixturevalue("postgres_server"), "template_disclosure")


@pytest.fixture
def twin_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """URL of a second database beside `database_url`, of the same kind."""
    if database_url.startswith("sqlite"):
        path = tmp_path / "twin.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        yield from _fresh(request.getfixturevalue("postgres_server"), "template_disclosure")


@pytest.fixture
def store(database_url: str, keys: Keys) -> Iterator[Store]:
    opened = Store.open(database_url, keys)
    yield opened
    opened.close()


def _fresh(server: str, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
