"""RV20, RV23.4, RV24, RV29, LT44 to LT46: what `disclosure remedies` shows, and what it tells people to look into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from disclosure.cases.remedy_list import proceedings
from tests.cases.world import START, CaseInHand, World, working_days_after

pytestmark = pytest.mark.check

DAY = timedelta(1)
ORGAN, COURT = "示例市人民政府", "示例市示例区人民法院"  # config/organization.yaml


def listed(world: World, *, only_open: bool = False) -> list[dict[str, Any]]:
    with world.store.read() as connection:
        return proceedings(connection, world.config, only_open=only_open)


def told(case: CaseInHand) -> str:
    return "".join(listed(case.world)[0]["hints"])


@pytest.mark.parametrize(
    ("kind", "body", "rule"),
    [
        ("reconsideration", ORGAN, None),
        ("reconsideration", "示例省自然资源厅", "RV24"),
        ("litigation", COURT, None),
        ("litigation", "示例市中级人民法院", "LT15"),
        ("complaint", "示例市人民政府办公室", None),
    ],
)
def test_the_wrong_forum_is_hinted_at_and_recorded(
    world: World, kind: str, body: str, rule: str | None
) -> None:
    """RV24, LT15: whether it has jurisdiction is for the body itself."""
    case = world.walk("remedy_period")
    case.do("open_remedy", kind=kind, body=body)
    hints = told(case)
    assert (rule in hints) if rule else hints == ""


# Served on Tuesday 2025-06-03: sixty days end on Saturday 2025-08-02 and roll to Monday the 4th; six months on 12-03.
@pytest.mark.parametrize(
    ("kind", "body", "last", "rule"),
    [
        ("reconsideration", ORGAN, date(2025, 8, 4), "RV20.1"),
        ("litigation", COURT, date(2025, 12, 3), "LT46"),
    ],
)
@pytest.mark.parametrize(("late", "hinted"), [(-1, False), (0, False), (1, True)])
def test_a_late_filing_is_hinted_at(
    world: World, kind: str, body: str, last: date, rule: str, late: int, hinted: bool
) -> None:
    """RV20, LT46: the day before, the day, the day after."""
    case = world.walk("remedy_period")
    world.today = last + late * DAY
    case.do("open_remedy", kind=kind, body=body)
    assert (rule in told(case)) is hinted


@pytest.mark.parametrize(
    ("decision", "rule"), [("upheld", "LT45"), ("application_rejected", "RV34"), ("not_accepted", "RV34")]
)
@pytest.mark.parametrize(("late", "hinted"), [(0, False), (1, True)])
def test_a_suit_after_reconsideration(
    world: World, decision: str, rule: str, late: int, hinted: bool
) -> None:
    """LT45, RV34: told on Monday 2025-07-07, fifteen days end on Tuesday the 22nd."""
    case = world.walk("remedy_period")
    world.today = date(2025, 7, 7)
    case.run("open_remedy", "accept_remedy")
    case.do("end_remedy" if decision == "not_accepted" else "decide_remedy", decision=decision)
    world.today = date(2025, 7, 22) + late * DAY
    case.do("open_remedy", kind="litigation", body=COURT, after_reconsideration=True)
    suit = next(row for row in listed(world) if row["ref"] == "j2")
    assert any(f"届满（{rule}）" in hint for hint in suit["hints"]) is hinted


def test_reconsideration_comes_first(world: World) -> None:
    """RV23.4, LT44: a refusal under articles 14 to 16 is not sued over directly."""
    case = world.walk("legal_review")
    case.do("review_legality")
    case.sign()
    case.run("send", "serve")
    case.do("open_remedy", kind="litigation", body=COURT)
    assert "LT44" in told(case)


def test_two_ways_at_once(world: World) -> None:
    """RV29."""
    case = world.walk("remedy_period")
    case.do("open_remedy", body=ORGAN)
    case.do("open_remedy", kind="litigation", body=COURT)
    assert all("RV29" in "".join(row["hints"]) for row in listed(world))


def test_what_is_due_next_comes_first(world: World) -> None:
    """Our own answer before the day by which the other side decides; what is closed only in the whole list."""
    first = world.walk("in_proceedings")
    second = world.walk("in_proceedings")
    second.do("request_remedy_answer", file_number="政复9号")
    closed = world.walk("in_proceedings")
    closed.run("accept_remedy", "decide_remedy")
    answer, decision = listed(world, only_open=True)
    assert (answer["number"], answer["next"]["kind"]) == (second.number, "remedy_answer")
    assert (answer["next"]["due"], answer["file_number"]) == (working_days_after(START, 5), "政复9号")
    assert (decision["number"], decision["next"]["kind"]) == (first.number, "remedy_decision")
    last = listed(world)[-1]
    assert (last["number"], last["next"], last["decision_label"], last["result"]) == (
        closed.number,
        None,
        "维持",
        "upheld",
    )
