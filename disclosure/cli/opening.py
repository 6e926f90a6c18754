"""What most commands open first: the database, the configuration."""

from __future__ import annotations

from typing import Any, TypeVar

import click

from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store

C = TypeVar("C")


def database_option(command: C) -> C:
    option: Any = click.option(
        "--db", metavar="URL", help="数据库地址，空为 DISCLOSURE_DATABASE_URL 或 var/ 下的 SQLite。"
    )
    decorated: C = option(command)
    return decorated


def json_option(command: C) -> C:
    option: Any = click.option("--json", "as_json", is_flag=True, help="结果为一份 JSON 文档。")
    decorated: C = option(command)
    return decorated


def open_store(url: str | None) -> Store:
    """Closed when the command ends."""
    store = Store.open(url)
    click.get_current_context().call_on_close(store.close)
    return store


def open_config() -> Config:
    """That of the files: for what needs no database."""
    return load(default_directory())


def open_book(url: str | None) -> tuple[Store, Config]:
    """The database and the configuration in force in it; that of the files while none has been brought into force."""
    # A calculator call does not pay for the rules of cases.
    from disclosure.cases.versions import in_force  # noqa: PLC0415

    store = open_store(url)
    return store, in_force(store)
