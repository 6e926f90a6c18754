"""What a call brings: a JSON object, a command, a key that makes a replay harmless, a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from disclosure.cases.fields import Day, Fields, parse
from disclosure.cases.json_text import parse_object
from disclosure.errors import BadInput
from disclosure.web.api.problems import WrongMediaType
from disclosure.web.visitor import file_of, text_of

JSON, MULTIPART = "application/json", "multipart/form-data"


class Given(Fields):
    """One command. The fields of `data` are judged by the door, after the right to give it."""

    on: Day = Field(title="发生之日")
    data: dict[str, Any] = Field(default_factory=dict, title="办理事项的各字段")
    if_version: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] | None = Field(
        default=None, title="看到的是第几步；其间被他人办理则拒绝"
    )


class Sent(Fields):
    """What stands beside a file."""

    on: Day = Field(title="发生之日")


async def object_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises WrongMediaType, BadInput, TooLarge."""
    _require(request, JSON)
    return parse_object(await request.body(), "请求的内容")


async def form_of(request: Request) -> AsyncIterator[FormData]:
    """The body as a form with a file. Raises WrongMediaType, TooLarge."""
    _require(request, MULTIPART)
    async with request.form(max_files=1, max_fields=10) as form:
        yield form


def _require(request: Request, wanted: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        raise WrongMediaType(wanted)


def command_of(body: dict[str, Any]) -> Given:
    return parse(Given, body, "请求")


def file_and_day(form: FormData) -> tuple[UploadFile, Sent]:
    """Raises BadInput."""
    upload = file_of(form, "file")
    if upload is None:
        raise BadInput(
            "没有收存", "没有名为 file 的文件", "以 multipart/form-data 提交 file 和 on", field="file"
        )
    return upload, parse(Sent, {"on": text_of(form, "on")}, "请求")


Body = Annotated[dict[str, Any], Depends(object_of)]
Form = Annotated[FormData, Depends(form_of)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        title="操作号",
        description="同一操作号只办理一次，再次提交得到第一次的结果。",
    ),
]
On = Annotated[Day, Query(title="按哪一日办理")]
After = Annotated[int, Query(ge=0, lt=10**18, title="上一页的 next")]
Command = Annotated[str, Path(pattern="^[a-z_]{1,64}$")]
