"""R44.1: from how many applicants on, in which time, for which requests; and every night the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from disclosure.cases.conversion import _Known, _most_together, convert
from disclosure.cases.demand import Applicant, Asked, distinct
from disclosure.cases.flow_health import BACKLOG
from disclosure.cases.now import ZONE
from disclosure.law.publication import repeated_demand
from disclosure.params import default_directory, load
from disclosure.store.tables import flow_runs, request_demand, requests
from tests.cases.demanding import OTHER_VILLAGE, OTHER_YEAR, PEOPLE, SAME, Office
from tests.cases.world import START, World, working_days_after


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def groups(office: Office) -> dict[str, str | None]:
    query = select(requests.c.number, request_demand.c.info).join(
        request_demand, request_demand.c.request_id == requests.c.id
    )
    with office.world.store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def test_three_applicants_make_a_candidate_and_two_do_not(office: Office) -> None:
    office.repeated(2)
    assert office.convert().changes == ()
    office.repeated(1, first=2)
    (change,) = office.convert().changes
    assert (change.number, change.opened, change.applicants) == ("转公开-2025-0001", True, 3)
    assert change.requests == ("2025-00001", "2025-00002", "2025-00003")
    row = office.candidate(change.number)
    assert (row.state, row.origin, row.unit, row.opened_on) == ("proposed", "repeated", "planning", START)
    assert office.members(change.number) == list(change.requests)
    assert office.owed() == {change.number: ("step", "handler", working_days_after(START, 20))}


def test_why_names_what_they_share_and_nobody(office: Office) -> None:
    office.repeated(3)
    (change,) = office.convert().changes
    assert "柳树湾村" in change.why
    assert "2024" in change.why
    assert "虚构" not in str(change)


def test_the_same_person_counts_once_and_an_agent_not_at_all(office: Office) -> None:
    for content in SAME:
        office.disclosed(content, PEOPLE[0], agent=PEOPLE[9])
    office.disclosed(SAME[0], PEOPLE[1], agent=PEOPLE[8])
    assert office.convert().changes == ()


def test_only_what_was_disclosed_counts(office: Office) -> None:
    """R44.1 可以公开: neither one that waits nor one that was not found."""
    office.repeated(2)
    office.denied(SAME[2], PEOPLE[2])
    waiting = office.asked(SAME[3], PEOPLE[3])
    assert office.convert().changes == ()
    waiting.run("register", "attach_release", "clear")
    waiting.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=waiting.facts.content_hash)
    (change,) = office.convert().changes
    assert change.requests == ("2025-00001", "2025-00002", waiting.number)


def test_another_year_and_another_village_are_other_information(office: Office) -> None:
    office.repeated(2)
    office.disclosed(OTHER_YEAR, PEOPLE[5])
    office.disclosed(OTHER_VILLAGE, PEOPLE[6])
    assert office.convert().changes == ()
    assert groups(office)["2025-00001"] == groups(office)["2025-00002"] == "2025-00001"
    assert groups(office).get("2025-00003") != "2025-00001"


@pytest.mark.parametrize(
    ("days", "opened"),
    [(364, True), (365, False)],  # filed 2025-06-03: after 2025-06-02 on 2026-06-02, not after 2025-06-03
)
def test_the_window_is_twelve_months(office: Office, days: int, opened: bool) -> None:
    office.repeated(2)
    office.world.today = START + timedelta(days)
    office.repeated(1, first=2)
    assert bool(office.convert().changes) is opened


def test_new_requests_join_the_open_candidate(office: Office) -> None:
    office.repeated(3)
    (opened,) = office.convert().changes
    office.repeated(1, first=3)
    (joined,) = office.convert().changes
    assert (joined.number, joined.opened, joined.requests) == (opened.number, False, ("2025-00004",))
    assert office.members(opened.number) == [f"2025-0000{n}" for n in range(1, 5)]


def test_a_night_run_twice_is_run_once(office: Office) -> None:
    office.repeated(4)
    office.disclosed(OTHER_YEAR, PEOPLE[5])
    office.convert()
    before = office.world.snapshot()
    again = office.convert()
    assert (again.changes, again.regrouped) == ((), 0)
    assert office.world.snapshot() == before


def test_missing_nights_change_nothing(office: Office) -> None:
    """The candidate has the requests it would have had, had somebody looked every night."""
    for n in range(4):
        office.disclosed(SAME[n], PEOPLE[n])
        office.world.today += timedelta(3)
        if n != 1:
            office.convert()
    assert [office.members(number) for number in office.numbers()] == [
        [f"2025-0000{n}" for n in (1, 2, 3, 4)]
    ]


@pytest.mark.parametrize(("third", "opened"), [(364, True), (365, False)])
def test_forty_nights_without_a_run_lose_nothing(office: Office, third: int, opened: bool) -> None:
    """What a run on some night between would have found is found when it runs again, and no more."""
    world = office.world
    office.repeated(2)
    world.today = START + timedelta(third)
    office.repeated(1, first=2)
    world.today = START + timedelta(400)
    assert office.convert().changes == ()  # by itself it looks twelve months back
    report = convert(world.store, world.config, world.today, looked_on=START + timedelta(360))
    assert bool(report.changes) is opened


def test_two_at_once_are_one(office: Office) -> None:
    office.repeated(3)
    with ThreadPoolExecutor(4) as pool:
        done = [future.result() for future in [pool.submit(office.convert) for _ in range(4)]]
    assert sum(len(report.changes) for report in done) == 1
    assert len(office.numbers()) == 1
    assert len(groups(office)) == 3


def test_what_is_public_needs_no_candidate(office: Office) -> None:
    office.repeated(3)
    (change,) = office.convert().changes
    office.run(change.number, "prepare_content", "clear", "pass_legality", "approve", "publish")
    office.repeated(4, first=5)
    assert office.convert().changes == ()
    assert groups(office)["2025-00007"] == "2025-00001"


def test_a_declined_candidate_stays_declined_until_as_many_others_ask(office: Office) -> None:
    office.repeated(3)
    (first,) = office.convert().changes
    office.do(first.number, "decline")
    office.repeated(2, first=3)
    assert office.convert().changes == ()
    office.repeated(1, first=5)
    (second,) = office.convert().changes
    assert second.opened
    assert second.follows == first.number == office.candidate(second.number).follows
    assert office.members(first.number) == ["2025-00001", "2025-00002", "2025-00003"]
    assert office.members(second.number) == ["2025-00004", "2025-00005", "2025-00006"]


def test_an_earlier_number_is_the_key_whatever_the_order(office: Office) -> None:
    office.world.today = START + timedelta(30)
    office.repeated(2)
    assert office.convert().regrouped == 2
    late = office.asked(SAME[2], PEOPLE[4], received_on=START.isoformat())  # came in on paper, typed in late
    assert office.convert().regrouped == 3
    assert set(groups(office).values()) == {late.number}


def test_a_correction_of_the_text_takes_a_request_out_of_its_group(office: Office) -> None:
    office.repeated(2)
    changed = office.asked(SAME[2], PEOPLE[2])
    office.convert()
    assert changed.number in groups(office)
    changed.run("register", "ask_correction")
    changed.do("receive_correction", content="申请公开市第三中学2022年校服采购合同")
    office.convert()
    assert changed.number not in groups(office)


def a(papers: str | None, phone: str | None, name: str = "张三", kind: str = "natural") -> Applicant:
    return Applicant(papers and papers.encode(), phone and phone.encode(), (name, kind))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("people", "n"),
    [
        ([], 0),
        ([a("1", "5"), a("1", "6")], 1),  # one person with two telephones
        ([a("1", "5"), a("2", "5")], 2),  # a couple
        ([a("1", "5"), a(None, "5")], 1),  # the papers left out the second time
        ([a(None, "5"), a(None, "5", "李四")], 1),
        ([a(None, "5"), a(None, "6")], 2),
        ([a(None, None), a(None, None)], 1),
        ([a(None, None), a(None, None, "张三", "enterprise")], 2),
        ([a(None, None), a("1", None)], 1),
        ([a(None, None), a(None, None, "李四"), a("1", "5", "王五")], 3),
    ],
)
def test_who_is_whom(people: list[Applicant], n: int) -> None:
    for order in (people, people[::-1]):
        assert distinct(order) == n


def test_what_the_flow_owes_is_what_came_in_since_it_looked(office: Office) -> None:
    now = datetime(2025, 6, 5, 9, tzinfo=ZONE)
    office.repeated(2)
    office.world.today = date(2025, 6, 5)
    office.repeated(1, first=2)
    run = {
        "flow": "proactive_conversion",
        "business_day": date(2025, 6, 4),
        "started_at": "2025-06-04T03:00:00+08:00",
        "ok": True,
    }
    backlog = BACKLOG["proactive_conversion"]
    with office.world.store.read() as connection:
        assert backlog(connection, office.world.config, now) == 3
    office.world.store.write(lambda connection: connection.execute(insert(flow_runs).values(run)))
    with office.world.store.read() as connection:
        assert backlog(connection, office.world.config, now) == 1


def test_joint_applicants_are_counted_and_one_request_is_no_repetition(office: Office) -> None:
    office.disclosed(SAME[0], *PEOPLE[:5])
    assert office.convert().changes == ()
    office.disclosed(SAME[1], PEOPLE[0])
    (change,) = office.convert().changes
    assert change.applicants == 5


def filings(entry: Any) -> tuple[int, int, int, bool]:
    return entry.filings_before, entry.filings_after, entry.span_days, entry.measured_last


def test_the_effect_is_measured_in_equal_spans(office: Office) -> None:
    """R44.1: six months before against six after; before they are over, as many days as have passed."""
    world = office.world
    world.today = date(2025, 1, 2)
    office.asked("申请公开市区2025年公厕分布图", PEOPLE[19])  # the book began
    for n, day in enumerate((date(2025, 3, 3), date(2025, 6, 20), date(2025, 6, 30))):
        world.today = day
        office.disclosed(SAME[n], PEOPLE[n])
    world.today = date(2025, 7, 1)
    (change,) = office.convert().changes
    office.run(change.number, "prepare_content", "clear", "pass_legality", "approve", "publish")
    office.convert()
    assert office.entries()[0].measured_on is None  # the day itself has no after
    world.today = date(2025, 7, 5)
    office.asked(SAME[3], PEOPLE[4])
    office.convert()
    assert filings(office.entries()[0]) == (1, 1, 4, False)  # 27 June to 1 July against 2 to 5 July
    world.today = date(2025, 7, 21)
    office.convert()
    assert filings(office.entries()[0]) == (2, 1, 20, False)
    world.today = date(2026, 3, 2)
    office.convert()
    assert filings(office.entries()[0]) == (
        3,
        1,
        181,
        True,
    )  # 1 July to 1 January; the book knows 181 days before
    measured = office.entries()[0].measured_on
    world.today += timedelta(30)
    office.asked(SAME[1], PEOPLE[6])
    office.convert()
    assert office.entries()[0].measured_on == measured


LAW = load(default_directory()).law
FIRST = date(2024, 3, 1)  # no leap day within reach


@settings(deadline=None)
@given(
    asked=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 5)), max_size=8),
    looked=st.integers(365, 900),
    ran=st.integers(365, 900),
)
def test_a_late_run_counts_what_the_best_night_would_have_counted(
    asked: list[tuple[int, int]], looked: int, ran: int
) -> None:
    """Against every night one by one: who had filed in the twelve months before it."""
    looked, ran = sorted((looked, ran))
    rule = repeated_demand(LAW, FIRST + timedelta(ran), looked_on=FIRST + timedelta(looked))
    rows = [
        (Asked(n, str(n), "", FIRST + timedelta(day), "planning", disclosed=True), who)
        for n, (day, who) in enumerate(sorted(asked))
        if day <= ran
    ]
    people = {one.id: (Applicant(bytes([who + 1]), None, ("", "")),) for one, who in rows}
    best = 0
    for night in range(looked, ran + 1):
        until = FIRST + timedelta(night)
        since = until.replace(year=until.year - 1)
        inside = [who for one, who in rows if since < one.filed_on <= until]
        best = max(best, len(set(inside)) if len(inside) > 1 else 0)
    free = [one for one, _ in rows if one.filed_on > rule.since]
    assert _most_together(free, rule, _Known({}, people)) == best
