"""The OpenAPI document: what FastAPI knows of the routes, the fields of every command, every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from disclosure.cases.commands import COMMANDS
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.fields import Fields
from disclosure.cases.filing import Application
from disclosure.web.api.problems import MEDIA_TYPE, Problem

TITLE = "依申请公开办理系统接口"
ABOUT = (
    "与办理页面、命令行走同一扇门：权限、状态图、条件、记录都相同。日期为 YYYY-MM-DD，时刻为带时区的 RFC 3339。"
    "每次请求带令牌（`disclosure user token`），按该用户当时的岗位办事。被拒绝的一律是 application/problem+json，"
    "代码见 docs/errors.md；被拒绝的什么都没有写入。"
)
_REF = "#/components/schemas/"
# status → when. Every operation may be refused so; those that change something, in more ways.
_READING = {
    400: "请求或字段不对，或不合法律要求的条件",
    401: "没有令牌，或令牌无效",
    403: "没有所需的岗位",
    404: "没有这个编号、文件或地址",
    500: "程序出错",
    503: "数据库或其他环境有问题",
}
_WRITING = {
    409: "现在没有这一步，或他人先办了一步，或操作号已经用过",
    413: "内容过大",
    415: "不是所要的 Content-Type",
}
_METHOD = "请求方法不对；每个地址都可能"


def _schemas() -> tuple[dict[type[BaseModel], str], dict[str, Any]]:
    """Reference and definition of every model a body is made of."""
    asked = [spec.fields for spec in COMMANDS.values()]
    asked += [spec.fields for kind in KINDS for spec in kind.commands.values()]
    models: dict[type[BaseModel], None] = dict.fromkeys([Application, *asked, Problem])
    references, found = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REF + "{model}"
    )
    return {model: references[model, "validation"]["$ref"] for model in models}, found["$defs"]


_REFERENCES, _DEFINITIONS = _schemas()


def _json_body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


FILING_BODY = _json_body({"$ref": _REFERENCES[Application]})
_DAY = {"type": "string", "format": "date", "title": "发生之日"}
_SEEN = {
    "type": "integer",
    "minimum": 0,
    "maximum": 2**31 - 1,
    "title": "看到的是第几步；其间被他人办理则拒绝",
}
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "title": "文件"},
                        "on": _DAY,
                    },
                    "required": ["file", "on"],
                }
            }
        },
    }
}


def command_operation(name: str, basis: str, fields: type[Fields]) -> dict[str, Any]:
    """What the operation of one command says beside its label."""
    body = {"on": _DAY, "data": {"$ref": _REFERENCES[fields]}, "if_version": _SEEN}
    needed = any(field.is_required() for field in fields.model_fields.values())
    schema = {
        "type": "object",
        "properties": body,
        "required": ["on", "data"] if needed else ["on"],
        "additionalProperties": False,
    }
    return {"operation_id": name, "description": f"依据：{basis}", "openapi_extra": _json_body(schema)}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole document; the same for the same program."""
    found = get_openapi(
        title=TITLE, version="1", description=ABOUT, routes=app.routes, servers=[{"url": "/api/v1"}]
    )
    components = found["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    taken = components["schemas"].keys() & _DEFINITIONS.keys()
    assert not taken, f"two models have the names {taken}"
    components["schemas"] |= _DEFINITIONS
    said = _READING | _WRITING | {405: _METHOD}
    components["responses"] = {
        str(status): {
            "description": text,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCES[Problem]}}},
        }
        for status, text in sorted(said.items())
    }
    components["responses"]["401"]["headers"] = {
        "WWW-Authenticate": {"schema": {"type": "string"}, "required": True}
    }
    for path in found["paths"].values():
        for method, operation in path.items():
            operation["responses"].pop("422", None)
            statuses = _READING | (_WRITING if method == "post" else {}) | {405: _METHOD}
            operation["responses"] |= {
                str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)
            }
    return found
