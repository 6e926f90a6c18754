"""Who acts: a user by name, with the roles that are held."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from disclosure.cases.context import NOBODYS_NAMES, Actor
from disclosure.errors import NotPermitted
from disclosure.store.statements import Statement
from disclosure.store.tables import grants, users

_GRANTS = Statement(
    select(grants.c.role, grants.c.unit)
    .join(users, users.c.name == grants.c.user)
    .where(grants.c.user == bindparam("wanted"), users.c.active.is_(True))
)


def find_actor(connection: Connection, name: str) -> Actor | None:
    """The system and the applicant are nobody's user name, even if a user should bear it."""
    if name in NOBODYS_NAMES:
        return None
    rows = _GRANTS.rows(connection, {"wanted": name})
    return Actor(name, frozenset((role, unit) for role, unit in rows)) if rows else None


def known_actor(connection: Connection, who: str | Actor) -> Actor:
    actor = who if isinstance(who, Actor) else find_actor(connection, who)
    if actor is None:
        raise NotPermitted(f"用户 {who} 不能办理", "没有这个用户、已停用或没有岗位", "由管理员添加用户或岗位")
    return actor
