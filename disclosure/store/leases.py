"""Leases: one row says who may do a job until when. Keeps two sweeps apart; correctness never rests on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from disclosure.store.statements import Statement
from disclosure.store.store import Store
from disclosure.store.tables import leases

_ZONE = ZoneInfo("Asia/Shanghai")  # one zone and one precision, so that text order is time order

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


def acquire(store: Store, name: str, holder: str, seconds: int, now: datetime) -> bool:
    """Take or renew `name` until `now` + `seconds`; False while somebody else holds it. `now` is aware."""
    until = _instant(now + timedelta(seconds=seconds))

    def work(connection: Connection) -> bool:
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


def _instant(moment: datetime) -> str:
    return moment.astimezone(_ZONE).isoformat(timespec="seconds")
