"""The ways a request takes through the door, on days worked out from the law and an independent calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from disclosure.errors import BadInput, GateRefused
from tests.cases.world import (
    CONTENT,
    LETTER,
    OTHER_CONTENT,
    OTHER_LETTER,
    START,
    CaseInHand,
    World,
    on_or_after,
    working_days_after,
)

DAY = timedelta(1)


def answer(case: CaseInHand, outcome: str = "OPEN_PROVIDE") -> None:
    """From categorising to sent, on one day."""
    if outcome in ("OPEN_PROVIDE", "PARTIAL"):
        case.do("attach_release")
    case.do("categorise", outcome=outcome)
    if case.state == "secrecy_review":
        case.do("clear")
    if case.state == "legal_review":
        case.do("review_legality")
    case.sign()
    case.do("send")


def search(case: CaseInHand) -> None:
    case.run("assign", "record_search")


def at(case: CaseInHand, day: date) -> CaseInHand:
    case.world.today = day
    return case


def test_a_straight_answer(world: World) -> None:
    """R31.1, R33.2, C-10: received over the counter, answered by post within 20 working days."""
    case = world.file()
    assert case.row.received_on == START
    assert case.row.due == date(2025, 7, 1)  # June 4 to July 1, without five weekends: 20 days
    case.do("register")
    search(case)
    at(case, date(2025, 6, 20))
    answer(case)
    assert (case.row.replied_on, case.row.clock_status) == (date(2025, 6, 20), "met")
    assert (case.deadline("reply").status, case.deadline("reply").met_on) == ("met", date(2025, 6, 20))
    at(case, date(2025, 6, 24)).do("serve")
    assert [row.kind for row in case.deadlines if row.status == "open"] == ["archiving"]
    assert case.deadline("remedy_period").due == date(2025, 12, 24)  # LT46: six months; a Wednesday
    assert case.deadline("archiving").due == working_days_after(
        date(2025, 12, 24), 10
    )  # the office's own limit
    with pytest.raises(GateRefused, match="救济期未满"):
        at(case, date(2025, 12, 24)).do("archive")
    assert at(case, date(2025, 12, 25)).do("archive").state == "archived"
    assert case.row.closed_on == date(2025, 12, 25)
    assert case.open_kinds() == set()
    assert world.faults() == []


@pytest.mark.parametrize(("days", "status"), [(19, "met"), (20, "met"), (21, "late")])
def test_the_last_day_of_the_reply_period(world: World, days: int, status: str) -> None:
    """R33.2: the day before, the day, the day after."""
    case = world.walk("signed")
    at(case, working_days_after(START, days)).do("send")
    assert case.deadline("reply").status == status


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        ("OPEN_PROVIDE", date(2026, 1, 7)),  # LT46: six months from July 7
        ("PARTIAL", date(2026, 1, 7)),  # the open half may be sued over directly
        ("DENY_PROCESS", date(2025, 9, 5)),  # RV20.1, RV23.4: reconsideration only, 60 days: a Friday
    ],
)
def test_the_longest_remedy_period_holds_the_case(world: World, outcome: str, end: date) -> None:
    case = world.walk("categorising")
    answer(case, outcome)
    at(case, date(2025, 7, 7)).do("serve")
    assert case.deadline("remedy_period").due == end
    with pytest.raises(GateRefused):
        at(case, end).do("archive")
    assert at(case, end + DAY).do("archive").state == "archived"


def test_an_oral_request(world: World) -> None:
    """R29.1: the office writes it down and the applicant confirms it; the clock runs from the day it was made."""
    case = world.file(channel="oral")
    assert (case.state, case.row.clock_status) == ("oral_recorded", "running")
    assert case.open_kinds() == {"confirmation", "reply", "correction_notice"}
    at(case, date(2025, 6, 4)).do("confirm", how="申请人核对后签字")
    assert (case.row.received_on, case.row.due) == (START, date(2025, 7, 1))


@pytest.mark.parametrize("channel", ["internet", "fax", "plain_mail"])
def test_the_clock_starts_when_both_sides_have_confirmed(world: World, channel: str) -> None:
    """R31.2b, R31.3."""
    case = world.file(channel=channel)
    assert (case.state, case.row.received_on, case.row.due) == ("awaiting_confirmation", None, None)
    assert case.open_kinds() == {"confirmation"}
    at(case, date(2025, 6, 5)).do("confirm")
    assert (case.row.received_on, case.row.due) == (
        date(2025, 6, 5),
        working_days_after(date(2025, 6, 5), 20),
    )


def test_an_answer_on_the_spot(world: World) -> None:
    """R33.1."""
    case = world.walk("registered")
    assert case.do("reply_on_the_spot").state == "remedy_period"
    assert (case.row.replied_on, case.row.clock_status) == (START, "met")
    assert case.deadline("remedy_period").due == date(2025, 12, 3)


def test_nothing_leaves_on_the_spot_uncleared(world: World) -> None:
    """R17."""
    case = world.walk("registered")
    content: dict[str, Any] = {"outcome": "OPEN_PROVIDE", "content_hash": CONTENT}
    with pytest.raises(GateRefused, match="保密审查"):
        case.do("reply_on_the_spot", **content)
    case.do("attach_release")
    case.do("clear")
    with pytest.raises(GateRefused, match="保密审查"):
        case.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=OTHER_CONTENT)
    assert case.do("reply_on_the_spot", **content).state == "remedy_period"


def test_a_correction_restarts_the_full_period(world: World) -> None:
    """R30.1, R30.2: asked on working day 7, nothing runs while the applicant is waited for, then 20 days anew."""
    case = world.walk("registered")
    assert case.deadline("correction_notice").due == date(2025, 6, 12)
    at(case, date(2025, 6, 12)).do("ask_correction", working_days=10)
    assert (case.row.clock_status, case.deadline("reply").status) == ("awaiting_applicant", "suspended")
    assert case.deadline("correction_notice").status == "met"
    assert case.deadline("correction").due == working_days_after(date(2025, 6, 12), 10)
    at(case, date(2025, 6, 16)).do("record_notice_receipt")
    assert case.deadline("correction").due == working_days_after(date(2025, 6, 16), 10) == date(2025, 6, 30)
    at(case, date(2025, 6, 30)).do("receive_correction", content="某路改造工程2024年批复")
    assert case.row.due == date(2025, 7, 28)  # 20 working days after June 30
    assert (case.row.content, case.state) == ("某路改造工程2024年批复", "registered")
    assert case.deadline("correction").status == "met"


def test_a_late_correction_notice_leaves_the_clock_running(world: World) -> None:
    """R30.1, X9: on working day 8 it is too late; a correction that comes all the same restarts the period."""
    case = at(world.walk("registered"), date(2025, 6, 13))
    case.do("ask_correction")
    assert (case.row.clock_status, case.row.due) == ("running", date(2025, 7, 1))
    assert case.deadline("correction_notice").status == "late"
    assert case.deadline("reply").status == "open"
    at(case, date(2025, 6, 20)).do("receive_correction")
    assert case.row.due == working_days_after(date(2025, 6, 20), 20)


def test_an_uncorrected_request_is_given_up_and_can_come_back(world: World) -> None:
    """R30.3: after the applicant's period and the mail in transit the sweep proposes, a person decides."""
    case = world.walk("awaiting_correction")
    at(case, date(2025, 6, 4)).do("record_notice_receipt")
    due = working_days_after(date(2025, 6, 4), 10)  # config/law/correction.yaml
    owed = case.deadline("correction")
    assert (owed.due, owed.on_expiry) == (due, "task")
    assert owed.expires_on == working_days_after(due, 5) + DAY  # five working days for the mail
    with pytest.raises(GateRefused, match="届满"):
        at(case, due).do("propose_discontinuation")
    with pytest.raises(GateRefused, match="尚未届满"):
        at(case, working_days_after(due, 5)).do("discontinue")
    at(case, owed.expires_on).do("propose_discontinuation")
    assert case.deadline("correction").expires_on is None
    assert case.open_kinds() >= {"discontinuation"}
    case.do("discontinue")
    assert (case.state, case.row.outcome) == ("drafting", "END_NOT_CORRECTED")
    assert "discontinuation" not in case.open_kinds()
    case.sign()
    case.run("send", "serve")
    at(case, world.today + 200 * DAY).do("archive")
    assert case.state == "abandoned"
    case.do("reopen")
    assert (case.state, case.row.closed_on) == ("remedy_period", None)
    assert world.faults() == []


def test_reasons_do_not_stop_the_clock(world: World) -> None:
    """R35.1, R35.2: asking for reasons stops nothing; good reasons allow a later day, fixed and told in time."""
    case = world.walk("awaiting_reasons")
    assert (case.row.clock_status, case.row.due) == ("running", date(2025, 7, 1))
    assert case.deadline("reasons").due == working_days_after(START, 7)  # config/law/reasons.yaml
    case.do("receive_reasons")
    case.do("postpone", until="2025-08-29")
    assert case.row.due == date(2025, 8, 29)


def test_no_postponement_without_reasons(world: World) -> None:
    case = world.walk("registered")
    with pytest.raises(GateRefused, match="没有说明理由"):
        case.do("postpone")
    case.do("ask_reasons")
    case.do("record_notice_receipt")
    with pytest.raises(GateRefused, match="尚未届满"):
        at(case, working_days_after(START, 7 + 5)).do("note_no_reasons")  # five working days for the mail
    at(case, working_days_after(START, 7 + 5) + DAY).do("note_no_reasons")
    case.do("categorise", outcome="NOPROC_MASSIVE")
    assert case.state == "legal_review"


def test_a_third_party_is_asked_and_agrees(world: World) -> None:
    """R32, R33.4: from the day after the letter to the day of the answer nothing is counted."""
    case = world.walk("categorising")
    at(case, date(2025, 6, 10)).do("ask_third_party")
    assert (case.state, case.row.clock_status) == ("consulting", "paused")
    at(case, date(2025, 6, 12)).do("record_letter_receipt")
    assert case.deadline("third_party").due == date(2025, 7, 3)  # 15 working days after June 12
    at(case, date(2025, 6, 27)).do("receive_opinion")
    assert case.state == "weighing"
    assert case.row.due == date(2025, 7, 18)  # 13 working days left out, June 11 to 27
    case.do("conclude_consultation")
    answer(case)
    assert case.row.clock_status == "met"


def asked(world: World, **opinion: Any) -> CaseInHand:
    case = world.walk("consulting")
    case.do("receive_opinion", answer="object", reason="属商业秘密", **opinion)
    case.do("conclude_consultation", conclusion="已研判")
    case.do("attach_release")
    return case


def test_a_reasonable_objection_bars_disclosure(world: World) -> None:
    """R32.3."""
    case = asked(world, reasonable=True)
    with pytest.raises(GateRefused, match="第三方不同意公开"):
        case.do("categorise", outcome="OPEN_PROVIDE")
    answer(case, "DENY_3P")
    assert case.row.outcome == "DENY_3P"


def test_an_objection_nobody_judged_bars_disclosure(world: World) -> None:
    """R32.3: whether its reasons are good has to be on record before anything is disclosed over it."""
    case = asked(world)
    with pytest.raises(GateRefused, match="第三方不同意公开"):
        case.do("categorise", outcome="OPEN_PROVIDE")


def test_public_interest_outweighs_an_objection_when_the_third_party_is_told(world: World) -> None:
    """R32.4."""
    case = asked(world, reasonable=True)
    case.do("categorise", outcome="OPEN_PROVIDE", public_interest=True)
    case.do("clear")
    case.sign()
    with pytest.raises(GateRefused, match="书面告知"):
        case.do("send")
    case.do("inform_third_party")
    assert case.do("send").state == "sent"


@pytest.mark.parametrize("kind", ["third_party", "co_producer"])
def test_silence_of_the_other_side(world: World, kind: str) -> None:
    """R32.2, R34: 15 working days after the letter arrived; the clock runs on by itself the day after."""
    case = world.walk("categorising")
    case.do(f"ask_{kind}")
    at(case, date(2025, 6, 5)).do("record_letter_receipt")
    end = date(2025, 6, 26)
    owed = case.deadline(kind)
    assert (owed.due, owed.on_expiry, owed.expires_on) == (end, "transition", end + DAY)
    with pytest.raises(GateRefused, match="届满"):
        at(case, end).do("lapse_consultation")
    at(case, end + DAY).do("lapse_consultation")
    assert (case.state, case.row.clock_status) == ("weighing", "running")
    assert case.deadline(kind).status == "expired"
    # June 3 plus 20 days, of which June 4 to 26 is left out
    assert case.row.due == working_days_after(end, 20)


def test_an_other_body_never_lapses(world: World) -> None:
    """R11.1, R33.4: no law gives its silence an effect; a person stops waiting."""
    case = world.walk("categorising")
    case.do("ask_other_body")
    assert case.deadline("other_body").on_expiry == "escalate"
    with pytest.raises(GateRefused, match="不能按逾期处理"):
        at(case, date(2025, 9, 1)).do("lapse_consultation")
    assert case.do("cancel_consultation").state == "weighing"


def test_several_consultations_end_with_the_last(world: World) -> None:
    """C-9: the union of the intervals is left out, never the sum."""
    case = world.walk("categorising")
    case.do("ask_third_party")
    case.do("ask_co_producer")
    at(case, date(2025, 6, 10)).do("receive_opinion", ref="c1")
    assert case.state == "consulting"
    at(case, date(2025, 6, 12)).do("receive_opinion", ref="c2")
    assert case.state == "weighing"
    assert case.row.due == working_days_after(date(2025, 6, 12), 20)  # June 4 to 12 left out, seven days


def test_a_fee_paid_restarts_the_period(world: World) -> None:
    """F5, F6, F6.2: 68 pages cost 380 yuan; 20 working days to pay; 20 more after payment."""
    case = world.walk("categorising")
    case.do("send_fee_notice", mode="pages", quantity=68)
    assert '"amount":380' in case.history[-1].data
    assert (case.state, case.row.clock_status) == ("awaiting_payment", "awaiting_applicant")
    at(case, date(2025, 6, 5)).do("record_notice_receipt")
    assert case.deadline("fee_payment").due == date(2025, 7, 3)
    at(case, date(2025, 7, 3)).do("receive_payment")
    assert (case.state, case.row.due) == ("categorising", date(2025, 7, 31))


def test_a_fee_not_paid(world: World) -> None:
    """F6: given up after the period and the mail in transit."""
    case = world.walk("awaiting_payment")
    case.do("record_notice_receipt")
    due = working_days_after(START, 20)
    at(case, working_days_after(due, 5) + DAY).do("propose_discontinuation", notice="fee_payment")
    case.do("discontinue")
    assert (case.state, case.row.outcome) == ("drafting", "END_UNPAID")


@pytest.mark.parametrize("days", [19, 20])
def test_an_extension_in_time(world: World, days: int) -> None:
    """R33.3: once, at most 20 working days, not after the day the reply is due."""
    case = at(world.walk("categorising"), working_days_after(START, days))
    case.do("extend")
    assert case.row.due == working_days_after(START, 40)
    assert '"working_days":20' in case.history[-1].data
    with pytest.raises(GateRefused, match="已延长过一次"):
        case.do("extend")


def test_an_extension_too_late_or_too_long(world: World) -> None:
    case = world.walk("categorising")
    with pytest.raises(GateRefused, match="20"):
        case.do("extend", working_days=21)
    with pytest.raises(GateRefused, match="已过到期日"):
        at(case, working_days_after(START, 21)).do("extend")
    assert case.row.due == working_days_after(START, 20)


def test_an_order_to_act_opens_a_second_round(world: World) -> None:
    """RV62, RV48, K14: partial disclosure, reconsideration, ordered to answer again within the days of the order."""
    case = world.walk("categorising")
    answer(case, "PARTIAL")
    at(case, date(2025, 6, 10)).do("serve")
    at(case, date(2025, 7, 1)).do("open_remedy")
    assert case.state == "in_proceedings"
    assert case.deadline("remedy_decision").due == on_or_after(date(2025, 7, 1) + 60 * DAY)
    at(case, date(2025, 7, 3)).do("accept_remedy")
    at(case, date(2025, 7, 7)).do("request_remedy_answer", procedure="ordinary")
    assert case.deadline("remedy_answer").due == working_days_after(date(2025, 7, 7), 10)
    at(case, date(2025, 7, 20)).do("answer_remedy")
    assert case.deadline("remedy_answer").status == "met"
    at(case, date(2025, 8, 1)).do("decide_remedy", decision="revoked")
    assert case.state == "remedy_period"
    at(case, date(2025, 8, 4)).do("order_to_act", working_days=15)
    assert (case.state, case.row.round, case.row.outcome) == ("searching", 2, None)
    assert (case.row.due, case.row.replied_on) == (working_days_after(date(2025, 8, 4), 15), None)
    assert case.deadline("redo").status == "open"
    with pytest.raises(GateRefused, match="裁决"):
        case.do("extend")
    case.do("record_search")
    answer(case)
    assert case.deadline("redo").status == "met"
    at(case, date(2025, 8, 8)).do("serve")
    assert case.deadline("remedy_period").due == on_or_after(date(2026, 2, 8))
    assert world.faults() == []


def test_an_answer_due_to_the_reviewing_body_follows_the_procedure(world: World) -> None:
    """X16: while the procedure is unknown the shorter period of RV54 holds; LT67 for a suit."""
    case = world.walk("in_proceedings")
    case.do("request_remedy_answer")
    assert case.deadline("remedy_answer").due == working_days_after(START, 5)
    case.do("open_remedy", kind="litigation")
    case.do("request_remedy_answer", ref="j2")
    assert case.deadline("remedy_answer").due == on_or_after(START + 15 * DAY)


def test_a_remedy_against_silence_runs_beside_the_case(world: World) -> None:
    """RV-I16, LT47: the case stays in review; an order sets a new day for it where it stands."""
    case = at(world.walk("categorising"), date(2025, 7, 2))
    assert case.do("open_remedy").state == "categorising"
    at(case, date(2025, 7, 10)).do("order_to_act", working_days=10)
    assert (case.state, case.row.due) == ("categorising", working_days_after(date(2025, 7, 10), 10))
    answer(case)
    assert case.do("serve").state == "in_proceedings"
    case.do("accept_remedy")
    assert case.do("decide_remedy").state == "remedy_period"


def test_withdrawn(world: World) -> None:
    """T3.3.6.3: the reply is no longer owed; it was neither met nor missed."""
    case = world.walk("consulting")
    at(case, date(2025, 6, 9)).do("withdraw")
    assert (case.state, case.row.outcome, case.row.clock_status) == ("withdrawn", "END_OTHER", "ended")
    assert case.row.closed_on == date(2025, 6, 9)
    assert case.open_kinds() == set()
    assert case.deadline("reply").status == "void"


def test_withdrawn_while_a_proceeding_runs(world: World) -> None:
    case = world.walk("categorising")
    case.do("open_remedy")
    assert case.do("withdraw").state == "in_proceedings"
    assert case.do("end_remedy").state == "remedy_period"
    assert case.do("archive").state == "archived"


def test_a_late_remedy_opens_a_closed_case(world: World) -> None:
    """RV20.3, LT64."""
    case = world.walk("archived")
    case.do("open_remedy", kind="litigation")
    assert (case.state, case.row.closed_on) == ("in_proceedings", None)
    case.do("accept_remedy")
    closed = at(case, date(2026, 2, 2)).do("decide_remedy", decision="claim_dismissed")
    assert closed.state == "remedy_period"
    end = on_or_after(date(2026, 2, 17))  # LT85: 15 days to appeal, over the Spring Festival
    assert case.deadline("remedy_period").due == end == date(2026, 2, 24)
    with pytest.raises(GateRefused):
        at(case, end).do("archive")
    assert at(case, end + DAY).do("archive").state == "archived"


def test_a_reply_that_came_back_is_sent_again(world: World) -> None:
    """C-10: posting was the reply; the second posting proves service."""
    case = at(world.walk("sent"), date(2025, 6, 10))
    case.do("return_undelivered")
    assert case.state == "signed"
    at(case, date(2025, 6, 12)).do("send")
    assert case.row.replied_on == START


def test_direct_service_stops_the_clock_only_when_it_arrives(world: World) -> None:
    """C-10."""
    case = world.walk("signed")
    case.do("send", delivery="direct")
    assert (case.row.replied_on, case.row.clock_status) == (None, "running")
    at(case, working_days_after(START, 21)).do("serve")
    assert (case.row.clock_status, case.deadline("reply").status) == ("late", "late")


def test_only_the_signed_letter_leaves(world: World) -> None:
    case = world.walk("signed")
    with pytest.raises(GateRefused, match="不是签发的文稿"):
        case.do("send", letter_hash=OTHER_LETTER)
    case.do("return_draft")
    assert case.facts.approvals == ()
    case.do("draft", letter_hash=OTHER_LETTER)
    case.do("submit_draft")
    for _ in range(3):
        case.do("approve_step")
    with pytest.raises(GateRefused):
        case.do("send", letter_hash=LETTER)
    assert case.do("send", letter_hash=OTHER_LETTER).state == "sent"


def test_another_content_needs_another_clearance(world: World) -> None:
    """R17: the clearance is of exactly one content, also when the first is put back."""
    case = world.walk("signed")
    case.do("return_draft")
    case.do("attach_release", content_hash=OTHER_CONTENT)
    for back in (False, True):
        if back:
            case.do("attach_release")
        case.do("draft")
        with pytest.raises(GateRefused, match="保密审查"):
            case.do("submit_draft")
    with pytest.raises(GateRefused, match="承办人说明"):
        case.do("clear")
    case.run(
        "answer_findings", "pass_to_secrecy_office", "clear"
    )  # cleared once and taken away: to the office
    assert case.do("submit_draft").state == "approving"


def test_the_next_signer_is_told(world: World) -> None:
    """One message to whose turn it is: each level of the chain in turn, then the window that sends."""
    case = world.walk("signed")
    assert [m.role for m in case.notices][-4:] == ["section_head", "office_head", "leader", "intake_clerk"]
    assert {m.unit for m in case.notices} == {"planning"}
    case.do("transfer")
    assert case.notices[-1].unit == "construction"


def test_split_and_merged_cases_know_each_other(world: World) -> None:
    first = world.walk("registered")
    second = world.walk("registered")
    second.do("merge", number=first.number)
    assert second.facts.related == (first.number,)
    with pytest.raises(BadInput):
        second.do("merge", number=second.number)
    done = first.do("split", parts=["甲项", "乙项"])
    children = [CaseInHand(world, number) for number in first.facts.related]
    assert done.state == "registered"
    assert [c.row.content for c in children] == ["甲项", "乙项"]
    assert {c.row.due for c in children} == {first.row.due}
    assert world.faults() == []


def test_what_happened_earlier_may_be_told_later_but_not_a_move_before_its_state(world: World) -> None:
    case = world.walk("registered")
    at(case, date(2025, 6, 10)).do("assign", on=date(2025, 6, 6))
    case.do("note_contact", on=date(2025, 6, 4))
    with pytest.raises(GateRefused, match="早于进入"):
        case.do("record_search", on=date(2025, 6, 5))
    with pytest.raises(GateRefused, match="早于收件之日"):
        case.do("note_contact", on=date(2025, 6, 2))
    with pytest.raises(BadInput, match="晚于今天"):
        case.do("record_search", on=date(2025, 6, 11))


def test_our_own_acts_follow_one_another(world: World) -> None:
    """R45: an extension is not dated back behind what the agency has done since; what others did may be."""
    case = world.walk("categorising")
    at(case, date(2025, 6, 10)).do("attach_release")
    at(case, date(2025, 6, 12))
    with pytest.raises(GateRefused, match="早于上一次办理之日 2025-06-10"):
        case.do("extend", on=date(2025, 6, 9))
    case.do("note_contact", on=date(2025, 6, 9))
    assert case.do("extend", on=date(2025, 6, 10)).state == "categorising"


def test_an_answer_told_late_does_not_open_the_past(world: World) -> None:
    """R32.2: the answer came before the clerk's last act; the next act still comes after both."""
    case = world.walk("consulting")
    at(case, date(2025, 6, 10)).do("extend")
    at(case, date(2025, 6, 12)).do("receive_opinion", on=date(2025, 6, 9))
    assert case.facts.since == date(2025, 6, 9)
    with pytest.raises(GateRefused, match="早于上一次办理之日"):
        case.do("conclude_consultation", on=date(2025, 6, 9))
    assert case.do("conclude_consultation", on=date(2025, 6, 10)).state == "categorising"


def test_a_notice_does_not_arrive_before_it_leaves(world: World) -> None:
    """R30.3: the day before, the day."""
    case = at(world.walk("registered"), date(2025, 6, 9))
    case.do("ask_correction")
    with pytest.raises(GateRefused, match="早于进入“待补正”之日"):
        case.do("record_notice_receipt", on=date(2025, 6, 8))
    case.do("record_notice_receipt", on=date(2025, 6, 9))


def test_an_answer_on_the_spot_waits_until_the_third_party_is_told(world: World) -> None:
    """R32.4: also at the counter, after the request came back from the applicant."""
    case = asked(world, reasonable=False)
    case.do("clear")
    case.run("ask_correction", "receive_correction")
    with pytest.raises(GateRefused, match="书面告知"):
        case.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=CONTENT)
    case.do("assign")
    case.do("record_search")
    case.do("inform_third_party")
    case.run("ask_correction", "receive_correction")
    done = case.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=CONTENT)
    assert done.state == "remedy_period"


def test_each_signer_has_a_limit_of_their_own(world: World) -> None:
    """G3: config/organization.yaml gives each level its days from when the letter came to it."""
    case = world.walk("approving")
    days = world.config.organization.limits["approving"]
    assert case.deadline("step").due == working_days_after(START, days)
    day = date(2025, 6, 9)
    at(case, day).do("approve_step")
    assert case.deadline("step").due == working_days_after(day, days)
    day = date(2025, 6, 11)
    at(case, day).do("transfer")
    assert case.deadline("step").due == working_days_after(day, days)
    assert case.deadline("step").owner_role == "section_head"
    assert world.faults() == []


def test_giving_up_is_proposed_again_when_the_notice_turns_out_to_have_come_later(world: World) -> None:
    """R30.3: a proposal made before the applicant's period was over counts for nothing."""
    case = world.walk("awaiting_correction")
    at(case, date(2025, 6, 4)).do("record_notice_receipt")
    receipt = case.row.version
    first = case.deadline("correction").expires_on
    at(case, first).do("propose_discontinuation")
    later = date(2025, 6, 24)
    proposal = case.do("rectify", n=receipt, field="on", value=later.isoformat()).version
    case.do("approve_rectification", n=proposal)
    owed = case.deadline("correction")
    assert owed.due == working_days_after(later, 10)
    assert owed.expires_on == working_days_after(owed.due, 5) + DAY
    assert "discontinuation" not in case.open_kinds()
    at(case, owed.expires_on).do("propose_discontinuation")
    assert "discontinuation" in case.open_kinds()
    assert case.deadline("correction").expires_on is None
    assert world.faults() == []
