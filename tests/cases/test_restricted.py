"""限定知悉范围: a restricted case is closed to the registration desk, handlers and archivists of its unit, but for its
own handler and the readers named in it (docs/decisions/0025-console.md)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from disclosure.cases.context import APPLICANT, Actor
from disclosure.cases.rights import contents_of, reads_case, reads_persons
from disclosure.errors import GateRefused, NotPermitted
from disclosure.store.tables import requests
from tests.cases.world import STAFF, CaseInHand, World

pytestmark = pytest.mark.check

ROLES = STAFF["everything"]
STILL = {"legal_reviewer", "section_head", "office_head", "leader", "secrecy_reviewer"}
READERS = STILL | {"intake_clerk", "handler", "archivist"}


def holder(role: str, name: str | None = None, unit: str = "planning") -> Actor:
    return Actor(name or f"u-{role}", frozenset({(role, unit)}))


def may_read(world: World, case: CaseInHand, actor: Actor) -> bool:
    """As a page asks and as a query asks, which have to agree."""
    condition = contents_of(actor).condition()
    with world.store.read() as connection:
        found = connection.scalar(select(requests.c.id).where(requests.c.number == case.number, condition))
    by_row = found is not None
    assert by_row is reads_case(actor, case.facts)
    return by_row


def readers(world: World, case: CaseInHand) -> set[str]:
    return {role for role in ROLES if may_read(world, case, holder(role))}


@pytest.fixture
def case(world: World) -> CaseInHand:
    return world.walk("categorising")


def test_it_is_closed_to_three_roles_of_its_unit_and_open_again_afterwards(
    world: World, case: CaseInHand
) -> None:
    assert readers(world, case) == READERS
    case.do("restrict", readers=[])
    assert readers(world, case) == STILL
    assert {role for role in ROLES if reads_persons(holder(role), case.facts)} == STILL - {"secrecy_reviewer"}
    case.do("lift_restriction")
    assert readers(world, case) == READERS
    assert world.faults() == []


def test_its_handler_and_those_named_in_it_read_it(world: World, case: CaseInHand) -> None:
    handler, clerk = holder("handler", "handler"), holder("intake_clerk", "clerk")
    case.do("restrict", readers=[])
    assert may_read(world, case, handler)
    assert not may_read(world, case, clerk)
    case.do("restrict", readers=["clerk", "archivist"])
    assert may_read(world, case, clerk)
    assert may_read(world, case, holder("archivist", "archivist"))
    case.do("restrict", readers=["archivist"])
    assert not may_read(world, case, clerk)
    assert world.faults() == []


@pytest.mark.parametrize(
    "name", ["cler", "lerk", "CLERK", "Clerk", "clerk_", "%", "_____", "cl%", "archivistclerk", "\n", ""]
)
def test_a_name_is_found_whole_or_not_at_all(world: World, case: CaseInHand, name: str) -> None:
    case.do("restrict", readers=["archivist", "clerk"])
    assert not may_read(world, case, holder("intake_clerk", name))


def test_being_named_gives_no_role_and_no_unit(world: World, case: CaseInHand) -> None:
    case.do("restrict", readers=["clerk"])
    assert not may_read(world, case, holder("operations", "clerk"))
    assert not may_read(world, case, holder("intake_clerk", "clerk", "construction"))


def test_another_handler_takes_it_over_and_the_first_is_out(world: World, case: CaseInHand) -> None:
    world.hire({"second": [("handler", "planning")]})
    case.do("restrict", readers=[])
    case.do("assign", by="section", handler="second")
    assert may_read(world, case, holder("handler", "second"))
    assert not may_read(world, case, holder("handler", "handler"))


def test_in_another_unit_its_head_names_who_goes_on(world: World) -> None:
    """Nobody of the former unit reads it there; and signed, it cannot be assigned any more."""
    world.hire(
        {
            "head": [("section_head", "construction")],
            "third": [("handler", "construction")],
            "former": [("handler", "planning")],
        }
    )
    case = world.walk("signed")
    case.do("restrict", readers=["former"])
    case.do("transfer", unit="construction")
    assert case.facts.readers == ()
    for name in ("third", "former", "clerk"):
        with pytest.raises(NotPermitted):
            case.do("send", by=name)
    with pytest.raises(GateRefused):
        case.do("restrict", by="head", readers=[])
    case.do("restrict", by="head", readers=["third"])
    case.do("send", by="third")
    assert case.state == "sent"
    assert world.faults() == []


def test_whoever_it_is_closed_to_does_nothing_in_it(world: World, case: CaseInHand) -> None:
    world.hire({"second": [("handler", "planning")]})
    case.do("restrict", readers=[])
    before = world.snapshot()
    for name, command in (("second", "note_contact"), ("clerk", "note_contact"), ("second", "categorise")):
        with pytest.raises(NotPermitted, match="限定知悉范围"):
            case.do(command, by=name)
        refusal = world.door.choices(case.number, actor=name, on=world.today)[command]
        assert isinstance(refusal, NotPermitted)
    assert world.snapshot() == before
    case.do("note_contact", by="handler")
    case.do("restrict", readers=["second"])
    case.do("note_contact", by="second")


def test_the_system_and_the_applicant_go_on(world: World) -> None:
    """What is owed falls due, and what is answered comes in, whoever may read the case."""
    case = world.walk("categorising")
    case.do("ask_correction", by="handler")
    case.do("restrict", readers=[])
    case.do("recompute")
    case.do("receive_correction", by=APPLICANT)
    assert case.state == "registered"


@pytest.mark.parametrize(
    ("leaf", "before", "command", "fields", "because"),
    [
        ("registered", (), "restrict", {"readers": []}, "没有承办岗位的人能办"),
        ("registered", (), "restrict", {"readers": ["clerk"]}, "没有承办岗位的人能办"),
        ("categorising", (), "restrict", {"readers": ["nobody"]}, "列入也不能查看"),
        ("categorising", (), "restrict", {"readers": ["clerk", "timekeeper"]}, "timekeeper 在该科室没有"),
        ("categorising", (), "lift_restriction", {}, "没有限定"),
        ("categorising", ("restrict",), "split", {"by": "handler"}, "先解除限定"),
    ],
)
def test_what_does_not_go_is_told(
    world: World, leaf: str, before: tuple[str, ...], command: str, fields: dict[str, object], because: str
) -> None:
    world.hire({"timekeeper": [("operations", "*")]})
    case = world.walk(leaf)
    for each in before:
        case.do(each)
    seen = world.snapshot()
    with pytest.raises(GateRefused) as refused:
        case.do(command, **fields)
    assert because in str(refused.value.refusals)
    assert world.snapshot() == seen


def test_it_ends_archived_in_the_hands_of_its_handler(world: World) -> None:
    """R45: restricted or not, every step has somebody who may take it."""
    case = world.walk("remedy_period")
    case.do("restrict", readers=[])
    world.today = world.today.replace(year=world.today.year + 1)
    with pytest.raises(NotPermitted, match="限定知悉范围"):
        case.do("archive", by="archivist")
    case.do("archive", by="handler")
    assert case.state == "archived"
    assert world.faults() == []
