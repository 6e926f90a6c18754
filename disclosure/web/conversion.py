"""Pages of 转主动公开: candidates, one candidate with its steps, the catalogue. They show no applicant, and no title
before somebody approved it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy import Connection, and_, func, select

from disclosure.cases.candidate_queue import queued
from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.proposing import UNDECIDED
from disclosure.cases.rights import Scope, scope_of
from disclosure.cases.viewing import dossier_view
from disclosure.store.tables import candidates, catalogue
from disclosure.web.dossierfile import acts_of
from disclosure.web.queries import PAGE, Page
from disclosure.web.visitor import House, Signed

RowId = Annotated[int, Query(ge=0, lt=10**18)]
Render = Callable[..., Response]

_K, _C = candidates.c, catalogue.c


class ConversionPages:
    """`render` takes the request, the template and what it shows."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.store, self.render = house, house.store, render
        self.router = APIRouter()
        self.router.get("/candidates")(self.candidates)
        self.router.get("/candidates/{number}")(self.candidate)
        self.router.get("/catalogue")(self.catalogue)

    def candidates(self, request: Request, visitor: Signed, after: RowId = 0) -> Response:
        """Those on which somebody has still to act before publication."""
        with self.store.read() as connection:
            mine = and_(_K.state.in_(sorted(UNDECIDED)), scope_of(visitor.actor).on(_K.unit))
            rows = queued(connection, mine, after, PAGE + 1)
        following = str(rows[PAGE - 1].id) if len(rows) > PAGE else None
        return self.render(request, "candidates.html", rows=rows[:PAGE], after=following)

    def candidate(self, request: Request, visitor: Signed, number: str) -> Response:
        with self.store.read() as connection:
            found = queued(connection, _K.number == number)
            if not found:
                raise HTTPException(404)
            shown = dossier_view(connection, self.house.config, CANDIDATE, number, visitor.actor)
        return self.render(
            request,
            "candidate.html",
            one=found[0],
            steps=shown["steps"],
            kind=CANDIDATE,
            acts=acts_of(self.house, CANDIDATE, shown, visitor),
        )

    def catalogue(self, request: Request, after: RowId = 0) -> Response:
        query = select(catalogue, _K.number.label("candidate")).outerjoin(
            candidates, _K.id == _C.candidate_id
        )
        listed = query.where(_C.taken_down_on.is_(None), _C.id > after).order_by(_C.id).limit(PAGE + 1)
        with self.store.read() as connection:
            rows = connection.execute(listed).all()
        following = str(rows[PAGE - 1].id) if len(rows) > PAGE else None
        return self.render(request, "catalogue.html", page=Page(rows[:PAGE], following))


def conversion_counts(connection: Connection, scope: Scope) -> dict[str, int]:
    """What the first page says of it: candidates under way, entries of the catalogue."""
    under_way = select(func.count()).where(_K.state.in_(sorted(UNDECIDED)), scope.on(_K.unit))
    listed = select(func.count()).where(_C.taken_down_on.is_(None))
    return {
        "candidates": connection.scalar(under_way) or 0,
        "catalogue": connection.scalar(listed) or 0,
    }
