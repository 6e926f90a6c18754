"""The same key twice is one row; an old step number is a conflict."""

from __future__ import annotations

import pytest

from disclosure.errors import BadInput, Conflict, NotPermitted
from tests.cases.world import World


def test_the_same_command_key_writes_once(world: World) -> None:
    case = world.walk("registered")
    first = case.do("assign", key="k1")
    seen = world.snapshot()
    again = case.do("assign", key="k1")
    assert (again.repeated, again.version, again.state, again.due) == (
        True,
        first.version,
        first.state,
        first.due,
    )
    assert world.snapshot() == seen


def test_a_repetition_is_answered_when_the_case_has_moved_on(world: World) -> None:
    case = world.walk("registered")
    case.do("assign", key="k1")
    case.do("record_search", key="k2")
    seen = world.snapshot()
    assert case.do("assign", key="k1").repeated
    assert world.snapshot() == seen


def test_a_repetition_is_answered_to_users_only(world: World) -> None:
    case = world.walk("registered")
    case.do("assign", key="k1")
    with pytest.raises(NotPermitted):
        case.do("assign", by="nobody", key="k1")


def test_a_key_of_another_command_is_a_conflict(world: World) -> None:
    case = world.walk("registered")
    case.do("assign", key="k1")
    seen = world.snapshot()
    with pytest.raises(Conflict, match="k1"):
        case.do("record_search", key="k1")
    assert world.snapshot() == seen


def test_a_key_belongs_to_its_case(world: World) -> None:
    for _ in range(2):
        assert not world.walk("received").do("register", key="k1").repeated


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b", "a\nb"])
def test_a_key_is_a_short_line(world: World, key: str) -> None:
    case = world.walk("received")
    with pytest.raises(BadInput) as refused:
        case.do("register", key=key)
    assert refused.value.field == "key"


def test_the_same_request_key_gives_the_first_number(world: World) -> None:
    first = world.file(request_key="网上-1")
    first.do("register")
    seen = world.snapshot()
    assert world.file(request_key="网上-1", content="别的内容").number == first.number
    assert world.snapshot() == seen


def test_the_step_a_person_saw(world: World) -> None:
    case = world.walk("registered")
    version = case.row.version
    case.do("assign", if_version=version)
    seen = world.snapshot()
    for stale in (version, version + 2, 0):
        with pytest.raises(Conflict, match="已被他人办理"):
            case.do("note_contact", if_version=stale)
    assert world.snapshot() == seen
    case.do("note_contact", if_version=version + 1)
