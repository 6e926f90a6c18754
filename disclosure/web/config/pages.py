"""The version in force, the drafts beside it, one draft and the acts on it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from disclosure.cases.revising import drafts
from disclosure.cases.revising.activating import bring_into_force
from disclosure.cases.revising.drafts import APPROVERS, KIND
from disclosure.cases.revising.versions import versions_kept
from disclosure.cases.versions import files_of, whole_version
from disclosure.errors import Conflict, DisclosureError, Refused
from disclosure.store.tables import config_differences, config_drafts
from disclosure.web.acting import Acts, sorted_acts
from disclosure.web.administration import require_roles
from disclosure.web.casework import meanwhile, version_typed
from disclosure.web.config.changes import changed_files, revisions
from disclosure.web.config.opened import (
    EDITORS,
    READERS,
    Number,
    OpenDraft,
    Render,
    desk_of,
    opened,
    path_of,
    problems_of,
    revise,
    today_of,
)
from disclosure.web.config.titles import by_part, title_of
from disclosure.web.forms import data_of, inputs
from disclosure.web.queries import PAGE
from disclosure.web.statuses import http_status
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page, text_of, texts_of

_D = config_drafts.c
_HERE = ("rebase", "submit", "return_draft", "approve", "withdraw")  # the rest has pages of its own
After = Annotated[int, Query(ge=0, lt=10**18)]


class ConfigPages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/config")
        self.router.get("")(self.overview)
        self.router.post("/drafts")(self.open)
        self.router.get("/drafts/{number}")(self.draft)
        self.router.get("/drafts/{number}/do/{command}")(self.ask)
        self.router.post("/drafts/{number}/do/{command}")(self.act)
        self.router.post("/drafts/{number}/force")(self.force)
        self.router.post("/drafts/{number}/take")(self.take)

    def overview(self, request: Request, visitor: Signed) -> Response:
        require_roles(visitor, READERS, self.house.config)
        return self._overview(request, visitor)

    def open(self, request: Request, visitor: Signed, form: Posted) -> Response:
        """A draft without a change; with `version`, one that goes back to the files of that version."""
        require_own_page(visitor, form)
        require_roles(visitor, EDITORS, self.house.config)
        desk, on = desk_of(self.house), today_of(self.house)
        title, version = text_of(form, "title"), text_of(form, "version")
        try:
            changes: drafts.Changes = {}
            if version:
                with self.house.store.read() as connection:
                    version = whole_version(connection, version)
                    changes = drafts.differing(self.house.config.files, files_of(connection, version))
                title = f"回到版本 {version[:12]}"
            number = drafts.open_draft(desk, title, changes, actor=visitor.name, on=on)
        except Refused as error:
            return self._overview(request, visitor, error=error, title=title, status_code=http_status(error))
        return RedirectResponse(path_of(number), 303)

    def _overview(self, request: Request, visitor: Visitor, **more: Any) -> Response:
        still = select(_D.number, _D.title, _D.state, _D.opened_on, _D.effective_on).where(
            _D.closed_on.is_(None)
        )
        with self.house.store.read() as connection:
            versions = versions_kept(connection)
            rows = connection.execute(still.order_by(_D.id)).all() if _approves(visitor) else ()
        return self.render(
            request, "config/overview.html", versions=versions, drafts=rows, kind=KIND,
            sees_drafts=_approves(visitor), edits=visitor.holds_in_agency(*EDITORS), **{"title": "", **more},
        )  # fmt: skip

    def draft(self, request: Request, visitor: Signed, number: Number, after: After = 0) -> Response:
        return self._draft(request, visitor, opened(self.house, number, visitor), after=after)

    def _draft(
        self, request: Request, visitor: Visitor, draft: OpenDraft, *, after: int = 0,
        error: DisclosureError | None = None, status_code: int = 200,
    ) -> Response:  # fmt: skip
        shown, c, live = draft.shown, config_differences.c, self.house.config
        with self.house.store.read() as connection:
            query = select(config_differences).where(c.draft == draft.number, c.id > after)
            rows = connection.execute(query.order_by(c.id).limit(PAGE + 1)).all()
        closed = shown["closed_on"] is not None
        stale = not closed and shown["base"] != live.version
        changes = drafts.differing(draft.base, draft.files)
        return self.render(
            request, "config/draft.html", status_code=status_code, draft=draft, shown=shown, kind=KIND,
            error=error, changes=changed_files(draft.base, draft.files), groups=by_part(draft.files),
            problems=() if closed else problems_of(draft.files), stale=stale,
            both=drafts.changed_by_both(draft.base, live.files, changes) if stale else (), title_of=title_of,
            acts=self._acts(draft, visitor, stale=stale), due=_is_due(shown, self.house),
            edits=visitor.holds_in_agency(*EDITORS), differences=rows[:PAGE],
            revisions=revisions(draft.base, shown["steps"]),
            after=rows[PAGE - 1].id if len(rows) > PAGE else None,
        )  # fmt: skip

    def _acts(self, draft: OpenDraft, visitor: Visitor, *, stale: bool) -> Acts:
        found = desk_of(self.house).choices(KIND, draft.number, actor=visitor.name, on=today_of(self.house))
        mine = {command: why for command, why in found.items() if command in _HERE}
        if not stale:  # it would change nothing
            mine.pop("rebase", None)
        return sorted_acts(mine, KIND.chart, draft.shown["state"])

    def ask(self, request: Request, visitor: Signed, number: Number, command: str) -> Response:
        draft = opened(self.house, number, visitor)
        return self._form(request, draft, command, {}, None)

    def act(self, request: Request, visitor: Signed, number: Number, command: str, form: Posted) -> Response:
        require_own_page(visitor, form)
        typed, draft = texts_of(form), opened(self.house, number, visitor)
        if command not in _HERE:
            raise HTTPException(404)
        try:
            desk_of(self.house).do(
                KIND, number, command, data_of(KIND.commands[command].fields, typed), actor=visitor.name,
                on=today_of(self.house), key=typed.get("key") or None, if_version=version_typed(typed),
            )  # fmt: skip
        except DisclosureError as error:
            draft = opened(self.house, number, visitor)
            return self._form(request, draft, command, typed, error)
        draft = opened(self.house, number, visitor)
        if command == "approve" and _is_due(draft.shown, self.house):
            return self._force(request, visitor, draft)
        return RedirectResponse(draft.path, 303)

    def force(self, request: Request, visitor: Signed, number: Number, form: Posted) -> Response:
        """An approved draft whose day has come."""
        require_own_page(visitor, form)
        require_roles(visitor, EDITORS, self.house.config)
        return self._force(request, visitor, opened(self.house, number, visitor))

    def _force(self, request: Request, visitor: Visitor, draft: OpenDraft) -> Response:
        """What is refused stays approved, and the page says why."""
        try:
            bring_into_force(desk_of(self.house), draft.number, today_of(self.house))
        except DisclosureError as error:
            again = opened(self.house, draft.number, visitor)
            return self._draft(request, visitor, again, error=error, status_code=http_status(error))
        return RedirectResponse(draft.path, 303)

    def take(self, request: Request, visitor: Signed, number: Number, form: Posted) -> Response:
        """One file as it is in force, so that the draft can be laid over it."""
        require_own_page(visitor, form)
        require_roles(visitor, EDITORS, self.house.config)
        draft, typed = opened(self.house, number, visitor), texts_of(form)
        file = typed.get("file", "")
        if file not in {**draft.base, **draft.files, **self.house.config.files}:
            raise HTTPException(404)
        try:
            revise(
                self.house, number, {file: self.house.config.files.get(file)}, visitor, version_typed(typed)
            )
        except DisclosureError as error:
            again = opened(self.house, number, visitor)
            return self._draft(request, visitor, again, error=error, status_code=http_status(error))
        return RedirectResponse(draft.path, 303)

    def _form(
        self, request: Request, draft: OpenDraft, command: str, typed: Mapping[str, str],
        error: DisclosureError | None,
    ) -> Response:  # fmt: skip
        if command not in _HERE:
            raise HTTPException(404)
        shown, late = draft.shown, isinstance(error, Conflict)
        version = shown["version"] if late else typed.get("version") or shown["version"]
        return self.render(
            request, "config/act.html", status_code=http_status(error) if error else 200, draft=draft,
            shown=shown, kind=KIND, command=command, error=error, version=version,
            fields=inputs(KIND.commands[command].fields, {}, typed, leave=("result",)),
            since=meanwhile(shown["steps"], typed)["since"] if late else (),
            key=typed.get("key") or secrets.token_urlsafe(12),
            changes=changed_files(draft.base, draft.files),
        )  # fmt: skip


def _approves(visitor: Visitor) -> bool:
    return visitor.holds_in_agency(*APPROVERS)


def _is_due(shown: Mapping[str, Any], house: House) -> bool:
    return shown["state"] == "scheduled" and bool(shown["effective_on"] <= today_of(house))
