"""The configuration in force, as the book knows it: a column of the tip of the chain.

Whoever writes by rules of config/ takes the tip and compares: what was worked out under a version that has gone out
of force meanwhile is not written. So bringing a version into force needs no other lock than the one every command
takes anyway.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from disclosure.errors import Conflict
from disclosure.store.statements import Statement
from disclosure.store.tables import chain

_TIP = select(chain.c.config_version, chain.c.seq).where(chain.c.id == 1)
_READ = Statement(_TIP)
_SHARED = Statement(_TIP.with_for_update(read=True))
_LOCKED = Statement(_TIP.with_for_update())
_SET = Statement(update(chain).where(chain.c.id == 1), "config_version")


def live_version(connection: Connection) -> str | None:
    """None until a configuration has been brought into force."""
    tip = _READ.row(connection)
    return tip[0] if tip else None


def require_live(connection: Connection, version: str) -> None:
    """Raises Conflict unless `version` is in force, and keeps it so until the end of the transaction. For writers
    that append nothing to the history; it is their last lock."""
    tip = _SHARED.row(connection)
    require_same(tip[0] if tip else None, version)


def require_same(live: str | None, used: str) -> None:
    """Raises Conflict. Before the first version is brought into force any may be used."""
    if live is not None and live != used:
        raise Conflict("没有办理", "配置刚刚更新，刚才是按旧配置算的", "重新提交即可，按新配置办理")


def lock_book(connection: Connection) -> int:
    """The last number of the history; nobody appends to it, or changes the configuration, until the end of the
    transaction."""
    tip = _LOCKED.row(connection)
    assert tip is not None, "schema.prepare writes the tip"
    seq: int = tip[1]
    return seq


def put_in_force(connection: Connection, version: str) -> None:
    """From here on everything is written under `version`. The book is locked."""
    _SET.run(connection, {"config_version": version})
