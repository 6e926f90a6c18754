"""Leases: one row says who may do a job until when. Keeps two sweeps apart; correctness never rests on it.

The time is the database's own, the same for every machine that works on it: a worker whose clock is fast would
else take a lease that is still held.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, insert, or_, text, update
from sqlalchemy.exc import IntegrityError

from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import leases

_ZONE = ZoneInfo("Asia/Shanghai")  # one zone and one precision, so that text order is time order

_CLOCK = {
    "postgresql": Statement(text("SELECT clock_timestamp()")),
    "sqlite": Statement(text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")),
}
_RENEW = Statement(
    update(leases)
    .where(leases.c.name == bindparam("of"))
    .where(or_(leases.c.until <= bindparam("now"), leases.c.holder == bindparam("me"))),
    "holder",
    "until",
)
_TAKE = Statement(insert(leases), "name", "holder", "until")
_RELEASE = Statement(
    delete(leases).where(leases.c.name == bindparam("of")).where(leases.c.holder == bindparam("me"))
)


def acquire(store: Store, name: str, holder: str, seconds: int) -> bool:
    """Take or renew `name` for `seconds` from now; False while somebody else holds it."""

    def work(connection: Connection) -> bool:
        now = _now(connection)
        until = _instant(now + timedelta(seconds=seconds))
        values = {"of": name, "now": _instant(now), "me": holder, "holder": holder, "until": until}
        if _RENEW.run(connection, values):
            return True
        _TAKE.run(connection, {"name": name, "holder": holder, "until": until})
        return True

    try:
        return store.write(work)
    except IntegrityError:  # the row is there and not ours to renew
        return False


def release(store: Store, name: str, holder: str) -> bool:
    """Give `name` back; False when it is no longer ours."""
    return store.write(lambda connection: _RELEASE.run(connection, {"of": name, "me": holder})) > 0


def _now(connection: Connection) -> datetime:
    row = _CLOCK[connection.dialect.name].row(connection)
    assert row is not None
    moment: Any = row[0]
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def _instant(moment: datetime) -> str:
    return moment.astimezone(_ZONE).isoformat(timespec="seconds")
