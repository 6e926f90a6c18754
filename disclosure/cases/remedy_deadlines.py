"""What is owed in a proceeding against us, by us and by the body that hears it, and how long the next remedy stays open
(RV48, RV54, RV62, RV76, LT45, LT67, LT81 to LT88)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from disclosure.cases.facts import Remedy
from disclosure.cases.owed import Owed
from disclosure.law import remedy as remedy_law
from disclosure.law.decisions import APPEALED, DECISIONS, SUED
from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law
from disclosure.params import Config

# Where only the result is known.
FURTHER_REMEDY = {
    "reconsideration": SUED,
    "litigation": APPEALED,
}


def further_remedy(remedy: Remedy) -> str | None:
    """LT45, RV34, LT85, LT88: the period of the next remedy; there is none after a second instance."""
    if remedy.appeal_of is not None:
        return None
    decision = DECISIONS[remedy.kind].get(remedy.decision or "")
    return FURTHER_REMEDY.get(remedy.kind) if decision is None else decision.further


def remedy_deadlines(remedy: Remedy, config: Config) -> Iterator[Owed]:
    """Our answer (RV48, RV54, LT67), the day by which the reviewing body decides (RV62, LT81), and our report on what
    we corrected (RV76)."""
    if remedy.answer_asked_on is not None and remedy.kind != "complaint":
        answer = _answer_due(remedy, remedy.answer_asked_on, config.law)
        status = "met" if remedy.answered_on and remedy.answered_on <= answer.date else "late"
        if remedy.answered_on is None:
            status = "void" if remedy.closed_on else "open"
        yield _remedy_row("remedy_answer", remedy, remedy.answer_asked_on, answer, status, remedy.answered_on)
    if remedy.closed_on is not None and (remedy.open or remedy.reported_on is not None):
        report = remedy_law.opinion_report_due(config.law, remedy.closed_on)
        status = "open"
        if remedy.reported_on is not None:
            status = "met" if remedy.reported_on <= report.date else "late"
        yield _remedy_row("opinion_report", remedy, remedy.closed_on, report, status, remedy.reported_on)
    decision = _decision_due(remedy, config)
    status = "met" if remedy.closed_on else "watched"
    yield _remedy_row("remedy_decision", remedy, remedy.filed_on, decision, status, remedy.closed_on)


def _answer_due(remedy: Remedy, asked_on: date, law: Law) -> Due:
    if remedy.kind == "litigation":
        return remedy_law.litigation_answer_due(law, asked_on)
    answer = remedy_law.reconsideration_answer_due(law, asked_on)
    return answer.due if remedy.procedure == "ordinary" else answer.alert  # X16


def _decision_due(remedy: Remedy, config: Config) -> Due:
    law, filed = config.law, remedy.filed_on
    if remedy.kind == "litigation":
        if remedy.appeal_of is not None:
            return period_due(law, "remedy.litigation_second_instance", filed)
        return period_due(law, "remedy.litigation_first_instance", filed)
    if remedy.kind == "reconsideration":
        return period_due(law, "remedy.reconsideration_decision_ordinary", filed)
    end = law.workdays.after(filed, config.organization.limits["complaint"])  # R47.2 gives no days
    provisional = law.workdays.is_provisional(end)
    return Due(end, "R47.2", "本机关办理时限", "投诉举报办理时限", provisional=provisional)


def _remedy_row(kind: str, remedy: Remedy, opened: date, due: Due, status: str, met_on: date | None) -> Owed:
    return Owed(kind, remedy.ref, opened, due.date, due.rule, "escalate", "legal_reviewer", status, met_on,
                due.provisional, None)  # fmt: skip
