"""A posted form of a stranger, of which nothing typed is lost: what was read before a fault comes back with it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from disclosure.errors import BadInput, Refused
from disclosure.web.guarding import most_bytes
from disclosure.web.visitor import house_of, texts_of

FILES, FIELDS = 20, 500


@dataclass(frozen=True, slots=True)
class Posted:
    """With a `fault` there are no files in it."""

    form: FormData
    fault: Refused | None
    too_large: bool = False

    @property
    def typed(self) -> dict[str, str]:
        return texts_of(self.form)


class _Parser(MultiPartParser):
    """Remembers that a text was not what its encoding says; the library would read it as Latin letters."""

    broken = False

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None and self._charset == "utf-8":
            try:
                bytes(part.data).decode()
            except UnicodeDecodeError:
                self.broken = True
        super().on_part_end()

    def close(self) -> None:
        """The library does so only when it raises."""
        for file in self._files_to_close_on_error:
            file.close()


async def read_posted(request: Request) -> AsyncIterator[Posted]:
    """Its files are closed when the page is made."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() == "multipart/form-data":
        posted = await _parts(request)
    else:
        posted = await _fields(request)
    yield posted
    await posted.form.close()


Sent = Annotated[Posted, Depends(read_posted)]


async def _fields(request: Request) -> Posted:
    body = _Body(request)
    try:
        form = await FormParser(request.headers, body.chunks(), max_fields=FIELDS).parse()
    except MultiPartException:
        await body.drain()
        return Posted(FormData(), _unreadable())
    if body.fault:
        await body.drain()
        return Posted(form, body.fault, too_large=True)
    broken = any("\ufffd" in text for text in texts_of(form).values())
    return Posted(form, _incomplete() if broken else None)


async def _parts(request: Request) -> Posted:
    body = _Body(request)
    parser = _Parser(request.headers, body.chunks(), max_files=FILES, max_fields=FIELDS)
    faults: list[Refused] = []
    try:
        await parser.parse()
    except MultiPartException:
        faults.append(_unreadable())
    faults += [body.fault] if body.fault else []
    faults += [_incomplete()] if parser.broken else []
    if not faults:
        return Posted(FormData(parser.items), None)
    parser.close()
    await body.drain()
    texts = FormData([(name, value) for name, value in parser.items if isinstance(value, str)])
    return Posted(texts, faults[0], too_large=body.fault is not None)


class _Body:
    """Ends where it grows too large; the parts that were whole by then are kept."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._most = most_bytes(house_of(request).config.service)
        self._taken = 0
        self._more = True
        self.fault: Refused | None = None

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        while self._more and self.fault is None:
            chunk = await self._next()
            if self._taken > self._most:
                self.fault = BadInput(
                    "没有提交",
                    f"附件合计超过上限 {self._most // 1_000_000} MB",
                    "换较小的文件，或者另行邮寄",
                    field="attachments",
                )
                return
            yield chunk

    async def drain(self) -> None:
        """The rest, so that the browser comes to read why; the guard has seen that it is not endless."""
        while self._more:
            await self._next()

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._more = message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        self._taken += len(chunk)
        return chunk


def _incomplete() -> BadInput:
    return BadInput("没有提交", "有的文字编码不完整，无法辨认", "检查各栏文字，重新填写后再次提交")


def _unreadable() -> BadInput:
    return BadInput(
        "没有提交",
        f"表单不完整，或者文字过长、文件超过 {FILES} 个",
        "检查各栏内容；材料较多的，分次提交或邮寄",
    )
