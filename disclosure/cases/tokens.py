"""Tokens by which programs come in. A token stands for its user, with the roles held at the moment of each call;
only its hash is kept. Instants are given, never read here."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from disclosure.cases.fields import Fields, Line, parse
from disclosure.cases.staff_record import Change, note
from disclosure.errors import NotFound
from disclosure.store.store import Store
from disclosure.store.tables import api_tokens, users

# Known by its beginning: whoever finds one in a file or a log sees what it opens.
PREFIX = "disclosure_"
_T = api_tokens.c


class _Label(Fields):
    label: Line


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. `id` is said to revoke it."""

    id: int
    user: str
    label: str
    made_at: str
    expires_at: str
    revoked_at: str | None
    last_used_on: date | None


def make_token(
    store: Store, user: str, label: str, days: int, now: datetime, *, by: str
) -> tuple[str, Token]:
    """A token of `days` 自然日 and what is kept of it; nobody can be told the token again. Raises NotFound for a user
    who is none or no longer one, BadInput for the label."""
    text = PREFIX + secrets.token_urlsafe(32)
    row = {
        "secret": _hash(text),
        "user": user,
        "label": parse(_Label, {"label": label}, "令牌").label,
        "made_at": _text(now),
        "expires_at": _text(now + timedelta(days)),
    }

    def work(connection: Connection) -> Token:
        if not connection.scalar(select(users.c.active).where(users.c.name == user)):
            raise NotFound(f"没有用户 {user}", "没有添加过这个用户，或已停用", "核对用户名")
        made = connection.execute(insert(api_tokens).values(row).returning(_T.id)).scalar_one()
        note(connection, store.keys, Change.TOKEN, user, by=by, now=now, token=made)
        return _kept(connection, made)

    return text, store.write(work)


def tokens(store: Store, user: str) -> list[Token]:
    """Every token of a user, the revoked ones too, in the order they were made."""
    with store.read() as connection:
        return [Token(*row) for row in connection.execute(_SHOWN.where(_T.user == user).order_by(_T.id))]


def revoke_token(store: Store, number: int, now: datetime, *, by: str) -> Token:
    """From now on it opens nothing; twice is once. Raises NotFound."""

    def work(connection: Connection) -> Token:
        still = update(api_tokens).where(_T.id == number, _T.revoked_at.is_(None))
        first = connection.execute(still.values(revoked_at=_text(now))).rowcount
        kept = _kept(connection, number)
        if first:
            note(connection, store.keys, Change.TOKEN_REVOKED, kept.user, by=by, now=now, token=number)
        return kept

    return store.write(work)


def holder(store: Store, text: str, now: datetime) -> str | None:
    """The user a token stands for; None for a forged, revoked or expired one, or when the user is one no longer. The
    day is noted, once a day."""
    query = select(_T.id, _T.user, _T.expires_at, _T.last_used_on).join(users, users.c.name == _T.user)
    mine = query.where(_T.secret == _hash(text), _T.revoked_at.is_(None), users.c.active)
    with store.read() as connection:
        row = connection.execute(mine).first()
    if row is None or now >= datetime.fromisoformat(row.expires_at):
        return None
    if row.last_used_on != now.date():
        earlier = or_(_T.last_used_on.is_(None), _T.last_used_on < now.date())
        used = update(api_tokens).where(_T.id == row.id, earlier).values(last_used_on=now.date())
        store.write(lambda connection: connection.execute(used))
    user: str = row.user
    return user


_SHOWN = select(*(_T[name] for name in Token.__dataclass_fields__))


def _kept(connection: Connection, number: int) -> Token:
    row = connection.execute(_SHOWN.where(_T.id == number)).first()
    if row is None:
        raise NotFound(f"没有编号为 {number} 的令牌", "编号不存在", "用 disclosure user tokens 查看编号")
    return Token(*row)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
