"""`uvicorn --factory disclosure.web.app:create`: the console of one installation."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from sqlalchemy import select
from starlette.exceptions import HTTPException

from disclosure.errors import DisclosureError, NotFound, unexpected
from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import chain
from disclosure.web.pages import Console

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")
LOG = logging.getLogger("disclosure.web")
HEALTH = "/healthz"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
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
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    templates = Jinja2Templates(directory=HERE / "templates")
    app.include_router(Console(store, config, clock, templates).router)

    @app.get(HEALTH)
    def healthz() -> JSONResponse:
        with store.read() as connection:
            seq = connection.scalar(select(chain.c.seq))
        return JSONResponse({"ok": True, "history": seq, "config": config.version})

    def apology(request: Request, status: int, code: str, text: str) -> Response:
        if request.url.path == HEALTH:  # read by programs
            return JSONResponse({"ok": False, "error": {"code": code, "message": text}}, status)
        page = {"text": text, "agency": config.organization.agency}
        return templates.TemplateResponse(request, "error.html", page, status_code=status)

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

    @app.exception_handler(HTTPException)
    @app.exception_handler(RequestValidationError)
    async def not_found(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return apology(request, status, NotFound.code, "没有这个页面；地址可能不完整，请从首页进入。")

    @app.exception_handler(DisclosureError)
    async def failed(request: Request, error: DisclosureError) -> Response:
        return apology(request, 503 if error.exit_status == 3 else 400, error.code, error.message)

    return app
