"""Leave of users: who stands in for whom on which days, so that what concerns the one reaches the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from disclosure.errors import BadInput, NotFound, Refused
from disclosure.store.store import Store
from disclosure.store.tables import absences, users

_A = absences.c


def take_leave(store: Store, user: str, first_day: date, last_day: date, substitute: str) -> int:
    """Both days included; the number of the leave. Raises BadInput, NotFound, Refused when it overlaps another
    leave of the same user. A substitute may be on leave himself: his own stands in then."""
    if last_day < first_day:
        raise BadInput("没有登记请假", f"{last_day} 早于 {first_day}", "核对起止日期", field="to")
    if substitute == user:
        raise BadInput("没有登记请假", "代理人是本人", "另指定一人代理", field="substitute")

    def work(connection: Connection) -> int:
        for name in (user, substitute):
            _require_active(connection, name)
        _refuse_overlap(connection, user, first_day, last_day)
        row = {"user": user, "first_day": first_day, "last_day": last_day, "substitute": substitute}
        made = insert(absences).values(row | {"cancelled": False}).returning(_A.id)
        number: int = connection.execute(made).scalar_one()
        return number

    return store.write(work)


def leaves(store: Store, on_or_after: date) -> Sequence[Row[Any]]:
    """Leaves not cancelled and not over before `on_or_after`, earliest first."""
    query = select(_A.id, _A.user, _A.first_day, _A.last_day, _A.substitute)
    current = query.where(~_A.cancelled, _A.last_day >= on_or_after).order_by(_A.first_day, _A.id)
    with store.read() as connection:
        return connection.execute(current).all()


def cancel_leave(store: Store, number: int) -> None:
    """Raises NotFound. The row stays, so that it can be told why somebody was written to."""
    ended = update(absences).where(_A.id == number, ~_A.cancelled).values(cancelled=True)
    if not store.write(lambda connection: connection.execute(ended).rowcount):
        raise NotFound(f"没有编号为 {number} 的请假", "编号不存在或已销假", "disclosure user leaves 查看编号")


def _require_active(connection: Connection, name: str) -> None:
    # Locked, so that two leaves of one user are entered one after the other.
    known = select(users.c.active).where(users.c.name == name).with_for_update()
    if not connection.scalar(known):
        raise NotFound(f"没有用户 {name}", "没有添加过这个用户，或已停用", "核对用户名")


def _refuse_overlap(connection: Connection, user: str, first_day: date, last_day: date) -> None:
    meets = (~_A.cancelled, _A.user == user, _A.first_day <= last_day, _A.last_day >= first_day)
    found = connection.execute(select(_A.id, _A.first_day, _A.last_day).where(*meets)).first()
    if found is not None:
        raise Refused(
            "没有登记请假",
            f"与已登记的请假（编号 {found.id}，{found.first_day} 至 {found.last_day}）重叠",
            f"先销假：disclosure user cancel-leave {found.id}",
        )
