"""Coming in, going out, a new password."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from disclosure.cases.accounts import change_password, session_of, sign_in, sign_out
from disclosure.cases.pace import Pace
from disclosure.errors import Refused
from disclosure.web.address import address_of
from disclosure.web.kept import kept_of, labelled
from disclosure.web.statuses import http_status
from disclosure.web.visitor import (
    COOKIE,
    At,
    Posted,
    Signed,
    require_own_page,
    set_cookie,
    text_of,
    visitor_of,
)

Render = Callable[..., Response]


def router(render: Render) -> APIRouter:
    routes = APIRouter()

    @routes.get("/signin")
    def ask(request: Request, to: str = "/") -> Response:
        return render(request, "signin.html", to=local(to))

    @routes.post("/signin")
    def enter(request: Request, house: At, form: Posted) -> Response:
        to, name = local(text_of(form, "to")), text_of(form, "user")
        kept = kept_of(request, form)
        files = [name for name in form.getlist("files") if isinstance(name, str)] if kept else []
        try:
            rules = house.config.service.sign_in
            pace = Pace("登录", rules.tries_per_address, None, "急需的，请管理员放宽次数")
            pace.take(house.store, address_of(request), house.clock())
            token = sign_in(house.store, name, text_of(form, "password"), rules, house.clock())
        except Refused as error:
            shown = {"to": to, "user": name, "kept": kept, "files": files, "error": error}
            return render(request, "signin.html", status_code=http_status(error), **shown)
        # What somebody was about to send when the session ended is not lost: it waits on the page it was typed on.
        answer: Response = RedirectResponse(to, 303)
        if kept:
            session = session_of(house.store, token, rules, house.clock())
            assert session is not None
            shown = {"to": to, "kept": kept, "labels": labelled(kept, to), "files": files}
            answer = render(request, "resume.html", csrf=session.csrf, **shown)
        set_cookie(request, answer, token)
        return answer

    @routes.post("/signout")
    def leave(request: Request, house: At, visitor: Signed, form: Posted) -> Response:
        require_own_page(visitor, form)
        sign_out(house.store, request.cookies[COOKIE])
        answer = RedirectResponse("/signin", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @routes.get("/password", dependencies=[Depends(visitor_of)])
    def password(request: Request) -> Response:
        return render(request, "password.html")

    @routes.post("/password")
    def renew(request: Request, house: At, visitor: Signed, form: Posted) -> Response:
        require_own_page(visitor, form)
        wanted = text_of(form, "password")
        try:
            if wanted != text_of(form, "again"):
                raise _unequal()
            rules, now = house.config.service.sign_in, house.clock()
            change_password(house.store, visitor.name, text_of(form, "present"), wanted, rules, now)
        except Refused as error:
            return render(request, "password.html", status_code=400, error=error)
        return RedirectResponse("/signin", 303)

    return routes


def local(to: str) -> str:
    """A path of this site and nothing else: a link in a mail must not send anybody elsewhere after signing in."""
    parts = urlsplit(to)
    plain = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if plain and not parts.scheme and not parts.netloc else "/"


def _unequal() -> Refused:
    return Refused("密码没有修改", "两次输入的新密码不同", "重新输入两次相同的新密码")
