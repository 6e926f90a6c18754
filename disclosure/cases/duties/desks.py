"""The desk a flow works at on its business day, and how a duty with a number of its own is raised once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from disclosure.cases.desk import Desk
from disclosure.cases.rehearsal import require_come
from disclosure.params import Config
from disclosure.store.store import Store

T = TypeVar("T")


def desk_on(store: Store, config: Config, day: date, now: date) -> Desk:
    """Raises BadInput for a `day` after `now` in production."""
    require_come(day, now, "没有处理定期事项", "正式使用中只处理到今天；不填 today")
    return Desk(store, config, rehearsed=day)


def raise_once(desk: Desk, work: Callable[[Connection], T]) -> T:
    """`work` looks whether the duty is there before it writes. Two runs may meet at its number; the second look
    finds what the first has written."""
    try:
        return desk.write(work)
    except IntegrityError:
        return desk.write(work)
