"""The clock agrees with a calculation that shares nothing with it, over random histories."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.cli.clock_input import ClockInput
from disclosure.cli.law import with_options
from disclosure.errors import Refused
from disclosure.law.clock import Clock, replay
from disclosure.law.terms import Law
from tests.law.histories import CHANNELS, FOLLOW_UPS, history
from tests.law.oracle import OracleRefusalError, calculate
from tests.law.scenarios import standing


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
    kinds = {*asked, "reply", "redo", "correction", "reasons", "fee_payment"}
    return short | {
        "rows": sorted((d.kind, d.due, standing(d)) for d in clock.deadlines if d.kind in kinds),
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


DAY = timedelta(days=1)
QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMED = {"third_party_asked": {"party": "甲公司"}, "co_producer_asked": {"body": "省水利厅"},
         "other_body_asked": {"body": "市规划局"}}  # fmt: skip
OWED = ("reply", "redo", "correction_notice")
waits = st.integers(0, 40)


@QUICK
@given(
    st.dates(date(2021, 1, 1), date(2025, 3, 31)),
    st.sampled_from(sorted(FOLLOW_UPS)),
    st.tuples(waits, waits, waits, waits, waits),
    st.integers(0, 1),
    st.sampled_from(({}, {"working_days": 15}, {"working_days": 1})),
)
def test_what_waits_for_others_can_still_be_answered_after_an_order(
    law: Law, received: date, asked: str, gaps: tuple[int, ...], before: int, term: dict[str, Any]
) -> None:
    """K14 with R30.3, F6, R32 to R35: an order against silence, before or after the notice or letter arrived.
    All follow-ups are admitted, none moves the period of the order, and nothing ends by itself."""
    steps = [asked, *FOLLOW_UPS[asked]]
    steps.insert(min(before + 1, len(steps) - 1), "ordered_to_act")
    events: list[dict[str, Any]] = [{"on": received, "event": "received", "channel": "in_person"}]
    for gap, name in zip(gaps, steps, strict=False):
        more = term if name == "ordered_to_act" else NAMED.get(asked, {})
        events.append({"on": events[-1]["on"] + gap * DAY, "event": name} | more)
    document: dict[str, Any] = {"law": "auto", "options": {}}
    ordered = steps.index("ordered_to_act") + 2
    fixed = None
    for known in range(ordered, len(events) + 1):
        document |= {"events": events[:known], "as_of": events[known - 1]["on"] + gaps[-1] * DAY}
        clock = ours(document, law)
        assert clock is not None, document
        assert as_the_oracle_says(clock) == theirs(document)
        fixed = fixed or clock.due
        assert clock.due == fixed
        assert clock.status in ("running", "overdue")
        others = [d for d in clock.deadlines if d.kind not in OWED]
        assert [standing(d) for d in others] == ["met" if known == len(events) else "open"]
        assert [d.kind for d in clock.deadlines if d.kind in OWED and standing(d) == "open"] == ["redo"]


@QUICK
@given(
    st.dates(date(2012, 1, 1), date(2025, 3, 31)),
    st.sampled_from(CHANNELS),
    st.tuples(waits, waits, waits),
    st.sampled_from(([], ["confirmed"], ["withdrawn"], ["confirmed", "withdrawn"])),
    st.sampled_from(([], ["confirmed"], ["ordered_to_act"])),
    st.sampled_from(("same_day", "next_working_day")),
)
def test_an_order_is_admitted_from_the_day_of_arrival(
    law: Law,
    received: date,
    channel: str,
    gaps: tuple[int, ...],
    earlier: list[str],
    later: list[str],
    rest_day: str,
) -> None:
    """K14, R31: confirmed, withdrawn or neither."""
    events: list[dict[str, Any]] = [{"on": received, "event": "received", "channel": channel}]
    on = received
    for gap, name in zip([gaps[0], *gaps], [*earlier, "ordered_to_act", *later], strict=False):
        on += gap * DAY
        events.append({"on": on, "event": name})
    as_of = on + gaps[-1] * DAY
    document = {"law": "auto", "options": {"rest_day_receipt": rest_day}, "as_of": as_of, "events": events}
    clock = ours(document, law)
    if "confirmed" in earlier and later == ["confirmed"]:
        assert clock is None
        assert theirs(document) is None
        return
    assert clock is not None
    assert as_the_oracle_says(clock) == theirs(document)
    assert [d.kind for d in clock.deadlines if d.kind in OWED and standing(d) == "open"] == ["redo"]


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
