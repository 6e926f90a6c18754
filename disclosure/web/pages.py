"""The pages of everybody on the staff: every number is a link to the rows it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, BeforeValidator
from sqlalchemy import ColumnElement, and_

from disclosure.cases import words
from disclosure.cases.board import OWED
from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.flow_health import healths
from disclosure.cases.overview import overview
from disclosure.cases.replies import Replies
from disclosure.cases.rights import READS_CONTENT, contents_of, scope_of
from disclosure.errors import BadInput
from disclosure.law.escalation import CALM
from disclosure.outbound.spreadsheet import write_xlsx
from disclosure.store.standing import OPEN_DEADLINE, SUSPENDED_DEADLINE
from disclosure.store.tables import deadlines
from disclosure.web import exporting, queries
from disclosure.web.administration import OUTBOX_READERS, require_roles
from disclosure.web.caselist import Count, counted, listed, owed_by
from disclosure.web.conversion import ConversionPages, conversion_counts
from disclosure.web.dossierfile import kind_of
from disclosure.web.downloads import sent
from disclosure.web.paging import DueId, cursor
from disclosure.web.rendering import Renderer
from disclosure.web.views import Filters, views_of
from disclosure.web.visitor import House, Signed, visitor_of

NEXT_DUE = 20
TODO = 100


def _known_kind(kind: str) -> str:
    if kind not in words.DEADLINES:
        raise ValueError(kind)
    return kind


Kinds = Annotated[tuple[Annotated[str, AfterValidator(_known_kind)], ...], Query()]
DueDay = Annotated[date | None, BeforeValidator(lambda text: text or None), Query()]
RowId = Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")]
Colour = Literal["none", "yellow", "red", "overdue"]


class Console:
    def __init__(self, house: House, render: Renderer) -> None:
        self.house, self.store, self.clock = house, house.store, house.clock
        self._replies = Replies()
        self._page = render
        self.router = APIRouter(dependencies=[Depends(visitor_of)])
        for path, page in (
            ("/", self.home),
            ("/todo", self.todo),
            ("/cases", self.cases),
            ("/export/file.xlsx", self.cases_file),
            ("/dossiers/{kind}", self.dossiers),
            ("/deadlines", self.deadlines),
            ("/outbox", self.outbox),
        ):
            self.router.get(path)(page)
        self.router.include_router(ConversionPages(house, render).router)

    def home(self, request: Request, visitor: Signed) -> Response:
        scope, config, now = scope_of(visitor.actor), self.house.config, self.clock()
        with self.store.read() as connection:
            board = self.house.boards.now(connection, now.date())
            flows, age = self.house.flows.now(
                connection, (config.version, now.date()), lambda its: healths(its, config, self.clock())
            )
            dossiers = board.dossiers_of(scope)
            return self._page(
                request,
                "home.html",
                owed=OWED,
                age=max(age, board.age),
                figures=overview(connection, config.law.workdays, board, self._replies, scope),
                phases=board.phases(scope),
                closed=queries.closed(connection, board, scope),
                colours=self._colours(board.levels(scope)),
                suspended=board.waiting(scope),
                provisional=board.provisional(scope),
                due=queries.due_next(connection, scope, NEXT_DUE),
                flows=flows,
                outbox=queries.letters_by_status(connection),
                conversion=conversion_counts(connection, scope),
                # Candidates have a section of their own.
                dossiers=[(kind, dossiers[kind.name]) for kind in KINDS if kind is not CANDIDATE],
            )

    def todo(self, request: Request, visitor: Signed) -> Response:
        """What waits for this person's roles, the most urgent first."""
        with self.store.read() as connection:
            rows = owed_by(connection, visitor.actor.grants, TODO + 1) if visitor.actor.grants else []
        return self._page(request, "todo.html", rows=rows[:TODO], more=len(rows) > TODO)

    def cases(self, request: Request, visitor: Signed, wanted: Annotated[Filters, Query()]) -> Response:
        scope, filters = scope_of(visitor.actor), wanted.filter()
        today = self.clock().date()
        contents = contents_of(visitor.actor)
        with self.store.read() as connection:
            page = listed(connection, scope, filters, wanted.after, today, contents)
            views = views_of(connection, visitor.name)
            board = self.house.boards.now(connection, today) if filters.of_the_board() else None
            whole = page.after is None and wanted.after is None
            count = (
                Count(len(page.rows))
                if whole
                else counted(connection, board, scope, filters, today, contents)
            )
        shown = visitor.holds_any(*READS_CONTENT)
        return self._page(
            request,
            "cases.html",
            page=page,
            count=count,
            age=board.age if board else 0,
            own=wanted.given(),
            contents=shown,
            views=views,
        )

    def cases_file(self, visitor: Signed, wanted: Annotated[Filters, Query()]) -> Response:
        """The list as it is filtered, every page of it."""
        scope, contents, filters = scope_of(visitor.actor), contents_of(visitor.actor), wanted.filter()
        today = self.clock().date()
        with self.store.read() as connection:
            exporting.require_few(connection, scope, filters, today, contents)

        def write(file: File) -> None:
            with self.store.read() as connection:
                rows = exporting.rows(connection, self.house.config, scope, filters, today, contents)
                write_xlsx(file, "申请件", exporting.HEADER, rows)

        return sent(f"申请件_{today}.xlsx", write)

    def dossiers(self, request: Request, visitor: Signed, kind: str, after: RowId = None) -> Response:
        """What is open of one kind, e.g. 督办单."""
        found = kind_of(kind)
        if found is CANDIDATE:
            return RedirectResponse("/candidates")
        with self.store.read() as connection:
            page = queries.dossiers(connection, found.table, scope_of(visitor.actor), after)
        return self._page(request, "dossiers.html", kind=found, page=page)

    def deadlines(
        self,
        request: Request,
        visitor: Signed,
        which: Literal["colour", "suspended", "provisional"] = "colour",
        colour: Colour = CALM,
        kind: Kinds = (),
        since: DueDay = None,
        until: DueDay = None,
        after: DueId = None,
    ) -> Response:
        d, scope = deadlines.c, scope_of(visitor.actor)
        try:
            behind = cursor(after)
        except BadInput as error:
            raise HTTPException(404) from error
        with self.store.read() as connection:
            lit = queries.lit(self.house.config.ladder, colour)
            title, condition = {
                "colour": (words.COLOURS[colour], and_(OPEN_DEADLINE, lit)),
                "suspended": ("等待申请人，期限中止", SUSPENDED_DEADLINE),
                "provisional": ("到期日暂定", and_(OPEN_DEADLINE, d.provisional)),
            }[which]
            if kind or since or until:  # of every colour
                title, condition = _owed_between(kind, since, until)
            page = queries.due_list(connection, and_(condition, scope.on(d.unit)), behind)
        days = [(name, str(day)) for name, day in (("since", since), ("until", until)) if day]
        own = [("kind", one) for one in kind] + days or [("which", which), ("colour", colour)]
        return self._page(request, "deadlines.html", title=title, page=page, own=own)

    def outbox(
        self,
        request: Request,
        visitor: Signed,
        status: Literal["pending", "dead"] = "pending",
        after: RowId = None,
    ) -> Response:
        """Who is written to about what, of every unit: for those who see to it that it arrives."""
        require_roles(visitor, OUTBOX_READERS, self.house.config)
        with self.store.read() as connection:
            page = queries.messages(connection, status, after)
        return self._page(request, "outbox.html", status=status, page=page)

    def _colours(self, reached: Mapping[int, int]) -> dict[str, int]:
        counts = dict.fromkeys(words.COLOURS, 0)
        for level, n in reached.items():
            counts[self.house.config.ladder.colour(level)] += n
        return counts


def _owed_between(
    kinds: Sequence[str], since: date | None, until: date | None
) -> tuple[str, ColumnElement[bool]]:
    """What is owed of some kinds (all, when none is named) on some days, both included; and what to call it."""
    d = deadlines.c
    conditions = [OPEN_DEADLINE]
    if kinds:
        conditions.append(d.kind.in_(kinds))
    if since:
        conditions.append(d.due >= since)
    if until:
        conditions.append(d.due <= until)
    days = f"，{since or ''} 至 {until or ''} 到期" if since or until else ""
    return "、".join(words.DEADLINES[kind] for kind in kinds or ()) + (
        "期限" if not kinds else ""
    ) + days, and_(*conditions)
