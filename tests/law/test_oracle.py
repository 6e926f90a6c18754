"""The clock agrees with a calculation that shares nothing with it, over random histories."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from disclosure.cli.clock_input import ClockInput
from disclosure.cli.law import with_options
from disclosure.errors import Refused
from disclosure.law.clock import Clock, replay
from disclosure.law.terms import Law
from tests.law.histories import history
from tests.law.oracle import OracleRefusalError, calculate


def ours(document: dict[str, Any], law: Law) -> Clock | None:
    """None when refused."""
    plain = document | {
        "as_of": str(document["as_of"]),
        "events": [
            {k: str(v) if k in ("on", "until") else v for k, v in e.items()} for e in document["events"]
        ],
    }
    asked = ClockInput.model_validate(plain)
    try:
        return replay(asked.history(), with_options(law, asked), document["as_of"], regime=asked.law)
    except Refused:
        return None


def theirs(document: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return calculate(document)
    except OracleRefusalError:
        return None


def as_the_oracle_says(clock: Clock) -> dict[str, Any]:
    short = {"status": clock.status, "due": clock.due, "receipt_date": clock.receipt_date}
    if clock.receipt_date is None:
        return short
    days = {
        span.start + timedelta(days=i): str(span.kind)
        for span in clock.ledger
        for i in range((span.end - span.start).days + 1)
    }
    asked = ("third_party", "co_producer", "other_body")
    return short | {
        "law": clock.regime,
        "remaining_working_days": clock.remaining_working_days,
        "days": days,
        "limits": sorted(
            ((str(d.kind), d.ref.split("#")[0], d.due, d.met_on) for d in clock.deadlines if d.kind in asked),
            key=str,
        ),
    }


def compare(seeds: range, law: Law) -> int:
    """The number of histories that both accepted."""
    accepted = 0
    for seed in seeds:
        document = history(seed)
        expected, found = theirs(document), ours(document, law)
        got = None if found is None else as_the_oracle_says(found)
        assert got == expected, f"seed {seed}: {document}"
        accepted += expected is not None
    return accepted


def test_the_clock_agrees_with_the_oracle(law: Law) -> None:
    assert compare(range(500), law) > 200


@pytest.mark.check
def test_the_clock_agrees_with_the_oracle_over_many_histories(law: Law) -> None:
    """At least 20,000 histories that both sides accept."""
    assert compare(range(500, 34_500), law) >= 20_000


# What may carry another id than those of the regulation: an order, a fee, a postponement told after 2019-05-15.
ELSEWHERE = {"K14", "F6.2", "R35.2"}


def test_an_account_cites_the_regulation_of_its_case(law: Law) -> None:
    """O24, O24.3, O21 under 国令492号; R33.2, R33.3, R33.4, R30.2 under 国令711号."""
    cited: dict[str, set[str]] = {"2008": set(), "2019": set()}
    for seed in range(1_000):
        clock = ours(history(seed), law)
        if clock is not None and clock.receipt_date is not None:
            cited[clock.regime] |= {span.basis for span in clock.ledger}
    assert cited["2008"] - ELSEWHERE == {"O24", "O24.3", "O21"}
    assert cited["2019"] - ELSEWHERE == {"R33.2", "R33.3", "R33.4", "R30.2"}
