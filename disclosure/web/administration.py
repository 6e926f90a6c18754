"""用户与角色, 审计, 通知的重发: pages for those who run the system, not the cases."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from disclosure.cases.accounts import set_password
from disclosure.cases.rights import EVERYWHERE
from disclosure.cases.staff_record import changes
from disclosure.cases.staffing import appoint, dismiss, members, revoke
from disclosure.errors import NotPermitted, Refused
from disclosure.outbound.letterbox import resend
from disclosure.params import Config
from disclosure.store.tables import chain, flow_runs, history, requests, sightings
from disclosure.web.queries import PAGE, Page
from disclosure.web.visitor import (
    House,
    Posted,
    Signed,
    Visitor,
    require_own_page,
    text_of,
    texts_of,
    visitor_of,
)

Render = Callable[..., Response]
Cursor = Annotated[int | None, Query(ge=0, lt=10**18)]

# Who may see what was done by whom, and who may change who works here.
AUDITORS = ("supervisor", "administrator", "office_head")
ADMINISTRATORS = ("administrator",)
POSTMASTERS = ("operations", "administrator")
OUTBOX_READERS = (*POSTMASTERS, "supervisor")


class Administration:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(dependencies=[Depends(visitor_of)])
        self.router.get("/audit")(self.audit)
        self.router.get("/audit/sightings")(self.sightings)
        self.router.get("/audit/staff")(self.staff)
        self.router.get("/users")(self.users)
        self.router.post("/users")(self.change)
        self.router.post("/outbox/resend")(self.resend)

    def audit(
        self, request: Request, visitor: Signed, user: Annotated[str, Query(max_length=64)] = "",
        day: Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = "", before: Cursor = None,
    ) -> Response:  # fmt: skip
        """What was done in cases, of the whole house, newest first, and when it was last proved whole."""
        require_roles(visitor, AUDITORS, self.house.config)
        h, r = history.c, requests.c
        query = select(h.seq, r.number, h.n, h.command, h.actor, h.on_day, h.recorded_at, h.to_state)
        query = query.join(requests, r.id == h.request_id)
        if user:
            query = query.where(h.actor == user)
        if day:
            query = query.where(h.on_day == _day(day))
        if before is not None:
            query = query.where(h.seq < before)
        with self.house.store.read() as connection:
            rows = connection.execute(query.order_by(h.seq.desc()).limit(PAGE + 1)).all()
            total = connection.scalar(select(chain.c.seq))
            proved = connection.execute(
                select(flow_runs.c.finished_at, flow_runs.c.ok, flow_runs.c.summary)
                .where(flow_runs.c.flow == "integrity", flow_runs.c.finished_at.is_not(None))
                .order_by(flow_runs.c.started_at.desc())
                .limit(1)
            ).first()
        page = Page(rows[:PAGE], str(rows[PAGE - 1].seq) if len(rows) > PAGE else None)
        own = {key: value for key, value in (("user", user), ("day", day)) if value}
        return self.render(request, "audit.html", page=page, own=own, total=total, proved=proved)

    def sightings(self, request: Request, visitor: Signed, before: Cursor = None) -> Response:
        """Who looked at applicants, files and letters, newest first."""
        require_roles(visitor, AUDITORS, self.house.config)
        s = sightings.c
        query = select(s.id, s.user, s.what, s.at, requests.c.number).join(
            requests, requests.c.id == s.request_id
        )
        if before is not None:
            query = query.where(s.id < before)
        with self.house.store.read() as connection:
            rows = connection.execute(query.order_by(s.id.desc()).limit(PAGE + 1)).all()
        page = Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)
        return self.render(request, "sightings.html", page=page)

    def staff(self, request: Request, visitor: Signed, before: Cursor = None) -> Response:
        """Who was appointed, revoked, given a password or a token by whom, newest first."""
        require_roles(visitor, AUDITORS, self.house.config)
        with self.house.store.read() as connection:
            rows = changes(connection, before, PAGE + 1)
        page = Page(rows[:PAGE], str(rows[PAGE - 1].n) if len(rows) > PAGE else None)
        return self.render(request, "staff.html", page=page, units=self._units())

    def users(self, request: Request, visitor: Signed) -> Response:
        require_roles(visitor, ADMINISTRATORS, self.house.config)
        return self._users(request)

    def change(self, request: Request, visitor: Signed, form: Posted) -> Response:
        """`act`: appoint, revoke, dismiss, password. A new password is made here and shown once."""
        require_own_page(visitor, form)
        require_roles(visitor, ADMINISTRATORS, self.house.config)
        act, name, typed = text_of(form, "act"), text_of(form, "name"), texts_of(form)
        store, organization, fresh = self.house.store, self.house.config.organization, None
        role, unit, now = text_of(form, "role"), text_of(form, "unit"), self.house.clock()
        try:
            if act == "appoint":
                appoint(store, organization, name, role, unit, by=visitor.name, now=now)
            elif act == "revoke":
                revoke(store, name, role, unit, by=visitor.name, now=now)
            elif act == "dismiss":
                dismiss(store, name, by=visitor.name, now=now)
            elif act == "password":
                fresh = secrets.token_urlsafe(12)
                rules = self.house.config.service.sign_in
                set_password(store, name, fresh, rules, now, by=visitor.name)
        except Refused as error:
            return self._users(request, typed=typed, error=error, status_code=400)
        if fresh:
            return self._users(request, fresh=(name, fresh))
        return RedirectResponse("/users", 303)

    def resend(self, visitor: Signed, form: Posted) -> Response:
        require_own_page(visitor, form)
        require_roles(visitor, POSTMASTERS, self.house.config)
        resend(self.house.store, text_of(form, "message_id"), self.house.clock())
        return RedirectResponse("/outbox?status=pending", 303)

    def _users(
        self, request: Request, *, typed: dict[str, str] | None = None, error: Refused | None = None,
        fresh: tuple[str, str] | None = None, status_code: int = 200,
    ) -> Response:  # fmt: skip
        with self.house.store.read() as connection:
            people = members(connection)
        roles = {key: label for key, label in self.house.config.organization.roles.items() if key != "system"}
        return self.render(
            request, "users.html", status_code=status_code, people=people, units=self._units(), roles=roles,
            typed=typed or {}, error=error, fresh=fresh,
        )  # fmt: skip

    def _units(self) -> dict[str, str]:
        units = self.house.config.organization.units
        return {EVERYWHERE: "全机关"} | {key: unit.label for key, unit in units.items()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def require_roles(visitor: Visitor, roles: tuple[str, ...], config: Config) -> None:
    """Raises NotPermitted unless one of `roles` is held for the whole agency."""
    if not visitor.holds_in_agency(*roles):
        labels = "、".join(config.organization.roles[role] for role in roles)
        raise NotPermitted("不能打开这一页", f"需要全机关的{labels}岗位", "需要的，请管理员添加岗位")
