"""更正: a correcting row with reason and second person; what follows is derived anew; old rows stay as they were."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from disclosure.errors import BadInput, GateRefused, NotPermitted, Refused
from tests.cases.world import LETTER, START, CaseInHand, World, working_days_after

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NEXT = date(2025, 6, 4)


def propose(case: CaseInHand, n: int, field: str, value: Any) -> int:
    """The row of the proposal."""
    return case.do("rectify", n=n, field=field, value=value, reason="录入有误").version


def rectify(case: CaseInHand, n: int, field: str, value: Any) -> None:
    """Proposed by one and approved by another, who enters a personal datum anew."""
    proposal = propose(case, n, field, value)
    case.do("approve_rectification", n=proposal, value=value if "." in field else None)


def n_of(case: CaseInHand, command: str) -> int:
    return next(int(row.n) for row in case.history if row.command == command)


def test_a_date_of_receipt_moves_everything_that_follows_from_it(world: World) -> None:
    """R31, R33.2, R30.1."""
    world.today = NEXT
    case = world.file(received_on="2025-06-04")
    case.do("register")
    world.today = date(2025, 6, 10)
    rows = case.history
    rectify(case, 1, "received_on", "2025-06-03")
    assert case.history[:-2] == rows
    assert (case.row.received_on, case.row.filed_on, case.facts.filed_on) == (START, START, START)
    assert case.row.due == date(2025, 7, 1)
    assert case.deadline("reply").due == date(2025, 7, 1)
    assert case.deadline("correction_notice").due == date(2025, 6, 12)
    assert world.faults() == []


def test_the_day_a_thing_happened(world: World) -> None:
    """R33.4: the answer of the third party came two days earlier than was written."""
    case = world.walk("consulting")
    world.today = date(2025, 6, 12)
    case.do("receive_opinion")
    assert case.row.due == working_days_after(date(2025, 6, 12), 20)
    rectify(case, n_of(case, "receive_opinion"), "on", "2025-06-10")
    assert case.row.due == working_days_after(date(2025, 6, 10), 20)
    assert case.deadline("third_party").met_on == date(2025, 6, 10)
    assert case.facts.consultations[0].answered_on == date(2025, 6, 10)


def test_a_channel(world: World) -> None:
    """R31.1, R31.3: what was put down as brought by hand had come through the web form; it is still unconfirmed."""
    case = world.walk("awaiting_confirmation")
    rectify(case, 1, "channel", "in_person")
    assert (case.row.channel, case.row.received_on, case.row.due) == ("in_person", START, date(2025, 7, 1))
    case.do("confirm")
    assert case.row.received_on == START


def test_a_channel_that_would_stop_a_running_clock_is_refused(world: World) -> None:
    """R31.3: without a confirmation on record the period would vanish."""
    case = world.walk("searching")
    seen = world.snapshot()
    with pytest.raises(BadInput, match="没有确认记录"):
        rectify(case, 1, "channel", "internet")
    assert world.snapshot() == seen


def test_an_outcome(world: World) -> None:
    """R36: the row of the report follows; a disclosing outcome still needs its clearance before it leaves."""
    case = world.walk("categorising")
    case.do("categorise", outcome="NONE_NOT_EXIST")
    case.sign()
    rectify(case, n_of(case, "categorise"), "outcome", "NONE_NOT_OURS")
    assert case.row.outcome == "NONE_NOT_OURS"
    assert case.do("send").state == "sent"


@pytest.mark.parametrize(
    "now",
    [
        "OPEN_PROVIDE",  # R17: it would have been cleared
        "DENY_PROCESS",  # config/organization.yaml: the legal reviewer would have seen it
        "END_OTHER",
        "?",
    ],
)
def test_another_decision_is_no_slip_of_the_pen(world: World, now: str) -> None:
    """R17, R45, R51: what would have been reviewed otherwise goes back to be decided anew."""
    case = world.walk("categorising")
    case.do("categorise", outcome="NONE_NOT_EXIST")
    case.sign()
    with pytest.raises(BadInput):
        propose(case, n_of(case, "categorise"), "outcome", now)
    assert case.do("return_to_review").state == "categorising"


@pytest.mark.parametrize(
    ("command", "field", "value"),
    [
        ("categorise", "public_interest", True),
        ("receive_opinion", "answer", "agree"),
        ("receive_opinion", "reasonable", False),
    ],
)
def test_what_a_decision_rests_on_is_not_corrected(
    world: World, command: str, field: str, value: Any
) -> None:
    """R32.3, R32.4: an objection is not turned into consent after the letter was signed."""
    case = world.walk("consulting")
    case.do("receive_opinion", answer="object", reason="属商业秘密", reasonable=True)
    case.do("conclude_consultation")
    case.do("categorise", outcome="DENY_3P")
    with pytest.raises(BadInput, match="没有可更正的字段"):
        propose(case, n_of(case, command), field, value)


def test_the_agent_is_corrected_like_an_applicant(world: World) -> None:
    agent = {"name": "王五", "kind": "natural", "phone": "13700000000"}
    case = world.file(agent=agent)
    seen = case.facts.people
    rectify(case, 1, "agent.name", "王武")
    assert (case.facts.people[0], case.facts.people[1] != seen[1]) == (seen[0], True)
    assert "王武" in str(world.snapshot()["applicants"])
    assert world.faults() == []


def test_a_personal_datum_is_entered_twice_and_kept_once(world: World) -> None:
    """The proposal holds a digest; whoever approves enters it from the papers, and the two have to agree."""
    case = world.walk("searching")
    before = world.snapshot()["applicants"]
    proposal = propose(case, 1, "applicants.0.name", "张山")
    assert "张山" not in str(world.snapshot())
    assert world.snapshot()["applicants"] == before
    seen = world.snapshot()
    for typed in ("张珊", None):
        with pytest.raises(BadInput):
            case.do("approve_rectification", n=proposal, value=typed)
    assert world.snapshot() == seen
    case.do("approve_rectification", n=proposal, value="张山")
    assert "张山" in str(world.snapshot()["applicants"])
    assert "张山" not in str(case.history)
    assert world.faults() == []


def test_an_applicant_field_is_changed_where_it_is_kept(world: World) -> None:
    case = world.walk("searching")
    seen = case.facts.people
    rectify(case, 1, "applicants.0.phone", "13900000000")
    assert case.facts.people != seen
    assert "13900000000" not in str(world.snapshot())
    assert json.loads(case.history[-2].data)["what"] == "applicants.0.phone"
    assert world.faults() == []


def test_the_kind_of_an_applicant_is_one_fact(world: World) -> None:
    """T3 counts by it: the case follows the first applicant."""
    case = world.walk("searching")
    rectify(case, 1, "applicants.0.id_no", None)
    rectify(case, 1, "applicants.0.kind", "enterprise")
    rectify(case, 1, "applicants.0.id_no", "91110000600037341L")
    assert (case.row.applicant_kind, case.facts.applicant_kind) == ("enterprise", "enterprise")
    assert world.faults() == []


def test_a_correction_can_be_corrected_by_another(world: World) -> None:
    case = world.walk("searching")
    rectify(case, 1, "content", "甲")
    rectify(case, 1, "content", "乙")
    assert case.row.content == "乙"


def test_a_proposal_alone_changes_nothing(world: World) -> None:
    case = world.walk("searching")
    was = case.facts
    proposal = propose(case, 1, "received_on", "2025-06-02")
    assert (case.row.content, case.facts.filed_on, case.facts.ticks) == (was.content, was.filed_on, was.ticks)
    assert world.faults() == []
    case.do("approve_rectification", n=proposal)
    assert case.facts.filed_on == date(2025, 6, 2)
    assert world.faults() == []


def test_a_second_person_is_required(world: World) -> None:
    """R45: the head of the disclosure office, by an act of their own, and not the one who proposes."""
    world.hire({"elsewhere": [("office_head", "land")]})
    case = world.walk("searching")
    proposal = case.do("rectify", by="everything").version
    seen = world.snapshot()
    for other in ("clerk", "handler", "nobody", "elsewhere"):
        with pytest.raises(NotPermitted):
            case.do("approve_rectification", by=other, n=proposal)
    with pytest.raises(GateRefused, match="提出人本人"):
        case.do("approve_rectification", by="everything", n=proposal)
    for n in (1, proposal + 1):
        with pytest.raises(GateRefused, match=f"待复核的更正记录序号：{proposal}"):
            case.do("approve_rectification", n=n)
    assert world.snapshot() == seen
    case.do("approve_rectification", n=proposal)
    with pytest.raises(GateRefused, match="待复核的更正记录序号：无"):
        case.do("approve_rectification", n=proposal)


def test_a_correction_is_judged_again_when_it_takes_effect(world: World) -> None:
    """R33.3: in time when proposed; by then the extension has been given on a day it would come too late."""
    world.today = date(2025, 6, 5)
    case = world.file()
    case.run("register", "assign")
    world.today = date(2025, 6, 6)
    proposal = propose(case, 1, "received_on", "2025-06-04")
    world.today = working_days_after(date(2025, 6, 5), 20)
    case.do("extend")
    seen = world.snapshot()
    with pytest.raises(GateRefused, match="已过到期日"):
        case.do("approve_rectification", n=proposal)
    assert world.snapshot() == seen


@pytest.mark.parametrize(
    ("n", "field", "value", "why"),
    [
        (99, "content", "甲", "只有"),
        (1, "nothing", "甲", "没有可更正的字段"),
        (1, "people", "甲", "没有可更正的字段"),
        (1, "attachments", "甲", "没有可更正的字段"),
        (1, "applicant_kind", "enterprise", "没有可更正的字段"),
        (1, "on", "2025-06-02", "没有可更正的字段"),
        (1, "received_on", "2025-06-31", "不是有效日期"),
        (1, "received_on", "2025-06-05", "晚于"),
        (1, "received_on", 0, "不是有效日期"),
        (1, "channel", "pigeon", "不在可选范围"),
        (1, "unit", "nowhere", "没有科室"),
        (1, "content", None, "应为文字"),
        (1, "content", "", "不能为空"),
        (2, "on", "2025-06-02", "早于"),
        (2, "on", "2025-06-05", "晚于"),
        (2, "on", "昨天", "不是有效日期"),
        (1, "applicants.0.id_no", "110105194912310021", "居民身份证号"),
        (1, "agent.name", "李四", "没有可更正的字段"),
        (1, "applicants.9.name", "李四", "没有可更正的字段"),
        (1, "applicants.0.nothing", "甲", "没有可更正的字段"),
        (1, "applicants.", "甲", "没有可更正的字段"),
        (1, "applicants.²", "甲", "没有可更正的字段"),
    ],
)
def test_a_mistaken_correction_changes_nothing(
    world: World, n: int, field: str, value: Any, why: str
) -> None:
    case = world.walk("searching")
    world.today = NEXT
    seen = world.snapshot()
    with pytest.raises(Refused, match=why):
        rectify(case, n, field, value)
    assert world.snapshot() == seen


def test_what_contradicts_the_days_around_it_is_refused(world: World) -> None:
    """Registered before it was received; answered before it was asked."""
    world.today = START
    case = world.file()
    case.do("register")
    world.today = date(2025, 6, 12)
    case.run("assign", "record_search", "ask_third_party")
    world.today = date(2025, 6, 16)
    case.do("receive_opinion")
    seen = world.snapshot()
    for n, field, value in [
        (1, "received_on", "2025-06-05"),
        (n_of(case, "register"), "on", "2025-06-13"),
        (n_of(case, "receive_opinion"), "on", "2025-06-11"),
    ]:
        with pytest.raises(BadInput):
            rectify(case, n, field, value)
    assert world.snapshot() == seen


@pytest.mark.parametrize("command", ["clear", "attach_release", "draft"])
def test_what_was_reviewed_and_signed_is_not_corrected(world: World, command: str) -> None:
    """R17: a clearance or a signature cannot be moved to another content by correcting the record."""
    case = world.walk("signed")
    field = "letter_hash" if command == "draft" else "content_hash"
    with pytest.raises(BadInput, match="没有可更正的字段"):
        rectify(case, n_of(case, command), field, "e" * 64)
    assert case.facts.letter_hash == LETTER


def test_a_correction_that_breaks_the_clock_is_refused(world: World) -> None:
    """R33.3: with the earlier date of receipt the extension would have come too late."""
    world.today = date(2025, 6, 5)
    case = world.file()
    case.run("register", "assign")
    world.today = working_days_after(date(2025, 6, 5), 20)
    case.do("extend")
    seen = world.snapshot()
    with pytest.raises(GateRefused, match="已过到期日"):
        rectify(case, 1, "received_on", "2025-06-04")
    assert world.snapshot() == seen
