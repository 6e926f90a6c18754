"""Routes under /dossiers: what is not a request. Everything goes through the one desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path

from disclosure.cases import rights
from disclosure.cases.context import Actor
from disclosure.cases.desk import Desk
from disclosure.cases.documents import choices_document, dossier_done_document, dossier_line
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import DossierKind, of_kind, read_dossier
from disclosure.cases.viewing import dossier_view
from disclosure.web import queries
from disclosure.web.api.answers import (
    ChoicesAnswer,
    DossierAnswer,
    DossierDoneAnswer,
    DossierLine,
    Kind,
    Page,
)
from disclosure.web.api.bodies import After, Body, Command, Key, On, command_of
from disclosure.web.api.caller import Caller
from disclosure.web.api.description import command_operation
from disclosure.web.visitor import House

Number = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
KindName = Annotated[Kind, Path(pattern="^[a-z_]{1,64}$")]


class DossierRoutes:
    def __init__(self, house: House) -> None:
        self.house = house
        self.router = routes = APIRouter(prefix="/dossiers", tags=["申请以外的事项"])
        routes.get("/{kind}", response_model=Page[DossierLine], summary="一类事项中未办结的")(self.dossiers)
        routes.get("/{kind}/{number}", response_model=DossierAnswer, summary="一件事项")(self.dossier)
        routes.get(
            "/{kind}/{number}/commands", response_model=ChoicesAnswer, summary="此时可办和不可办的事项"
        )(self.choices)
        for kind in KINDS:
            for command, spec in kind.commands.items():
                routes.post(
                    f"/{kind.name}/{{number}}/commands/{command}",
                    response_model=DossierDoneAnswer,
                    summary=f"{kind.label}：{kind.chart.labels[command]}",
                    **command_operation(f"{kind.name}_{command}", kind.chart.bases[command], spec.fields),
                )(self._giving(kind, command))
        routes.post("/{kind}/{number}/commands/{command}", include_in_schema=False)(self.do)

    def dossiers(self, actor: Caller, kind: KindName, after: After = 0) -> dict[str, Any]:
        found = of_kind(KINDS, kind)
        scope = rights.scope_of(actor)
        with self.house.store.read() as connection:
            page = queries.dossiers(connection, found.table, scope, str(after))
        return {"items": [dossier_line(found, row._mapping) for row in page.rows], "next": page.after}

    def dossier(self, actor: Caller, kind: KindName, number: Number) -> dict[str, Any]:
        with self.house.store.read() as connection:
            return dossier_view(connection, self.house.config, of_kind(KINDS, kind), number, actor)

    def choices(self, actor: Caller, kind: KindName, number: Number, on: On) -> dict[str, Any]:
        found = of_kind(KINDS, kind)
        self._require_sight(actor, found, number)
        desk = self._desk()
        desk.recorded_at(on)  # no day that has not come
        choices = desk.choices(found, number, actor=actor, on=on)
        return choices_document(found.chart, lambda name: found.commands[name].fields, choices)

    def do(
        self, actor: Caller, kind: KindName, number: Number, command: Command, body: Body, key: Key = None
    ) -> dict[str, Any]:
        return self._give(actor, of_kind(KINDS, kind), number, command, body, key)

    def _giving(self, kind: DossierKind, command: str) -> Callable[..., dict[str, Any]]:
        def give(actor: Caller, number: Number, body: Body, key: Key = None) -> dict[str, Any]:
            return self._give(actor, kind, number, command, body, key)

        return give

    def _give(
        self,
        actor: Actor,
        kind: DossierKind,
        number: str,
        command: str,
        body: dict[str, Any],
        key: str | None,
    ) -> dict[str, Any]:
        given = command_of(body)
        self._require_sight(actor, kind, number)
        done = self._desk().do(
            kind, number, command, given.data,
            actor=actor.name, on=given.on, key=key, if_version=given.if_version,
        )  # fmt: skip
        return dossier_done_document(kind, done)

    def _require_sight(self, actor: Actor, kind: DossierKind, number: str) -> None:
        """Raises NotFound, NotPermitted."""
        with self.house.store.read() as connection:
            unit = read_dossier(connection, kind, number, lock=False)["unit"]
        rights.require_sight(actor, unit, self.house.config.organization)

    def _desk(self) -> Desk:
        return Desk(self.house.store, self.house.config, self.house.clock)
