"""What is not a request (督办单, duties, candidates, what came in): where it stands, what may be done, doing it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.desk import Desk
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import DossierKind, of_kind
from disclosure.cases.revising import drafts
from disclosure.cases.viewing import dossier_view
from disclosure.errors import Conflict, NotFound, Refused
from disclosure.web.acting import Acts, sorted_acts
from disclosure.web.casework import day_typed, meanwhile, version_typed
from disclosure.web.forms import Options, data_of, inputs
from disclosure.web.statuses import http_status
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page, texts_of

Render = Callable[..., Response]
Number = Annotated[str, Path(max_length=64)]
Name = Annotated[str, Path(pattern="^[a-z_]+$")]
# Kinds whose pages say more than where a dossier stands.
_OWN_PAGES = {CANDIDATE.name: "/candidates", drafts.KIND.name: "/config/drafts"}


class DossierFile:
    """Routes under /dossiers/{kind}/{number}."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/dossiers/{kind}/{number}")
        self.router.get("")(self.dossier)
        self.router.get("/do/{command}")(self.ask)
        self.router.post("/do/{command}")(self.act)

    def dossier(self, request: Request, visitor: Signed, kind: Name, number: Number) -> Response:
        found = kind_of(kind)
        if found.name in _OWN_PAGES:
            return RedirectResponse(page_of(found, number))
        shown = self._shown(found, number, visitor)
        return self.render(
            request,
            "dossier.html",
            kind=found,
            shown=shown,
            acts=acts_of(self.house, found, shown, visitor),
        )

    def ask(self, request: Request, visitor: Signed, kind: Name, number: Number, command: Name) -> Response:
        found = kind_of(kind)
        shown = self._shown(found, number, visitor)
        why = self._desk().choices(found, number, actor=visitor.name, on=self._today()).get(command)
        return self._form(request, found, shown, command, {}, why)

    def act(
        self, request: Request, visitor: Signed, kind: Name, number: Number, command: Name, form: Posted
    ) -> Response:
        require_own_page(visitor, form)
        found, typed = kind_of(kind), texts_of(form)
        shown = self._shown(found, number, visitor)
        if command not in found.commands:
            raise HTTPException(404)
        try:
            data = data_of(found.commands[command].fields, typed)
            on, key = day_typed(typed), typed.get("key") or None
            seen = version_typed(typed)
            self._desk().do(found, number, command, data, actor=visitor.name, on=on, key=key, if_version=seen)
        except Conflict as error:
            shown = self._shown(found, number, visitor)
            return self._form(request, found, shown, command, typed, error)
        except Refused as error:
            return self._form(request, found, shown, command, typed, error)
        return RedirectResponse(page_of(found, number), 303)

    def _form(
        self, request: Request, kind: DossierKind, shown: Mapping[str, Any], command: str,
        typed: Mapping[str, str], error: Exception | None,
    ) -> Response:  # fmt: skip
        if command not in kind.commands:
            raise HTTPException(404)
        late = isinstance(error, Conflict)
        return self.render(
            request,
            "do_dossier.html",
            status_code=http_status(error) if isinstance(error, Refused) and typed else 200,
            kind=kind,
            shown=shown,
            back=page_of(kind, shown["number"]),
            command=command,
            fields=inputs(kind.commands[command].fields, self._options(), typed),
            error=error,
            version=shown["version"] if late else typed.get("version") or shown["version"],
            since=meanwhile(shown["steps"], typed)["since"] if late else (),
            key=typed.get("key") or secrets.token_urlsafe(12),
            on=typed.get("on") or self._today().isoformat(),
        )

    def _options(self) -> dict[str, Options]:
        units = self.house.config.organization.units
        return {"unit": [(key, unit.label) for key, unit in units.items()]}

    def _shown(self, kind: DossierKind, number: str, visitor: Visitor) -> dict[str, Any]:
        with self.house.store.read() as connection:
            return dossier_view(connection, self.house.config, kind, number, visitor.actor)

    def _desk(self) -> Desk:
        return Desk(self.house.store, self.house.config, self.house.clock)

    def _today(self) -> date:
        return self.house.clock().date()


def kind_of(name: str) -> DossierKind:
    try:
        return of_kind(KINDS, name)
    except NotFound as error:
        raise HTTPException(404) from error


def page_of(kind: DossierKind, number: str) -> str:
    return f"{_OWN_PAGES.get(kind.name, f'/dossiers/{kind.name}')}/{quote(number)}"


def acts_of(house: House, kind: DossierKind, shown: Mapping[str, Any], visitor: Visitor) -> Acts:
    """What this person may do in it today."""
    if not visitor.actor.grants:
        return Acts()
    desk = Desk(house.store, house.config, house.clock)
    found = desk.choices(kind, shown["number"], actor=visitor.name, on=house.clock().date())
    return sorted_acts(found, kind.chart, shown["state"])
