"""成批答复: one command to several cases, each by its own gates, all or none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from disclosure.cases.batch import MOST, reply_to_all
from disclosure.errors import BadInput, GateRefused, NotFound
from tests.cases.world import CONTENT, LETTER, CaseInHand, World, person

SAME = ("白露村2022年低保名单", "二〇二二年白露村低保花名册")
OTHER = "白露村2022年征地批复"


def filed(world: World, content: str, who: int, **more: Any) -> CaseInHand:
    case = world.file(content=content, applicants=[person(who) | more])
    case.run("register", "assign")
    return case


def together(world: World, cases: list[CaseInHand], command: str, by: str, /, **data: Any) -> list[Any]:
    numbers = [case.number for case in cases]
    key = data.pop("key", None)
    return reply_to_all(world.door, numbers, command, data, actor=by, on=world.today, key=key)


def test_the_same_information_is_answered_in_one_go(world: World) -> None:
    cases = [filed(world, SAME[0], 1), filed(world, SAME[1], 2)]
    together(world, cases, "record_search", "handler", scope="档案室", method="按名称", result="found")
    together(world, cases, "attach_release", "handler", content_hash=CONTENT, title="名单")
    together(world, cases, "categorise", "handler", outcome="OPEN_PROVIDE", reason="可以公开")
    together(world, cases, "clear", "secrecy", content_hash=CONTENT, opinion="不涉密")
    together(world, cases, "draft", "handler", letter_hash=LETTER)
    together(world, cases, "submit_draft", "handler")
    for signer in ("section", "office", "leader"):
        together(world, cases, "approve_step", signer)
    done = together(world, cases, "send", "clerk", delivery="post", letter_hash=LETTER)
    assert [one.state for one in done] == ["sent", "sent"]
    assert [case.history[-1].command for case in cases] == ["send", "send"]
    assert world.faults() == []


def test_other_information_of_other_people_is_refused_by_name(world: World) -> None:
    cases = [filed(world, SAME[0], 1), filed(world, SAME[1], 2), filed(world, OTHER, 3)]
    before = world.snapshot()
    with pytest.raises(GateRefused) as refused:
        together(world, cases, "record_search", "handler", scope="档案室", method="按名称", result="found")
    assert f"{cases[0].number} 与 {cases[2].number} 所要的不是同一信息" in refused.value.message
    assert f"{cases[0].number} 与 {cases[1].number}" not in refused.value.message
    assert world.snapshot() == before


def test_one_applicant_is_told_by_papers_and_never_by_name(world: World) -> None:
    mine = [filed(world, SAME[0], 1), filed(world, OTHER, 1)]
    found = {"scope": "档案室", "method": "按名称", "result": "found"}
    assert len(together(world, mine, "record_search", "handler", **found)) == 2
    nameless = {"name": "张三", "kind": "natural"}
    strangers = [world.file(content=text, applicants=[nameless]) for text in (SAME[0], OTHER)]
    for case in strangers:
        case.run("register", "assign")
    with pytest.raises(GateRefused, match="看不出是同一申请人"):
        together(world, strangers, "record_search", "handler", **found)


def test_each_case_that_refuses_is_named_and_none_is_changed(world: World) -> None:
    ready, early, late = (filed(world, SAME[0], n) for n in (1, 2, 3))
    ready.do("record_search")
    late.do("record_search")
    late.do("categorise", outcome="NONE_NOT_EXIST")
    before = world.snapshot()
    with pytest.raises(GateRefused) as refused:
        together(
            world, [ready, early, late], "categorise", "handler", outcome="OPEN_PUBLISHED", reason="已公开"
        )
    message = refused.value.message
    assert early.number in message
    assert late.number in message
    assert f"{ready.number}：" not in message
    assert world.snapshot() == before


def test_nothing_of_one_applicant_reaches_the_case_of_another(world: World) -> None:
    cases = [filed(world, SAME[0], 1, name="钱小五"), filed(world, SAME[0], 2, name="孙小六")]
    found = {"scope": "档案室", "method": "按钱小五提供的线索", "result": "found"}
    with pytest.raises(GateRefused) as refused:
        together(world, cases, "record_search", "handler", **found)
    assert f"{cases[0].number} 申请人的个人信息" in refused.value.message
    assert "钱小五" not in refused.value.message
    assert "钱小五" not in json.dumps([row.data for row in cases[1].history], ensure_ascii=False)


def test_service_and_postal_numbers_are_each_persons_own(world: World) -> None:
    """C-10."""
    apart = [filed(world, SAME[0], 1), filed(world, SAME[0], 2)]
    one = [filed(world, SAME[0], 3), filed(world, OTHER, 3)]
    for case in (*apart, *one):
        case.run("record_search", "attach_release", "categorise", "clear")
        case.sign()
    send = {"delivery": "post", "letter_hash": LETTER, "postal_number": "RA473124829GB"}
    with pytest.raises(GateRefused, match="邮政单号、签收和送达各有各的"):
        together(world, apart, "send", "clerk", **send)
    together(world, one, "send", "clerk", **send)
    assert {done.state for done in together(world, one, "serve", "clerk", proof="签收联")} == {
        "remedy_period"
    }


def test_the_same_key_writes_once(world: World) -> None:
    cases = [filed(world, SAME[0], 1), filed(world, SAME[0], 2)]
    found = {"scope": "档案室", "method": "按名称", "result": "found", "key": "k1"}
    first = together(world, cases, "record_search", "handler", **found)
    again = together(world, cases, "record_search", "handler", **found)
    assert [one.repeated for one in (*first, *again)] == [False, False, True, True]
    assert [one.version for one in first] == [one.version for one in again]


def test_what_belongs_to_one_case_is_not_done_to_many(world: World) -> None:
    case = filed(world, SAME[0], 1)
    with pytest.raises(BadInput, match="不能成批办理"):
        together(world, [case, case], "receive_opinion", "clerk", ref="c1", answer="agree")
    with pytest.raises(BadInput, match="写了两次"):
        together(world, [case, case], "submit_draft", "handler")
    with pytest.raises(BadInput, match="写了 1 件"):
        together(world, [case], "submit_draft", "handler")
    with pytest.raises(NotFound, match="2025-09999"):
        reply_to_all(
            world.door, [case.number, "2025-09999"], "submit_draft", {}, actor="handler", on=world.today
        )
    assert MOST >= 100
