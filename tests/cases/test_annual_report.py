"""R49: the report on a year becomes a task on 1 January, once, with two days; and is done when the law says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import faults
from disclosure.cases.duties.annual_report import KIND, backlog, raise_reports, standing
from disclosure.errors import GateRefused, NotLawful
from disclosure.law.remedy import Agency
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import annual_reports, deadlines, notices
from tests.cases.world import World

DRAFT, OTHER = "a" * 64, "b" * 64
NEW_YEAR = date(2026, 1, 1)
# 2026-01-31 is a Saturday: five working days before Friday the 30th.
CHECKED_BY, DUE = date(2026, 1, 23), date(2026, 1, 31)


class Office:
    """The office of World with its first case filed on 2025-06-03, on a day of the following winter."""

    def __init__(self, world: World, today: date = NEW_YEAR, kind: Agency = Agency.DEPARTMENT) -> None:
        world.file()
        world.today = today
        organization = replace(world.config.organization, agency_kind=kind)
        self.world, self.config = world, replace(world.config, organization=organization)
        self.desk = Desk(world.store, self.config, world.door._now)

    def do(self, command: str, by: str, on: date, **data: Any) -> str:
        self.world.today = max(self.world.today, on)
        fields = {"content_hash": DRAFT} | data if command != "return_report" else data
        return self.desk.do(KIND, "年报-2025", command, fields, actor=by, on=on).state

    def ready(self, on: date = NEW_YEAR) -> None:
        raise_reports(self.desk, on)
        self.do("draft_report", "handler", on)
        self.do("check_report", "office", on)

    @property
    def deadlines(self) -> dict[str, tuple[date, str, str]]:
        """ref → (due, status, whose)."""
        d = deadlines.c
        query = select(d.ref, d.due, d.status, d.owner_role).where(d.kind == "annual_report")
        with self.world.store.read() as connection:
            return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}

    @property
    def row(self) -> Any:
        with self.world.store.read() as connection:
            return connection.execute(select(annual_reports)).one()


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.mark.parametrize(
    ("today", "raised"),
    [
        (date(2025, 12, 31), []),
        (date(2026, 1, 1), ["年报-2025"]),
        (date(2026, 1, 2), ["年报-2025"]),
        (date(2027, 5, 1), ["年报-2025", "年报-2026"]),  # a year and more in which nobody looked
    ],
)
def test_day_before_day_and_day_after(world: World, today: date, raised: list[str]) -> None:
    office = Office(world, today)
    with world.store.read() as connection:
        assert backlog(connection, office.config, today) == len(raised)
    assert raise_reports(office.desk, today) == raised
    assert raise_reports(office.desk, today) == []
    with world.store.read() as connection:
        assert [s.number for s in standing(connection)] == raised
        assert backlog(connection, office.config, today) == 0


def test_a_book_that_has_not_begun_owes_nothing(store: Store, config: Config) -> None:
    assert raise_reports(Desk(store, config), NEW_YEAR) == []


def test_two_days_stand_behind_it_and_someone_is_told(office: Office) -> None:
    """X15: the statutory day is the Saturday itself; G9: the agency's own is counted from the Friday."""
    raise_reports(office.desk, NEW_YEAR)
    assert office.deadlines == {
        "年报-2025": (DUE, "open", "handler"),
        "年报-2025/审核": (CHECKED_BY, "open", "handler"),
    }
    with office.world.store.read() as connection:
        told = connection.execute(select(notices).where(notices.c.notice_id == "年报-2025/0")).one()
    assert (told.role, told.unit) == ("handler", "general_office")


def test_a_government_has_until_march_and_submits_to_nobody(world: World) -> None:
    office = Office(world, kind=Agency.COUNTY_OR_CITY)
    office.ready()
    assert office.deadlines["年报-2025"][0] == date(2026, 3, 31)
    with pytest.raises(GateRefused, match="不须提交"):
        office.do("submit_report", "handler", NEW_YEAR, to="无")
    assert office.do("publish_report", "handler", date(2026, 3, 31), where="门户网站") == "completed"
    assert office.deadlines["年报-2025"][1] == "met"


SUBMIT = ("submit_report", {"to": "市政府办公室"})
PUBLISH = ("publish_report", {"where": "门户网站"})


@pytest.mark.parametrize("first_then", [(SUBMIT, PUBLISH), (PUBLISH, SUBMIT)], ids=["submit", "publish"])
@pytest.mark.parametrize(
    ("on", "status"), [(date(2026, 1, 30), "met"), (DUE, "met"), (date(2026, 2, 1), "late")]
)
def test_a_department_is_done_with_the_second_of_two_acts(
    world: World, first_then: Any, on: date, status: str
) -> None:
    """R49.1: submitted AND published by 31 January, in either order."""
    office = Office(world)
    office.ready()
    (first, with_first), (second, with_second) = first_then
    office.do(first, "handler", date(2026, 1, 5), **with_first)
    assert office.deadlines["年报-2025"][1] == "open"
    assert office.do(second, "handler", on, **with_second) == "completed"
    assert office.deadlines["年报-2025"][1] == status
    assert office.row.closed_on == on
    with pytest.raises(NotLawful):
        office.do(second, "handler", on, **with_second)


@pytest.mark.parametrize(("on", "status"), [(CHECKED_BY, "met"), (date(2026, 1, 24), "late")])
def test_the_agencys_own_day_is_met_by_the_check(office: Office, on: date, status: str) -> None:
    """G9."""
    raise_reports(office.desk, NEW_YEAR)
    office.do("draft_report", "handler", NEW_YEAR)
    assert office.deadlines["年报-2025/审核"] == (CHECKED_BY, "open", "office_head")
    office.do("check_report", "office", on)
    assert office.deadlines["年报-2025/审核"][1] == status
    assert office.deadlines["年报-2025"] == (DUE, "open", "handler")


def test_nobody_checks_his_own_draft_or_another_text(office: Office) -> None:
    raise_reports(office.desk, NEW_YEAR)
    office.do("draft_report", "everything", NEW_YEAR)
    with pytest.raises(GateRefused, match="您本人"):
        office.do("check_report", "everything", NEW_YEAR)
    with pytest.raises(GateRefused, match="不是同一份"):
        office.do("check_report", "office", NEW_YEAR, content_hash=OTHER)
    office.do("check_report", "office", NEW_YEAR)
    with pytest.raises(GateRefused, match="不是同一份"):
        office.do("publish_report", "handler", NEW_YEAR, where="门户网站", content_hash=OTHER)


def test_what_comes_back_is_drafted_and_checked_again(office: Office) -> None:
    office.ready()
    assert office.do("return_report", "leader", NEW_YEAR, reason="数据不符") == "raised"
    assert (office.row.content_hash, office.deadlines["年报-2025"][2]) == (None, "handler")
    with pytest.raises(NotLawful):
        office.do("publish_report", "handler", NEW_YEAR, where="门户网站")
    office.do("draft_report", "handler", NEW_YEAR, content_hash=OTHER)
    office.do("check_report", "office", NEW_YEAR, content_hash=OTHER)
    with office.world.store.read() as connection:
        assert list(faults(connection, office.world.store.keys, KIND)) == []


def test_raised_at_once_is_raised_once(office: Office) -> None:
    with ThreadPoolExecutor(4) as pool:
        raised = list(pool.map(lambda _: raise_reports(office.desk, NEW_YEAR), range(4)))
    assert sorted(raised) == [[], [], [], ["年报-2025"]]
    assert len(office.deadlines) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.dates(date(2025, 6, 3), date(2028, 12, 30)), max_size=6))
def test_any_days_of_running_give_what_running_every_day_would(runs: list[date], office: Office) -> None:
    def forget(connection: Any) -> None:
        connection.execute(delete(notices))
        connection.execute(delete(deadlines).where(deadlines.c.kind == "annual_report"))
        connection.execute(delete(annual_reports))

    office.world.store.write(forget)
    for day in [*sorted(runs), date(2028, 12, 31)]:
        raise_reports(office.desk, day)
    by_hand = {2025: date(2026, 1, 31), 2026: date(2027, 1, 31), 2027: date(2028, 1, 31)}
    found = {ref: due for ref, (due, _, __) in office.deadlines.items() if "/" not in ref}
    assert found == {f"年报-{year}": day for year, day in by_hand.items()}
