"""更正: a correcting row with reason and second person; what follows is derived anew; old rows stay as they were."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from disclosure.errors import BadInput, GateRefused, Refused
from tests.cases.world import LETTER, START, CaseInHand, World, working_days_after

NEXT = date(2025, 6, 4)


def rectify(case: CaseInHand, n: int, field: str, value: Any, **more: Any) -> None:
    case.do("rectify", n=n, field=field, value=value, reason="录入有误", **more)


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
    assert case.history[:-1] == rows
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
    rectify(case, n_of(case, "categorise"), "outcome", "OPEN_PROVIDE")
    with pytest.raises(GateRefused, match="保密审查"):
        case.do("send")


def test_an_applicant_field_is_changed_where_it_is_kept(world: World) -> None:
    case = world.walk("searching")
    seen = case.facts.people
    rectify(case, 1, "applicants.0.phone", "13900000000")
    assert case.facts.people != seen
    assert "13900000000" not in str(world.snapshot())
    assert json.loads(case.history[-1].data)["what"] == "applicants.0.phone"
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


@pytest.mark.parametrize("second", ["clerk", "handler", "nobody", "everything2"])
def test_a_second_person_is_required(world: World, second: str) -> None:
    """The head of the disclosure office, and not the one who corrects."""
    world.hire({"elsewhere": [("office_head", "land")]})
    case = world.walk("searching")
    seen = world.snapshot()
    for other in (second, "elsewhere"):
        with pytest.raises(GateRefused, match="另一名公开工作机构负责人"):
            rectify(case, 1, "content", "甲", approved_by=other)
    with pytest.raises(GateRefused, match="另一名公开工作机构负责人"):
        rectify(case, 1, "content", "甲", by="everything", approved_by="everything")
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
