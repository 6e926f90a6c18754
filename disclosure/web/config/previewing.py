"""What a draft would move, beside the version in force: counts, a list, and each case with both ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from disclosure.cases import rights
from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.door import read
from disclosure.cases.facts import Facts
from disclosure.cases.revising.comparing import Difference, differences, stored_case
from disclosure.cases.revising.preview import preview
from disclosure.errors import DisclosureError
from disclosure.law.clock import Clock
from disclosure.law.ledger import SpanKind
from disclosure.params import Config
from disclosure.web.config.opened import Number, OpenDraft, Render, opened, problems_of, today_of
from disclosure.web.visitor import House, Signed

LISTED = 200
_LONGEST = 800  # days of a ledger that a page shows
Case = Annotated[str, Path(max_length=32)]


@dataclass(frozen=True, slots=True)
class Day:
    """How the live version and the draft see one day of a case; "" where it is not theirs."""

    day: date
    live: str
    draft: str


class PreviewPages:
    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/config/drafts/{number}/preview")
        self.router.get("")(self.preview)
        self.router.get("/{case}")(self.case)

    def preview(self, request: Request, visitor: Signed, number: Number) -> Response:
        draft = opened(self.house, number, visitor)
        if problems := problems_of(draft.files):
            return self._invalid(request, draft, problems)
        changed = Config.of_snapshot(draft.files)
        with self.house.store.read() as connection:
            found = preview(connection, self.house.config, changed, today_of(self.house))
        counts = sorted(found.counts().items())
        return self.render(
            request,
            "config/preview.html",
            draft=draft,
            found=found,
            counts=counts,
            listed=found.moved[:LISTED],
        )

    def case(self, request: Request, visitor: Signed, number: Number, case: Case) -> Response:
        draft = opened(self.house, number, visitor)
        if problems := problems_of(draft.files):
            return self._invalid(request, draft, problems)
        live, changed, today = self.house.config, Config.of_snapshot(draft.files), today_of(self.house)
        with self.house.store.read() as connection:
            found = read(connection, case)
            assert found.facts is not None
            rights.require_sight(visitor.actor, found.facts.unit, live.organization)
            stored = stored_case(connection, found.id)
        error: DisclosureError | None = None
        moved: list[Difference] = []
        days: list[Day] = []
        dues: tuple[date | None, date | None] = (None, None)
        try:
            moved = differences(stored, changed)
            clocks = [_clock(found.facts, config, today) for config in (live, changed)]
            days = side_by_side(_days(clocks[0], live), _days(clocks[1], changed))
            dues = (clocks[0].due, clocks[1].due)
        except DisclosureError as why:
            error = why
        return self.render(
            request, "config/preview_case.html", draft=draft, case=case, moved=moved, days=days[:_LONGEST],
            dues=dues, error=error,
        )  # fmt: skip

    def _invalid(self, request: Request, draft: OpenDraft, problems: object) -> Response:
        return self.render(request, "config/invalid.html", draft=draft, problems=problems)


def _clock(facts: Facts, config: Config, today: date) -> Clock:
    return clock_of(facts, config.law, latest(facts, today))


def _days(clock: Clock, config: Config) -> dict[date, str]:
    """Day by day what the ledger says: which working day of the period it is, a day of rest, or left out."""
    found: dict[date, str] = {}
    counted = 0
    for span in clock.ledger:
        if span.kind is SpanKind.VOID:
            counted = 0
        day = span.start
        while day <= span.end:
            working = config.law.workdays.is_workday(day)
            if span.kind is not SpanKind.COUNTED:
                found[day] = {SpanKind.EXCLUDED: "扣除", SpanKind.VOID: "作废"}[span.kind]
            elif working:
                counted += 1
                found[day] = f"第 {counted} 个工作日"
            else:
                found[day] = "休息日"
            day += timedelta(days=1)
    return found


def side_by_side(live: Mapping[date, str], draft: Mapping[date, str]) -> list[Day]:
    return [Day(day, live.get(day, ""), draft.get(day, "")) for day in sorted({*live, *draft})]
