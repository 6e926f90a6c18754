"""Templates, and what every page of ours may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import StrictUndefined

from disclosure.cases import words
from disclosure.cases.older_names import LABELS_OF_THEN
from disclosure.errors import NotInForce
from disclosure.law.decisions import DECISIONS
from disclosure.law.workdays import Workdays
from disclosure.reports.forms import COLUMN_TITLES
from disclosure.web.telling import told_of_case, told_of_dossier
from disclosure.web.visitor import House
from state_machines import CONSULTATION, REMEDY, REQUEST, SECRECY_REVIEW


class Renderer:
    """Called with the request, the name of a template and what it shows."""

    def __init__(self, house: House, templates: Path) -> None:
        self._house = house
        self._templates = Jinja2Templates(directory=templates)
        environment = self._templates.env
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.globals.update(
            words=words,
            request_chart=REQUEST,
            older_labels=LABELS_OF_THEN,
            charts={"consultation": CONSULTATION, "remedy": REMEDY, "secrecy_review": SECRECY_REVIEW},
            house=house,
            decisions=DECISIONS,
            applicant_kinds={key: title for key, title in COLUMN_TITLES.items() if key != "total"},
            colour=self._colour,
            remaining=self._remaining,
            told=lambda step: told_of_case(step, house.config),
            told_of=lambda step, kind: told_of_dossier(step, kind, house.config),
        )

    def __call__(
        self, request: Request, template: str, /, *, status_code: int = 200, **content: Any
    ) -> Response:
        visitor = getattr(request.state, "visitor", None)
        shown = {
            "agency": self._house.config.organization.agency,
            "at": self._house.clock(),
            "visitor": visitor,
            "csrf": visitor.csrf if visitor else "",
            "error": None,
            **content,
        }
        return self._templates.TemplateResponse(request, template, shown, status_code=status_code)

    def _colour(self, level: int) -> str:
        return self._house.config.ladder.colour(level)

    def _remaining(self, due: date) -> int | None:
        """Working days from today to `due`, negative when it is past; None where the calendar has no days."""
        workdays: Workdays = self._house.config.law.workdays
        try:
            return workdays.between(self._house.clock().date(), due)
        except NotInForce:
            return None
