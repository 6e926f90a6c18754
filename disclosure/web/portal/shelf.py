"""What is public already: the first page, the catalogue, what answers somebody who is about to apply (R12, R24)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from sqlalchemy import func, select

from disclosure.cases.catalogue import Offer, Offering, entries, entry, frequent
from disclosure.law.terms import Unit
from disclosure.store.tables import catalogue
from disclosure.web.queries import PAGE
from disclosure.web.visitor import House

Render = Callable[..., Response]
FEW = 5  # offered at a time
_LONGEST = 2000  # characters of a wish that are compared
RowId = Annotated[int, Query(ge=0, lt=10**18)]
IndexNumber = Annotated[str, Path(max_length=40)]


class Shelf:
    def __init__(self, house: House, render: Render) -> None:
        self._house, self._render = house, render
        self._offering: tuple[object, Offering] | None = None
        self._lock = threading.Lock()
        self.router = APIRouter(prefix="/portal")
        self.router.get("")(self.home)
        self.router.get("/catalogue")(self.catalogue)
        self.router.get("/catalogue/{index_number}")(self.entry)

    def home(self, request: Request) -> Response:
        with self._house.store.read() as connection:
            often = frequent(connection, FEW)
        today = self._house.clock().date()
        period = self._house.config.law.number("reply.ordinary_period", today, Unit.WORKING_DAY)
        return self._render(request, "portal/home.html", often=often, reply_days=period.value)

    def catalogue(self, request: Request, q: str = "", after: RowId = 0) -> Response:
        words = _searchable(q)
        with self._house.store.read() as connection:
            found = entries(connection, words=words, after=after, limit=PAGE + 1)
            often = frequent(connection, FEW) if not found else []
        following = str(found[PAGE - 1].id) if len(found) > PAGE else None
        return self._render(
            request, "portal/catalogue.html", shown=words, found=found[:PAGE], after=following, often=often
        )

    def entry(self, request: Request, index_number: IndexNumber) -> Response:
        with self._house.store.read() as connection:
            found = entry(connection, _searchable(index_number))
        if found is None:
            raise HTTPException(404)
        return self._render(request, "portal/entry.html", entry=found)

    def offers(self, text: str) -> Sequence[Offer]:
        """Published entries that answer `text`; the index of them is made again when the catalogue has changed."""
        active = catalogue.c.taken_down_on.is_(None)
        with self._lock, self._house.store.read() as connection:
            stands = tuple(
                connection.execute(select(func.count(), func.max(catalogue.c.id)).where(active)).one()
            )
            if self._offering is None or self._offering[0] != stands:
                self._offering = (stands, Offering(connection, self._house.config))
            return self._offering[1].offers(text[:_LONGEST], FEW)


def _searchable(text: str) -> str:
    """Without what a database or a page cannot show."""
    return "".join(c if c.isprintable() else " " for c in text)[:100].strip()
