"""`disclosure init | backup | restore`: setting up and keeping safe."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from disclosure.cli.opening import database_option, open_config, open_store
from disclosure.cli.progress import counted
from disclosure.errors import Refused
from disclosure.params import Config
from disclosure.store import backup as copies
from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import Standing, prepare
from disclosure.store.store import Store
from disclosure.store.tables import users

_SAID = {
    Standing.EMPTY: "数据库已建立",
    Standing.OLDER: "数据库已升级",
    Standing.CURRENT: "数据库已是最新，未作改动",
}


@click.command()
@click.option("--demo", is_flag=True, help="装入演示数据；只对空的数据库。")
@click.option("--upgrade", is_flag=True, help="允许升级已有数据的数据库；请先备份。")
@database_option
def init(demo: bool, upgrade: bool, db: str | None) -> int:
    """建立数据库；已建立的，升级到本程序的版本。"""
    if demo and os.environ.get("DISCLOSURE_ENV") == "production":
        raise Refused(
            "没有装入演示数据",
            "演示账户的密码人人知道，生产环境不得有这样的账户",
            "去掉 --demo，用 disclosure user 建立用户",
        )
    url, keys = database_url(db), Keys.from_environment()
    config = open_config()  # a database is of no use with a configuration that cannot be read
    found = prepare(url, keys, upgrade=upgrade)
    _adopt(Store.open(db, keys), config)
    click.echo(f"{_SAID[found]}：{url.render_as_string()}", err=True)
    if demo:
        _load_demo(Store.open(db, keys))
    return 0


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def backup(file: Path, db: str | None) -> int:
    """备份全部数据（含附件）到 FILE，写完后重新读出核对。"""
    store = open_store(db)
    try:
        with counted("备份") as progress:
            summary = copies.backup(store, file, progress)
    finally:
        store.close()
    click.echo(f"已备份并核对 {summary.total} 行：{file}", err=True)
    return 0


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option
def restore(file: Path, db: str | None) -> int:
    """从备份 FILE 恢复到一个空的数据库；先整体核对，再一次写入。"""
    with counted("恢复") as progress:
        summary = copies.restore(file, db, Keys.from_environment(), progress)
    click.echo(f"已恢复并核对 {summary.total} 行", err=True)
    return 0


def _adopt(store: Store, config: Config) -> None:
    """The files of config/ become the first configuration in force; a later one is never replaced here."""
    # As below.
    from disclosure.cases.now import ZONE  # noqa: PLC0415
    from disclosure.cases.versions import adopt  # noqa: PLC0415

    try:
        adopt(store, config, datetime.now(ZONE).isoformat(timespec="seconds"))
    finally:
        store.close()


def _load_demo(store: Store) -> None:
    # The door loads every rule of law, which no other command here needs.
    from disclosure.cases.demo import load_demo  # noqa: PLC0415
    from disclosure.cases.now import ZONE  # noqa: PLC0415

    try:
        with store.read() as connection:
            if connection.scalar(select(users.c.name).limit(1)) is not None:
                raise Refused("没有装入演示数据", "数据库中已有数据", "请另指定一个空的数据库")
        with counted("装入演示数据") as progress:
            load_demo(store, open_config(), datetime.now(ZONE).date(), progress)
    finally:
        store.close()
