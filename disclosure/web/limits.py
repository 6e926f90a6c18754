"""A body larger than any form of ours is refused before it is read to its end."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from disclosure.errors import BadInput


class TooLarge(BadInput):
    """The body of a request."""


class BodyLimit:
    """ASGI middleware. Raises TooLarge inside the application, which answers with its own page."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise TooLarge(
                    "没有提交",
                    f"提交的内容超过上限 {self.most // 1_000_000} MB",
                    "返回上一页，把文件拆分后分别提交",
                )
            return message

        await self.app(scope, counted, send)
