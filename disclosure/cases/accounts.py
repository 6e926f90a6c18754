"""Passwords and sessions of staff. Instants are given, never read here; what a wrong name and a wrong password are
answered is the same, and a guess costs as much for either."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from disclosure.cases.lockout import forget_failures, note_failure, require_unlocked
from disclosure.cases.staff_record import Change, note
from disclosure.errors import BadInput, NotFound, NotPermitted
from disclosure.params.service import SignIn
from disclosure.store.store import Store
from disclosure.store.tables import credentials, sessions, users

_HASHER = PasswordHasher()
# Each takes 64 MiB while it runs: when everybody comes in at once, they do so two at a time.
_AT_ONCE = BoundedSemaphore(2)
_NOBODY = _HASHER.hash(secrets.token_hex(16))  # verified for a name that is nobody's
_LONGEST = 200  # characters of a password; hashing more is work for nothing
_C, _S = credentials.c, sessions.c


@dataclass(frozen=True, slots=True)
class Session:
    """`csrf` proves that a form came from a page of this session."""

    user: str
    csrf: str


def set_password(store: Store, user: str, password: str, rules: SignIn, now: datetime, *, by: str) -> None:
    """Also unlocks, and ends every session of the user. Raises BadInput, NotFound."""
    _require_strong(user, password, rules)
    with _AT_ONCE:
        secret = _HASHER.hash(password)
    row = {"secret": secret, "set_at": _text(now)}

    def work(connection: Connection) -> None:
        if not connection.scalar(select(users.c.active).where(users.c.name == user)):
            raise NotFound(f"没有用户 {user}", "没有添加过这个用户，或已停用", "核对用户名")
        if connection.execute(update(credentials).where(_C.user == user).values(row)).rowcount == 0:
            connection.execute(insert(credentials).values(row | {"user": user}))
        connection.execute(delete(sessions).where(_S.user == user))
        forget_failures(connection, store.keys, user)
        note(connection, store.keys, Change.PASSWORD, user, by=by, now=now)

    store.write(work)


def sign_in(store: Store, user: str, password: str, rules: SignIn, now: datetime) -> str:
    """The token of a new session. Raises NotPermitted, without telling whether name or password is wrong."""
    secret = _unlocked(store, user, now)
    if not _verified(secret or _NOBODY, password[:_LONGEST]) or secret is None:
        store.write(lambda connection: note_failure(connection, store.keys, user, rules, now))
        raise _wrong()
    token = secrets.token_urlsafe(32)

    def opened(connection: Connection) -> None:
        require_unlocked(connection, store.keys, user, now)  # by guesses at this very moment
        forget_failures(connection, store.keys, user)
        row = {"id": _id(token), "user": user, "opened_at": _text(now), "seen_at": _text(now)}
        connection.execute(insert(sessions).values(row))
        long_over = _text(now - timedelta(hours=rules.longest_hours))
        connection.execute(delete(sessions).where(_S.opened_at < long_over))

    store.write(opened)
    return token


def is_password(store: Store, user: str, password: str) -> bool:
    """Whether that is the password of an active user."""
    with store.read() as connection:
        secret = _secret(connection, user)
    return secret is not None and _verified(secret, password)


def change_password(store: Store, user: str, present: str, wanted: str, rules: SignIn, now: datetime) -> None:
    """By the user himself, who proves to know the present one. Raises NotPermitted, BadInput."""
    secret = _unlocked(store, user, now)
    if secret is None:
        raise _wrong()
    if not _verified(secret, present[:_LONGEST]):
        store.write(lambda connection: note_failure(connection, store.keys, user, rules, now))
        raise NotPermitted("密码没有修改", "现在的密码不对", "重新输入现在的密码")
    set_password(store, user, wanted, rules, now, by=user)


def session_of(
    store: Store, token: str, rules: SignIn, now: datetime, *, renew: bool = True
) -> Session | None:
    """Whose session it is; None for a forged, ended or expired one. Being seen keeps it open, unless it was a page that
    asked and not a person (`renew` False)."""
    key = _id(token)
    query = select(_S.user, _S.opened_at, _S.seen_at).join(users, users.c.name == _S.user)
    with store.read() as connection:
        row = connection.execute(query.where(_S.id == key, users.c.active)).first()
    if row is None:
        return None
    opened, seen = datetime.fromisoformat(row.opened_at), datetime.fromisoformat(row.seen_at)
    idle, age = now - seen, now - opened
    if idle > timedelta(minutes=rules.idle_minutes) or age > timedelta(hours=rules.longest_hours):
        sign_out(store, token)
        return None
    if renew and idle > timedelta(minutes=1):  # not a write for every page
        renewed = update(sessions).where(_S.id == key).values(seen_at=_text(now))
        store.write(lambda connection: connection.execute(renewed))
    return Session(row.user, _id(f"csrf {token}"))


def sign_out(store: Store, token: str) -> None:
    store.write(lambda connection: connection.execute(delete(sessions).where(_S.id == _id(token))))


def _unlocked(store: Store, user: str, now: datetime) -> str | None:
    """What his password is verified by. Raises NotPermitted for a locked name, before a guess costs anything."""
    with store.read() as connection:
        require_unlocked(connection, store.keys, user, now)
        return _secret(connection, user)


def _secret(connection: Connection, user: str) -> str | None:
    query = select(_C.secret).join(users, users.c.name == _C.user)
    secret: str | None = connection.scalar(query.where(_C.user == user, users.c.active))
    return secret


def _verified(secret: str, password: str) -> bool:
    try:
        with _AT_ONCE:
            return _HASHER.verify(secret, password)
    except (VerificationError, InvalidHashError):
        return False


def _require_strong(user: str, password: str, rules: SignIn) -> None:
    why = None
    if not rules.password_length <= len(password) <= _LONGEST:
        why = f"应为 {rules.password_length} 至 {_LONGEST} 个字符"
    elif len(password.lower().replace(user.lower(), "")) < rules.password_length:
        why = "除去用户名后太短"
    elif len(set(password)) < 5:  # aaaa…, 1212…
        why = "不同的字符太少"
    if why:
        raise BadInput(
            "密码没有设置", f"密码{why}", "换一个较长、别人猜不到的密码；可用几个不相干的词", field="password"
        )


def _wrong() -> NotPermitted:
    return NotPermitted("没有登录", "用户名或密码不对", "核对后重试；忘记密码的，请管理员重设")


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
