"""任免留痕: every change of who works here and of what lets him in, with who made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from disclosure.cases.context import SYSTEM
from disclosure.store import staff_chain
from disclosure.store.keys import Keys
from disclosure.store.tables import staff_changes

# Nobody signs in there, so no name is claimed there either.
COMMAND_LINE = SYSTEM.name
_C = staff_changes.c


class Change(StrEnum):
    ADDED = "added"  # as a user, or into service again
    APPOINTED = "appointed"
    REVOKED = "revoked"
    DISMISSED = "dismissed"  # with every role, password and token
    PASSWORD = "password"  # noqa: S105 - the name of a change
    TOKEN = "token"  # noqa: S105 - as above
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - as above


def note(
    connection: Connection, keys: Keys, change: Change, user: str, *, by: str, now: datetime,
    role: str | None = None, unit: str | None = None, token: int | None = None,
) -> None:  # fmt: skip
    """In the transaction that makes the change."""
    row = {"at": now.isoformat(timespec="seconds"), "by": by, "what": change.value, "user": user}
    staff_chain.append(connection, keys, row | {"role": role, "unit": unit, "token": token})


def changes(connection: Connection, before: int | None, most: int) -> Sequence[Row[Any]]:
    """Newest first."""
    query = select(_C.n, _C.at, _C.by, _C.what, _C.user, _C.role, _C.unit, _C.token)
    if before is not None:
        query = query.where(_C.n < before)
    return connection.execute(query.order_by(_C.n.desc()).limit(most)).all()
