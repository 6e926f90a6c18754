"""The evidence of what was received and of every letter that left: R31, C-10, RV-I15, L-28."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from disclosure.cases.delivery import evidence, on_their_way
from disclosure.cases.postal import check_digit, normal, s10_fault
from disclosure.errors import BadInput, GateRefused
from tests.cases.world import START, CaseInHand, World, working_days_after

# Numbers printed in the postal union's own standard S10 and on receipts of the post.
PRINTED = ("RA473124829GB", "RR473124829GB")


def at(case: CaseInHand, day: date) -> CaseInHand:
    case.world.today = day
    return case


def shown(case: CaseInHand) -> dict[str, Any]:
    world = case.world
    with world.store.read() as connection:
        return evidence(connection, world.store.keys, world.config, case.number, world.today)


def listed(world: World, on: date) -> list[dict[str, Any]]:
    with world.store.read() as connection:
        return on_their_way(connection, world.config, on)


def by_hand(serial: str) -> int:
    """S10 in its own words: weights 8 6 4 2 3 5 9 7; 11 less the remainder; 10 is written 0, 11 is written 5."""
    total = 0
    for weight, figure in zip("86423597", serial, strict=True):
        total += int(weight) * int(figure)
    return {0: 5, 1: 0}.get(total % 11, 11 - total % 11)


@pytest.mark.parametrize("number", PRINTED)
def test_a_number_of_the_standard_is_accepted(number: str) -> None:
    assert s10_fault(number) is None


def test_the_check_digit_is_that_of_the_standard_for_every_remainder() -> None:
    serials = [f"{n:08d}" for n in (0, 1, 2, 9, 47312482, 12345678, 99999999, *range(100, 160))]
    assert {by_hand(serial) for serial in serials} == set(range(10))
    assert [check_digit(serial) for serial in serials] == [by_hand(serial) for serial in serials]


def test_one_wrong_figure_or_two_exchanged_are_found() -> None:
    good = "RA473124829GB"
    for place in range(2, 11):
        wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        assert s10_fault(wrong) is not None
    for place in range(2, 10):
        if good[place] != good[place + 1]:
            assert s10_fault(good[:place] + good[place + 1] + good[place] + good[place + 2 :]) is not None
    assert s10_fault(normal("ra 473 124 829 gb")) is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"postal_number": "RA473124820GB"}, "校验位不符"),
        ({"postal_number": "SF1234567890123"}, "不得用快递企业，C-10"),
        ({"postal_number": "RA473124829GB", "delivery": "direct"}, "只有邮寄送达才有邮政单号"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do(world: World, data: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        world.walk("signed").do("send", **data)
    assert refused.value.field == "postal_number"


def test_another_number_of_the_post_is_taken_with_a_reason(world: World) -> None:
    case = world.walk("signed")
    case.do("send", postal_number="1234567890123", number_reason="国内给据邮件，十三位数字")
    [letter] = shown(case)["letters"]
    assert (letter["postal_number"], letter["number_reason"]) == ("1234567890123", "国内给据邮件，十三位数字")


def test_made_mailed_and_served_are_three_days_with_their_evidence(world: World) -> None:
    """C-10, RV-I15, L-28."""
    case = world.walk("signed")
    mailed, served = START + timedelta(1), START + timedelta(6)
    at(case, mailed).do("send", postal_number="ra473124829gb")
    [letter] = shown(case)["letters"]
    assert (letter["made_on"], letter["mailed_on"], letter["served_on"]) == (START, mailed, None)
    assert letter["standing"] == "left"
    at(case, served).do("serve", signed_by="family", signer="李小四", proof="投递签收联", proof_hash="c" * 64)
    [letter] = shown(case)["letters"]
    assert (letter["mailed_on"], letter["served_on"]) == (mailed, served)
    assert letter["postal_number"] == "RA473124829GB"
    assert (letter["signed_by_label"], letter["signer"]) == ("同住成年家属代收", "李**")
    assert (letter["proof"], letter["proof_hash"], letter["on_file"]) == ("投递签收联", "c" * 64, False)
    assert letter["gaps"] == ()
    assert case.row.replied_on == mailed  # C-10: 交邮 is the reply
    assert "李小四" not in json.dumps(world.snapshot(), ensure_ascii=False)
    assert world.faults() == []


def test_who_signed_can_have_the_rest_of_the_row_corrected(world: World) -> None:
    case = world.walk("sent")
    done = case.do("serve", signed_by="agent", signer="李小四" * 10, proof="签收联")
    proposal = case.do("rectify", n=done.version, field="proof", value="签收联存根")
    case.do("approve_rectification", n=proposal.version)
    [letter] = shown(case)["letters"]
    assert (letter["proof"], letter["signer"]) == ("签收联存根", "李**")
    with pytest.raises(BadInput, match="没有可更正的字段 signer"):
        case.do("rectify", n=done.version, field="signer", value="王五")
    assert world.faults() == []


def test_what_a_judge_would_ask_for_is_named(world: World) -> None:
    case = world.walk("sent")
    [letter] = shown(case)["letters"]
    assert letter["gaps"] == ("邮政单号",)
    case.do("serve")
    assert shown(case)["letters"][0]["gaps"] == ("邮政单号", "签收人身份")


def test_a_letter_leaves_on_a_day_that_has_come_and_not_before_it_was_made(world: World) -> None:
    """R45."""
    case = at(world.walk("signed"), START + timedelta(3))
    with pytest.raises(BadInput, match="晚于今天"):
        case.do("send", on=START + timedelta(4))
    made = at(world.walk("drafting"), START + timedelta(3))
    made.sign()
    with pytest.raises(GateRefused, match="早于进入“已签发待发出”之日"):
        made.do("send", on=START + timedelta(2))
    notice = at(world.walk("registered"), START + timedelta(1))
    with pytest.raises(GateRefused, match="晚于发出之日"):
        notice.do("ask_correction", on=START, made_on=str(START + timedelta(1)))
    notice.do("ask_correction", made_on=str(START), delivery="post", postal_number="RA473124829GB")
    [letter] = shown(notice)["letters"]
    assert (letter["made_on"], letter["mailed_on"]) == (START, START + timedelta(1))


def test_a_returned_letter_says_what_may_follow_and_is_sent_again(world: World) -> None:
    """C-10: the same letter again; 公告 only for whom nothing else reaches."""
    case = at(world.walk("signed"), START)
    with pytest.raises(GateRefused, match="还没有用其他方式送达过"):
        case.do("send", delivery="public_notice")
    case.do("send")
    at(case, date(2025, 6, 10)).do("return_undelivered", cause="refused", reason="收件人拒收")
    [letter] = shown(case)["letters"]
    assert (letter["standing"], letter["returned_on"], letter["cause_label"]) == (
        "returned",
        date(2025, 6, 10),
        "拒收",
    )
    assert "见证人" in letter["next"][0]
    assert "公告" in letter["next"][-1]
    at(case, date(2025, 6, 12)).do("send", delivery="direct")
    first, second = shown(case)["letters"]
    assert (first["standing"], first["next"]) == ("returned", ())
    assert (second["standing"], second["made_on"]) == ("left", START)


def test_public_notice_serves_on_the_day_it_ends(world: World) -> None:
    """RV-I15, C-3; thirty days by analogy: 12 June + 30 = 12 July 2025, a Saturday, so Monday 14 July."""
    case = at(world.walk("sent"), date(2025, 6, 10))
    case.do("return_undelivered", cause="moved")
    at(case, date(2025, 6, 12)).do("send", delivery="public_notice")
    assert case.row.replied_on == START  # the posting was the reply
    with pytest.raises(GateRefused, match="2025-07-14 才期满"):
        at(case, date(2025, 7, 13)).do("serve", proof="公告原件")
    assert at(case, date(2025, 7, 14)).do("serve", proof="公告原件").state == "remedy_period"
    assert shown(case)["letters"][-1]["served_on"] == date(2025, 7, 14)


def test_notices_and_questions_have_their_receipt(world: World) -> None:
    case = world.walk("awaiting_correction")
    at(case, date(2025, 6, 6)).do("record_notice_receipt", signed_by="addressee", proof="电话确认记录")
    other = world.walk("consulting")
    at(other, date(2025, 6, 9)).do("record_letter_receipt", signed_by="mail_room", signer="赵六")
    [notice], [question] = shown(case)["letters"], shown(other)["letters"]
    assert (notice["kind"], notice["served_on"], notice["gaps"]) == (
        "correction",
        date(2025, 6, 6),
        ("送达方式",),
    )
    assert (question["about"], question["served_on"], question["signer"]) == ("c1", date(2025, 6, 9), "赵**")
    other.do("receive_opinion")
    assert shown(other)["letters"][0]["standing"] == "answered"


def test_how_the_application_was_received_is_on_file(world: World) -> None:
    """R31.3: no receipt before both sides confirmed; who, when, how and by what proof."""
    case = at(world.walk("awaiting_confirmation"), date(2025, 6, 4))
    receipt = shown(case)["receipt"]
    assert (receipt["came_on"], receipt["received_on"], receipt["rule"]) == (START, None, "R31.3")
    case.do("confirm", how="电话", confirmed_with="agent", proof="通话录音第3号")
    receipt = shown(case)["receipt"]
    assert receipt["received_on"] == receipt["confirmed_on"] == date(2025, 6, 4)
    assert (receipt["confirmed_by"], receipt["confirmed_with"], receipt["how"], receipt["proof"]) == (
        "clerk",
        "agent",
        "电话",
        "通话录音第3号",
    )


def test_the_list_names_what_is_on_its_way_and_what_came_back(world: World) -> None:
    on_the_way, returned = world.walk("sent"), world.walk("sent")
    world.walk("signed")
    at(returned, date(2025, 6, 10)).do("return_undelivered")
    day = date(2025, 6, 16)
    found = {row["number"]: row for row in listed(world, day)}
    assert set(found) == {on_the_way.number, returned.number}
    assert (found[on_the_way.number]["standing"], found[on_the_way.number]["days"]) == ("left", 13)
    assert (found[returned.number]["standing"], found[returned.number]["days"]) == ("returned", 6)
    count = found[returned.number]["working_days"]
    assert working_days_after(date(2025, 6, 10), count) == day
    at(on_the_way, date(2025, 6, 17)).do("serve")
    at(returned, date(2025, 6, 17)).do("send")
    after = listed(world, date(2025, 6, 17))
    assert [(row["number"], row["standing"], row["days"]) for row in after] == [(returned.number, "left", 0)]
    assert {row["number"] for row in listed(world, day)} == set(found)  # what stood then is still told
