"""Every kind of dossier, in the order people read them. A new kind is one line here."""

from __future__ import annotations

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.dossiers import DossierKind
from disclosure.cases.duties import annual_report, calendar_notice, reassessment
from disclosure.cases.intake_book import items
from disclosure.cases.revising import drafts
from disclosure.cases.supervision import SUPERVISION_ORDER

KINDS: tuple[DossierKind, ...] = (
    CANDIDATE,
    SUPERVISION_ORDER,
    reassessment.KIND,
    annual_report.KIND,
    calendar_notice.KIND,
    items.KIND,
    drafts.KIND,
)
