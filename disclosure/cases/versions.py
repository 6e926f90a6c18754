"""Versions of config/ as the book keeps them, and the one in force."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, text

from disclosure.cases.writing import dumps
from disclosure.errors import ConfigInvalid, EnvironmentFailed, NotFound
from disclosure.params import Config, default_directory, load
from disclosure.store.live import live_version, lock_book, put_in_force
from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import config_versions

_SNAPSHOT = select(config_versions.c.snapshot).where(config_versions.c.version == bindparam("wanted"))
_KNOWN = Statement(select(config_versions.c.version).where(config_versions.c.version == bindparam("wanted")))
# Two processes may meet a new version at the same moment.
_KEEP = text(
    "INSERT INTO config_versions (version, snapshot, first_used_at) VALUES (:version, :snapshot, :at)"
    " ON CONFLICT (version) DO NOTHING"
)


def keep_version(connection: Connection, config: Config, recorded_at: str) -> None:
    """Each version that a row of history names is kept whole."""
    if _KNOWN.row(connection, {"wanted": config.version}) is None:
        kept = {"version": config.version, "snapshot": dumps(dict(config.files)), "at": recorded_at}
        connection.execute(_KEEP, kept)


def files_of(connection: Connection, version: str) -> Mapping[str, str]:
    """Path below config/ → text. Raises NotFound for a version that is not kept."""
    snapshot = connection.scalar(_SNAPSHOT, {"wanted": version})
    if snapshot is None:
        raise NotFound(
            f"没有配置版本 {version[:12]}", "本库没有留存这个版本", "用 disclosure config versions 查看"
        )
    files: dict[str, str] = json.loads(snapshot)
    return files


def whole_version(connection: Connection, given: str) -> str:
    """The version whose name begins with `given`, of eight characters at least. Raises NotFound."""
    names = config_versions.c.version
    found = connection.scalars(select(names).where(names.startswith(given, autoescape=True)).limit(2)).all()
    if len(given) < 8 or len(found) != 1:
        why = (
            "版本号至少写 8 位"
            if len(given) < 8
            else "本库没有留存这个版本"
            if not found
            else "不止一个版本这样开头"
        )
        raise NotFound(f"没有配置版本 {given}", why, "用 disclosure config versions 查看")
    version: str = found[0]
    return version


def in_force(store: Store) -> Config:
    """The configuration in force; the one of the files while none has been brought into force."""
    with store.read() as connection:
        version = live_version(connection)
        files = files_of(connection, version) if version else None
    return load(default_directory()) if files is None else usable(files)


def adopt(store: Store, config: Config, recorded_at: str) -> None:
    """`config` is in force from now on, if none is: a book begins with the configuration of its files."""

    def work(connection: Connection) -> None:
        lock_book(connection)
        if live_version(connection) is None:
            keep_version(connection, config, recorded_at)
            put_in_force(connection, config.version)

    store.write(work)


def usable(files: Mapping[str, str]) -> Config:
    """Raises EnvironmentFailed when the version in force does not serve this program: a later one reads more."""
    try:
        return Config.of_snapshot(files)
    except ConfigInvalid as error:
        raise EnvironmentFailed(
            "现行配置不能用于这个版本的程序",
            "；".join(map(str, error.problems[:5])),
            "照此补全配置目录，再执行 disclosure config activate 目录 --as 起草人 --approved-by 批准人",
        ) from error


class Living:
    """The configuration in force as one process holds it: looked up by its name, read again when that changes."""

    def __init__(self, store: Store, given: Config) -> None:
        """`given` is used as long as none has been brought into force."""
        self._store = store
        self.config = given

    def look(self) -> Config:
        with self._store.read() as connection:
            version = live_version(connection)
            if version in (None, self.config.version):
                return self.config
            files = files_of(connection, version or "")
        self.config = usable(files)
        return self.config
