"""K14: an order against silence sets the period of the agency and leaves a way out of every state it finds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cases.world import START, World, working_days_after

DAY = timedelta(1)
ORDERED = date(2025, 6, 10)


@pytest.mark.parametrize(
    ("waiting", "acts", "after"),
    [
        ("awaiting_confirmation", ("confirm",), "received"),
        ("awaiting_correction", ("record_notice_receipt", "receive_correction"), "registered"),
        ("awaiting_reasons", ("record_notice_receipt", "receive_reasons"), "registered"),
        ("awaiting_payment", ("record_notice_receipt", "receive_payment"), "categorising"),
        ("consulting", ("record_letter_receipt", "receive_opinion"), "weighing"),
    ],
)
def test_what_was_asked_can_be_answered_after_an_order(
    world: World, waiting: str, acts: tuple[str, ...], after: str
) -> None:
    """K14, R31.3, R30.3, R35, F6, R32.2: the answer arrives, and the day of the order stands."""
    case = world.walk(waiting)
    world.today = ORDERED
    assert case.do("order_to_act").state == waiting
    due = working_days_after(ORDERED, 20)
    assert "redo" in case.open_kinds()
    assert "reply" not in case.open_kinds()
    for act in acts:
        world.today += DAY
        case.do(act)
    assert (case.state, case.row.due, case.row.received_on) == (after, due, START)
    assert world.faults() == []


def test_an_uncorrected_request_can_be_given_up_after_an_order(world: World) -> None:
    """K14, R30.3: the period of the applicant still fires, and the letter that ends the case meets the order."""
    case = world.walk("awaiting_correction")
    world.today = ORDERED
    case.do("order_to_act")
    case.do("record_notice_receipt")
    over = case.deadline("correction").expires_on
    assert over == working_days_after(working_days_after(ORDERED, 10), 5) + DAY
    world.today = over
    case.run("propose_discontinuation", "discontinue")
    case.sign()
    case.do("send")
    assert (case.deadline("redo").status, case.deadline("reply").status) == ("met", "void")
    assert world.faults() == []


def test_a_third_party_can_stay_silent_after_an_order(world: World) -> None:
    """K14, R32.2."""
    case = world.walk("consulting")
    world.today = ORDERED
    case.do("order_to_act")
    case.do("record_letter_receipt")
    end = working_days_after(ORDERED, 15)
    assert case.deadline("third_party").expires_on == end + DAY
    world.today = end + DAY
    assert case.do("lapse_consultation").state == "weighing"
    assert case.row.due == working_days_after(ORDERED, 20)


def test_an_order_on_what_was_withdrawn_before_it_was_confirmed(world: World) -> None:
    """K14, R31.3: a round of its own, in review."""
    case = world.walk("awaiting_confirmation")
    case.do("withdraw")
    world.today = ORDERED
    assert case.do("order_to_act").state == "searching"
    assert (case.row.received_on, case.row.due) == (START, working_days_after(ORDERED, 20))
    assert world.faults() == []
