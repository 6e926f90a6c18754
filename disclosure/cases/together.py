"""S36: what goes out to one applicant, or on one subject, is looked at together with what went out before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql import ColumnElement

from disclosure.cases.uploads import OnFile
from disclosure.law.period import corresponding_day
from disclosure.law.secrecy import AggregationFinding, ReviewLevel, aggregation_findings, highest
from disclosure.law.terms import Unit
from disclosure.params import Config
from disclosure.store.tables import applicants, request_demand, requests


@dataclass(frozen=True, slots=True)
class Question:
    """How high the review of a content has to go. `why` says what asks for it beside its own findings."""

    level: ReviewLevel | None
    found: int
    why: str


def question(connection: Connection, request_id: int, content: OnFile, config: Config, on: date) -> Question:
    """By the content's own findings, and by what goes out beside it."""
    together = taken_together(connection, request_id, config, on)
    levels = (*((content.level,) if content.level else ()), *(finding.level for finding in together))
    why = together[0].suggestion if together else "筛查规则有更新"
    return Question(highest(levels), content.found + len(together), why)


def taken_together(
    connection: Connection, request_id: int, config: Config, on: date
) -> tuple[AggregationFinding, ...]:
    """What many disclosures of the window call for, the case `request_id` included."""
    rules = config.screening
    since = corresponding_day(on, -rules.aggregation.window_months, Unit.MONTH)
    disclosing = [code for code, outcome in config.law.outcomes.items() if outcome.discloses]
    went_out = requests.c.outcome.in_(disclosing) & (requests.c.replied_on >= since)
    return aggregation_findings(
        rules,
        same_applicant=1 + _to_one_applicant(connection, request_id, went_out),
        same_subject=1 + _on_one_subject(connection, request_id, went_out),
    )


def _to_one_applicant(connection: Connection, request_id: int, went_out: ColumnElement[bool]) -> int:
    """Cases, other than this one, with an applicant of the same number of papers or telephone."""
    mine = select(applicants.c.id_no_index, applicants.c.phone_index).where(
        applicants.c.request_id == request_id, applicants.c.role == "applicant"
    )
    known = connection.execute(mine).all()
    papers = [row.id_no_index for row in known if row.id_no_index is not None]
    phones = [row.phone_index for row in known if row.phone_index is not None]
    if not papers and not phones:
        return 0
    same = or_(applicants.c.id_no_index.in_(papers), applicants.c.phone_index.in_(phones))
    count = (
        select(func.count(func.distinct(requests.c.id)))
        .select_from(applicants.join(requests, requests.c.id == applicants.c.request_id))
        .where(same, applicants.c.role == "applicant", requests.c.id != request_id, went_out)
    )
    return connection.scalar(count) or 0


def _on_one_subject(connection: Connection, request_id: int, went_out: ColumnElement[bool]) -> int:
    """Cases, other than this one, of the same affair, as the nightly search for repeated demand has grouped them."""
    mine = select(request_demand.c.matter).where(request_demand.c.request_id == request_id).scalar_subquery()
    count = (
        select(func.count())
        .select_from(request_demand.join(requests, requests.c.id == request_demand.c.request_id))
        .where(request_demand.c.matter == mine, requests.c.id != request_id, went_out)
    )
    return connection.scalar(count) or 0
