"""G5: the outcomes an agency wants discussed (organization.yaml, joint_meeting) are not decided before a 会商."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from disclosure.errors import GateRefused, Refused
from tests.cases.world import World


def ask_for_meetings(world: World, *codes: str) -> None:
    organization = replace(world.config.organization, joint_meeting_outcomes=frozenset(codes))
    config = replace(world.config, organization=organization)
    world.config = world.door.config = config


def test_nobody_has_to_meet_where_the_agency_does_not_ask_for_it(world: World) -> None:
    assert world.config.organization.joint_meeting_outcomes == frozenset()
    world.walk("categorising").do("categorise", outcome="DENY_PROCESS")


def test_the_outcome_is_refused_until_the_meeting_is_concluded(world: World) -> None:
    ask_for_meetings(world, "DENY_PROCESS")
    case = world.walk("categorising")
    with pytest.raises(GateRefused, match=r"DENY_PROCESS 须经会商.*先提交会商"):
        case.do("categorise", outcome="DENY_PROCESS")
    case.do("call_joint_meeting")
    case.do("conclude_joint_meeting")
    case.do("categorise", outcome="DENY_PROCESS")
    assert case.state == "legal_review"


def test_another_outcome_needs_none(world: World) -> None:
    ask_for_meetings(world, "DENY_PROCESS")
    case = world.walk("categorising")
    case.do("categorise", outcome="DENY_INTERNAL")
    assert case.state == "legal_review"


def test_no_slip_of_the_pen_leads_round_the_meeting(world: World) -> None:
    ask_for_meetings(world, "DENY_PROCESS")
    case = world.walk("categorising")
    row = case.do("categorise", outcome="DENY_INTERNAL").version
    with pytest.raises(Refused, match="须经会商"):
        case.do("rectify", n=row, field="outcome", value="DENY_PROCESS")


def test_an_order_to_decide_again_asks_for_a_meeting_again(world: World) -> None:
    case = world.walk("categorising")
    case.run("call_joint_meeting", "conclude_joint_meeting")
    case.do("categorise", outcome="DENY_PROCESS")
    case.do("review_legality")
    case.sign()
    case.run("send", "serve")
    world.today += timedelta(10)
    case.run("open_remedy", "order_to_act")
    assert case.facts.round == 2
    ask_for_meetings(world, "DENY_PROCESS")
    case.do("record_search")
    with pytest.raises(GateRefused, match="须经会商"):
        case.do("categorise", outcome="DENY_PROCESS")
    case.run("call_joint_meeting", "conclude_joint_meeting")
    case.do("categorise", outcome="DENY_PROCESS")
