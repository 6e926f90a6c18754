"""查看进度: number and code, then the case as its applicant may see it, and what he has to answer (R30, R33, R44.2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from disclosure.cases.context import APPLICANT
from disclosure.cases.door import Door
from disclosure.cases.following import check_code
from disclosure.cases.pace import Pace
from disclosure.cases.progress import Progress, progress
from disclosure.errors import BadInput, NotLawful, NotPermitted, Refused, TooOften
from disclosure.store.tables import contents
from disclosure.web.address import address_of
from disclosure.web.portal.plain import STANDS, URGENT, plain
from disclosure.web.portal.reading import Sent
from disclosure.web.portal.seals import Visit, end_visit, is_own, set_visit, visit_of
from disclosure.web.visitor import CSRF, House, text_of

Render = Callable[..., Response]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
_HERE = "/portal/progress"
_KEPT = "kept."
# What an applicant may do here, and the field of it that he writes.
ACTS: Mapping[str, str] = {"receive_correction": "content", "suggest_disclosure": "reason"}


class Following:
    """Routes of /portal/follow and /portal/progress. The number and the code are never in an address."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/portal")
        self.router.get("/follow")(self.ask)
        self.router.post("/follow")(self.enter)
        self.router.get("/progress")(self.show)
        self.router.get("/progress/files/{sha256}")(self.file)
        self.router.post("/progress/{command}")(self.act)
        self.router.post("/leave")(self.leave)

    def ask(self, request: Request) -> Response:
        return self.render(request, "portal/follow.html", number="", kept={})

    def enter(self, request: Request, sent: Sent) -> Response:
        """What was being written when the visit ended waits on the page it was written on."""
        typed = sent.typed
        number = typed.get("number", "")
        kept = {name[len(_KEPT) :]: text for name, text in typed.items() if name.startswith(_KEPT)}
        limits, now = self.house.config.service.portal, self.house.clock()
        try:
            if sent.fault:
                raise sent.fault
            pace = Pace("查询", limits.codes_per_address, limits.codes_in_all, URGENT)
            pace.take(self.house.store, address_of(request), now)
            found = check_code(self.house.store, number, typed.get("code", ""), limits, now)
        except Refused as error:
            status = 429 if isinstance(error, TooOften) else 403 if isinstance(error, NotPermitted) else 400
            shown = {"number": number, "kept": kept, "error": error}
            return self.render(request, "portal/follow.html", status_code=status, **shown)
        visit = Visit.begun(self.house.store.keys, found)
        if kept:
            return self._page(request, visit, kept)
        return self._visited(request, visit, RedirectResponse(_HERE, 303))

    def show(self, request: Request) -> Response:
        visit = self._visit(request)
        return self._page(request, visit, {}) if visit else RedirectResponse("/portal/follow", 303)

    def act(
        self, request: Request, sent: Sent, command: Annotated[str, Path(pattern="^[a-z_]+$")]
    ) -> Response:
        if command not in ACTS:
            raise HTTPException(404)
        typed, visit = sent.typed, self._visit(request)
        if visit is None:
            kept = {name: typed[name] for name in ("content", "reason") if typed.get(name)}
            over = BadInput("还没有提交", "查看进度的时间已过", "重新输入编号和查询码；刚才填写的文字会保留")
            return self.render(
                request, "portal/follow.html", status_code=401, number="", kept=kept, error=over
            )
        try:
            if sent.fault:
                raise sent.fault
            if not is_own(visit, text_of(sent.form, CSRF)):
                raise NotPermitted(
                    "没有提交", "这张表单不是从您现在查看的页面提交的", "核对下面的文字后再次提交"
                )
            self._give(visit, command, typed)
        except Refused as error:
            return self._page(request, visit, typed, error)
        return RedirectResponse(f"{_HERE}?done={command}", 303)

    def file(self, request: Request, sha256: Hash) -> Response:
        visit = self._visit(request)
        if visit is None:
            return RedirectResponse("/portal/follow", 303)
        with self.house.store.read() as connection:
            sent = progress(connection, self.house.config, visit.request_id, self._today)
            name = sent.may_take(sha256)
            if name is None:
                raise HTTPException(404)
            content = connection.scalars(select(contents.c.content).where(contents.c.sha256 == sha256)).one()
        return Response(
            bytes(content),
            media_type="application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
        )

    def leave(self) -> Response:
        answer = RedirectResponse("/portal/follow", 303)
        end_visit(answer)
        return answer

    def _give(self, visit: Visit, command: str, typed: Mapping[str, str]) -> None:
        """Through the one door, as the applicant. Raises Refused."""
        field = ACTS[command]
        text = typed.get(field, "").strip()
        if not text:
            raise BadInput("没有提交", "没有填写内容", "写明后再次提交")
        # Apart from the keys of the counter, whatever a stranger puts into his own.
        key = f"portal {typed['key']}" if typed.get("key") else None
        data = {field: text} | ({"channel": "internet"} if command == "receive_correction" else {})
        with self.house.store.read() as connection:
            number = progress(connection, self.house.config, visit.request_id, self._today).number
        try:
            self._door.do(number, command, data, actor=APPLICANT, on=self._today, key=key)
        except NotLawful as error:
            raise BadInput(
                "没有提交", "这件申请现在不需要这样做，可能已经办到下一步", "看上面的最新进度"
            ) from error

    def _page(
        self, request: Request, visit: Visit, typed: Mapping[str, str], error: Refused | None = None
    ) -> Response:
        with self.house.store.read() as connection:
            one = progress(connection, self.house.config, visit.request_id, self._today)
        found = self._door.choices(one.number, actor=APPLICANT, on=self._today)
        shown: dict[str, Any] = {
            "one": one,
            "stands": STANDS[one.state],
            "may": {command for command in ACTS if found[command] is None},
            "acts": ACTS,
            "typed": typed,
            "key": typed.get("key") or secrets.token_urlsafe(12),
            "spans": _in_short(one),
            "csrf": visit.csrf,
            "error": error and plain(error),
            "done": request.query_params.get("done"),
        }
        status = 400 if error else 200
        answer = self.render(request, "portal/progress.html", status_code=status, **shown)
        return self._visited(request, visit, answer)

    def _visited(self, request: Request, visit: Visit, answer: Response) -> Response:
        """The visit goes on from now."""
        until = self.house.clock() + timedelta(minutes=self.house.config.service.portal.visit_minutes)
        set_visit(request, answer, self.house.store, visit, until)
        return answer

    def _visit(self, request: Request) -> Visit | None:
        return visit_of(request, self.house.store, self.house.clock())

    @property
    def _door(self) -> Door:
        return Door(self.house.store, self.house.config, self.house.clock)

    @property
    def _today(self) -> date:
        return self.house.clock().date()


def _in_short(one: Progress) -> dict[str, int]:
    """Working days of each kind in the ledger. Its own words name whom others asked, so they stay where they are."""
    found: dict[str, int] = {}
    for span in one.clock.ledger:
        found[span.kind.value] = found.get(span.kind.value, 0) + span.working_days
    return found
