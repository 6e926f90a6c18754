"""回执 at the counter: what a clerk prints for an applicant, with a code to follow the case by."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from disclosure.cases import rights
from disclosure.cases.following import fresh_code, kept_code, set_code
from disclosure.cases.receipts import receipt
from disclosure.cases.viewing import CaseView
from disclosure.web.casework import Number, seen_by
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page

Render = Callable[..., Response]


class ReceiptDesk:
    """Route /cases/{number}/receipt, for who may read persons: whoever has the code acts as the applicant."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/cases/{number}/receipt")
        self.router.get("")(self.show)
        self.router.post("")(self.give)

    def show(self, request: Request, visitor: Signed, number: Number) -> Response:
        return self._page(request, self._seen(number, visitor), number, None)

    def give(self, request: Request, visitor: Signed, number: Number, form: Posted) -> Response:
        """A fresh code, shown once; who made it is written down."""
        require_own_page(visitor, form)
        seen, code = self._seen(number, visitor), fresh_code()
        now, keys = self.house.clock(), self.house.store.keys

        def work(connection: Connection) -> None:
            set_code(connection, keys, seen.id, code)
            rights.note_sighting(connection, visitor.actor, seen.id, "code", now)

        self.house.store.write(work)
        return self._page(request, seen, number, code)

    def _seen(self, number: str, visitor: Visitor) -> CaseView:
        seen = seen_by(self.house, number, visitor)
        rights.require_persons(visitor.actor, seen.facts, self.house.config.organization)
        return seen

    def _page(self, request: Request, seen: CaseView, number: str, code: str | None) -> Response:
        with self.house.store.read() as connection:
            shown = receipt(connection, self.house.config, number, code, self.house.clock().date())
            has_code = kept_code(connection, seen.id) is not None
        return self.render(request, "receipt.html", receipt=shown, has_code=has_code)
