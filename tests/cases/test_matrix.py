"""Every situation × every command through the door: what is not lawful says so and leaves every table as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from disclosure.cases.commands import COMMANDS
from disclosure.errors import BadInput, EnvironmentFailed, NotLawful, Refused
from state_machines import REQUEST
from tests.cases.world import LEAVES, SAMPLES, World

pytestmark = pytest.mark.check  # too slow in sum for the quick tier


def test_every_situation_can_be_walked_to() -> None:
    assert set(LEAVES) == set(REQUEST.states) - {"filed"}
    assert set(SAMPLES) == set(COMMANDS)


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_command_the_chart_does_not_have_changes_nothing(world: World, leaf: str) -> None:
    case = world.walk(leaf)
    lawful = {event for state, event in REQUEST.arms if state == leaf}
    before = world.snapshot()
    for command in COMMANDS.keys() - lawful:
        with pytest.raises(NotLawful) as refused:
            case.do(command)
        assert refused.value.lawful == tuple(REQUEST.labels[e] for e in REQUEST.lawful(leaf))
        assert REQUEST.states[leaf].label in refused.value.message
        assert all(label in refused.value.message for label in refused.value.lawful)
    assert world.snapshot() == before
    assert world.faults() == []


@pytest.mark.check
@pytest.mark.parametrize("leaf", LEAVES)
def test_a_lawful_command_either_moves_as_the_chart_says_or_changes_nothing(world: World, leaf: str) -> None:
    for command in REQUEST.lawful(leaf):
        case = world.walk(leaf)
        before = world.snapshot()
        targets = {arm.target for arm in REQUEST.arms[leaf, command]}
        refused: Refused | None = None
        try:
            assert case.do(command).state in targets
        except Refused as error:
            refused = error
        if refused is None:
            assert case.state in targets
            continue
        assert not isinstance(refused, NotLawful)
        assert refused.why
        assert refused.todo
        assert world.snapshot() == before
    assert world.faults() == []


@pytest.mark.parametrize(
    "command", ["", "file", "done_state_review", "done.state.review", "归档", "__init__"]
)
def test_an_unknown_command_is_refused(world: World, command: str) -> None:
    case = world.walk("registered")
    before = world.snapshot()
    with pytest.raises(BadInput, match="没有办理事项"):
        world.door.do(case.number, command, {}, actor="everything", on=world.today)
    assert world.snapshot() == before


# The tables one command writes to, in the order it does; the database itself refuses the write.
WRITES = ["reviews", "deadlines", "notices", "history", "chain", "requests"]


def break_writes_to(world: World, table: str) -> None:
    event = "UPDATE" if table in ("deadlines", "chain", "requests") else "INSERT"
    if world.store.url.get_backend_name() == "sqlite":
        statements = [
            f"CREATE TRIGGER broken BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
        ]
    else:
        raising = "$$ BEGIN RAISE EXCEPTION 'disk on fire' USING ERRCODE = 'disk_full'; END $$"
        statements = [
            f"CREATE FUNCTION broken() RETURNS trigger AS {raising} LANGUAGE plpgsql",
            f"CREATE TRIGGER broken BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION broken()",
        ]
    world.store.write(lambda connection: [connection.execute(text(s)) for s in statements])


def mend_writes_to(world: World, table: str) -> None:
    on = "" if world.store.url.get_backend_name() == "sqlite" else f" ON {table}"
    world.store.write(lambda connection: connection.execute(text(f"DROP TRIGGER broken{on}")))


@pytest.mark.parametrize("table", WRITES)
def test_a_failing_write_leaves_the_case_as_it_was(world: World, table: str) -> None:
    case = world.walk("legal_review")
    before = world.snapshot()
    break_writes_to(world, table)
    with pytest.raises((DBAPIError, EnvironmentFailed), match="disk on fire"):
        case.do("review_legality", passed=False)
    assert world.snapshot() == before
    mend_writes_to(world, table)
    assert case.do("review_legality", passed=False).state == "categorising"
    assert world.faults() == []


@pytest.mark.parametrize("table", ["applicants", "documents", "history", "chain"])
def test_a_failing_filing_leaves_no_case(world: World, table: str) -> None:
    before = world.snapshot()
    break_writes_to(world, table)
    with pytest.raises((DBAPIError, EnvironmentFailed), match="disk on fire"):
        world.file(attachments=[{"name": "附件.txt", "content_base64": "5oiR"}])
    assert world.snapshot() == before
    mend_writes_to(world, table)
    assert world.file().number == "2025-00001"
