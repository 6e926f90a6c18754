"""What stands around every page: strict headers, the largest body, and a Chinese page for whatever goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from disclosure.errors import DisclosureError, NotFound, TooLarge, unexpected
from disclosure.params.service import Service
from disclosure.web.api.problems import told
from disclosure.web.statuses import http_status
from disclosure.web.visitor import NotSignedIn, file_fields, sent_from_here, texts_of

LOG = logging.getLogger("disclosure.web")
# Read by programs: what they get is no page.
HEALTH = "/healthz"
PROGRAMS = "/api"
PORTAL = "/portal"  # has pages of its own, and reads large bodies itself, so as to keep what was typed
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
# The body of a refused request is read to its end, so that a browser still sending comes to read why; not for ever.
_DRAINED = 10
# A password is not written into a page.
UNKEPT = frozenset({"/password", "/users"})

# Beside the file of an upload there are the fields of its form.
_FORM_BYTES = 2_000_000

Render = Callable[..., Response]


def most_bytes(service: Service) -> int:
    """Of a body."""
    return service.max_attachment_bytes + _FORM_BYTES


@dataclass(frozen=True)
class Guard:
    """`most` bytes of a body."""

    render: Render
    most: int

    def stand_around(self, app: FastAPI) -> None:
        app.middleware("http")(self.answered)
        app.exception_handler(NotSignedIn)(self.come_in)
        app.exception_handler(HTTPException)(self.not_found)
        app.exception_handler(RequestValidationError)(self.not_found)
        app.exception_handler(DisclosureError)(self.failed)

    async def answered(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            response = self._unreadable(request) or await self._too_large(request) or await answer(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page stays Chinese and its headers strict
            fault = unexpected(error)
            LOG.error("%s %s", request.url.path, fault)  # noqa: TRY400 - its own words may be personal data
            response = self._apology(request, 500, fault)
        response.headers.update(HEADERS)
        return response

    async def come_in(self, request: Request, _: Exception) -> Response:
        """A page asked for leads to the sign-in page and back; what somebody sent is kept in the form there."""
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method == "GET":
            return RedirectResponse("/signin" if asked == "/" else f"/signin?to={quote(asked)}", 303)
        kept: dict[str, str] = {}
        files: list[str] = []
        if sent_from_here(request) and request.url.path not in UNKEPT:
            async with request.form() as form:
                kept, files = texts_of(form), file_fields(form)
        return self.render(request, "signin.html", status_code=401, to=asked, kept=kept, files=files)

    async def not_found(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        unknown = NotFound("没有这个页面", "地址可能不完整", "请从首页进入")
        return self._apology(request, status, unknown)

    async def failed(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, DisclosureError)
        return self._apology(request, http_status(error), error)

    def _unreadable(self, request: Request) -> Response | None:
        """PostgreSQL knows no NUL, so nothing has one in its name. The programs' side names the field, and the portal
        searches for the rest of the words."""
        path, query = request.scope["path"], request.scope["query_string"]
        named = "\0" in path and not path.startswith(PROGRAMS)
        asked = b"%00" in query and not path.startswith((PROGRAMS, PORTAL))
        if not named and not asked:
            return None
        return self._apology(request, 404, NotFound("没有这个页面", "地址含有不可用的字符", "请从首页进入"))

    async def _too_large(self, request: Request) -> Response | None:
        """A body larger than any form of ours, or of a length nobody says."""
        said = request.headers.get("content-length")
        if said is None and "transfer-encoding" not in request.headers:
            return None
        size = int(said) if said is not None and said.isdigit() else self.most * (_DRAINED + 1)
        if size <= self.most:
            return None
        if size <= self.most * _DRAINED and request.url.path.startswith(f"{PORTAL}/"):
            return None
        if size <= self.most * _DRAINED:
            async for _ in request.stream():
                pass
        why = f"提交的内容超过上限 {self.most // 1_000_000} MB"
        error = TooLarge("没有提交", why, "把文件拆分后分别提交")
        return self._apology(request, http_status(error), error)

    def _apology(self, request: Request, status: int, error: DisclosureError) -> Response:
        if request.url.path.startswith(PROGRAMS):
            return told(error, status)
        if request.url.path == HEALTH:
            said: dict[str, Any] = {"code": error.code, "message": error.message}
            return JSONResponse({"ok": False, "error": said}, status)
        page = "portal/error.html" if request.url.path.startswith(PORTAL) else "error.html"
        return self.render(request, page, status_code=status, text=error.message)
