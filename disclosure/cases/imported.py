"""What the facts of a case are after its first row came from an old ledger (录入旧台账).

The ledger tells the day of receipt, and the day and the result of the end. That day stands for the reply and its
service (N3, RV-I15), and for the proceedings it tells of, because no other day is known (N6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from disclosure.cases.facts import Facts, Remedy, Tick
from disclosure.cases.steps import Step
from disclosure.cases.words import UNRECORDED
from disclosure.law.events import Channel
from state_machines import REQUEST

IMPORT_LEDGER = "import_ledger"
WITHDRAWAL = "END_OTHER"  # ended without a reply (T3.3.6.3)
PENDING = "pending"


def clock_channel(channel: str) -> str:
    """The channel the clock reads: a day of receipt of which no channel is told is taken as it stands (R31.1)."""
    return Channel.IN_PERSON if channel == UNRECORDED else channel


def imported(step: Step) -> Facts:
    data = step.data
    received = date.fromisoformat(data["received_on"])
    ended = date.fromisoformat(data["closed_on"]) if "closed_on" in data else None
    outcome: str | None = data.get("outcome")
    replied = ended if outcome != WITHDRAWAL else None
    return Facts(
        state=step.to_state,
        since=step.on,
        acted_on=step.on,
        unit=data["unit"],
        channel=data["channel"],
        applicant_kind=data["applicant_kind"],
        filed_on=received,
        content=data["content"],
        people=tuple(data["people"]),
        outcome=outcome,
        made_on=replied,
        sent_on=replied,
        closed_on=ended if REQUEST.states[step.to_state].phase == "closed" else None,
        remedies=tuple(_proceedings(data.get("proceedings", ()), ended or received)),
        ticks=tuple(_ticks(step.n, data["channel"], received, ended, replied)),
        imported=True,
    )


def _ticks(n: int, channel: str, received: date, ended: date | None, replied: date | None) -> Iterator[Tick]:
    """The ledger's day of receipt is the one that was confirmed (R31.2b, R31.3)."""
    yield Tick(n, received, "received", channel=clock_channel(channel))
    yield Tick(n, received, "confirmed")
    if ended is not None:
        yield Tick(n, ended, "withdrawn" if replied is None else "reply_served")


def _proceedings(told: list[list[str]], on: date) -> Iterator[Remedy]:
    """`told`: kind, "after" for a suit after a reconsideration, result."""
    for place, (kind, after, result) in enumerate(told, 1):
        open_ = result == PENDING
        yield Remedy(
            ref=f"j{place}",
            kind=kind,  # type: ignore[arg-type]  # one of the ledger's columns
            claimant="applicant",
            state="filed" if open_ else "ended" if result == "other" else "decided",
            filed_on=on,
            after_reconsideration=after == "after",
            closed_on=None if open_ else on,
            result=None if open_ else result,
        )
