"""What the portal gives into the hands of strangers and knows again: the ticket of a form, the cookie of a visit.

Both are sealed with a key of their own, so nothing of them is kept here; a visit ends when its time is over or when the
case gets another code.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

from disclosure.cases.following import kept_code
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.web.guarding import PORTAL

COOKIE = "disclosure_portal"


@dataclass(frozen=True, slots=True)
class Visit:
    """`csrf` proves that a form came from a page of this visit."""

    request_id: int
    nonce: str
    csrf: str

    @classmethod
    def of(cls, keys: Keys, request_id: int, nonce: str) -> Visit:
        return cls(request_id, nonce, _seal(keys, "csrf", str(request_id), nonce))

    @classmethod
    def begun(cls, keys: Keys, request_id: int) -> Visit:
        return cls.of(keys, request_id, secrets.token_urlsafe(12))


def new_ticket(keys: Keys) -> str:
    nonce = secrets.token_urlsafe(18)
    return f"{nonce}.{_seal(keys, 'ticket', nonce)}"


def secret_of(keys: Keys, ticket: str) -> str | None:
    """What only the holder of this form knows; None for a ticket that was not made here."""
    nonce, _, seal = ticket.partition(".")
    return nonce if _same(seal, _seal(keys, "ticket", nonce)) else None


def filing_key(secret: str) -> str:
    """The request_key of a form: from it the secret cannot be had."""
    return "portal-" + hashlib.sha256(secret.encode()).hexdigest()[:40]


def visit_of(request: Request, store: Store, now: datetime) -> Visit | None:
    """None for no cookie, a forged one, one that is over, or one of a code that has been replaced."""
    text, _, seal = request.cookies.get(COOKIE, "").rpartition(".")
    match text.split("."):
        case [id_, nonce, until] if _number(id_) and _number(until):
            pass
        case _:
            return None
    with store.read() as connection:
        code = kept_code(connection, int(id_))
    if code is None or not _same(seal, _seal(store.keys, "visit", text, code.hex())):
        return None
    if now.timestamp() >= int(until):
        return None
    return Visit.of(store.keys, int(id_), nonce)


def set_visit(request: Request, response: Response, store: Store, visit: Visit, until: datetime) -> None:
    """Readable by no script, sent to no other site; over https only where the page came by https."""
    with store.read() as connection:
        code = kept_code(connection, visit.request_id)
    assert code is not None, "a visit begins with the code"
    text = f"{visit.request_id}.{visit.nonce}.{int(until.timestamp())}"
    response.set_cookie(
        COOKIE, f"{text}.{_seal(store.keys, 'visit', text, code.hex())}", httponly=True, samesite="strict",
        secure=request.url.scheme == "https", path=PORTAL,
    )  # fmt: skip


def end_visit(response: Response) -> None:
    response.delete_cookie(COOKIE, path=PORTAL)


def is_own(visit: Visit, csrf: str) -> bool:
    return _same(csrf, visit.csrf)


def _seal(keys: Keys, *parts: str) -> str:
    return keys.portal("\0".join(parts).encode()).hex()


def _same(one: str, other: str) -> bool:
    """In constant time, whatever characters somebody sends."""
    return hmac.compare_digest(one.encode(), other.encode())


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
