"""Where a user is reached: mail address or name at an instant messenger, encrypted like identifiers of applicants."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from disclosure.errors import BadInput, NotFound
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import addresses, users

WAYS = {"mail": "邮件", "im": "即时消息"}  # tried in this order
_COLUMN = "addresses.address"
LONGEST = 200


def set_address(store: Store, user: str, way: str, address: str | None) -> None:
    """Replace, or with None remove, where `user` is reached by `way`. Raises NotFound, BadInput."""
    if address is not None:
        _check(way, address)
    same = (addresses.c.user == user, addresses.c.way == way)

    def work(connection: Connection) -> None:
        if connection.scalar(select(users.c.name).where(users.c.name == user)) is None:
            raise NotFound(f"没有用户 {user}", "没有添加过这个用户", "核对用户名，或先 disclosure user add")
        connection.execute(delete(addresses).where(*same))
        if address is not None:
            kept = store.keys.encrypt(address, _COLUMN, _owner(user, way))
            connection.execute(insert(addresses).values(user=user, way=way, address=kept))

    store.write(work)


def addresses_of(connection: Connection, keys: Keys, user: str) -> dict[str, str]:
    """By way; for a channel, never for a list or a log."""
    rows = connection.execute(select(addresses.c.way, addresses.c.address).where(addresses.c.user == user))
    return {way: keys.decrypt(bytes(kept), _COLUMN, _owner(user, way)) for way, kept in rows}


def _check(way: str, address: str) -> None:
    local, at, domain = address.partition("@")
    fits = address.isprintable() and 0 < len(address) <= LONGEST and not set(address) & set(" ,;<>\"'")
    if not fits or (way == "mail" and not (local and at and "." in domain.strip(".") and "@" not in domain)):
        raise BadInput(
            f"{WAYS[way]}地址不可用",
            "不是一个完整的地址",
            "只写一个地址，如 li@example.gov.cn",
            field="address",
        )


def _owner(user: str, way: str) -> str:
    return f"{user}/{way}"
