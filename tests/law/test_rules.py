"""Rules that a table of dates cannot show: who hears a remedy, units, refusals, what a deadline says."""

from __future__ import annotations

from datetime import date

import pytest

from disclosure.errors import BadInput, GateRefused, NotInForce
from disclosure.law.clock import replay
from disclosure.law.events import Channel, ClockEvent, Delivery, EventKind
from disclosure.law.extension import ExtensionFacts, extension_max, extension_refusals
from disclosure.law.fee import fee_by_items
from disclosure.law.period import PeriodEnd, period_end
from disclosure.law.reading import _PHASE_AFTER
from disclosure.law.remedy import Agency, Court, forum, forum_of_day, template_of_day
from disclosure.law.terms import Law, RemedyTemplate, Unit
from state_machines import REQUEST

IN_FORCE = date(2024, 1, 1)
RECEIVED = ClockEvent(date(2025, 3, 3), EventKind.RECEIVED, Channel.IN_PERSON)


@pytest.mark.parametrize(
    ("agency", "organs", "court"),
    [
        (Agency.DEPARTMENT, {"本级人民政府"}, Court.BASIC),
        (Agency.TOWNSHIP, {"县级人民政府"}, Court.BASIC),
        (Agency.COUNTY_OR_CITY, {"上一级人民政府"}, Court.INTERMEDIATE),
        (Agency.PROVINCE, {"本省级人民政府"}, Court.INTERMEDIATE),
        (Agency.STATE_COUNCIL_DEPARTMENT, {"本部门"}, Court.INTERMEDIATE),
        (Agency.CUSTOMS, {"上一级主管部门"}, Court.INTERMEDIATE),
        (Agency.VERTICAL, {"上一级主管部门"}, Court.BASIC),
        (Agency.JUSTICE, {"本级人民政府", "上一级司法行政部门"}, Court.BASIC),
        (Agency.OUTPOST, {"本级人民政府"}, Court.BASIC),
    ],
)
def test_who_hears_the_remedy(agency: Agency, organs: set[str], court: Court, law: Law) -> None:
    """RV24 to RV28, LT15 and the table of facts §6.4."""
    found = forum(law, agency, IN_FORCE)
    assert set(found.organs) == organs
    assert found.court is court


def test_an_outpost_of_a_city_department_has_a_second_organ(law: Law) -> None:
    """RV24.4."""
    assert len(forum(law, Agency.OUTPOST, IN_FORCE, outpost_of_city=True).organs) == 2


def test_the_forum_of_earlier_replies_is_not_answered(law: Law) -> None:
    """RV24: the day before the revised law is refused, its first day is not."""
    forum(law, Agency.DEPARTMENT, IN_FORCE)
    with pytest.raises(NotInForce):
        forum(law, Agency.DEPARTMENT, date(2023, 12, 31))


def test_a_letter_of_before_names_the_organs_of_then(law: Law) -> None:
    """RV24 and 行政复议法（1999）第12条: until 2023-12-31 a department has two organs, then one."""
    eve = forum_of_day(law, Agency.DEPARTMENT, date(2023, 12, 31))
    assert eve.organs == ("本级人民政府", "上一级主管部门")
    assert forum_of_day(law, Agency.DEPARTMENT, IN_FORCE).organs == ("本级人民政府",)


@pytest.mark.parametrize(
    ("template", "day", "applies"),
    [
        ("A", date(2023, 12, 31), "B"),  # RV23.4 begins on 2024-01-01
        ("A", date(2024, 1, 1), "A"),
        ("A", date(2024, 1, 2), "A"),
        ("D", date(2025, 5, 31), "B"),  # SC25.2 begins on 2025-06-01
        ("D", date(2025, 6, 1), "D"),
        ("D", date(2025, 6, 2), "D"),
        ("B", date(2023, 12, 31), "B"),
        ("C", date(2023, 12, 31), "C"),
    ],
)
def test_which_remedy_a_letter_tells(template: str, day: date, applies: str, law: Law) -> None:
    """RV23.4, SC25.2, by the day of the decision."""
    assert template_of_day(law, RemedyTemplate(template), day) == applies


def test_short_periods_of_the_reconsideration_law_are_working_days(law: Law) -> None:
    """RV88: three, five, seven and ten days are working days; all others are calendar days."""
    for parameter in law.numbers.values():
        if parameter.rule.startswith("RV") and parameter.unit in (Unit.WORKING_DAY, Unit.DAY):
            short = parameter.entries[-1].value in (3, 5, 7, 10)
            assert (parameter.unit is Unit.WORKING_DAY) == short, parameter.key


@pytest.mark.parametrize(
    ("start", "n", "unit", "end", "rolled"),
    [
        (date(2024, 1, 31), 1, Unit.MONTH, date(2024, 2, 29), False),  # 周四，闰年月末
        (date(2025, 1, 31), 1, Unit.MONTH, date(2025, 2, 28), False),  # 周五，平年月末
        (date(2025, 3, 10), 0, Unit.DAY, date(2025, 3, 10), False),
        (date(2025, 3, 20), 8, Unit.DAY, date(2025, 3, 28), False),  # 周五
        (date(2025, 3, 20), 9, Unit.DAY, date(2025, 3, 31), True),  # 周六顺延到周一
        (date(2025, 4, 17), 10, Unit.DAY, date(2025, 4, 27), False),  # 补班的周日不顺延（X14）
        (date(2024, 2, 29), 1, Unit.YEAR, date(2025, 2, 28), False),
    ],
)
def test_where_a_period_ends(start: date, n: int, unit: Unit, end: date, rolled: bool, law: Law) -> None:
    """C-2, C-3, X14."""
    assert period_end(law.workdays, start, n, unit) == PeriodEnd(end, False, rolled)


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.MONTH, Unit.WORKING_DAY])
def test_a_period_beyond_every_calendar_is_refused(unit: Unit, law: Law) -> None:
    with pytest.raises(NotInForce):
        period_end(law.workdays, date(2025, 3, 10), 10**9, unit)


def test_every_refusal_of_an_extension_is_told(law: Law) -> None:
    """R33.3: all gates, in order."""
    facts = ExtensionFacts(
        on=date(2025, 4, 1),
        due=date(2025, 3, 31),
        asked=21,
        used=5,
        ordered=True,
        most=extension_max(law, date(2025, 3, 3)),
    )
    assert [refusal.basis for refusal in extension_refusals(facts)] == ["R33.3", "R33.3", "R33.3", "K14"]


@pytest.mark.parametrize("items", [-1, 100_001])
def test_absurd_quantities_are_refused(items: int, law: Law) -> None:
    with pytest.raises(BadInput):
        fee_by_items(items, law, date(2025, 3, 3))


def test_no_fee_before_its_rules(law: Law) -> None:
    """F4.1: in force from 2021-01-01."""
    fee_by_items(11, law, date(2021, 1, 1))
    with pytest.raises(NotInForce):
        fee_by_items(11, law, date(2020, 12, 31))


def test_no_request_before_the_first_law(law: Law) -> None:
    """O24: in force from 2008-05-01."""
    first, eve = date(2008, 5, 1), date(2008, 4, 30)
    assert replay([ClockEvent(first, EventKind.RECEIVED, Channel.IN_PERSON)], law, first).regime == "2008"
    with pytest.raises(NotInForce):
        replay([ClockEvent(eve, EventKind.RECEIVED, Channel.IN_PERSON)], law, eve)


def test_a_refusal_names_the_event(law: Law) -> None:
    events = [RECEIVED, ClockEvent(date(2025, 4, 1), EventKind.EXTENDED, working_days=1)]
    with pytest.raises(GateRefused) as refusal:
        replay(events, law, date(2025, 4, 1))
    assert refusal.value.field == "events.1"
    assert refusal.value.refusals[0].basis == "R33.3"


def test_an_unknown_regime_is_refused(law: Law) -> None:
    with pytest.raises(BadInput) as refusal:
        replay([RECEIVED], law, date(2025, 3, 3), regime="2007")
    assert refusal.value.field == "law"


def test_events_of_one_day_keep_their_order(law: Law) -> None:
    """The contract: sorted by day, same day in file order."""
    day = date(2025, 3, 10)
    asked = ClockEvent(day, EventKind.THIRD_PARTY_ASKED, party="甲")
    answered = ClockEvent(day, EventKind.THIRD_PARTY_ANSWERED, party="甲")
    replay([asked, answered, RECEIVED], law, day)
    with pytest.raises(BadInput):
        replay([RECEIVED, answered, asked], law, day)


def test_what_is_not_done_before_the_reply_is_no_longer_owed(law: Law) -> None:
    sent = date(2025, 3, 12)
    events = [
        RECEIVED,
        ClockEvent(date(2025, 3, 10), EventKind.THIRD_PARTY_ASKED, party="甲"),
        ClockEvent(sent, EventKind.REPLY_SENT, delivery=Delivery.POST),
    ]
    found = {str(d.kind): d for d in replay(events, law, sent).deadlines}
    assert found["third_party"].void_on == sent
    assert found["correction_notice"].void_on == sent
    assert (found["reply"].met_on, found["reply"].void_on) == (sent, None)


def test_an_order_takes_the_place_of_the_silence_before_it(law: Law) -> None:
    """K14: the first reply is owed no more from the day of the order, the new one until it is sent."""
    sent = date(2025, 6, 16)
    events = [
        RECEIVED,
        ClockEvent(date(2025, 6, 3), EventKind.ORDERED_TO_ACT),
        ClockEvent(sent, EventKind.REPLY_SENT, delivery=Delivery.POST),
    ]
    found = replay(events, law, sent)
    assert [(d.kind, d.met_on, d.void_on) for d in found.deadlines[:2]] == [
        ("reply", None, date(2025, 6, 3)),
        ("redo", sent, None),
    ]
    assert found.round == 2


def test_phases_are_those_of_the_statechart() -> None:
    phases = {str(info.phase) for info in REQUEST.states.values()}
    assert {*_PHASE_AFTER.values(), "acceptance", "consultation"} <= phases
