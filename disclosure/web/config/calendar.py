"""The holidays of a year, pasted or typed, and the closures of a region, into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from disclosure.errors import BadInput, ConfigInvalid, Conflict, DisclosureError
from disclosure.law.holiday_notice import statutory_days
from disclosure.params import Config
from disclosure.params.calendar_files import Closure, with_closure, with_notice
from disclosure.params.holiday_notice import (
    RecognisedNotice,
    balance,
    different_days,
    long_runs,
    moved_days,
    notice_of,
    weekday_name,
)
from disclosure.params.notice_text import recognised
from disclosure.web.administration import require_roles
from disclosure.web.casework import meanwhile, version_typed
from disclosure.web.config.opened import EDITORS, Number, OpenDraft, Render, opened, revise, today_of
from disclosure.web.statuses import http_status
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page, texts_of

_SPARE = 3  # empty rows of the form, for a holiday the text did not have
_CELLS = ("name", "from", "to", "work")
Files = Mapping[str, str]


class CalendarPages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/config/drafts/{number}/calendar")
        self.router.get("")(self.page)
        self.router.post("")(self.act)

    def page(self, request: Request, visitor: Signed, number: Number) -> Response:
        return self._page(request, self._draft(number, visitor), {})

    def act(self, request: Request, visitor: Signed, number: Number, form: Posted) -> Response:
        """`act`: recognise (nothing is kept), confirm, closure."""
        require_own_page(visitor, form)
        typed, draft = texts_of(form), self._draft(number, visitor)
        read: RecognisedNotice | None = None
        try:
            match typed.get("act"):
                case "closure":
                    return self._save(request, draft, self._closed(draft, typed), typed, visitor)
                case "confirm":
                    read = notice_of(_year(typed), typed.get("notice", ""), _rows(typed))
                    if read.notice is None or read.problems:
                        return self._page(request, draft, typed, read, status_code=400)
                    files = with_notice(draft.files, read.notice, today_of(self.house))
                    return self._save(request, draft, files, typed, visitor, read)
                case _:
                    read = recognised(typed.get("text", ""), typed.get("notice", ""))
                    return self._page(request, draft, typed, read)
        except DisclosureError as error:
            again = self._draft(number, visitor)
            return self._page(request, again, typed, read, error=error, status_code=http_status(error))

    def _draft(self, number: str, visitor: Visitor) -> OpenDraft:
        require_roles(visitor, EDITORS, self.house.config)
        return opened(self.house, number, visitor)

    def _closed(self, draft: OpenDraft, typed: Mapping[str, str]) -> Files:
        if typed.get("working") not in ("yes", "no"):
            raise BadInput("没有录入", "没有选这几日是否上班", "选“是”或“否”", field="working")
        closure = Closure(
            _day(typed.get("first", ""), "first"), _day(typed.get("last", ""), "last"),
            typed.get("working") == "yes", typed.get("basis", ""),
        )  # fmt: skip
        region, name = typed.get("region", "").strip(), typed.get("region_name", "")
        return with_closure(draft.files, region, name, closure, today_of(self.house))

    def _save(
        self, request: Request, draft: OpenDraft, files: Files, typed: Mapping[str, str], visitor: Visitor,
        read: RecognisedNotice | None = None,
    ) -> Response:  # fmt: skip
        changes = {name: text for name, text in files.items() if draft.files.get(name) != text}
        if not changes:
            return self._page(request, draft, typed, read, nothing=True)
        revise(self.house, draft.number, changes, visitor, version_typed(typed))
        return RedirectResponse(draft.path, 303)

    def _page(
        self, request: Request, draft: OpenDraft, typed: Mapping[str, str],
        read: RecognisedNotice | None = None, *, error: DisclosureError | None = None, nothing: bool = False,
        status_code: int = 200,
    ) -> Response:  # fmt: skip
        notice = read.notice if read else None
        told: dict[str, Any] = {}
        if notice is not None:
            told = {
                "different": different_days(notice), "balance": balance(notice), "runs": long_runs(notice),
                "moved": _moved(draft, read, today_of(self.house)),
                "statutory": statutory_days(self.house.config.law, notice.year),
            }  # fmt: skip
        late = isinstance(error, Conflict)
        rows = _rows(typed) if typed.get("act") == "confirm" else _filled(read)
        return self.render(
            request, "config/calendar.html", status_code=status_code, draft=draft, typed=typed, read=read,
            notice=notice, told=told, rows=[*rows, *({} for _ in range(_SPARE))], error=error, nothing=nothing,
            weekday=weekday_name, since=meanwhile(draft.shown["steps"], typed)["since"] if late else (),
        )  # fmt: skip


def _moved(draft: OpenDraft, read: RecognisedNotice | None, today: date) -> Any:
    """Days that the draft sees otherwise with the notice; None while either cannot be used."""
    if read is None or read.notice is None or read.problems:
        return None
    try:
        before = Config.of_snapshot(draft.files)
        after = Config.of_snapshot(with_notice(draft.files, read.notice, today))
    except ConfigInvalid:
        return None
    return moved_days(before.law.workdays, after.law.workdays)


def _filled(read: RecognisedNotice | None) -> list[dict[str, str]]:
    holidays = read.notice.holidays if read and read.notice else ()
    return [
        {"name": h.name, "from": str(h.first), "to": str(h.last), "work": " ".join(map(str, h.work))}
        for h in holidays
    ]


def _rows(typed: Mapping[str, str]) -> list[dict[str, str]]:
    rows = []
    for n in range(40):
        row = {cell: typed.get(f"{cell}{n}", "").strip() for cell in _CELLS}
        if any(row.values()):
            rows.append(row)
    return rows


def _year(typed: Mapping[str, str]) -> int:
    text = typed.get("year", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput("没有录入", "年份须是四位数字", "如 2027", field="year")
    return int(text)


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("没有录入", f"“{text[:40]}”不是日期", "写作 YYYY-MM-DD", field=field) from None
