"""The lock of a name after wrong passwords, whether anybody has it or not: being stopped tells a stranger nothing.

Instants are given, never read here. A name is kept as a keyed hash: people type passwords into the field of the name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select, text, update

from disclosure.errors import NotPermitted
from disclosure.params.service import SignIn
from disclosure.store.keys import Keys
from disclosure.store.tables import sign_in_failures

REMEMBERED = timedelta(days=1)  # after the last wrong password that did not lock
_F = sign_in_failures.c
_BEGIN = text(
    "INSERT INTO sign_in_failures (name, failures, last_at) VALUES (:name, 0, :at)"
    " ON CONFLICT (name) DO UPDATE SET name = excluded.name"  # changes nothing, but nobody else may now
)


def require_unlocked(connection: Connection, keys: Keys, name: str, now: datetime) -> None:
    """Raises NotPermitted, for the right password too."""
    until = connection.scalar(select(_F.locked_until).where(_F.name == _hash(keys, name)))
    if until is not None and now < datetime.fromisoformat(until):
        raise NotPermitted(
            "没有登录",
            "连续输错密码，这个用户名暂时锁定",
            f"{until[:16].replace('T', ' ')} 以后再试，或请管理员重设密码",
        )


def note_failure(connection: Connection, keys: Keys, name: str, rules: SignIn, now: datetime) -> None:
    """One more wrong password in a row. A lock that is on stays as it is."""
    waiting = and_(_F.locked_until.is_(None), _F.last_at <= _text(now - REMEMBERED))
    connection.execute(delete(sign_in_failures).where(or_(waiting, _F.locked_until <= _text(now))))
    mine = {"name": _hash(keys, name), "at": _text(now)}
    connection.execute(_BEGIN, mine)
    row = connection.execute(select(_F.failures, _F.locked_until).where(_F.name == mine["name"])).one()
    if row.locked_until is not None:
        return
    failures = row.failures + 1
    until = _text(now + timedelta(minutes=rules.lock_minutes)) if failures >= rules.attempts else None
    counted = {"failures": failures, "last_at": _text(now), "locked_until": until}
    connection.execute(update(sign_in_failures).where(_F.name == mine["name"]).values(counted))


def forget_failures(connection: Connection, keys: Keys, name: str) -> None:
    """Also takes the lock off."""
    connection.execute(delete(sign_in_failures).where(_F.name == _hash(keys, name)))


def _hash(keys: Keys, name: str) -> bytes:
    return keys.attempt(f"name {name}".encode())


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
