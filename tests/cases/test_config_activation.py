"""A draft comes into force: the dates are those of a fresh replay, whatever was changed, or nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from disclosure.cases.revising.activating import bring_due, bring_into_force
from disclosure.cases.revising.preview import preview
from disclosure.cases.revising.rungs import LIGHTS
from disclosure.cases.revising.versions import version_faults
from disclosure.errors import BadInput, Conflict, NotLawful
from disclosure.params import Config
from disclosure.store.live import put_in_force
from disclosure.store.tables import config_versions
from tests.cases.revising import Administration, Files, disagreements, edited, holiday, limit, replayed
from tests.cases.world import LEAVES, START, World

pytestmark = pytest.mark.check


@pytest.fixture
def office(world: World) -> Administration:
    """A case in every situation of the chart, as it is on a day long after they began."""
    made = Administration(world)
    for leaf in LEAVES:
        world.walk(leaf)
    world.today = START + timedelta(days=30)
    return made


def test_an_internal_limit_moves_what_stands_in_that_step_at_once(office: Administration) -> None:
    live = office.config
    done = office.activate(edited(live.files, "organization.yaml", limit("searching", 9)))
    moved = [row for row in office.differences(done.number) if row[1:3] == ("step", "due")]
    # The only case that is being searched began on the day it was assigned: 9 working days after START instead of 5.
    assert [row[3:] for row in moved] == [("2025-06-10", "2025-06-16")]
    assert done.cases == 1
    assert disagreements(office.world, office.config) == []
    assert office.world.faults() == []


def test_each_moved_case_has_a_step_that_says_what_moved(office: Administration) -> None:
    done = office.activate(edited(office.config.files, "organization.yaml", limit("searching", 9)))
    (number,) = {row[0] for row in office.differences(done.number)}
    case = next(case for case in replayed(office.world, office.config) if case == number)
    with office.world.store.read() as connection:
        from disclosure.cases.showing import show  # noqa: PLC0415

        last = show(connection, office.config, case, office.world.today)["history"][-1]
    assert (last["command"], last["actor"], last["config_version"]) == ("recompute", "system", done.version)
    assert last["data"] == {"draft": done.number, "moved": [["step", "due", "2025-06-10", "2025-06-16"]]}


def test_going_back_gives_the_dates_of_the_old_version(office: Administration) -> None:
    before, old = replayed(office.world, office.config), office.config
    office.activate(edited(old.files, "organization.yaml", limit("searching", 9)))
    office.activate(old.files)
    assert office.config.version == old.version
    assert replayed(office.world, old) == before
    assert disagreements(office.world, old) == []
    assert office.world.faults() == []


def test_a_case_that_no_longer_adds_up_keeps_the_draft_out(office: Administration) -> None:
    """R33.3: an extension of twenty days stands in the history; a law that never allowed it cannot be lived under."""
    office.world.walk("searching").do("extend")
    changed = edited(
        office.config.files,
        "law/reply.yaml",
        lambda text: text.replace(
            "2019-05-15: {value: 20, basis: 条例第33条第2款", "2019-05-15: {value: 10, basis: 条例第33条第2款"
        ),
    )
    live, before = office.config.version, office.world.snapshot()
    number = office.propose(changed)
    with pytest.raises(BadInput) as refused:
        bring_into_force(office.desk, number, office.world.today)
    assert "2025-" in refused.value.why
    assert "无法重算" in refused.value.why
    assert office.config.version == live
    same = {name for name in before if before[name] != office.world.snapshot()[name]}
    assert same == {"config_drafts", "dossier_steps", "counters"}


def test_a_later_day_waits_for_its_day(office: Administration) -> None:
    day = office.world.today + timedelta(days=3)
    changed = edited(office.config.files, "organization.yaml", limit("searching", 9))
    number, live = office.propose(changed, effective_on=day), office.config.version
    with pytest.raises(NotLawful):
        bring_into_force(office.desk, number, office.world.today)
    assert bring_due(office.desk, office.world.today).numbers == ()
    assert office.config.version == live
    office.world.today = day
    brought = bring_due(office.desk, day)
    assert (brought.numbers, brought.refused) == ((number,), ())
    assert bring_due(office.desk, day).numbers == ()
    assert disagreements(office.world, office.config) == []


def test_a_draft_older_than_the_live_version_is_refused(office: Administration) -> None:
    """Two administrators at once: the second is told to lay his draft over what the first has brought into force."""
    first = office.propose(edited(office.config.files, "organization.yaml", limit("searching", 9)))
    second = office.propose(edited(office.config.files, "organization.yaml", limit("drafting", 9)))
    bring_into_force(office.desk, first, office.world.today)
    with pytest.raises(Conflict) as refused:
        bring_into_force(office.desk, second, office.world.today)
    assert "rebase" in refused.value.todo


def test_what_somebody_writes_meanwhile_is_moved_too(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the working out and the swap a clerk assigns a case: its new step has the new limit."""
    case = office.world.walk("registered")
    office.world.today = START + timedelta(days=30)
    number = office.propose(edited(office.config.files, "organization.yaml", limit("searching", 9)))

    def meanwhile(*given: Any) -> Any:
        found = preview(*given)
        case.do("assign")
        return found

    monkeypatch.setattr("disclosure.cases.revising.activating.preview", meanwhile)
    bring_into_force(office.desk, number, office.world.today)
    assert disagreements(office.world, office.config) == []
    assert office.world.faults() == []


def test_a_step_worked_out_under_the_old_version_is_not_written(office: Administration) -> None:
    """A process that has not seen the change yet is told to try again."""
    case = office.world.walk("registered")
    office.world.today = START + timedelta(days=30)
    old_door = office.world.door
    office.activate(edited(office.config.files, "organization.yaml", limit("searching", 9)))
    with pytest.raises(Conflict):
        old_door.do(case.number, "assign", {"handler": "handler"}, actor="clerk", on=office.world.today)
    case.do("assign")
    assert office.world.faults() == []


def test_a_version_nobody_brought_into_force_is_found(office: Administration) -> None:
    store = office.world.store

    def faults() -> list[str]:
        with store.read() as connection:
            return list(version_faults(connection))

    office.activate(edited(office.config.files, "organization.yaml", limit("searching", 9)))
    assert faults() == []
    old = office.world.snapshot()["config_versions"]
    store.write(lambda connection: put_in_force(connection, "0" * 64))
    assert len(faults()) == 1
    assert old == office.world.snapshot()["config_versions"]
    store.write(lambda connection: connection.execute(update(config_versions).values(snapshot="{}")))
    assert len(faults()) == 3


class Crash(BaseException):
    """The process is gone."""


def _writes() -> Iterator[tuple[str, int]]:
    for name in ("put_in_force", "keep_version", "move", "move_alerts", "give"):
        yield name, 1
    for n in (1, 2, 3):
        yield "tell", n


@pytest.mark.parametrize(("name", "nth"), list(_writes()))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_anywhere_leaves_the_old_version(
    office: Administration, monkeypatch: pytest.MonkeyPatch, name: str, nth: int, after: bool
) -> None:
    from disclosure.cases.revising import activating  # noqa: PLC0415

    changed = edited(office.config.files, "organization.yaml", limit("searching", 9))
    changed = edited(changed, "organization.yaml", limit("categorising", 9))
    number = office.propose(edited(changed, "organization.yaml", limit("drafting", 9)))
    before, real, calls = office.world.snapshot(), getattr(activating, name), 0

    def crashing(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not after:
            raise Crash
        done = real(*given)
        if calls == nth:
            raise Crash
        return done

    monkeypatch.setattr(activating, name, crashing)
    with pytest.raises(Crash):
        bring_into_force(office.desk, number, office.world.today)
    monkeypatch.undo()
    assert office.world.snapshot() == before
    bring_into_force(office.desk, number, office.world.today)
    assert disagreements(office.world, office.config) == []


# Random drafts: any of these, any number of them.

_STEPS = ("registered", "searching", "categorising", "secrecy_review", "legal_review", "drafting", "approving",
          "confirmation", "archiving", "service_proof")  # fmt: skip
_DAYS = st.integers(0, 200).map(lambda n: START + timedelta(days=n))


def _free(day: date) -> bool:
    """Not in a span of the notice, where a second entry would be a mistake."""
    return day.weekday() < 5 and not date(2025, 9, 28) <= day <= date(2025, 10, 11)


@st.composite
def drafts(draw: st.DrawFn, files: Files) -> dict[str, str]:
    found = dict(files)
    for step in draw(st.sets(st.sampled_from(_STEPS), max_size=3)):
        found["organization.yaml"] = limit(step, draw(st.integers(1, 30)))(found["organization.yaml"])
    if draw(st.booleans()):
        mail = f"mail_in_transit: {draw(st.integers(1, 15))}"
        found["organization.yaml"] = re.sub(r"(?m)^mail_in_transit: \d+", mail, found["organization.yaml"])
    if draw(st.booleans()):
        chain = draw(st.permutations(["section_head", "office_head", "leader"]))[: draw(st.integers(1, 3))]
        line = f"approval_chain: [{', '.join(chain)}]"
        found["organization.yaml"] = re.sub(r"(?m)^approval_chain: \[.*\]", line, found["organization.yaml"])
    if draw(st.booleans()):
        value, since = draw(st.integers(15, 40)), draw(_DAYS)
        entry = f"      {since}: {{value: {value}, basis: 测试, checked: 2026-11-22}}\n"
        head, marker, rest = found["law/reply.yaml"].partition("  extension_max:")
        found["law/reply.yaml"] = head + entry + marker + rest
    if draw(st.booleans()):
        day = draw(_DAYS.filter(_free))
        found["calendar/2025.yaml"] = holiday(day, day)(found["calendar/2025.yaml"])
    if draw(st.booleans()):
        days = draw(st.integers(-12, -6))
        found["escalation.yaml"] = found["escalation.yaml"].replace("offset: -5", f"offset: {days}")
    return found


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # the book is never the same twice: nothing to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_after_any_draft_the_dates_are_those_of_a_replay(
    office: Administration, config: Config, data: st.DataObject
) -> None:
    """One book through many drafts, each brought into force and taken back."""
    old = config
    files = data.draw(drafts(old.files))
    if office.config.version != old.version:  # left behind by an example that failed
        office.activate(old.files)
    if files == old.files:
        return
    with office.world.store.read() as connection:
        told = preview(connection, old, type(old).of_snapshot(files), office.world.today)
    done = office.activate(files)
    assert disagreements(office.world, office.config) == []
    assert {one.subject for one in told.moved if one.field not in LIGHTS} == {
        row[0] for row in office.differences(done.number) if row[2] not in LIGHTS
    }
    office.activate(old.files)
    assert disagreements(office.world, old) == []
    assert office.world.faults() == []
