"""A draft on its way: who may do what with it, and what a person reads who may not (G4: the second person)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from disclosure.cases.desk import DossierDone
from disclosure.cases.revising.drafts import KIND, files_of_draft, open_draft, read_draft
from disclosure.errors import BadInput, ConfigInvalid, Conflict, GateRefused, NotLawful, NotPermitted
from tests.cases.revising import Administration, edited, limit
from tests.cases.world import World

NAME = "organization.yaml"


@pytest.fixture
def office(world: World) -> Administration:
    return Administration(world)


def do(office: Administration, number: str, command: str, by: str = "admin", **data: Any) -> DossierDone:
    seen = data.pop("if_version", None)
    return office.desk.do(KIND, number, command, data, actor=by, on=office.world.today, if_version=seen)


def draft(office: Administration, days: int = 9, **changes: str | None) -> str:
    text = edited(office.config.files, NAME, limit("searching", days))[NAME]
    return open_draft(office.desk, "检索时限", changes or {NAME: text}, actor="admin", on=office.world.today)


def submit(office: Administration, number: str, effective_on: date | None = None) -> DossierDone:
    day = (effective_on or office.world.today).isoformat()
    return do(office, number, "submit", effective_on=day, reason="案卷在外地")


def result(office: Administration, number: str) -> str:
    with office.world.store.read() as connection:
        found: str = read_draft(connection, number)["result"]
    return found


def approve(office: Administration, number: str, by: str) -> DossierDone:
    return do(office, number, "approve", by, opinion="同意", result=result(office, number))


def test_a_draft_never_touches_the_live_version(office: Administration) -> None:
    live = office.config.version
    number = draft(office)
    submit(office, number)
    approve(office, number, "admin2")
    assert office.config.version == live


def test_several_drafts_stand_beside_each_other(office: Administration) -> None:
    one, other = draft(office, 7), draft(office, 9)
    with office.world.store.read() as connection:
        texts = [files_of_draft(connection, read_draft(connection, number))[NAME] for number in (one, other)]
    assert [("searching: 7" in text, "searching: 9" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("helped_by", ["admin", "admin2"])
def test_nobody_approves_what_he_wrote_any_of(office: Administration, helped_by: str) -> None:
    number = draft(office)
    do(
        office,
        number,
        "revise",
        "admin2",
        changes={NAME: edited(office.config.files, NAME, limit("drafting", 7))[NAME]},
    )
    submit(office, number)
    with pytest.raises(GateRefused) as refused:
        approve(office, number, helped_by)
    assert "另一位" in refused.value.todo
    assert approve(office, number, "office").state == "scheduled"


@pytest.mark.parametrize(
    ("by", "command"),
    [
        ("clerk", "revise"),
        ("handler", "submit"),
        ("office", "revise"),
        ("clerk", "approve"),
        ("legal", "withdraw"),
    ],
)
def test_others_have_no_part_in_it(office: Administration, by: str, command: str) -> None:
    number = draft(office)
    fields: dict[str, Any] = {
        "revise": {"changes": {}},
        "submit": {"effective_on": str(office.world.today), "reason": "因"},
        "approve": {"opinion": "同意", "result": "0" * 64},
        "withdraw": {"reason": "因"},
    }[command]
    if command == "approve":
        submit(office, number)
    with pytest.raises(NotPermitted):
        do(office, number, command, by, **fields)


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_day_that_has_gone_is_no_day_to_come_into_force(
    office: Administration, days: int, refused: bool
) -> None:
    number, day = draft(office), office.world.today + timedelta(days)
    if not refused:
        assert submit(office, number, day).state == "submitted"
        return
    with pytest.raises(GateRefused) as told:
        submit(office, number, day)
    assert str(day) in told.value.why
    assert str(office.world.today) in told.value.todo


def test_a_draft_with_a_mistake_is_not_submitted(office: Administration) -> None:
    text = office.config.files[NAME].replace("  searching: 5", "  serching: 5")
    number = draft(office, **{NAME: text})
    with pytest.raises(ConfigInvalid) as told:
        submit(office, number)
    line = text[: text.index("serching")].count("\n") + 1
    assert any(p.file == NAME and p.line == line and "searching" in p.suggestion for p in told.value.problems)


def test_a_draft_like_the_live_version_is_not_submitted(office: Administration) -> None:
    number = draft(office, **{NAME: office.config.files[NAME]})
    with pytest.raises(BadInput):
        submit(office, number)


def test_what_was_approved_is_what_was_seen(office: Administration) -> None:
    number = draft(office)
    seen = result(office, number)
    do(
        office,
        number,
        "revise",
        changes={NAME: edited(office.config.files, NAME, limit("searching", 12))[NAME]},
    )
    submit(office, number)
    with pytest.raises(GateRefused):
        do(office, number, "approve", "office", opinion="同意", result=seen)


def test_nothing_is_edited_while_it_waits_for_approval(office: Administration) -> None:
    number = draft(office)
    submit(office, number)
    with pytest.raises(NotLawful):
        do(office, number, "revise", changes={})
    do(office, number, "return_draft", "office", reason="再核对")
    do(office, number, "revise", changes={})


def test_two_administrators_on_one_draft_see_each_other(office: Administration) -> None:
    number = draft(office)
    with office.world.store.read() as connection:
        seen = read_draft(connection, number)["version"]
    do(office, number, "revise", "admin", changes={}, if_version=seen)
    with pytest.raises(Conflict):
        do(office, number, "revise", "admin2", changes={}, if_version=seen)


def test_an_older_draft_is_laid_over_what_is_in_force_now(office: Administration) -> None:
    """Another file changed meanwhile: the draft keeps its own change and takes over the other."""
    number = draft(office)
    ladder = "escalation.yaml"
    other = edited(office.config.files, ladder, lambda text: text.replace("offset: -5", "offset: -6"))
    office.activate(other)
    with pytest.raises(Conflict) as told:
        submit(office, number)
    assert "rebase" in told.value.todo
    do(office, number, "rebase")
    with office.world.store.read() as connection:
        files = files_of_draft(connection, read_draft(connection, number))
    assert "offset: -6" in files[ladder]
    assert "searching: 9" in files[NAME]
    submit(office, number)


def test_two_changes_of_one_file_are_for_a_person_to_bring_together(office: Administration) -> None:
    number = draft(office)
    office.activate(edited(office.config.files, NAME, limit("drafting", 9)))
    with pytest.raises(Conflict) as told:
        do(office, number, "rebase")
    assert NAME in told.value.why


def test_a_file_may_be_left_out_and_put_in(office: Administration) -> None:
    number = draft(office, **{"calendar/2030.yaml": None})
    with office.world.store.read() as connection:
        files = files_of_draft(connection, read_draft(connection, number))
    assert "calendar/2030.yaml" not in files
    assert submit(office, number).state == "submitted"
