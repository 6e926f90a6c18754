"""Who looks at a staff page: the session behind the cookie, the roles held at this moment."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from disclosure.cases.accounts import session_of
from disclosure.cases.actors import find_actor
from disclosure.cases.board import Boards, Held
from disclosure.cases.context import Actor
from disclosure.cases.flow_health import FlowHealth
from disclosure.cases.rights import EVERYWHERE, scope_of
from disclosure.cases.versions import Living
from disclosure.errors import BadInput, NotPermitted
from disclosure.params import Config
from disclosure.store.store import Store

COOKIE = "disclosure_session"
CSRF = "csrf"
REFRESH = "X-Refresh"  # a page that renews itself: nobody sits before it


@dataclass(frozen=True, slots=True)
class Visitor:
    """`csrf` goes into every form of a page of this session."""

    actor: Actor
    csrf: str

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def sees_all(self) -> bool:
        """Of the whole agency, not of some units."""
        return scope_of(self.actor).units is None

    def holds_any(self, *roles: str) -> bool:
        return any(role in roles for role, _ in self.actor.grants)

    def holds_in_agency(self, *roles: str) -> bool:
        """Of the whole agency: what is everybody's business is not that of one unit's."""
        return any((role, EVERYWHERE) in self.actor.grants for role in roles)


class NotSignedIn(Exception):  # noqa: N818 - not a fault: the answer is the sign-in page
    """No session, or one that is over."""


class House:
    """What every page needs. `clock` gives the instant of now; `config` is the configuration in force when the page
    was asked for; `prefect` is where the staff reach Prefect's own pages, "" where they do not."""

    def __init__(
        self, store: Store, config: Config, clock: Callable[[], datetime], prefect: str = ""
    ) -> None:
        """`config` is used as long as none has been brought into force."""
        self.store = store
        self.clock = clock
        self.prefect = prefect
        self.boards = Boards(store)
        self.flows = Held[list[FlowHealth]](store)
        self._living = Living(store, config)

    @property
    def config(self) -> Config:
        return self._living.config

    def look(self) -> None:
        """Before each page: another configuration may have come into force."""
        self._living.look()


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def up_to_date(request: Request) -> None:
    """Of every page: it is made under the configuration in force."""
    house_of(request).look()


def visitor_of(request: Request) -> Visitor:
    """Raises NotSignedIn. A user who has lost every role is signed in and may do nothing."""
    house, token = house_of(request), request.cookies.get(COOKIE)
    rules, alone = house.config.service.sign_in, REFRESH in request.headers
    session = token and session_of(house.store, token, rules, house.clock(), renew=not alone)
    if not session:
        raise NotSignedIn
    with house.store.read() as connection:
        actor = find_actor(connection, session.user) or Actor(session.user, frozenset())
    visitor = Visitor(actor, session.csrf)
    request.state.visitor = visitor
    return visitor


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """A posted form; its files are closed when the page is made. Too large ones have been refused before."""
    async with request.form(max_files=50, max_fields=2_000) as form:
        if any("\0" in value for value in form.values() if isinstance(value, str)):
            raise BadInput("没有办理", "填写的内容含有控制字符", "返回上一页，重新填写")
        yield form


Signed = Annotated[Visitor, Depends(visitor_of)]
Posted = Annotated[FormData, Depends(read_form)]
At = Annotated[House, Depends(house_of)]


def require_own_page(visitor: Visitor, form: FormData) -> None:
    """Raises NotPermitted for a form that was not made for this session (CSRF)."""
    if not hmac.compare_digest(text_of(form, CSRF).encode(), visitor.csrf.encode()):
        raise NotPermitted("没有办理", "这张表单不是从您现在登录的页面提交的", "返回上一页，刷新后重新提交")


def text_of(form: FormData, name: str) -> str:
    """The first value of a field that is no file, "" when there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def texts_of(form: FormData) -> dict[str, str]:
    """Every field that is no file, without the proof of origin."""
    return {name: value for name, value in form.multi_items() if isinstance(value, str) and name != CSRF}


def file_of(form: FormData, name: str) -> UploadFile | None:
    """An uploaded file; None when the person chose none."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and value.filename else None


def file_fields(form: FormData) -> list[str]:
    """The fields in which the person chose a file."""
    return [name for name in dict.fromkeys(form) if file_of(form, name)]


def sent_from_here(request: Request) -> bool:
    """Whether a form came from a page of this site, as far as the browser tells."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Readable by no script, sent to no other site; over https only where the page came by https."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
