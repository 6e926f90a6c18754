"""What a list was asked for, as its address says it, and the addresses a person keeps under a name (视图)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, delete, insert, select

from disclosure.cases.fields import Day, Printable
from disclosure.errors import BadInput
from disclosure.store.tables import saved_views
from disclosure.web.caselist import Filter
from disclosure.web.visitor import House, Posted, Signed, require_own_page, text_of, texts_of, visitor_of

_V = saved_views.c
MOST = 30  # of one person

# A form sends every field it has; one left empty was not asked for.
_Empty = BeforeValidator(lambda text: text or None)
_Word = Annotated[Annotated[str, Field(pattern="^[A-Za-z_]+$")] | None, _Empty]
_Person = Annotated[Annotated[str, Field(max_length=64), Printable] | None, _Empty]
_Day = Annotated[Day | None, _Empty]


class Filters(BaseModel):
    """The address of a list is its saved view."""

    model_config = ConfigDict(extra="forbid")

    phase: _Word = None
    state: _Word = None
    unit: _Word = None
    channel: _Word = None
    outcome: _Word = None
    clock: _Word = None
    handler: _Person = None
    words: Annotated[str, Field(max_length=100), Printable] = ""
    since: _Day = None
    until: _Day = None
    replied_since: _Day = None
    replied_until: _Day = None
    after: Annotated[int | None, Field(ge=0, lt=10**18)] = None

    def filter(self) -> Filter:
        return Filter(**self.model_dump(exclude={"after"}))

    def given(self) -> dict[str, str]:
        """What is not left open, in the words of the address."""
        found = self.model_dump(exclude={"after"}, mode="json")
        return {name: value for name, value in found.items() if value}


class Views:
    """Routes under /views."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.router = APIRouter(prefix="/views", dependencies=[Depends(visitor_of)])
        self.router.post("")(self.keep)
        self.router.post("/remove")(self.remove)

    def keep(self, visitor: Signed, form: Posted) -> Response:
        """The filters of the form under a name; the same name again replaces them."""
        require_own_page(visitor, form)
        name, typed = text_of(form, "name").strip(), texts_of(form)
        if not 0 < len(name) <= 40 or not name.isprintable():
            raise BadInput("视图没有保存", "名称应为 1 至 40 个可见字符", "改一个名称", field="name")
        query = urlencode(_wanted({key: value for key, value in typed.items() if key != "name"}).given())
        row = {"user": visitor.name, "name": name, "query": query}

        def work(connection: Connection) -> None:
            connection.execute(delete(saved_views).where(_V.user == visitor.name, _V.name == name))
            if len(views_of(connection, visitor.name)) >= MOST:
                raise BadInput("视图没有保存", f"已有 {MOST} 个视图", "删去不用的视图后再保存")
            connection.execute(insert(saved_views).values(row))

        self.house.store.write(work)
        return RedirectResponse(f"/cases?{query}", 303)

    def remove(self, visitor: Signed, form: Posted) -> Response:
        require_own_page(visitor, form)
        gone = delete(saved_views).where(_V.user == visitor.name, _V.name == text_of(form, "name"))
        self.house.store.write(lambda connection: connection.execute(gone))
        return RedirectResponse("/cases", 303)


def views_of(connection: Connection, user: str) -> list[tuple[str, str]]:
    """Name and query, by name."""
    query = select(_V.name, _V.query).where(_V.user == user).order_by(_V.name)
    return [(name, text) for name, text in connection.execute(query)]


def _wanted(typed: Mapping[str, str]) -> Filters:
    try:
        return Filters.model_validate(typed)
    except ValidationError as error:
        raise BadInput("视图没有保存", "条件不可用", "从申请件页面重新筛选后保存") from error
