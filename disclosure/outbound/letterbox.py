"""The outbox as people see it: what waits, what no channel took, and sending that again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from disclosure.errors import NotFound
from disclosure.store.store import Store
from disclosure.store.tables import outbox

_O = outbox.c
_SHOWN = (
    _O.message_id, _O.kind, _O.person, _O.created_on, _O.status, _O.attempts, _O.next_try_at, _O.last_error,
)  # fmt: skip


def unsent(store: Store, *, dead: bool = False) -> Sequence[Row[Any]]:
    """Messages waiting or dead, or only the `dead` ones, newest first; without what they say."""
    wanted = _O.status == "dead" if dead else _O.status != "sent"
    with store.read() as connection:
        return connection.execute(select(*_SHOWN).where(wanted).order_by(_O.id.desc())).all()


def resend(store: Store, message_id: str | None, now: datetime) -> int:
    """Dead messages (one, or all for None) wait again, with all their tries before them; how many. Raises
    NotFound for one that is not dead."""
    wanted = [_O.status == "dead"]
    if message_id is not None:
        wanted.append(_O.message_id == message_id)
    at = now.isoformat(timespec="seconds")
    revived = update(outbox).where(*wanted).values(status="pending", attempts=0, next_try_at=at)

    def work(connection: Connection) -> int:
        return connection.execute(revived).rowcount

    found = store.write(work)
    if message_id is not None and not found:
        raise NotFound(
            f"没有投递失败的通知 {message_id}",
            "编号不存在，或它已投出、仍在等待",
            "disclosure outbox list --dead",
        )
    return found
