"""The duties beside the cases, as an office would have met them up to today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import DossierKind
from disclosure.cases.duties import annual_report, calendar_notice, reassessment
from disclosure.cases.duties.reassessing import reassess
from disclosure.law.holiday_notice import expected_from
from disclosure.law.report import raised_on

REPORT = "e" * 64  # stands for the text of the annual report


@dataclass(frozen=True, slots=True)
class DutyRoster:
    """`desk` is the desk on a day; `who` the account of a role in a unit."""

    desk: Callable[[date], Desk]
    who: Callable[[str, str], str]
    today: date

    def play(self) -> None:
        self._reassessments()
        self._annual_report()
        self._holiday_notice()

    def _back(self, n: int) -> date:
        """`n` working days before today."""
        return self.desk(self.today).config.law.workdays.after(self.today, -n)

    def _do(
        self,
        kind: DossierKind,
        number: str,
        command: str,
        role: str,
        unit: str,
        on: date,
        data: Mapping[str, Any],
    ) -> None:
        self.desk(on).do(kind, number, command, data, actor=self.who(role, unit), on=on)

    def _reassessments(self) -> None:
        """What was due long ago has been assessed and confirmed; what is due now waits."""
        for raised in reassess(self.desk(self._back(60)), self._back(60)).raised:
            finding = {"conclusion": "withhold", "reason": "不予公开的情形没有变化"}
            kind, number, unit = reassessment.KIND, raised.number, raised.unit
            self._do(kind, number, "assess", "handler", unit, self._back(50), finding)
            self._do(kind, number, "confirm_assessment", "section_head", unit, self._back(48), {})
        reassess(self.desk(self.today), self.today)

    def _annual_report(self) -> None:
        """The report on last year, as far as it has come by today."""
        desk, year = self.desk(self.today), self.today.year - 1
        begins = raised_on(year)
        annual_report.raise_report(self.desk(begins), year, begins)
        same = {"content_hash": REPORT}
        for day, command, role, data in (
            (4, "draft_report", "handler", {}),
            (8, "check_report", "office_head", {}),
            (11, "submit_report", "handler", {"to": "市人民政府办公室"}),
            (12, "publish_report", "handler", {"where": "本机关门户网站"}),
        ):
            on = desk.config.law.workdays.after(begins, day)
            owed = command != "submit_report" or annual_report.submission_owed(desk.config)
            if on < self.today and owed:
                unit = desk.config.organization.intake_unit
                self._do(annual_report.KIND, f"年报-{year}", command, role, unit, on, same | data)

    def _holiday_notice(self) -> None:
        """This year's was asked for last November and came some days later; next year's may be missing."""
        law = self.desk(self.today).config.law
        asked = expected_from(law, self.today.year)
        calendar_notice.raise_notice(self.desk(asked), self.today.year, asked)
        came = law.workdays.after(asked, 8)
        calendar_notice.watch(self.desk(came), came)
        calendar_notice.watch(self.desk(self.today), self.today)
