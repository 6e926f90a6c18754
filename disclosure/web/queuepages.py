"""Pages of the queues: every situation of the chart with its owner, each queue of QUEUES, and 救济."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from sqlalchemy import Row

from disclosure.cases.commands import CHAIN, COMMANDS
from disclosure.cases.context import Actor
from disclosure.cases.rights import READS_CONTENT, contents_of, scope_of
from disclosure.web import remedies
from disclosure.web.paging import DueId, cursor
from disclosure.web.queues import QUEUES, Detail, counted, waiting
from disclosure.web.visitor import House, Signed, visitor_of

Render = Callable[..., Response]
Name = Annotated[str, Path(pattern="^[a-z_]+$")]
Acts = Mapping[str, tuple[str, ...]]


class QueuePages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.store, self.render = house, house.store, render
        self.router = APIRouter(dependencies=[Depends(visitor_of)])
        self.router.get("/queues")(self.queues)
        self.router.get("/queues/{name}")(self.queue)
        self.router.get("/remedies")(self.remedies)

    def queues(self, request: Request, visitor: Signed) -> Response:
        scope = scope_of(visitor.actor)
        with self.store.read() as connection:
            board = self.house.boards.now(connection, self.house.clock().date())
            return self.render(
                request,
                "queues.html",
                queues=[(queue, counted(connection, queue, board, scope)) for queue in QUEUES.values()],
                remedies=remedies.counted(connection, scope),
                counts=board.states(scope),
                kinds=board.kinds(scope),
                age=board.age,
            )

    def queue(self, request: Request, visitor: Signed, name: Name, after: DueId = None) -> Response:
        queue, actor = QUEUES.get(name), visitor.actor
        if queue is None:
            raise HTTPException(404)
        with self.store.read() as connection:
            page = waiting(connection, queue, scope_of(actor), contents_of(actor), cursor(after))
        return self.render(
            request,
            "queue.html",
            queue=queue,
            page=page,
            details=[one for one in queue.details if visitor.holds_any(*READS_CONTENT) or not one.contents],
            read=_read,
            **_acts(actor, queue.acts, page.rows),
        )

    def remedies(
        self,
        request: Request,
        visitor: Signed,
        which: Literal["open", "closed"] = "open",
        kind: Literal["reconsideration", "litigation", "complaint"] | None = None,
        after: DueId = None,
    ) -> Response:
        actor, scope = visitor.actor, scope_of(visitor.actor)
        wanted = remedies.Wanted(only_open=which == "open", kind=kind)
        with self.store.read() as connection:
            page = remedies.listed(connection, scope, contents_of(actor), wanted, cursor(after))
            days = remedies.days_of(connection, page.rows)
            counts = remedies.counted(connection, scope)
        return self.render(
            request,
            "remedies.html",
            page=page,
            days=days,
            counts=counts,
            own={"which": which} | ({"kind": kind} if kind else {}),
            contents=visitor.holds_any(*READS_CONTENT),
            **_acts(actor, remedies.ACTS, page.rows),
        )


def _read(row: Row[Any], detail: Detail) -> str:
    value = getattr(row, detail.name)
    return "—" if value is None else detail.labels.get(value, str(value))


def _acts(actor: Actor, acts: Acts, rows: Sequence[Row[Any]]) -> dict[str, Any]:
    """`acts`: the commands offered for a row; `acting`: whether there is any at all."""

    def offered(row: Row[Any]) -> list[str]:
        return [command for command in acts.get(row.state, ()) if may_give(actor, command, row)]

    return {"acts": offered, "acting": any(offered(row) for row in rows)}


def may_give(actor: Actor, command: str, row: Row[Any]) -> bool:
    """Whether a list offers the command: the actor holds one of its roles. Whether it is lawful, the form tells."""
    roles = [row.owner_role if role == CHAIN else role for role in COMMANDS[command].roles]
    return any(role is not None and actor.holds(role, row.unit) for role in roles)
