"""Who may do what: roles by unit, and acts no one person does twice over in one case."""

from __future__ import annotations

from typing import Any

import pytest

from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import APPLICANT, SYSTEM, Actor
from disclosure.errors import GateRefused, NotPermitted
from tests.cases.test_commands import STEPS, before
from tests.cases.world import CONTENT, OTHER_CONTENT, STAFF, START, CaseInHand, World, application

ROLES = tuple(STAFF["everything"])
# command → roles, typed from the table of design §1 and docs/decisions/0001-shape.md; the rest is refused.
CLERK_HANDLER = {"intake_clerk", "handler"}
PERMITTED: dict[str, set[str]] = {
    "register": {"intake_clerk"},
    "note_no_reasons": {"handler"},
    "assign": {"intake_clerk", "section_head", "office_head"},
    "record_search": {"handler"},
    "categorise": {"handler"},
    "attach": {"intake_clerk", "handler", "legal_reviewer"},
    "mask_release": {"handler"},
    "record_screening": {"secrecy_reviewer"},
    "answer_findings": {"handler"},
    "pass_to_secrecy_office": {"section_head", "office_head"},
    "plan_referral": {"secrecy_reviewer"},
    "refer_secrecy": {"secrecy_reviewer"},
    "receive_determination": {"secrecy_reviewer"},
    "clear": {"secrecy_reviewer", "section_head", "office_head"},
    "refuse_clearance": {"secrecy_reviewer", "section_head", "office_head"},
    "void_clearance": {"secrecy_reviewer", "office_head"},
    "review_legality": {"legal_reviewer"},
    "call_joint_meeting": {"handler", "legal_reviewer", "office_head"},
    "conclude_joint_meeting": {"handler", "legal_reviewer", "office_head"},
    "ask_third_party": {"handler"},
    "ask_co_producer": {"handler"},
    "ask_other_body": {"handler"},
    "lapse_consultation": {"handler"},
    "cancel_consultation": {"handler"},
    "inform_third_party": {"handler"},
    "conclude_consultation": {"handler"},
    "send_fee_notice": {"handler"},
    "propose_discontinuation": {"handler"},
    "discontinue": {"handler"},
    "draft": {"handler"},
    "submit_draft": {"handler"},
    "approve_step": {"section_head"},  # the first of the chain
    "return_draft": {"leader", "office_head"},  # signed: the last of the chain, and the office
    "return_to_review": {"section_head", "handler", "office_head"},
    "extend": {"office_head"},
    "postpone": {"office_head"},
    "open_remedy": {"legal_reviewer", "handler"},
    "accept_remedy": {"legal_reviewer", "handler"},
    "request_remedy_answer": {"legal_reviewer", "handler"},
    "answer_remedy": {"legal_reviewer", "handler"},
    "decide_remedy": {"legal_reviewer", "handler"},
    "report_remedy_opinion": {"legal_reviewer", "handler"},
    "end_remedy": {"legal_reviewer", "handler"},
    "order_to_act": {"legal_reviewer", "handler"},
    "approve_rectification": {"office_head"},
    "archive": {"archivist", "handler"},
    "reopen": {"archivist", "office_head"},
    "transfer": {"section_head", "office_head"},
    "merge": {"handler", "office_head"},
    "recompute": set(),
    "restrict": {"section_head", "office_head", "leader"},
    "lift_restriction": {"section_head", "office_head", "leader"},
}
BY_SYSTEM = {"lapse_consultation", "propose_discontinuation", "record_screening", "recompute"}
BY_APPLICANT = {"receive_correction", "suggest_disclosure"}  # R30.2, R44.2, at the portal


def permits(case: CaseInHand, command: str, name: str | Actor) -> bool:
    refusal = case.world.door.choices(case.number, actor=name, on=case.world.today)[command]
    return not isinstance(refusal, NotPermitted)


@pytest.mark.check
@pytest.mark.parametrize("command", STEPS)
def test_each_command_asks_for_its_roles_in_the_unit_of_the_case(world: World, command: str) -> None:
    case = before(world, command)
    world.hire({f"own-{role}": [(role, "planning")] for role in ROLES})
    world.hire({f"other-{role}": [(role, "construction")] for role in ROLES})
    allowed = PERMITTED.get(command, CLERK_HANDLER)
    assert {role for role in ROLES if permits(case, command, f"own-{role}")} == allowed
    assert {role for role in ROLES if permits(case, command, f"other-{role}")} == set()
    assert permits(case, command, SYSTEM) == (command in BY_SYSTEM)
    assert permits(case, command, APPLICANT) == (command in BY_APPLICANT)
    stranger = next(role for role in ROLES if role not in allowed)
    seen = world.snapshot()
    for name in (f"own-{stranger}", f"other-{min(allowed or ROLES)}"):
        with pytest.raises(NotPermitted, match="需要规划管理科的"):
            case.do(command, by=name)
    assert world.snapshot() == seen


def test_the_table_above_is_complete() -> None:
    assert set(PERMITTED) <= set(COMMANDS)


@pytest.mark.parametrize("name", ["", "nobody", "system", "applicant", "system2", "'; DROP TABLE users; --"])
def test_an_unknown_user_can_do_nothing(world: World, name: str) -> None:
    case = world.walk("received")
    seen = world.snapshot()
    with pytest.raises(NotPermitted):
        case.do("register", by=name)
    assert world.snapshot() == seen


def test_a_dismissed_user_can_do_nothing(world: World) -> None:
    case = world.walk("received")
    world.store.write(lambda c: c.exec_driver_sql("UPDATE users SET active = false WHERE name = 'clerk'"))
    with pytest.raises(NotPermitted):
        case.do("register")


def test_the_system_does_only_its_own_commands(world: World) -> None:
    case = world.walk("received")
    with pytest.raises(NotPermitted):
        case.do("register", by=SYSTEM)


def test_nobody_can_call_himself_the_applicant(world: World) -> None:
    """R30.2: the history says that the applicant answered; no user may say so for him."""
    world.hire({"applicant": [("intake_clerk", "*"), ("applicant", "*")]})
    case = world.walk("awaiting_correction")
    with pytest.raises(NotPermitted):
        case.do("receive_correction", by="applicant")
    assert case.do("receive_correction", by=APPLICANT).state == "registered"
    assert case.history[-1].actor == "applicant"


def test_nobody_can_call_himself_the_system(world: World) -> None:
    """R32.2, R30.3: not even a user of that name, to whom the roles of the sweep were never given."""
    world.hire({"system": [("intake_clerk", "*"), ("handler", "*")]})
    case = before(world, "lapse_consultation")
    seen = world.snapshot()
    with pytest.raises(NotPermitted):
        case.do("lapse_consultation", by="system")
    with pytest.raises(NotPermitted):
        world.door.file(application(), actor="system")
    assert world.snapshot() == seen
    assert case.do("lapse_consultation").state == "weighing"


def test_who_put_the_content_on_file_does_not_clear_it(world: World) -> None:
    case = world.walk("categorising")
    case.do("attach_release", by="everything")
    case.do("categorise")
    for command in ("clear", "refuse_clearance"):
        with pytest.raises(GateRefused, match="本人拟写、提交"):
            case.do(command, by="everything")
    assert case.do("clear").state == "drafting"


def test_who_cleared_the_content_does_not_draft_or_replace_it(world: World) -> None:
    case = world.walk("secrecy_review")
    case.do("clear", by="everything")
    with pytest.raises(GateRefused, match="在本件中已作过保密审查"):
        case.do("draft", by="everything")
    with pytest.raises(GateRefused, match="在本件中已作过保密审查"):
        case.do("attach_release", by="everything", content_hash=OTHER_CONTENT)
    assert case.do("draft").state == "drafting"


def test_who_cleared_the_content_does_not_hand_it_out(world: World) -> None:
    case = world.walk("registered")
    case.do("attach_release")
    case.do("clear", by="everything")
    reply: dict[str, Any] = {"outcome": "OPEN_PROVIDE", "content_hash": CONTENT}
    with pytest.raises(GateRefused, match="在本件中已作过保密审查"):
        case.do("reply_on_the_spot", by="everything", **reply)
    assert case.do("reply_on_the_spot", **reply).state == "remedy_period"


def test_the_drafter_does_not_sign(world: World) -> None:
    case = world.walk("drafting")
    case.do("draft", by="everything")
    case.do("submit_draft")
    with pytest.raises(GateRefused, match="本人拟写、提交"):
        case.do("approve_step", by="everything")
    assert case.do("approve_step").state == "approving"


def test_who_cleared_the_content_does_not_sign(world: World) -> None:
    """config/organization.yaml: secrecy_reviewer and approver are two people."""
    case = world.walk("secrecy_review")
    case.do("clear", by="everything")
    case.run("draft", "submit_draft")
    with pytest.raises(GateRefused, match="已办理过保密审查"):
        case.do("approve_step", by="everything")


@pytest.mark.parametrize(("unit", "apart"), [("planning", False), ("land", True), ("enforcement", True)])
def test_pairs_are_configured_by_unit(world: World, unit: str, apart: bool) -> None:
    """Only some units keep drafting and the review of legality apart; reading it back into draft counts too."""
    world.today = START
    case = world.file(unit=unit)
    case.run("register", "assign", "record_search")
    case.do("categorise", outcome="DENY_PROCESS")
    case.do("review_legality", by="everything")
    for command in ("draft", "attach_release"):
        if apart:
            with pytest.raises(GateRefused, match="已办理过法制审核"):
                case.do(command, by="everything")
        else:
            case.do(command, by="everything")


def test_an_assigned_handler_is_one(world: World) -> None:
    case = world.walk("registered")
    world.hire({"elsewhere": [("handler", "land")]})
    for name in ("nobody", "clerk", "elsewhere"):
        with pytest.raises(GateRefused, match="不是该科室的承办人"):
            case.do("assign", handler=name)
    assert case.do("assign", handler="elsewhere", unit="land").state == "searching"


def test_a_second_author_does_not_wash_the_first_away(world: World) -> None:
    """R17, R45: who drafted or filed the content stays its author when somebody does the same again."""
    case = world.walk("categorising")
    for author in ("everything", "handler"):
        case.do("attach_release", by=author)
    case.do("categorise")
    with pytest.raises(GateRefused, match="本人拟写、提交"):
        case.do("clear", by="everything")
    assert case.do("clear").state == "drafting"


def test_a_second_draft_does_not_make_the_first_drafter_a_signer(world: World) -> None:
    """R45."""
    case = world.walk("drafting")
    for author in ("everything", "handler"):
        case.do("draft", by=author)
    case.do("submit_draft")
    with pytest.raises(GateRefused, match="本人拟写、提交"):
        case.do("approve_step", by="everything")


@pytest.mark.parametrize("undone", ["void_clearance", "refuse_clearance"])
def test_a_reviewer_stays_one_when_the_clearance_is_gone(world: World, undone: str) -> None:
    """R17: S clears, S takes it back, S files other content: still two people's work."""
    case = world.walk("secrecy_review")
    if undone == "void_clearance":
        case.do("clear", by="everything")
    case.do(undone, by="everything")
    with pytest.raises(GateRefused, match="在本件中已作过保密审查"):
        case.do("attach_release", by="everything")
    assert case.do("attach_release").state == case.state


def test_one_person_signs_one_level(world: World) -> None:
    """G4: two roles in one hand are still one pair of eyes."""
    case = world.walk("approving")
    case.do("approve_step", by="everything")
    with pytest.raises(GateRefused, match="本人已在前一级审签"):
        case.do("approve_step", by="everything")
    assert case.do("approve_step").state == "approving"


def test_another_unit_signs_from_its_first_level(world: World) -> None:
    """G4: what the old unit's heads signed does not count in the chain of the new one."""
    case = world.walk("approving")
    case.run("approve_step", "approve_step")
    case.do("transfer", unit="general_office")  # office_head, then leader
    assert case.facts.approvals == ()
    assert case.do("approve_step", by="office").state == "approving"
    assert case.do("approve_step", by="leader").state == "signed"
