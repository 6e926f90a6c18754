"""公开目录 (R12): searched, offered to whoever asks for what is public, and held against the steps that made it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from disclosure.cases.catalogue import Offering, differences, entries, offers
from disclosure.store.tables import catalogue
from tests.cases.demanding import OTHER_VILLAGE, OTHER_YEAR, PEOPLE, SAME, TO_PUBLISH, Office
from tests.cases.world import World

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NUMBER = "转公开-2025-0001"
TITLE = "柳树湾村2024年土地征收补偿安置方案"


@pytest.fixture
def office(world: World) -> Office:
    """Three people asked, and it was published."""
    made = Office(world)
    made.repeated(3)
    made.convert()
    made.run(NUMBER, *TO_PUBLISH)
    return made


def offered(office: Office, text: str) -> list[tuple[str, bool]]:
    with office.world.store.read() as connection:
        return [
            (offer.entry.index_number, offer.same_information)
            for offer in offers(connection, office.world.config, text, 5)
        ]


@pytest.mark.parametrize("text", [SAME[3], "想看看柳树湾村2024年征地的补偿安置方案，村里一直没贴出来"])
def test_the_published_item_is_offered_to_whoever_asks_for_it(office: Office, text: str) -> None:
    assert offered(office, text) == [("公开-2025-0001", True)]


@pytest.mark.parametrize("text", [OTHER_YEAR, OTHER_VILLAGE, "申请公开市第三中学2022年校服采购合同"])
def test_other_information_is_not_taken_for_it(office: Office, text: str) -> None:
    assert ("公开-2025-0001", True) not in offered(office, text)


def test_what_was_taken_down_is_not_offered(office: Office) -> None:
    office.do(NUMBER, "take_down")
    assert offered(office, SAME[3]) == []


def test_why_comes_from_what_is_public_and_what_was_typed(office: Office) -> None:
    with office.world.store.read() as connection:
        offering = Offering(connection, office.world.config)
    (offer,) = offering.offers(SAME[3], 5)
    assert "柳树湾村" in offer.why
    assert "年份 2024" in offer.why
    assert "虚构" not in str(offer)
    assert "2025-0000" not in str(offer)  # no number of a request


def test_an_entry_that_came_another_way_is_offered_by_its_name(office: Office) -> None:
    cells: dict[str, Any] = {
        "index_number": "公开-2025-0002",
        "title": "石桥村2024年土地征收补偿安置方案",
        "summary": "补偿标准",
        "formed_on": date(2024, 1, 2),
        "manner": "gazette",
        "scope": "面向社会",
        "place": "市政府公报2024年第1期",
        "content_hash": "0" * 64,
        "published_on": date(2024, 1, 5),
        "measured_last": False,
    }
    office.world.store.write(lambda connection: connection.execute(insert(catalogue).values(cells)))
    assert offered(office, OTHER_VILLAGE)[0] == ("公开-2025-0002", True)
    assert different(office) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 1), ("柳树湾", 1), ("柳树湾 社会保障", 1), ("石桥", 0), ("柳树湾 石桥", 0), ("%", 0), ("_", 0)],
)
def test_words_are_searched_as_they_are(office: Office, words: str, found: int) -> None:
    with office.world.store.read() as connection:
        assert len(entries(connection, words=words)) == found


def test_what_was_taken_down_is_listed_when_asked_for(office: Office) -> None:
    office.do(NUMBER, "take_down")
    with office.world.store.read() as connection:
        assert entries(connection) == []
        (entry,) = entries(connection, everything=True)
    assert entry.taken_down_on == office.world.today


def different(office: Office) -> list[str]:
    with office.world.store.read() as connection:
        return list(differences(connection))


def test_an_entry_is_what_its_candidate_published(office: Office) -> None:
    assert different(office) == []
    office.do(NUMBER, "check")
    office.do(NUMBER, "take_down")
    assert different(office) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (update(catalogue).values(content_hash="0" * 64), "content_hash"),
        (update(catalogue).values(title="别的"), "title"),
        (update(catalogue).values(place="http://elsewhere"), "place"),
        (update(catalogue).values(published_on=date(2025, 1, 2)), "published_on"),
        (update(catalogue).values(taken_down_on=date(2025, 7, 2)), "taken_down_on"),
        (delete(catalogue), "目录中没有"),
    ],
)
def test_whatever_is_changed_behind_the_desk_is_found(office: Office, change: Any, said: str) -> None:
    office.world.store.write(lambda connection: connection.execute(change))
    (what,) = different(office)
    assert said in what


def test_an_entry_nobody_published_is_found(office: Office) -> None:
    office.asked(OTHER_YEAR, PEOPLE[7]).do("suggest_disclosure")
    other = office.candidate("转公开-2025-0002").id
    move = update(catalogue).values(candidate_id=other)
    office.world.store.write(lambda connection: connection.execute(move))
    assert different(office) == ["公开-2025-0001：没有公开这一步", f"{NUMBER}：已公开，目录中没有"]
