"""The settings of one file of a draft as a form: one POST keeps every value that was changed, comments and all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from disclosure.errors import Conflict, DisclosureError
from disclosure.params.editing import put
from disclosure.params.settings import Setting, tunable
from disclosure.web.administration import require_roles
from disclosure.web.casework import meanwhile, version_typed
from disclosure.web.config.changes import line_differences
from disclosure.web.config.opened import (
    EDITORS,
    Number,
    OpenDraft,
    Render,
    opened,
    problems_of,
    require_file,
    revise,
)
from disclosure.web.config.rowwork import row_groups, with_row_act
from disclosure.web.config.titles import title_of
from disclosure.web.config.values import (
    in_order,
    name_of,
    places_in_order,
    text_of_value,
    typed_text,
    value_of,
)
from disclosure.web.statuses import http_status
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page, text_of, texts_of

MOST_SETTINGS = 400  # of a form; a longer file is edited as a text
File = Annotated[str, Query(max_length=90)]


class EditPages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/config")
        self.router.get("/drafts/{number}/edit")(self.form)
        self.router.post("/drafts/{number}/edit")(self.save)
        self.router.get("/drafts/{number}/edit/text")(self.text)
        self.router.post("/drafts/{number}/edit/text")(self.save_text)
        self.router.post("/check")(self.check)

    def form(self, request: Request, visitor: Signed, number: Number, file: File) -> Response:
        draft = self._editable(number, visitor)
        require_file(draft, file)
        if not 0 < len(tunable(draft.files, file).settings) <= MOST_SETTINGS:
            return RedirectResponse(f"{draft.path}/edit/text?file={file}")
        return self._form(request, draft, file)

    def save(self, request: Request, visitor: Signed, number: Number, file: File, form: Posted) -> Response:
        require_own_page(visitor, form)
        draft, typed = self._editable(number, visitor), texts_of(form)
        before = require_file(draft, file)
        mine = _changed_here(draft, file, typed)
        try:
            text = before
            for one, said in mine:
                text = put(text, one.place, value_of(one, said))
            text = with_row_act(text, tunable(draft.files, file).rows, typed)
            if text != before:
                revise(self.house, number, {file: text}, visitor, version_typed(typed))
        except DisclosureError as error:
            return self._form(request, self._editable(number, visitor), file, typed=typed, error=error)
        return RedirectResponse(f"{draft.path}/edit?file={file}", 303)

    def _form(
        self, request: Request, draft: OpenDraft, file: str, *, typed: Mapping[str, str] | None = None,
        error: DisclosureError | None = None,
    ) -> Response:  # fmt: skip
        found = tunable(draft.files, file)
        kept = {one.place: said for one, said in _changed_here(draft, file, typed or {})}
        groups: dict[str, list[tuple[Setting, str]]] = {}
        for one in found.settings:
            said = kept.get(one.place, text_of_value(one.value))
            groups.setdefault(" › ".join(one.group), []).append((one, said))
        late = isinstance(error, Conflict)
        version = draft.shown["version"]
        return self.render(
            request, "config/edit.html", status_code=http_status(error) if error else 200, draft=draft,
            file=file, title=title_of(draft.files, file), groups=groups, error=error,
            about=found.about,
            shared={group: _said_of_several(settings, found.about) for group, settings in groups.items()},
            rows=row_groups(draft.files[file], found),
            was=json.dumps({name_of(one.place): text_of_value(one.value) for one in found.settings}),
            version=version if late or not typed else typed.get("version", version),
            since=meanwhile(draft.shown["steps"], typed)["since"] if late and typed else (),
            typed=typed or {}, typed_text=typed_text, name_of=name_of, in_order=in_order,
            places_in_order=places_in_order, problems=problems_of(draft.files),
        )  # fmt: skip

    def text(self, request: Request, visitor: Signed, number: Number, file: File) -> Response:
        draft = self._editable(number, visitor)
        return self._text(request, draft, file, require_file(draft, file))

    def save_text(
        self, request: Request, visitor: Signed, number: Number, file: File, form: Posted
    ) -> Response:
        require_own_page(visitor, form)
        draft, typed = self._editable(number, visitor), texts_of(form)
        before, text = require_file(draft, file), _typed_file(typed)
        try:
            if text != before:
                revise(self.house, number, {file: text}, visitor, version_typed(typed))
        except DisclosureError as error:
            again = self._editable(number, visitor)
            return self._text(request, again, file, text, typed=typed, error=error)
        return RedirectResponse(f"{draft.path}/edit/text?file={file}", 303)

    def _text(
        self, request: Request, draft: OpenDraft, file: str, text: str, *,
        typed: Mapping[str, str] | None = None, error: DisclosureError | None = None,
    ) -> Response:  # fmt: skip
        late = isinstance(error, Conflict)
        version = draft.shown["version"]
        return self.render(
            request, "config/text.html", status_code=http_status(error) if error else 200, draft=draft,
            file=file, title=title_of(draft.files, file), text=text, error=error,
            tunes=0 < len(tunable(draft.files, file).settings) <= MOST_SETTINGS,
            version=version if late or not typed else typed.get("version", version),
            since=meanwhile(draft.shown["steps"], typed)["since"] if late and typed else (),
            overwrites=line_differences(require_file(draft, file), text) if late else (),
            problems=problems_of({**draft.files, file: text}),
        )  # fmt: skip

    def check(self, request: Request, visitor: Signed, form: Posted) -> Response:
        """The mistakes there would be with this text, as the piece of a page that lists them; nothing is kept."""
        require_own_page(visitor, form)
        require_roles(visitor, EDITORS, self.house.config)
        draft, file = opened(self.house, text_of(form, "number"), visitor), text_of(form, "file")
        require_file(draft, file)
        text = _typed_file(texts_of(form))
        return self.render(request, "config/checked.html", problems=problems_of({**draft.files, file: text}))

    def _editable(self, number: str, visitor: Visitor) -> OpenDraft:
        """Of a draft that is no longer open for changes the desk says so when it is saved."""
        require_roles(visitor, EDITORS, self.house.config)
        return opened(self.house, number, visitor)


def _said_of_several(settings: Sequence[tuple[Setting, str]], about: str) -> list[str]:
    """Helps that stand once above a group and not beside each of its settings."""
    times = Counter(one.help for one, _ in settings)
    return [said for said, n in times.items() if n > 1 and said not in ("", about)]


def _typed_file(typed: Mapping[str, str]) -> str:
    """A form drops the last line feed of nothing; a file ends with one."""
    return typed.get("text", "").replace("\r\n", "\n").rstrip("\n") + "\n"


def _changed_here(draft: OpenDraft, file: str, typed: Mapping[str, str]) -> list[tuple[Setting, str]]:
    """Settings that this person changed: what differs from what the form was made with. What somebody else changed
    meanwhile is theirs."""
    was = _was(typed)
    found = []
    for one in tunable(draft.files, file).settings:
        said, name = typed_text(one, typed), name_of(one.place)
        if said is not None and name in was and said != was[name]:
            found.append((one, said))
    return found


def _was(typed: Mapping[str, str]) -> dict[str, Any]:
    try:
        was = json.loads(typed.get("was", "{}"))
    except ValueError:
        return {}
    return was if isinstance(was, dict) else {}
