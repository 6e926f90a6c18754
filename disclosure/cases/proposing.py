"""A candidate for proactive disclosure (转主动公开候选) comes up: from repeated demand (R44.1), because an applicant
suggested it (R44.2), or because what was withheld may be opened after all (R18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from disclosure.cases.caseless import Subject, open_deadline
from disclosure.cases.context import Context
from disclosure.cases.demand import in_pieces, lock
from disclosure.cases.numbering import next_number
from disclosure.cases.scribe import Case, Scribe
from disclosure.cases.turns import tell
from disclosure.errors import GateRefused, Refusal
from disclosure.law.period import Due
from disclosure.law.terms import Unit
from disclosure.params import Config
from disclosure.store.dossier_chain import unopened
from disclosure.store.tables import candidate_requests, candidates
from state_machines import PROACTIVE

KIND = "candidate"
PREFIX = "转公开"
LIMIT = "step"  # the kind of deadline of what the agency sets itself

# On which somebody has still to decide, or to act, before anything is public.
UNDECIDED = frozenset(
    leaf for leaf, state in PROACTIVE.states.items() if not state.final and leaf != "published"
)

Origin = Literal["repeated", "suggested", "reassessed"]
WHY: Mapping[str, str] = {
    "suggested": "申请人建议将所申请的信息纳入主动公开",
    "reassessed": "定期评估认为原不予公开的信息可以公开",
}


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """`why` says what makes the requests the same and names no person; `follows` is an earlier candidate about the
    same that was closed."""

    origin: Origin
    unit: str
    why: str
    members: tuple[int, ...]  # ids of requests, none of them in a candidate yet
    follows: str | None = None


def open_candidate(connection: Connection, config: Config, new: NewCandidate, on: date) -> str:
    """The number of the new candidate, with its requests and its limit."""
    number = next_number(connection, PREFIX, on)
    cells = {
        "number": number,
        "unit": new.unit,
        "opened_on": on,
        "origin": new.origin,
        "why": new.why,
        "follows": new.follows,
    }
    made = insert(candidates).values(unopened(PROACTIVE.initial) | cells).returning(candidates.c.id)
    join(connection, connection.execute(made).scalar_one(), new.members, on)
    open_limit(connection, config, number, new.unit, on)
    tell(connection, KIND, number, 0, PROACTIVE.states[PROACTIVE.initial].owner_role, new.unit, on)
    return number


def join(connection: Connection, candidate_id: int, members: Sequence[int], on: date) -> None:
    """A request is in one candidate at most: the table refuses a second."""
    if not members:
        return
    rows = [{"request_id": id_, "candidate_id": candidate_id, "joined_on": on} for id_ in members]
    connection.execute(insert(candidate_requests), rows)


def limit_ref(number: str, approvals: int) -> str:
    """Each approval ends a limit; content that comes back after one begins another."""
    return number if approvals == 0 else f"{number}:{approvals + 1}"


def open_limit(
    connection: Connection,
    config: Config,
    number: str,
    unit: str,
    on: date,
    *,
    owner: str = "",
    approvals: int = 0,
) -> None:
    """For the owner of the first situation unless another is named."""
    owner = owner or PROACTIVE.states[PROACTIVE.initial].owner_role
    subject = Subject(LIMIT, limit_ref(number, approvals), owner, unit)
    open_deadline(connection, subject, on, decision_due(config, on), config)


def decision_due(config: Config, on: date) -> Due:
    """R44 gives no days until the decision: the agency's own limit. Raises NotInForce beyond the calendar."""
    days = config.organization.limits["conversion"]
    end = config.law.workdays.after(on, days)
    provisional = config.law.workdays.is_provisional(end)
    return Due(end, "G3", "本机关办理时限", "转主动公开", on, days, Unit.WORKING_DAY, provisional=provisional)


@dataclass(frozen=True, slots=True)
class Standing:
    """The candidate a request is in."""

    id: int
    number: str
    state: str


def standing_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, Standing]:
    """By request, for those that are in a candidate."""
    found = {}
    for piece in in_pieces(ids):
        query = (
            select(candidate_requests.c.request_id, candidates.c.id, candidates.c.number, candidates.c.state)
            .join(candidates, candidates.c.id == candidate_requests.c.candidate_id)
            .where(candidate_requests.c.request_id.in_(piece))
        )
        for request_id, id_, number, state in connection.execute(query):
            found[request_id] = Standing(id_, number, state)
    return found


def suggest(connection: Connection, scribe: Scribe, case: Case, ctx: Context, _: str) -> Mapping[str, Any]:
    """R44.2: a suggestion is examined like repeated demand. One on a request that is in a candidate already adds
    nothing to it but the record; what was declined on this very request is not decided again."""
    known = standing_of(connection, [case.id]).get(case.id)
    if known is None:
        new = NewCandidate("suggested", ctx.facts.unit, WHY["suggested"], (case.id,))
        return {"candidate": open_candidate(connection, scribe.config, new, ctx.on)}
    if known.state == "declined":
        refusal = Refusal(
            "条例第44条第2款",
            f"本件所申请的信息已在 {known.number} 中决定不予转公开",
            "将该决定和理由告知申请人；以后有新的申请的，按新的申请另行提出",
        )
        raise GateRefused("没有登记建议", [refusal])
    if known.state == "taken_down":
        return {"candidate": _followed(connection, scribe.config, "suggested", known, ctx.facts.unit, ctx.on)}
    return {"candidate": known.number}


def _followed(
    connection: Connection, config: Config, origin: Origin, known: Standing, unit: str, on: date
) -> str:
    """The number of the candidate that takes up one that was closed; the requests stay with the first."""
    standing = select(candidates.c.number).where(
        candidates.c.follows == known.number, candidates.c.state.in_(UNDECIDED | {"published"})
    )
    if (number := connection.scalar(standing.limit(1))) is not None:
        return str(number)
    why = WHY[origin]
    return open_candidate(connection, config, NewCandidate(origin, unit, why, (), known.number), on)


def propose_reassessed(connection: Connection, config: Config, request_id: int, unit: str, on: date) -> None:
    """R18: what may be opened after all goes the way of every candidate, unless it is on it already; that it was
    declined before is what the assessment has found to have changed."""
    lock(connection, [request_id])
    known = standing_of(connection, [request_id]).get(request_id)
    if known is None:
        new = NewCandidate("reassessed", unit, WHY["reassessed"], (request_id,))
        open_candidate(connection, config, new, on)
    elif PROACTIVE.states[known.state].final:
        _followed(connection, config, "reassessed", known, unit, on)
