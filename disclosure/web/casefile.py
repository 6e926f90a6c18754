"""One case: where it stands, why its day is its day, what may be done in it, and doing it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from disclosure.cases import rights
from disclosure.cases.commands import COMMANDS
from disclosure.cases.viewing import TEXT_PAGE, CaseView, read_text
from disclosure.errors import BadInput, NotLawful, Refused
from disclosure.web.acting import Acts, sorted_acts
from disclosure.web.casework import (
    Number,
    again,
    day_typed,
    door_of,
    fresh,
    give,
    handed_over,
    persons_of,
    seen_by,
)
from disclosure.web.choices import case_options
from disclosure.web.forms import data_of, inputs
from disclosure.web.statechart import drawn
from disclosure.web.statuses import http_status
from disclosure.web.visitor import (
    House,
    Posted,
    Signed,
    Visitor,
    file_of,
    require_own_page,
    texts_of,
)
from state_machines import REQUEST

Render = Callable[..., Response]
Name = Annotated[str, Path(pattern="^[a-z_]+$")]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Ref = Annotated[str, Query(pattern="^([a-z][0-9]{1,6})?$")]

# Fields that no line of a form can take; they stay at their default, or the command has a page of its own.
_LEFT = ("add", "remove", "facts", "letter")
# Done by a page of their own.
OWN_PAGES = {"attach": "attach", "draft": "letter?for=draft", "issue_letter": "letter?for=issue"}


class CaseFile:
    """Routes under /cases/{number}."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/cases/{number}")
        self.router.get("")(self.case)
        self.router.get("/persons")(self.persons)
        self.router.get("/files/{sha256}")(self.file)
        self.router.get("/files/{sha256}/text")(self.text)
        self.router.get("/attach")(self.ask_file)
        self.router.post("/attach")(self.take_file)
        self.router.get("/do/{command}")(self.ask)
        self.router.post("/do/{command}")(self.act)

    def case(self, request: Request, visitor: Signed, number: Number) -> Response:
        seen = seen_by(self.house, number, visitor)
        acts = self._acts(seen, visitor)
        drawing = drawn(REQUEST, seen.facts.state, seen.document["history"])
        return self.render(request, "case.html", seen=seen, case=seen.document, acts=acts, drawing=drawing)

    def persons(self, request: Request, visitor: Signed, number: Number) -> Response:
        found = persons_of(self.house, number, visitor.actor)
        return self.render(request, "persons.html", number=number, persons=found)

    def file(self, visitor: Signed, number: Number, sha256: Hash) -> Response:
        return handed_over(self.house, number, sha256, visitor.actor)

    def text(
        self, request: Request, visitor: Signed, number: Number, sha256: Hash,
        start: Annotated[int, Query(ge=0, lt=10**9)] = 0,
    ) -> Response:  # fmt: skip
        """What the screening read, and what it found where."""
        actor, now = visitor.actor, self.house.clock()
        with self.house.store.read() as connection:
            shown = read_text(connection, self.house.config, number, sha256, actor, start)
        self.house.store.write(lambda c: rights.note_sighting(c, actor, shown.request_id, "file", now))
        return self.render(request, "text.html", number=number, sha256=sha256, shown=shown, step=TEXT_PAGE)

    def ask_file(self, request: Request, visitor: Signed, number: Number) -> Response:
        seen = seen_by(self.house, number, visitor)
        return self.render(request, "attach.html", **fresh(self.house, seen, {}))

    def take_file(self, request: Request, visitor: Signed, number: Number, form: Posted) -> Response:
        require_own_page(visitor, form)
        seen, typed = seen_by(self.house, number, visitor), texts_of(form)
        try:
            _attach(self.house, number, visitor, file_of(form, "file"), typed)
        except Refused as error:
            shown = again(self.house, seen, typed, error)
            return self.render(request, "attach.html", status_code=http_status(error), **shown)
        return RedirectResponse(f"/cases/{quote(number)}?done=attach", 303)

    def ask(
        self, request: Request, visitor: Signed, number: Number, command: Name, ref: Ref = ""
    ) -> Response:  # fmt: skip
        """`ref`: the consultation or proceeding a list has led here from."""
        seen = seen_by(self.house, number, visitor)
        if command in OWN_PAGES:
            return RedirectResponse(f"/cases/{quote(number)}/{OWN_PAGES[command]}", 303)
        if command not in COMMANDS:
            return RedirectResponse(f"/cases/{quote(number)}", 303)
        why = (
            door_of(self.house).choices(number, actor=visitor.name, on=self.house.clock().date()).get(command)
        )
        # Who changes the readers begins with those there are.
        known = {"ref": ref, "readers": "、".join(seen.facts.readers or ())}
        return self.render(
            request,
            "do.html",
            **_form(self.house, seen, command, known),
            **fresh(self.house, seen, {}),
            error=why,
        )

    def act(self, request: Request, visitor: Signed, number: Number, command: Name, form: Posted) -> Response:
        require_own_page(visitor, form)
        seen = seen_by(self.house, number, visitor)
        typed = texts_of(form)
        try:
            if command not in COMMANDS or command in OWN_PAGES:
                raise NotLawful("没有办理", f"没有 {command} 这张表单", "从案卷页面选择可办的事项")
            data = data_of(COMMANDS[command].fields, typed)
            give(self.house, number, command, data, visitor, typed)
        except Refused as error:
            shown = _form(self.house, seen, command, typed) | again(self.house, seen, typed, error)
            return self.render(request, "do.html", status_code=http_status(error), **shown)
        return RedirectResponse(f"/cases/{quote(number)}?done={command}", 303)

    def _acts(self, seen: CaseView, visitor: Visitor) -> Acts:
        if not visitor.actor.grants:
            return Acts()
        number, today = seen.document["number"], self.house.clock().date()
        found = door_of(self.house).choices(number, actor=visitor.name, on=today)
        return sorted_acts(found, REQUEST, seen.facts.state)


def _form(house: House, seen: CaseView, command: str, typed: Mapping[str, str]) -> dict[str, Any]:
    if command not in COMMANDS or command in OWN_PAGES:
        return {"command": command, "fields": []}
    with house.store.read() as connection:
        options = case_options(connection, house.config, seen, command)
    return {
        "command": command,
        "fields": inputs(COMMANDS[command].fields, options, typed, leave=_LEFT),
    }


def _attach(
    house: House, number: str, visitor: Visitor, upload: UploadFile | None, typed: Mapping[str, str]
) -> None:
    """A file into the case; with a title it is what is to be released as well."""
    if upload is None:
        raise BadInput("没有收存", "没有选择文件", "选择一个文件后重新提交", field="file")
    content, name = upload.file.read(), bare_name(upload.filename or "")
    on, door, title = day_typed(typed), door_of(house), typed.get("title", "").strip()
    if title and (why := door.choices(number, actor=visitor.name, on=on)["attach_release"]):
        raise why  # before anything of it is kept
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"{typed['key']}/{sha256[:16]}" if typed.get("key") else None  # another file is another act
    door.attach(number, name, content, actor=visitor.name, on=on, key=key)
    if title:
        data = {"content_hash": sha256, "title": title}
        door.do(number, "attach_release", data, actor=visitor.name, on=on, key=key and f"{key}/release")


def bare_name(name: str) -> str:
    """The last part of whatever path a browser sent; nothing of it is ever a path of ours."""
    return name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "未命名"
