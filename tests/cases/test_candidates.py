"""A candidate through the desk: who may do what, what is owed when, what is published (R44, R26, R12, S35, PI55)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.proposing import propose_reassessed
from disclosure.errors import BadInput, GateRefused, NotLawful, NotPermitted
from disclosure.store.tables import contents, findings, notices
from tests.cases.demanding import PEOPLE, PREPARED, SAME, STEPS, TO_PUBLISH, Office
from tests.cases.world import CONTENT, OTHER_CONTENT, START, World, on_or_after, working_days_after

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NUMBER = "转公开-2025-0001"


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.fixture
def suggested(office: Office) -> Office:
    """One candidate, opened by an applicant's suggestion (R44.2)."""
    office.asked(SAME[0], PEOPLE[0]).do("suggest_disclosure")
    return office


def test_a_suggestion_opens_a_candidate_in_the_same_step(office: Office) -> None:
    case = office.asked(SAME[0], PEOPLE[0])
    done = case.do("suggest_disclosure")
    row = office.candidate(NUMBER)
    assert (row.state, row.origin, row.unit, row.opened_on) == ("proposed", "suggested", "planning", START)
    assert office.members(NUMBER) == [case.number]
    assert f'"candidate":"{NUMBER}"' in case.history[done.version - 1].data.replace(": ", ":")
    assert case.do("suggest_disclosure").version == done.version + 1  # said again: recorded, nothing new
    assert office.numbers() == [NUMBER]
    assert office.world.faults() == []


def test_each_step_tells_whose_turn_it_is_and_no_longer_whose_it_was(suggested: Office) -> None:
    """Nobody is told of what was done before anybody was told."""

    def told() -> list[str]:
        mine = select(notices.c.role).where(notices.c.subject == NUMBER, notices.c.batch.is_(None))
        with suggested.world.store.read() as connection:
            return list(connection.scalars(mine))

    turns = [told()]
    for command in TO_PUBLISH:
        suggested.do(NUMBER, command)
        turns.append(told())
    assert turns == [["handler"], ["secrecy_reviewer"], ["legal_reviewer"], ["office_head"], ["handler"], []]


def test_a_file_of_another_case_is_not_published(suggested: Office) -> None:
    """Not just any content on file: one that was kept with a request of this candidate."""
    other = suggested.world.put_on_file("别的申请的材料".encode())
    with pytest.raises(GateRefused, match="不在本候选所涉"):
        suggested.desk.do(
            CANDIDATE,
            NUMBER,
            "prepare_content",
            {**PREPARED, "content_hash": other},
            actor="handler",
            on=suggested.world.today,
        )


def test_a_suggestion_on_what_was_declined_is_told_the_decision(suggested: Office) -> None:
    case = suggested.world.file(content="别的")
    suggested.do(NUMBER, "decline")
    [number] = suggested.members(NUMBER)
    with pytest.raises(GateRefused, match=f"{NUMBER} 中决定不予转公开"):
        suggested.world.door.do(
            number, "suggest_disclosure", {"reason": "再次建议"}, actor="clerk", on=suggested.world.today
        )
    assert case.do("suggest_disclosure").state == "received"


def test_repeated_demand_joins_a_suggested_candidate(suggested: Office) -> None:
    suggested.repeated(2, first=1)
    (change,) = suggested.convert().changes
    assert (change.number, change.opened) == (NUMBER, False)
    assert suggested.members(NUMBER) == ["2025-00001", "2025-00002", "2025-00003"]


def test_a_suggestion_and_the_search_at_once_put_a_request_into_one_candidate(office: Office) -> None:
    cases = office.repeated(3)
    with ThreadPoolExecutor(4) as pool:
        acts = [pool.submit(office.convert), *(pool.submit(case.do, "suggest_disclosure") for case in cases)]
        for act in acts:
            act.result()
    joined = [number for candidate in office.numbers() for number in office.members(candidate)]
    assert sorted(joined) == [case.number for case in cases]
    assert office.world.faults() == []


# What is owed after each step: the kind of deadline, whose, and from which step its days run.
OWED = {
    "prepare_content": ("step", "secrecy_reviewer", working_days_after(START, 20)),
    "clear": ("step", "legal_reviewer", working_days_after(START, 20)),
    "pass_legality": ("step", "office_head", working_days_after(START, 20)),
    "approve": ("publication", "handler", working_days_after(START + timedelta(4), 20)),  # R26
    "publish": ("catalogue_check", "handler", on_or_after(date(2026, 6, 8))),  # R12
}


def test_from_the_suggestion_to_the_catalogue(suggested: Office) -> None:
    for n, command in enumerate(TO_PUBLISH, 1):
        suggested.world.today = START + timedelta(n)
        suggested.do(NUMBER, command)
        assert list(suggested.owed().values()) == [OWED[command]]
    (entry,) = suggested.entries()
    assert {name: str(entry._mapping[name]) for name in PREPARED} == PREPARED
    assert (entry.index_number, entry.scope, entry.published_on) == (
        "公开-2025-0001",
        "面向社会",
        START + timedelta(5),
    )
    assert entry.content_hash == suggested.candidate(NUMBER).content_hash
    assert [step["actor"] for step in suggested.steps(NUMBER)] == [STEPS[c][0] for c in TO_PUBLISH]
    assert suggested.faults() == []


def test_a_check_begins_the_next_and_taking_down_ends_them(suggested: Office) -> None:
    suggested.run(NUMBER, *TO_PUBLISH)
    for year in (2026, 2027):
        (due,) = (due for _, __, due in suggested.owed().values())
        assert due == date(year, 6, 3)  # a Wednesday and a Thursday
        suggested.world.today = due
        suggested.do(NUMBER, "check")
    suggested.do(NUMBER, "take_down")
    assert suggested.owed() == {}
    assert suggested.entries()[0].taken_down_on == date(2027, 6, 3)
    assert suggested.candidate(NUMBER).closed_on == date(2027, 6, 3)


@pytest.mark.parametrize("after", [(), *(TO_PUBLISH[:n] for n in range(1, 4))])
def test_a_decision_not_to_publish_needs_a_reason_and_ends_what_is_owed(
    suggested: Office, after: tuple[str, ...]
) -> None:
    suggested.run(NUMBER, *after)
    with pytest.raises(BadInput, match="reason"):
        suggested.desk.do(CANDIDATE, NUMBER, "decline", {}, actor="office", on=START)
    suggested.do(NUMBER, "decline")
    assert suggested.owed() == {}
    assert suggested.candidate(NUMBER).state == "declined"


@pytest.mark.parametrize("reached", range(1, 5), ids=TO_PUBLISH[:4])
def test_another_content_begins_the_reviews_again(suggested: Office, reached: int) -> None:
    """S35: the clearance was of the first content; nothing given before serves the second."""
    suggested.run(NUMBER, *TO_PUBLISH[:reached])
    suggested.do(NUMBER, "prepare_content", content_hash=OTHER_CONTENT)
    assert suggested.candidate(NUMBER).state == "secrecy_review"
    for command in ("pass_legality", "approve", "publish"):
        with pytest.raises(NotLawful):
            suggested.do(NUMBER, command)
    with pytest.raises(GateRefused, match="不是现有内容的"):
        suggested.do(NUMBER, "clear")  # of the first content
    suggested.do(NUMBER, "clear", content_hash=OTHER_CONTENT)
    suggested.run(NUMBER, "pass_legality", "approve")
    with pytest.raises(GateRefused, match="不是现有内容的"):
        suggested.do(NUMBER, "publish")
    suggested.do(NUMBER, "publish", content_hash=OTHER_CONTENT)
    assert [entry.content_hash for entry in suggested.entries()] == [OTHER_CONTENT]


def test_the_same_content_put_back_needs_its_clearance_again(suggested: Office) -> None:
    suggested.run(NUMBER, "prepare_content", "clear", "return_to_preparation", "prepare_content")
    assert suggested.candidate(NUMBER).state == "secrecy_review"


def test_a_second_approval_wins_no_time(suggested: Office) -> None:
    """R26 counts from the first decision to publish; the office's own limit begins again."""
    suggested.run(NUMBER, *TO_PUBLISH[:4])
    due = working_days_after(START, 20)
    suggested.world.today = START + timedelta(10)
    suggested.do(NUMBER, "prepare_content", content_hash=OTHER_CONTENT)
    assert suggested.owed() == {
        NUMBER: ("publication", "handler", due),
        f"{NUMBER}:2": ("step", "secrecy_reviewer", working_days_after(START + timedelta(10), 20)),
    }
    suggested.do(NUMBER, "clear", content_hash=OTHER_CONTENT)
    suggested.run(NUMBER, "pass_legality", "approve")
    assert suggested.owed() == {NUMBER: ("publication", "handler", due)}


def test_declined_after_an_approval_nothing_is_owed(suggested: Office) -> None:
    suggested.run(NUMBER, *TO_PUBLISH[:4], "return_to_preparation", "decline")
    assert suggested.owed() == {}


@pytest.mark.parametrize(
    ("before", "command", "error"),
    [
        (("prepare_content",), "clear", "本人准备过公开内容"),
        (("prepare_content", "clear"), "pass_legality", "本人准备过公开内容"),
        (("prepare_content", "clear", "pass_legality"), "approve", "本人准备过公开内容"),
    ],
)
def test_who_prepared_decides_nothing(
    suggested: Office, before: tuple[str, ...], command: str, error: str
) -> None:
    suggested.do(NUMBER, before[0], by="everything")
    suggested.run(NUMBER, *before[1:])
    with pytest.raises(GateRefused, match=error):
        suggested.do(NUMBER, command, by="everything")


def test_who_cleared_neither_approves_nor_prepares(suggested: Office) -> None:
    suggested.do(NUMBER, "prepare_content")
    suggested.do(NUMBER, "clear", by="everything")
    suggested.do(NUMBER, "pass_legality")
    with pytest.raises(GateRefused, match="本人作过保密再审"):
        suggested.do(NUMBER, "approve", by="everything")
    with pytest.raises(GateRefused, match="本人作过保密再审"):
        suggested.do(NUMBER, "prepare_content", by="everything")
    suggested.run(NUMBER, "approve", "publish")


ROLES = {
    "prepare_content": {"handler", "handler2"},
    "clear": {"secrecy", "secrecy2"},
    "pass_legality": {"legal"},
    "approve": {"office", "office2", "leader"},
    "publish": {"handler", "handler2", "clerk"},
}


def test_each_step_is_for_its_roles_only(suggested: Office) -> None:
    staff = (
        "clerk",
        "handler",
        "handler2",
        "secrecy",
        "secrecy2",
        "legal",
        "section",
        "office",
        "office2",
        "leader",
    )
    for command in TO_PUBLISH:
        for name in staff:
            if name not in ROLES[command]:
                with pytest.raises(NotPermitted):
                    suggested.do(NUMBER, command, by=name)
        suggested.do(NUMBER, command, by=sorted(ROLES[command])[0])


PERSONAL = "联系人王某某，身份证号11010519491231002X。".encode()
INTERNAL = "本件属工作秘密，未经批准不得外传。".encode()


@pytest.mark.parametrize(
    ("content", "given", "said"),
    [
        (INTERNAL, {}, "没有说明"),
        (PERSONAL, {"impact_assessment": "仅公开经办人姓名"}, "没有说明"),
        (PERSONAL, {"explanation": "经办人信息"}, "没有影响评估"),  # PI55
    ],
)
def test_what_the_screening_found_is_answered_for(
    suggested: Office, content: bytes, given: dict[str, Any], said: str
) -> None:
    content_hash = suggested.world.put_on_file(content)
    with pytest.raises(GateRefused, match=said):
        suggested.do(NUMBER, "prepare_content", content_hash=content_hash, **given)
    both = {"explanation": "已核对", "impact_assessment": "影响轻微，已征得同意"} | given
    suggested.do(NUMBER, "prepare_content", content_hash=content_hash, **both)
    assert suggested.candidate(NUMBER).explanation == both["explanation"]


@pytest.mark.parametrize("command", ["clear", "approve", "publish"])
def test_what_new_rules_find_stops_the_content_wherever_it_is(suggested: Office, command: str) -> None:
    """S35: nothing the screening asks about goes on unanswered, also when it asks late."""
    suggested.run(NUMBER, *TO_PUBLISH[: TO_PUBLISH.index(command)])
    finding = {
        "sha256": CONTENT,
        "rule": "work_secret",
        "level": "unit_head",
        "start": 0,
        "end": 3,
        "place": "",
        "text_masked": "",
        "suggestion": "核对",
    }
    suggested.world.store.write(lambda connection: connection.execute(insert(findings).values(finding)))
    with pytest.raises(GateRefused, match="筛查又有 1 类提示"):
        suggested.do(NUMBER, command)
    suggested.do(NUMBER, "return_to_preparation")
    suggested.do(NUMBER, "prepare_content", explanation="不是工作秘密，该词为标题")
    suggested.run(NUMBER, *TO_PUBLISH[1:])


@pytest.mark.parametrize("command", TO_PUBLISH[:2] + TO_PUBLISH[3:])
def test_a_classification_mark_found_late_stops_everything(suggested: Office, command: str) -> None:
    """S31s."""
    suggested.run(NUMBER, *TO_PUBLISH[: TO_PUBLISH.index(command)])
    marked = update(contents).values(level="refuse")
    suggested.world.store.write(lambda connection: connection.execute(marked))
    with pytest.raises(GateRefused, match="国家秘密标志"):
        suggested.do(NUMBER, command)


def test_only_what_is_on_file_is_prepared(suggested: Office) -> None:
    with pytest.raises(BadInput, match="没有入卷"):
        suggested.do(NUMBER, "prepare_content", content_hash="0" * 64)


def test_what_is_not_yet_formed_is_not_prepared(suggested: Office) -> None:
    with pytest.raises(GateRefused, match="晚于今天"):
        suggested.do(NUMBER, "prepare_content", formed_on="2025-06-04")
    suggested.do(NUMBER, "prepare_content", formed_on="2025-06-03")


def test_index_numbers_run_without_gaps_by_year(office: Office) -> None:
    for n, day in enumerate((date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1))):
        office.world.today = day
        office.asked(SAME[n], PEOPLE[n]).do("suggest_disclosure")
        office.run(office.numbers()[-1], *TO_PUBLISH)
    assert [entry.index_number for entry in office.entries()] == [
        "公开-2025-0001",
        "公开-2025-0002",
        "公开-2026-0001",
    ]


@pytest.mark.parametrize("steps", [("decline",), (*TO_PUBLISH, "take_down")])
def test_what_an_assessment_opens_is_taken_up_again(suggested: Office, steps: tuple[str, ...]) -> None:
    """R18: an earlier decision on the same request does not swallow it."""
    suggested.run(NUMBER, *steps)
    world, again = suggested.world, "转公开-2025-0002"
    for _ in range(2):
        world.store.write(lambda c: propose_reassessed(c, world.config, 1, "planning", world.today))
    assert suggested.numbers() == [NUMBER, again]
    assert suggested.candidate(again).follows == NUMBER
    assert [kind for kind, _, __ in suggested.owed().values()] == ["step"]


def test_a_suggestion_on_what_was_taken_down_is_examined(suggested: Office) -> None:
    """R44.2."""
    suggested.run(NUMBER, *TO_PUBLISH, "take_down")
    [number] = suggested.members(NUMBER)
    data = {"reason": "再次建议"}
    suggested.world.door.do(number, "suggest_disclosure", data, actor="clerk", on=suggested.world.today)
    assert suggested.candidate(suggested.numbers()[-1]).follows == NUMBER


def test_who_prepared_is_not_offered_what_he_may_not_give(suggested: Office) -> None:
    suggested.do(NUMBER, "prepare_content", by="everything")
    choices = suggested.desk.choices(CANDIDATE, NUMBER, actor="everything", on=START)
    assert isinstance(choices["clear"], GateRefused)
    assert suggested.desk.choices(CANDIDATE, NUMBER, actor="secrecy", on=START)["clear"] is None
