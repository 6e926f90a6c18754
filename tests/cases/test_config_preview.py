"""What a draft would move, said beforehand: exactly that, and the book is as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure.cases.revising.preview import Preview, preview
from disclosure.cases.revising.touching import Limited, touched
from disclosure.params import Config
from disclosure.params.calendar_files import with_notice
from disclosure.params.holiday_notice import notice_of
from tests.cases.revising import Administration, Files, disagreements, edited, holiday, limit
from tests.cases.world import LEAVES, START, World, application, person

pytestmark = pytest.mark.check


@pytest.fixture
def office(world: World) -> Administration:
    made = Administration(world)
    for leaf in LEAVES:
        world.walk(leaf)
    world.today = START + timedelta(days=30)
    return made


def previewed(office: Administration, files: Files) -> Preview:
    before = office.world.snapshot()
    with office.world.store.read() as connection:
        found = preview(connection, office.config, Config.of_snapshot(files), office.world.today)
    assert office.world.snapshot() == before
    return found


def test_a_limit_is_told_with_the_old_day_and_the_new(office: Administration) -> None:
    found = previewed(office, edited(office.config.files, "organization.yaml", limit("searching", 9)))
    days = [(one.kind, one.live, one.draft) for one in found.moved if one.field == "due"]
    assert days == [("step", "2025-06-10", "2025-06-16")]
    assert found.replayed == 1  # no other case stands in that step
    # Ten working days late under the old limit on 3 July, thirteen under... the colour stays, the level may not.
    assert {one.field for one in found.moved} <= {"due", "level", "next_alert", "colour", "recipients"}


def test_a_change_of_no_date_replays_nothing(office: Administration) -> None:
    letters = edited(office.config.files, "letters/L-01.md", lambda text: text + "\n")
    found = previewed(office, letters)
    assert (found.replayed, found.moved, found.letters) == (0, [], ("letters/L-01.md",))


def test_the_ladder_moves_lights_and_no_case(office: Administration) -> None:
    text = "offset: 5\n  to: [supervisor]"
    changed = edited(
        office.config.files,
        "escalation.yaml",
        lambda t: t.replace(text, text.replace("supervisor", "leader")),
    )
    found = previewed(office, changed)
    assert found.replayed == 0
    assert {one.field for one in found.moved} == {"recipients"}
    assert {(one.live, one.draft) for one in found.moved} == {("supervisor", "leader")}


def test_what_a_period_would_have_done_to_replies_is_told_and_not_done(office: Administration) -> None:
    """Of the replies of the year only the rate is told: what is settled stays settled."""
    case = office.world.walk("signed")
    office.world.today = START + timedelta(days=8)
    case.run("send", "serve")
    office.world.today += timedelta(days=200)
    case.do("archive")
    slow, files = "2019-05-15: {value: 20", office.config.files
    quick = slow.replace("value: 20", "value: 1")
    found = previewed(office, edited(files, "law/reply.yaml", lambda text: text.replace(slow, quick, 1)))
    assert found.on_time.live - found.on_time.draft == 1
    assert case.number in {one.subject for one in found.concluded}
    done = {one.request_id for one in found.concluded}
    assert done
    assert not done & set(found.to_move)


def test_touching() -> None:
    """What of a configuration moves what; the rest is never replayed."""
    from disclosure.params import default_directory, load  # noqa: PLC0415

    live = load(default_directory())

    def touch(name: str, old: str, new: str) -> object:
        return touched(live, Config.of_snapshot({**live.files, name: live.files[name].replace(old, new, 1)}))

    nothing = touch("service.yaml", "lines: 50", "lines: 40")
    assert (nothing.cases, nothing.alerts) == (False, False)  # type: ignore[attr-defined]
    ladder = touch("escalation.yaml", "offset: -5", "offset: -6")
    assert (ladder.cases, ladder.alerts) == (False, True)  # type: ignore[attr-defined]
    step = touch("organization.yaml", "  searching: 5", "  searching: 6")
    assert step.limited == {Limited("step", "searching:")}  # type: ignore[attr-defined]
    law = touch("law/third_party.yaml", "value: 15", "value: 16")
    assert (law.cases, law.since, law.limited) == (True, None, None)  # type: ignore[attr-defined]
    days = touch("calendar/2026.yaml", "to: 2026-10-07", "to: 2026-10-08")
    assert (days.cases, days.since, days.alerts) == (True, date(2026, 10, 8), True)  # type: ignore[attr-defined]


# The notice of 2027 is invented: it is not out. Day by day it says what the provisional year does not.
RECOGNISED = notice_of(
    2027,
    "国办发明电〔2026〕99号",
    [
        {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03", "work": ""},
        {"name": "春节", "from": "2027-02-05", "to": "2027-02-11", "work": "2027-01-31 2027-02-14"},
        {"name": "清明节", "from": "2027-04-03", "to": "2027-04-05", "work": ""},
        {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05", "work": "2027-05-08"},
        {"name": "端午节", "from": "2027-06-09", "to": "2027-06-09", "work": ""},
        {"name": "中秋节", "from": "2027-09-15", "to": "2027-09-15", "work": ""},
        {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07", "work": "2027-09-26 2027-10-09"},
    ],
)
NOTICE = RECOGNISED.notice
assert NOTICE is not None, RECOGNISED.problems
CHECKED = date(2026, 11, 27)


def working_days(first: date, n: int, off: set[date], worked: set[date]) -> date:
    """The n-th working day after `first`, one day at a time."""
    day = first
    while n:
        day += timedelta(1)
        n -= (day.weekday() < 5 and day not in off) or day in worked
    return day


def test_the_notice_of_next_year_moves_exactly_what_crosses_it(world: World) -> None:
    """Received on four days around the turn of the year; 20 working days each (R33.2)."""
    office = Administration(world)
    received = [date(2026, 11, 20), date(2026, 12, 7), date(2027, 1, 5), date(2027, 1, 18)]
    numbers = []
    for n, day in enumerate(received):
        world.today = day
        asked = application(received_on=day.isoformat(), applicants=[person(n)])
        numbers.append(world.door.file(asked).number)
    # By hand: what each calendar has off among Monday to Friday, and works of the weekends.
    before = {date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8)}
    after = {date(2027, 1, 1), *(date(2027, 2, d) for d in (5, 8, 9, 10, 11))}
    dues = [
        (
            working_days(day, 20, before, set()),
            working_days(day, 20, after, {date(2027, 1, 31), date(2027, 2, 14)}),
        )
        for day in received
    ]
    moving = {n: pair for n, pair in zip(numbers, dues, strict=True) if pair[0] != pair[1]}
    assert 0 < len(moving) < len(numbers)

    files = with_notice(office.config.files, NOTICE, CHECKED)
    done = office.activate(files)
    told = {
        row[0]: (date.fromisoformat(row[3]), date.fromisoformat(row[4]))
        for row in office.differences(done.number)
        if row[1:3] == ("reply", "due")
    }
    assert told == moving
    assert disagreements(world, office.config) == []
    assert world.faults() == []
    assert not office.config.law.workdays.is_provisional(date(2027, 3, 1))
    # A second entry of the same notice changes nothing.
    assert with_notice(office.config.files, NOTICE, CHECKED + timedelta(1)) == office.config.files


def test_a_closure_of_the_region_moves_open_days(office: Administration) -> None:
    first = START + timedelta(days=31)
    found = previewed(office, edited(office.config.files, "calendar/2025.yaml", holiday(first, first)))
    assert all(one.live < one.draft for one in found.moved if one.field == "due" and one.draft)
    assert found.moved
