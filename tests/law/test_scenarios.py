"""Every row of the scenario tables: histories, single periods, fees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from disclosure.errors import Refused
from disclosure.law import (
    co_producer,
    correction,
    extension,
    fee,
    other_body,
    publication,
    redo,
    remedy,
    reply,
    report,
    third_party,
)
from disclosure.law.clock import Clock, replay
from disclosure.law.ledger import SpanKind
from disclosure.law.period import Due
from disclosure.law.publication import Publication
from disclosure.law.terms import Law
from tests.law.scenarios import Calculation, Expectation, FeeCase, Scenario, rows, scenarios, standing

ALL = list(scenarios())
Rule = Callable[[Law, date], Due | None]
RULES: dict[str, Rule] = {
    "reply_due": reply.reply_due,
    "reply_due_extended": lambda law, day: reply.reply_due(
        law, day, extension=extension.extension_max(law, day).value
    ),
    "correction_notice_due": correction.correction_notice_due,
    "third_party_due": lambda law, day: third_party.third_party_due(law, day, day),
    "co_producer_due": lambda law, day: co_producer.co_producer_due(law, day, day),
    "other_body_due": other_body.other_body_due,
    "payment_due": lambda law, day: fee.payment_due(law, day, day),
    "redo_due": redo.redo_due,
    "reconsideration_due": remedy.reconsideration_due,
    "litigation_due": remedy.litigation_due,
    "after_reconsideration_due": remedy.after_reconsideration_due,
    "after_refused_reconsideration_due": remedy.after_refused_reconsideration_due,
    "silence_reconsideration_due": remedy.silence_reconsideration_due,
    "silence_litigation_due": remedy.silence_litigation_due,
    "reconsideration_answer_due": lambda law, day: remedy.reconsideration_answer_due(law, day).due,
    "reconsideration_answer_alert": lambda law, day: remedy.reconsideration_answer_due(law, day).alert,
    "litigation_answer_due": remedy.litigation_answer_due,
    "comment_period_end": publication.comment_period_end,
    "report_of_department_due": lambda law, day: report.report_due(law, day.year, report.Reporter.DEPARTMENT),
    "report_of_government_due": lambda law, day: report.report_due(law, day.year, report.Reporter.GOVERNMENT),
    **{
        f"publication_{kind.name.lower()}": (
            lambda law, day, kind=kind: publication.publication_due(law, day, kind)  # type: ignore[misc]
        )
        for kind in Publication
    },
}


def with_choices(law: Law, options: dict[str, str]) -> Law:
    return replace(
        law, options={name: replace(o, value=options.get(name, o.value)) for name, o in law.options.items()}
    )


@pytest.mark.parametrize("scenario", [s for _, s in ALL], ids=[name for name, _ in ALL])
def test_history(scenario: Scenario, law: Law) -> None:
    chosen = with_choices(law, scenario.options)
    expect = scenario.expect
    if expect.refused:
        with pytest.raises(Refused) as refusal:
            replay(scenario.events, chosen, scenario.as_of, regime=scenario.law)
        assert refusal.value.code == expect.refused
        assert expect.why in refusal.value.message
        return
    compare(replay(scenario.events, chosen, scenario.as_of, regime=scenario.law), expect)


APART = {"deadlines", "on_expiry", "basis", "stands", "ledger"}


def compare(clock: Clock, expect: Expectation) -> None:
    found = {
        "receipt_date": clock.receipt_date,
        "law": clock.regime,
        "due": clock.due,
        "status": clock.status,
        "phase": clock.phase,
        "remaining": clock.remaining_working_days,
        "provisional": clock.provisional,
        "excluded": sum(s.working_days for s in clock.ledger if s.kind is SpanKind.EXCLUDED),
        "no_due": clock.due is None,
    }
    wanted = expect.model_dump(exclude_unset=True, exclude=APART)
    assert {key: found[key] for key in wanted} == wanted
    last_of_kind = {str(d.kind): d for d in clock.deadlines}
    assert {kind: last_of_kind[kind].due for kind in expect.deadlines} == expect.deadlines
    assert {kind: last_of_kind[kind].on_expiry for kind in expect.on_expiry} == expect.on_expiry
    assert {kind: last_of_kind[kind].basis for kind in expect.basis} == expect.basis
    assert {kind: standing(last_of_kind.get(kind)) for kind in expect.stands} == expect.stands
    if expect.ledger:
        spans = [(s.start, s.end, str(s.kind), s.working_days, s.basis) for s in clock.ledger]
        assert spans == expect.ledger


@pytest.mark.parametrize(
    "case", [Calculation.model_validate(row) for row in rows("periods")], ids=lambda case: case.name
)
def test_period(case: Calculation, law: Law) -> None:
    due = RULES[case.rule](law, case.start)
    assert due is not None
    assert due.date == case.due
    assert due.rule in case.rules
    assert str(case.due) in due.sentence


@pytest.mark.parametrize(
    "case", [FeeCase.model_validate(row) for row in rows("fee_amounts")], ids=lambda case: case.name
)
def test_fee(case: FeeCase, law: Law) -> None:
    """F4, F5: the lines add up to the amount and cover every unit once."""
    rule = fee.fee_by_items if case.by == "items" else fee.fee_by_pages
    found = rule(case.count, law, date(2025, 6, 3))
    assert found.amount == case.amount
    assert sum(line.count for line in found.lines) == case.count
    starts = [line.start for line in found.lines]
    assert starts[1:] == [line.to + 1 for line in found.lines[:-1] if line.to]
    assert found.rule in case.rules


def test_every_rule_is_in_the_table() -> None:
    assert {row["rule"] for row in rows("periods")} == set(RULES)
