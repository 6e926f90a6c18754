"""Create, recognise and migrate the database. Only `prepare` changes tables."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from disclosure.errors import EnvironmentFailed, Refused
from disclosure.store.chain import GENESIS, tip_seal
from disclosure.store.engine import WRITES, explained, open_engine
from disclosure.store.keys import Keys
from disclosure.store.tables import chain

REVISION = "0015"  # the newest file under migrations/versions; a test holds them equal
MIGRATIONS = Path(__file__).parent / "migrations"
_BOOKKEEPING = "alembic_version"


class Standing(Enum):
    EMPTY = "empty"
    FOREIGN = "foreign"  # holds tables that are not ours
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"  # made by a later version of this program


def standing(connection: Connection) -> Standing:
    present = set(inspect(connection).get_table_names())
    if _BOOKKEEPING not in present:
        return Standing.FOREIGN if present else Standing.EMPTY
    revision = connection.scalar(text(f"SELECT version_num FROM {_BOOKKEEPING}"))  # noqa: S608 - our constant
    if revision is None:  # every migration was taken back
        return Standing.FOREIGN if present - {_BOOKKEEPING} else Standing.EMPTY
    if revision == REVISION:
        return Standing.CURRENT if "chain" in present else Standing.FOREIGN
    return Standing.OLDER if revision in _known_revisions() else _later_or_foreign(present)


def prepare(url: URL, keys: Keys, *, upgrade: bool = False) -> Standing:
    """Create the tables in an empty database, or migrate an older one when told `upgrade`; in one
    transaction. Gives what was found. A database of something else, or of a later version, is refused
    untouched."""
    engine = open_engine(url).execution_options(**{WRITES: True})
    try:
        with engine.begin() as connection:
            found = standing(connection)
            if found is Standing.EMPTY:
                create(connection, keys)
            elif found is not Standing.CURRENT:
                _refuse_unusable(found, upgrade=upgrade)
                _migrate(connection, keys)
            return found
    except DBAPIError as error:
        raise explained(error) from error
    finally:
        engine.dispose()


def create(connection: Connection, keys: Keys) -> None:
    """All tables and the tip of an empty book, in the caller's transaction; refuses a database that holds
    anything."""
    if standing(connection) is not Standing.EMPTY:
        raise Refused("数据库不是空的", "已有的内容不会被覆盖", "请另指定一个空的数据库")
    _migrate(connection, keys)
    seal = tip_seal(keys, 0, 0, GENESIS)
    connection.execute(insert(chain).values(id=1, seq=0, cases=0, seal=seal, key_check=keys.check))


def require_file(url: URL) -> None:
    """SQLite would make a missing file at the first look."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise _not_made()


def require_current(connection: Connection, keys: Keys) -> None:
    """Refuse to work on a database that is empty, not ours, of another version, or of other keys."""
    found = standing(connection)
    if found is Standing.EMPTY:
        raise _not_made()
    _refuse_unusable(found, upgrade=False)
    check = connection.scalar(select(chain.c.key_check))
    if check is not None and check != keys.check:
        raise EnvironmentFailed(
            "密钥与数据库不符",
            "数据库是用另一组密钥建立的",
            "请设置建库时使用的 DISCLOSURE_HISTORY_KEY 和 DISCLOSURE_FIELD_KEY",
        )


def _migrate(connection: Connection, keys: Keys) -> None:
    # Loading Alembic takes longer than most commands run.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=connection, keys=keys)
    command.upgrade(config, REVISION)


def _known_revisions() -> set[str]:
    return {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def _later_or_foreign(present: set[str]) -> Standing:
    return Standing.NEWER if "chain" in present else Standing.FOREIGN


def _not_made() -> EnvironmentFailed:
    return EnvironmentFailed("数据库还没有建立", "其中没有本系统的表", "请先执行 disclosure init")


def _refuse_unusable(found: Standing, *, upgrade: bool) -> None:
    if found is Standing.FOREIGN:
        raise Refused("数据库不是本系统的", "其中已有其他程序的表", "请另指定一个空的数据库")
    if found is Standing.NEWER:
        raise EnvironmentFailed("数据库版本高于程序", "它由更新的程序建立或升级", "请改用相应版本的程序")
    if found is Standing.OLDER and not upgrade:
        raise EnvironmentFailed(
            "数据库版本低于程序", "升级会改动表结构", "请先备份，再执行 disclosure init --upgrade"
        )
