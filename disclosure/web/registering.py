"""登记: one form for every channel, with what the clerk wants to know before it is filed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from disclosure.cases.commands import BEGINNINGS
from disclosure.cases.context import SYSTEM
from disclosure.cases.door import Door
from disclosure.cases.filing import Application
from disclosure.cases.hints import Hint, hints
from disclosure.cases.rights import contents_of
from disclosure.errors import NotPermitted, Refused
from disclosure.web.casefile import bare_name
from disclosure.web.statuses import http_status
from disclosure.web.visitor import (
    At,
    House,
    Posted,
    Signed,
    Visitor,
    require_own_page,
    text_of,
    texts_of,
    visitor_of,
)

Render = Callable[..., Response]
PERSON = ("name", "kind", "id_no", "phone", "address", "email")


def router(render: Render) -> APIRouter:
    routes = APIRouter(dependencies=[Depends(visitor_of)])

    @routes.get("/register")
    def ask(request: Request, house: At, visitor: Signed) -> Response:
        _require_counter(visitor, house)
        typed = {"received_on": house.clock().date().isoformat(), "request_key": secrets.token_urlsafe(12)}
        return render(request, "register.html", typed=typed, people=people_typed({}))

    @routes.post("/register")
    def take(request: Request, house: At, visitor: Signed, form: Posted) -> Response:
        require_own_page(visitor, form)
        _require_counter(visitor, house)
        typed = texts_of(form)
        if "more" in typed:  # one more joint applicant; nothing is filed yet
            people = [*people_typed(typed), dict.fromkeys(PERSON, "")]
            return render(request, "register.html", typed=typed, people=people)
        try:
            door, given = Door(house.store, house.config, house.clock), application_of(form)
            if "confirmed" not in typed and (found := _hints(house, door.check(given), visitor)):
                people = people_typed(typed)
                return render(request, "register.html", typed=typed, people=people, hints=found)
            done = door.file(given, actor=visitor.name)
        except Refused as error:
            shown = {"typed": typed, "people": people_typed(typed), "error": error}
            return render(request, "register.html", status_code=http_status(error), **shown)
        return RedirectResponse(f"/cases/{quote(done.number)}?done=file", 303)

    return routes


def _require_counter(visitor: Visitor, house: House) -> None:
    """The hints tell what somebody has asked for: nobody else is told even those."""
    known = house.config.organization.roles
    roles = [role for role in BEGINNINGS["file"].roles if role in known and role != SYSTEM.name]
    if not visitor.holds_any(*roles):
        labels = "、".join(known[role] for role in roles)
        raise NotPermitted("不能登记申请", f"需要{labels}的岗位", "由有该岗位的人员登记")


def _hints(house: House, application: Application, visitor: Visitor) -> tuple[Hint, ...]:
    with house.store.read() as connection:
        return hints(connection, house.config, house.store.keys, application, contents_of(visitor.actor))


def people_typed(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The applicants as typed, at least one line for one."""
    count = max((int(key.split(".")[1]) + 1 for key in typed if _of_applicant(key)), default=1)
    return [
        {name: typed.get(f"applicants.{i}.{name}", "") for name in PERSON} for i in range(min(count, 200))
    ]


def _of_applicant(key: str) -> bool:
    parts = key.split(".")
    return (
        len(parts) == 3
        and parts[0] == "applicants"
        and parts[1].isascii()
        and parts[1].isdigit()
        and len(parts[1]) < 4
    )


def application_of(form: FormData) -> dict[str, Any]:
    """The posted form as `cases.filing.Application` reads it. Lines left empty are left out."""
    typed = texts_of(form)
    people = [_given(person) for person in people_typed(typed)]
    agent = _given({name: typed.get(f"agent.{name}", "") for name in PERSON})
    if set(agent) <= {"kind"}:  # the kind is always chosen; alone it names nobody
        agent = {}
    files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
    plain = ("content", "channel", "received_on", "delivery_form", "request_key", "unit")
    return {
        "applicants": [person for person in people if set(person) - {"kind"}] or people[:1],
        **({"agent": agent} if agent else {}),
        **_given({name: text_of(form, name) for name in plain}),
        **({"attachments": [_attachment(file) for file in files]} if files else {}),
    }


def _given(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in fields.items() if value.strip()}


def _attachment(file: UploadFile) -> dict[str, str]:
    content = base64.b64encode(file.file.read()).decode("ascii")
    return {"name": bare_name(file.filename or ""), "content_base64": content}
