"""`uvicorn --factory disclosure.web.app:create`: console, portal and programming interface of one installation."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import select
from starlette.exceptions import HTTPException

from disclosure.errors import Conflict, DisclosureError, NotFound, NotPermitted, unexpected
from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import chain
from disclosure.web import registering, signin
from disclosure.web.casefile import CaseFile
from disclosure.web.letterdesk import LetterDesk
from disclosure.web.limits import BodyLimit, TooLarge
from disclosure.web.pages import Console
from disclosure.web.rendering import Renderer
from disclosure.web.visitor import House, NotSignedIn, texts_of

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")
LOG = logging.getLogger("disclosure.web")
HEALTH = "/healthz"
# Beside the file of an upload there are the fields of its form.
FORM_BYTES = 2_000_000
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def now() -> datetime:
    return datetime.now(ZONE)


def create() -> FastAPI:
    return console(Store.open(), load(default_directory()), now)


def console(store: Store, config: Config, clock: Callable[[], datetime]) -> FastAPI:
    # Its own API pages would fetch scripts from outside.
    app = FastAPI(title="依申请公开办理系统", docs_url=None, redoc_url=None, openapi_url=None)
    house = House(store, config, clock)
    app.state.house = house
    render = Renderer(house, HERE / "templates")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for routes in (
        signin.router(render),
        Console(house, render).router,
        registering.router(render),
        LetterDesk(house, render).router,
        CaseFile(house, render).router,
    ):
        app.include_router(routes)

    @app.get(HEALTH)
    def healthz() -> JSONResponse:
        with store.read() as connection:
            seq = connection.scalar(select(chain.c.seq))
        return JSONResponse({"ok": True, "history": seq, "config": config.version})

    _answer_errors(app, render)
    app.add_middleware(BodyLimit, most=config.service.max_attachment_bytes + FORM_BYTES)
    return app


def _answer_errors(app: FastAPI, render: Callable[..., Response]) -> None:
    def apology(request: Request, status: int, code: str, text: str) -> Response:
        if request.url.path == HEALTH:  # read by programs
            return JSONResponse({"ok": False, "error": {"code": code, "message": text}}, status)
        return render(request, "error.html", status_code=status, text=text)

    @app.middleware("http")
    async def headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            response = await answer(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page stays Chinese and its headers strict
            fault = unexpected(error)
            LOG.error("%s %s", request.url.path, fault)  # noqa: TRY400 - its own words may be personal data
            response = apology(request, 500, fault.code, fault.message)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(NotSignedIn)
    async def come_in(request: Request, _: Exception) -> Response:
        if request.method == "GET":
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse("/signin" if asked == "/" else f"/signin?to={quote(asked)}", 303)
        form = getattr(request.state, "form", None) or await request.form()
        kept: dict[str, Any] = texts_of(form)
        return render(request, "signin.html", status_code=401, to=request.url.path, kept=kept)

    @app.exception_handler(HTTPException)
    @app.exception_handler(RequestValidationError)
    async def not_found(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return apology(request, status, NotFound.code, "没有这个页面；地址可能不完整，请从首页进入。")

    @app.exception_handler(DisclosureError)
    async def failed(request: Request, error: DisclosureError) -> Response:
        return apology(request, _status(error), error.code, error.message)


_STATUS: dict[type[DisclosureError], int] = {NotPermitted: 403, NotFound: 404, Conflict: 409, TooLarge: 413}


def _status(error: DisclosureError) -> int:
    return 503 if error.exit_status == 3 else _STATUS.get(type(error), 400)
