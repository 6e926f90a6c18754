"""The pages: every number is a link to the rows it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates
from sqlalchemy import and_

from disclosure.cases import words
from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import DossierKind, document, of_kind
from disclosure.cases.flow_health import flow_health
from disclosure.cases.older_names import LABELS_OF_THEN
from disclosure.errors import NotFound, NotInForce
from disclosure.law.escalation import CALM
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import deadlines
from disclosure.web import queries
from disclosure.web.conversion import ConversionPages, conversion_counts
from state_machines import REQUEST

NEXT_DUE = 20

Number = Annotated[str, Path(max_length=32)]
Phase = Annotated[str, Query(pattern="^[a-z]+$")]
Flow = Annotated[str, Query(pattern="^[a-z_]+$")]
RowId = Annotated[str | None, Query(pattern=r"^\d{1,18}$")]
DueId = Annotated[str | None, Query(pattern=r"^\d{4}-\d\d-\d\d\.\d{1,18}$")]
Colour = Literal["none", "yellow", "red", "overdue"]


class Console:
    def __init__(
        self, store: Store, config: Config, clock: Callable[[], datetime], templates: Jinja2Templates
    ) -> None:
        self.store, self.config, self.clock, self.templates = store, config, clock, templates
        templates.env.globals.update(
            words=words,
            request_chart=REQUEST,
            older_labels=LABELS_OF_THEN,
            organization=config.organization,
            colour=config.ladder.colour,
            remaining=self.remaining,
        )
        self.router = APIRouter()
        for path, page in (
            ("/", self.home),
            ("/cases", self.cases),
            ("/cases/{number}", self.case),
            ("/dossiers/{kind}", self.dossiers),
            ("/dossiers/{kind}/{number}", self.dossier),
            ("/deadlines", self.deadlines),
            ("/outbox", self.outbox),
            ("/runs", self.runs),
        ):
            self.router.get(path)(page)
        self.router.include_router(ConversionPages(store, self._page).router)

    def home(self, request: Request) -> Response:
        flows = flow_health(self.store, self.config, self.clock())
        with self.store.read() as connection:
            reached = queries.levels(connection)
            return self._page(
                request,
                "home.html",
                phases=queries.phases(connection),
                closed=queries.closed(connection),
                colours=self._colours(reached),
                suspended=queries.suspended(connection),
                provisional=queries.provisional(connection),
                due=queries.due_next(connection, NEXT_DUE),
                flows=flows,
                outbox=queries.letters_by_status(connection),
                conversion=conversion_counts(connection),
                dossiers=[
                    (kind, queries.open_dossiers(connection, kind.table))
                    for kind in KINDS
                    if kind is not CANDIDATE  # has a section of its own
                ],
            )

    def cases(self, request: Request, phase: Phase, after: RowId = None) -> Response:
        """`phase=closed` lists what is closed, whichever way it went."""
        if phase not in REQUEST.phases:
            raise HTTPException(404)
        with self.store.read() as connection:
            page = queries.cases(connection, None if phase == "closed" else phase, after)
        return self._page(request, "cases.html", phase=phase, page=page)

    def case(self, request: Request, number: Number) -> Response:
        """Where one case stands, what is owed in it, what was done."""
        with self.store.read() as connection:
            case = queries.case(connection, number)
            if case is None:
                raise HTTPException(404)
            due, steps = queries.due_of(connection, case.id), queries.steps(connection, case.id)
        return self._page(request, "case.html", case=case, due=due, steps=steps)

    def dossiers(self, request: Request, kind: str, after: RowId = None) -> Response:
        """What is open of one kind, e.g. 督办单."""
        found = self._kind(kind)
        if found is CANDIDATE:
            return RedirectResponse("/candidates")
        with self.store.read() as connection:
            page = queries.dossiers(connection, found.table, after)
        return self._page(request, "dossiers.html", kind=found, page=page)

    def dossier(self, request: Request, kind: str, number: str) -> Response:
        found = self._kind(kind)
        if found is CANDIDATE:
            return RedirectResponse(f"/candidates/{quote(number)}")
        try:
            with self.store.read() as connection:
                shown = document(connection, found, number)
        except NotFound as error:
            raise HTTPException(404) from error
        return self._page(request, "dossier.html", kind=found, shown=shown)

    def _kind(self, name: str) -> DossierKind:
        try:
            return of_kind(KINDS, name)
        except NotFound as error:
            raise HTTPException(404) from error

    def deadlines(
        self,
        request: Request,
        which: Literal["colour", "suspended", "provisional"] = "colour",
        colour: Colour = CALM,
        after: DueId = None,
    ) -> Response:
        d = deadlines.c
        with self.store.read() as connection:
            lit = [n for n in queries.levels(connection) if self.config.ladder.colour(n) == colour]
            title, condition = {
                "colour": (words.COLOURS[colour], and_(d.status == "open", d.level.in_(lit))),
                "suspended": ("等待申请人，期限中止", d.status == "suspended"),
                "provisional": ("到期日暂定", and_(d.status == "open", d.provisional)),
            }[which]
            page = queries.due_list(connection, condition, _cursor(after))
        own = {"which": which, "colour": colour}
        return self._page(request, "deadlines.html", title=title, page=page, own=own)

    def outbox(
        self, request: Request, status: Literal["pending", "dead"] = "pending", after: RowId = None
    ) -> Response:
        with self.store.read() as connection:
            page = queries.messages(connection, status, after)
        return self._page(request, "outbox.html", status=status, page=page)

    def runs(self, request: Request, flow: Flow) -> Response:
        if flow not in words.FLOWS:
            raise HTTPException(404)
        with self.store.read() as connection:
            rows = queries.runs(connection, flow)
        return self._page(request, "runs.html", flow=flow, rows=rows)

    def remaining(self, due: date) -> int | None:
        """Working days from today to `due`, negative when it is past; None where the calendar has no days."""
        try:
            return self.config.law.workdays.between(self.clock().date(), due)
        except NotInForce:
            return None

    def _colours(self, reached: dict[int, int]) -> dict[str, int]:
        counts = dict.fromkeys(words.COLOURS, 0)
        for level, n in reached.items():
            counts[self.config.ladder.colour(level)] += n
        return counts

    def _page(self, request: Request, template: str, **content: Any) -> Response:
        shown = {"agency": self.config.organization.agency, "at": self.clock(), **content}
        return self.templates.TemplateResponse(request, template, shown)


def _cursor(after: str | None) -> tuple[date, int] | None:
    if after is None:
        return None
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError as error:
        raise HTTPException(404) from error
