"""转主动公开 on the console: every number opens its rows, no applicant, no title before its approval."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import pytest

from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.web.app import console
from tests.cases.demanding import PEOPLE, SAME, TO_PUBLISH, Office
from tests.cases.sweeping import hire
from tests.cases.world import STAFF, World
from tests.web.serving import serving, sign_in
from tests.web.test_console import Page

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

CONFIG = load(default_directory())
NOW = datetime(2025, 6, 4, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TITLE = "柳树湾村2024年土地征收补偿安置方案"
FIRST, SECOND = "转公开-2025-0001", "转公开-2025-0002"


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    world = World(store, CONFIG)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    office = Office(world)
    for n in range(2):
        office.asked(SAME[n], PEOPLE[n]).do("suggest_disclosure")
    office.run(FIRST, *TO_PUBLISH)
    office.run(SECOND, *TO_PUBLISH[:2])
    hire(store, ("yun", "operations", "*"))
    with serving(console(store, CONFIG, lambda: NOW)) as client:
        sign_in(client, store, "yun", NOW)
        yield client


def test_every_number_opens_its_rows(client: httpx.Client) -> None:
    tiles = dict(re.findall(r'<a href="(/candidates|/catalogue)"><b>(\d+)</b>', client.get("/").text))
    assert tiles == {"/candidates": "1", "/catalogue": "1"}
    for path, number in tiles.items():
        assert client.get(path).text.count('<th scope="row">') == int(number)


def test_where_a_candidate_stands_and_whose_turn_it_is(client: httpx.Client) -> None:
    text = client.get("/candidates").text
    assert SECOND in text
    assert FIRST not in text
    for said in ("法制审核", "申请人建议", "2025-00002", "2025-07-01"):
        assert said in text
    assert TITLE not in text


def test_one_candidate_with_its_steps(client: httpx.Client) -> None:
    first = client.get(f"/candidates/{quote(FIRST)}").text
    assert first.count("<li><p><b>") == len(TO_PUBLISH)
    assert TITLE in first
    second = client.get(f"/candidates/{quote(SECOND)}").text
    assert "保密再审通过" in second
    assert TITLE not in second


def test_the_catalogue_has_what_the_law_asks_for(client: httpx.Client) -> None:
    """R12."""
    text = client.get("/catalogue").text
    for said in (
        "公开-2025-0001",
        TITLE,
        "补偿标准、安置方式和社会保障",
        "2024-05-06",
        "政府网站",
        "面向社会",
        FIRST,
    ):
        assert said in text


def test_the_pages_are_plain_and_name_nobody(client: httpx.Client) -> None:
    for path in ("/candidates", "/catalogue", f"/candidates/{quote(SECOND)}"):
        answer = client.get(path)
        assert answer.status_code == 200
        page = Page(answer.text)
        assert "h1" in page.tags
        assert page.loads == ["/static/console.css"]
        assert "虚构" not in answer.text


@pytest.mark.parametrize("path", ["/candidates/x", "/candidates?after=-1", "/catalogue?after=x"])
def test_a_wrong_address_is_answered_in_chinese(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
