"""用户与角色: who works here, in which roles of which units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from disclosure.cases.context import NOBODYS_NAMES
from disclosure.cases.rights import EVERYWHERE
from disclosure.cases.staff_record import Change, note
from disclosure.errors import BadInput, NotFound, Refused
from disclosure.params import Organization
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import api_tokens, credentials, grants, sessions, users

_U, _G = users.c, grants.c


@dataclass(frozen=True, slots=True)
class Member:
    """`grants` as (role, unit); `password` tells whether one was ever set."""

    name: str
    active: bool
    grants: tuple[tuple[str, str], ...]
    password: bool


def members(connection: Connection) -> list[Member]:
    held: dict[str, list[tuple[str, str]]] = {}
    for user, role, unit in connection.execute(select(_G.user, _G.role, _G.unit).order_by(_G.role, _G.unit)):
        held.setdefault(user, []).append((role, unit))
    known = set(connection.scalars(select(credentials.c.user)))
    people = connection.execute(select(_U.name, _U.active).order_by(_U.name))
    return [Member(name, active, tuple(held.get(name, ())), name in known) for name, active in people]


def appoint(
    store: Store, organization: Organization, name: str, role: str, unit: str, *, by: str, now: datetime
) -> None:
    """Make `name` an active user with one more role of a unit ("*": of the whole agency); doing it twice is doing it
    once. Raises BadInput, Refused."""
    if taken := NOBODYS_NAMES.intersection((name, role)):
        raise BadInput(
            "没有增加用户",
            f"{'、'.join(taken)} 是程序自己的名称和角色，不给人使用",
            "请改用姓名或工号，并选别的角色",
        )
    _known("角色", role, [known for known in organization.roles if known not in NOBODYS_NAMES], "role")
    _known("科室", unit, [*organization.units, EVERYWHERE], "unit")
    if not name.strip() or len(name) > 64 or not name.isprintable():
        raise BadInput("用户名不可用", "应为 1 至 64 个可见字符", "请改用姓名或工号", field="name")
    if name == by:
        raise Refused("没有增加岗位", "不能给自己增加岗位", "由另一名管理员增加")
    store.write(lambda connection: grant(connection, store.keys, name, role, unit, by=by, now=now))


def grant(
    connection: Connection, keys: Keys, name: str, role: str, unit: str, *, by: str, now: datetime
) -> None:
    """What changed is recorded, and nothing else."""
    active = connection.scalar(select(_U.active).where(_U.name == name))
    if active is None:
        connection.execute(insert(users).values(name=name, active=True))
    elif not active:
        connection.execute(update(users).where(_U.name == name).values(active=True))
    if not active:
        note(connection, keys, Change.ADDED, name, by=by, now=now)
    if connection.scalar(select(_G.user).where(_same(name, role, unit))) is None:
        connection.execute(insert(grants).values(user=name, role=role, unit=unit))
        note(connection, keys, Change.APPOINTED, name, by=by, now=now, role=role, unit=unit)


def revoke(store: Store, name: str, role: str, unit: str, *, by: str, now: datetime) -> None:
    """Raises NotFound; Refused for a role of one's own: without the last 管理员 everybody is locked out."""
    if name == by:
        raise Refused("没有撤销", "不能撤销自己的岗位", "由另一名管理员撤销")

    def work(connection: Connection) -> None:
        if not connection.execute(delete(grants).where(_same(name, role, unit))).rowcount:
            raise NotFound("没有撤销", f"{name} 没有这个角色", "核对用户和角色")
        note(connection, store.keys, Change.REVOKED, name, by=by, now=now, role=role, unit=unit)

    store.write(work)


def dismiss(store: Store, name: str, *, by: str, now: datetime) -> None:
    """停用: nothing can be done in the name any more, and nothing of it comes back with the next appointment; what was
    done stays. Raises NotFound, Refused."""
    if name == by:
        raise Refused("没有停用", "不能停用自己", "由另一名管理员停用")

    def work(connection: Connection) -> None:
        for table in (sessions, grants, credentials):
            connection.execute(delete(table).where(table.c.user == name))
        still = update(api_tokens).where(api_tokens.c.user == name, api_tokens.c.revoked_at.is_(None))
        connection.execute(still.values(revoked_at=now.isoformat(timespec="seconds")))
        active = connection.scalar(select(_U.active).where(_U.name == name))
        if active is None:
            raise NotFound(f"没有用户 {name}", "没有添加过这个用户", "核对用户名")
        if active:
            connection.execute(update(users).where(_U.name == name).values(active=False))
            note(connection, store.keys, Change.DISMISSED, name, by=by, now=now)

    store.write(work)


def _same(name: str, role: str, unit: str) -> ColumnElement[bool]:
    return and_(_G.user == name, _G.role == role, _G.unit == unit)


def _known(noun: str, given: str, known: Collection[str], field: str) -> None:
    if given not in known:
        raise BadInput(f"没有{noun} {given}", f"现有{noun}：{'、'.join(known)}", "请核对拼写", field=field)
