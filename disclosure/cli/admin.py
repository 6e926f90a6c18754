"""`disclosure init | user | backup | restore`: setting up and keeping safe."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Connection, insert, select, update

from disclosure.cli.opening import database_option, open_config, open_store
from disclosure.cli.progress import counted
from disclosure.errors import BadInput, Refused
from disclosure.store import backup as copies
from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import Standing, prepare
from disclosure.store.store import Store
from disclosure.store.tables import grants, users

SYSTEM = "system"  # the actor of the sweep; whoever had its name or role would act for nobody
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
    url, keys = database_url(db), Keys.from_environment()
    open_config()  # a database is of no use with a configuration that cannot be read
    found = prepare(url, keys, upgrade=upgrade)
    click.echo(f"{_SAID[found]}：{url.render_as_string()}", err=True)
    if demo:
        _load_demo(Store.open(db, keys))
    return 0


@click.group()
def user() -> None:
    """用户及其角色。"""


@user.command("add")
@click.argument("name")
@click.option("--role", required=True, help="config/organization.yaml 中的角色。")
@click.option("--unit", required=True, help="config/organization.yaml 中的科室。")
@database_option
def add_user(name: str, role: str, unit: str, db: str | None) -> int:
    """增加用户 NAME，或给已有的用户再加一个角色。"""
    organization = open_config().organization
    if SYSTEM in (name, role):
        raise BadInput(
            "没有增加用户", f"{SYSTEM} 是程序自己的名称和角色，不给人使用", "请改用姓名或工号，并选别的角色"
        )
    _known("角色", role, [known for known in organization.roles if known != SYSTEM], "role")
    _known("科室", unit, organization.units, "unit")
    if not name.strip() or len(name) > 64 or not name.isprintable():
        raise BadInput("用户名不可用", "应为 1 至 64 个可见字符", "请改用姓名或工号", field="name")
    store = open_store(db)
    try:
        store.write(lambda connection: grant(connection, name, role, unit))
    finally:
        store.close()
    click.echo(f"{name}：{organization.roles[role]}（{organization.units[unit].label}）", err=True)
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


def grant(connection: Connection, name: str, role: str, unit: str) -> None:
    """Make `name` an active user with one more role of a unit; granting twice is granting once."""
    if connection.scalar(select(users.c.name).where(users.c.name == name)) is None:
        connection.execute(insert(users).values(name=name, active=True))
    else:
        connection.execute(update(users).where(users.c.name == name).values(active=True))
    held = select(grants.c.user).where(grants.c.user == name, grants.c.role == role, grants.c.unit == unit)
    if connection.scalar(held) is None:
        connection.execute(insert(grants).values(user=name, role=role, unit=unit))


def _known(noun: str, given: str, known: Collection[str], field: str) -> None:
    if given not in known:
        raise BadInput(f"没有{noun} {given}", f"现有{noun}：{'、'.join(known)}", "请核对拼写", field=field)


def _load_demo(store: Store) -> None:
    # The door loads every rule of law, which no other command here needs.
    from disclosure.cases.demo import load_demo  # noqa: PLC0415
    from disclosure.cases.door import ZONE  # noqa: PLC0415

    try:
        with store.read() as connection:
            if connection.scalar(select(users.c.name).limit(1)) is not None:
                raise Refused("没有装入演示数据", "数据库中已有数据", "请另指定一个空的数据库")
        with counted("装入演示数据") as progress:
            load_demo(store, open_config(), datetime.now(ZONE).date(), progress)
    finally:
        store.close()
