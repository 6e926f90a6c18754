"""The code by which an applicant follows a case without an account: made once, shown once, kept as a keyed hash.

Instants are given, never read here. An unknown number, a case without a code and a wrong code are answered alike, in
the same time.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, text, update

from disclosure.errors import NotPermitted, TooOften
from disclosure.params.service import Portal
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import follow_codes, follow_failures, requests

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another: no I, L, O, 0, 1
LENGTH = 12  # 59 bits
_GROUP = 4
_LONGEST = 40  # characters typed; more is no code
WINDOW = timedelta(hours=1)
_F, _W = follow_codes.c, follow_failures.c
_NOBODYS = bytes(32)
_ADD = text(
    "INSERT INTO follow_codes (request_id, code) VALUES (:of, :code) ON CONFLICT (request_id) DO NOTHING"
)
_SET = text(
    "INSERT INTO follow_codes (request_id, code) VALUES (:of, :code)"
    " ON CONFLICT (request_id) DO UPDATE SET code = excluded.code"
)
_BEGIN = text(
    "INSERT INTO follow_failures (number, failures, since) VALUES (:number, 0, :since)"
    " ON CONFLICT (number) DO UPDATE SET number = excluded.number"  # changes nothing, but nobody else may now
)


def fresh_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_of(keys: Keys, secret: str) -> str:
    """Always the same code for one secret, which only the form that was sent holds: so a form sent twice is answered
    with one code, though nobody keeps it."""
    number = int.from_bytes(keys.follow(f"from {secret}".encode()), "big")
    digits = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)


def spelled(code: str) -> str:
    """In groups, as it is read aloud: ABCD-EFGH-JKMN."""
    return "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))


def set_code(connection: Connection, keys: Keys, request_id: int, code: str) -> None:
    """In place of whatever code the case had; who follows it by that one has to ask anew."""
    connection.execute(_SET, {"of": request_id, "code": _hash(keys, request_id, code)})


def first_code(connection: Connection, keys: Keys, request_id: int, code: str) -> bool:
    """Set unless the case has one already; whether `code` is the present one."""
    mine = _hash(keys, request_id, code)
    connection.execute(_ADD, {"of": request_id, "code": mine})
    return kept_code(connection, request_id) == mine


def check_code(store: Store, number: str, code: str, limits: Portal, now: datetime) -> int:
    """The id of the case. Raises NotPermitted without telling what is wrong; TooOften while the number is locked, even
    for the right code. Counted and judged in one transaction, so that guesses at the same moment count too."""
    typed = "".join(c for c in unicodedata.normalize("NFKC", number).strip() if c.isprintable())[:32]
    found = store.write(lambda connection: _judged(connection, store.keys, typed, code, limits, now))
    if isinstance(found, datetime):
        raise TooOften(
            "没有查询", "这一编号连续输错查询码，暂时不能查询", f"{found:%H:%M} 以后再试，或向受理窗口询问"
        )
    if found is None:
        raise NotPermitted(
            "没有查询到", "编号或查询码不对", "照回执核对编号和查询码；遗失的，向受理窗口申请新的查询码"
        )
    return found


def kept_code(connection: Connection, request_id: int) -> bytes | None:
    """The keyed hash of the present code: another one ends every visit by the last."""
    code = connection.scalar(select(_F.code).where(_F.request_id == request_id))
    return None if code is None else bytes(code)


def _judged(
    connection: Connection, keys: Keys, number: str, code: str, limits: Portal, now: datetime
) -> int | datetime | None:
    """The case, or until when the number is locked, or nothing."""
    connection.execute(delete(follow_failures).where(_over(now)))
    connection.execute(_BEGIN, {"number": number, "since": _text(now)})
    mine = _W.number == number
    row = connection.execute(select(_W.failures, _W.locked_until).where(mine)).one()
    if row.locked_until:
        return datetime.fromisoformat(row.locked_until)
    request_id = _matching(connection, keys, number, code)
    if request_id is not None:
        connection.execute(delete(follow_failures).where(mine))
        return request_id
    failures = row.failures + 1
    locked = _text(now + timedelta(minutes=limits.lock_minutes)) if failures >= limits.wrong_codes else None
    counted = {"failures": failures, "locked_until": locked}
    connection.execute(update(follow_failures).where(mine).values(counted))
    return None


def _over(now: datetime) -> ColumnElement[bool]:
    """Neither counted nor locked any more."""
    unlocked = and_(_W.locked_until.is_(None), _W.since <= _text(now - WINDOW))
    return or_(unlocked, _W.locked_until <= _text(now))


def _matching(connection: Connection, keys: Keys, number: str, code: str) -> int | None:
    query = select(requests.c.id, _F.code).join(follow_codes, _F.request_id == requests.c.id)
    row = connection.execute(query.where(requests.c.number == number)).first()
    request_id, kept = (int(row.id), bytes(row.code)) if row else (0, _NOBODYS)
    right = hmac.compare_digest(_hash(keys, request_id, _normal(code)), kept)
    return request_id if right and row else None


def _hash(keys: Keys, request_id: int, code: str) -> bytes:
    """Of this case alone: a code moved to another row opens nothing."""
    return keys.follow(f"{request_id}/{code}".encode())


def _normal(code: str) -> str:
    """As people type it: small letters, full width, blanks and dashes between groups."""
    wide = unicodedata.normalize("NFKC", code[:_LONGEST]).upper()
    return "".join(c for c in wide if c.isalnum())


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
