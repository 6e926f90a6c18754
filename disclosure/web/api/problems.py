"""Every refusal of the programming interface as application/problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from disclosure.cases.fields import misread
from disclosure.errors import (
    BadInput,
    DisclosureError,
    GateRefused,
    NotFound,
    NotLawful,
    printable,
    unexpected,
)
from disclosure.web.statuses import http_status

LOG = logging.getLogger("disclosure.web.api")
MEDIA_TYPE = "application/problem+json"
METHODS = ("GET", "POST")
TYPES = "/api/v1/problems/"  # names a kind of problem; its meaning is in docs/errors.md


class GateAnswer(BaseModel):
    basis: str = Field(title="依据")
    because: str = Field(title="原因")
    remedy: str = Field(title="补救")


class Problem(BaseModel):
    """为什么没有办。code 不会改变，可以据以编写程序；文字可以改进。"""

    type: str = Field(title="种类")
    title: str = Field(title="出了什么事")
    status: int = Field(title="HTTP 状态")
    detail: str = Field(title="为什么")
    code: str = Field(title="代码")
    todo: str = Field(title="怎么办")
    field: str | None = Field(default=None, title="哪个字段不对")
    refusals: list[GateAnswer] | None = Field(default=None, title="逐条的依据、原因和补救")
    lawful: list[str] | None = Field(default=None, title="此时可办的事项")


class NotSignedIn(Exception):  # noqa: N818 - a refusal, not a fault
    """No token, or one that opens nothing. `given` tells which."""

    def __init__(self, *, given: bool) -> None:
        super().__init__()
        self.given = given


class WrongMediaType(Exception):  # noqa: N818 - a refusal, not a fault
    """The body is not of the `wanted` kind."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted


def problem(
    status: int,
    code: str,
    what: str,
    why: str,
    todo: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    said = Problem(
        type=TYPES + code,
        title=printable(what),
        status=status,
        detail=printable(why),
        code=code,
        todo=printable(todo),
        **more,
    )
    body = said.model_dump(exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def told(error: DisclosureError, status: int | None = None) -> Response:
    """A refusal of the error tree, with all it knows."""
    more: dict[str, Any] = {}
    if error.field is not None:
        more["field"] = printable(error.field)
    if isinstance(error, GateRefused):
        answers = error.refusals
        more["refusals"] = [GateAnswer(basis=r.basis, because=r.because, remedy=r.remedy) for r in answers]
    if isinstance(error, NotLawful):
        more["lawful"] = list(error.lawful)
    return problem(status or http_status(error), error.code, error.what, error.why, error.todo, **more)


def answer_problems(app: FastAPI) -> None:
    """Every way a call can go wrong below the routes."""

    @app.exception_handler(DisclosureError)
    async def refused(_: Request, error: DisclosureError) -> Response:
        return told(error)

    @app.exception_handler(NotSignedIn)
    async def unknown(_: Request, error: NotSignedIn) -> Response:
        why = "令牌不对、已收回、已过期，或用户已停用" if error.given else "请求没有带令牌"
        todo = "在 Authorization 头写 Bearer 和令牌；令牌由管理员用 disclosure user token 生成"
        asked = "Bearer" + (' error="invalid_token"' if error.given else "")
        return problem(401, "NOT_SIGNED_IN", "没有办理", why, todo, headers={"WWW-Authenticate": asked})

    @app.exception_handler(WrongMediaType)
    async def unreadable(_: Request, error: WrongMediaType) -> Response:
        why = f"Content-Type 应为 {error.wanted}"
        return problem(415, "UNSUPPORTED_MEDIA_TYPE", "没有办理", why, "按接口说明的格式重新提交")

    @app.exception_handler(RequestValidationError)
    async def misused(_: Request, error: RequestValidationError) -> Response:
        mistakes = error.errors()
        if any(mistake["loc"][0] == "path" for mistake in mistakes):
            return told(_no_such_address())
        named = [{**mistake, "loc": mistake["loc"][1:]} for mistake in mistakes]
        return told(misread(named, "请求"))

    @app.exception_handler(HTTPException)
    async def elsewhere(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            allowed = [method for method in METHODS if _answers(app, request, method)]
            why = f"这个地址只能 {'、'.join(allowed)}"
            headers = {"Allow": ", ".join(allowed)}
            return problem(405, "METHOD_NOT_ALLOWED", "没有办理", why, "核对请求方法", headers=headers)
        if error.status_code == 404:
            return told(_no_such_address())
        return told(BadInput("没有办理", "请求的内容读不出来", "按接口说明的格式重新提交"))


def _answers(app: FastAPI, request: Request, method: str) -> bool:
    """The framework's own Allow names only the methods of the first route at an address."""
    asked = {**request.scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in app.routes)


def _no_such_address() -> NotFound:
    return NotFound("没有这个地址", "地址不完整，或其中的编号写法不对", "核对接口说明 /api/v1/openapi.json")


class LastWord:
    """ASGI middleware: a fault of ours is answered as a problem too, and no words of it go out or into a log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            fault = unexpected(error)
            LOG.error("%s %s", scope["path"], fault)  # noqa: TRY400 - its own words may be personal data
            if begun:
                raise
            await told(fault, 500)(scope, receive, send)
