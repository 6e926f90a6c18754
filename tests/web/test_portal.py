"""The portal without an account: guidance, the catalogue, strict plain pages (R12, R24, R29, R44)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.cases.demanding import OTHER_YEAR, PEOPLE, SAME, TO_PUBLISH, Office
from tests.web.desk import WebOffice
from tests.web.portal import form_for
from tests.web.test_console import Page

pytestmark = pytest.mark.check

TITLE = "柳树湾村2024年土地征收补偿安置方案"
ENTRY = f"/portal/catalogue/{quote('公开-2025-0001')}"


@pytest.fixture
def published(office: WebOffice) -> WebOffice:
    """One entry of the catalogue, once asked for."""
    desk = Office(office.world)
    desk.asked(SAME[0], PEOPLE[0]).do("suggest_disclosure")
    desk.run("转公开-2025-0001", *TO_PUBLISH)
    return office


@pytest.fixture
def client(published: WebOffice) -> Iterator[httpx.Client]:
    with published.stranger() as client:
        yield client


@pytest.mark.parametrize("path", ["/portal", "/portal/catalogue", ENTRY, "/portal/apply", "/portal/follow"])
def test_every_page_is_plain_and_strict(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    page = Page(answer.text)  # refuses scripts, inline style and handlers
    assert {"header", "main", "h1", "footer", "nav"} <= set(page.tags)
    assert page.loads == ["/static/console.css"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert answer.headers["Cache-Control"] == "no-store"
    for staff in ("/todo", "/cases", "/signin", "/candidates", "/register", "转公开-"):
        assert staff not in answer.text


def test_what_an_application_must_say(client: httpx.Client) -> None:
    """R29.2, R31.3, R33.2."""
    text = client.get("/portal").text
    for said in (
        "身份证明",
        "联系方式",
        "便于查询的特征",
        "怎样获取",
        "双方确认之日",
        "20 个工作日",
        "条例第29条",
    ):
        assert said in text


def test_what_was_often_asked_is_offered_before_filing(client: httpx.Client) -> None:
    """R44.1."""
    assert TITLE in client.get("/portal").text
    assert TITLE in client.get("/portal/catalogue?q=没有这样的词").text


@pytest.mark.parametrize(
    ("words", "there"),
    [
        (TITLE, True),
        ("柳树", True),  # two characters
        ("征收 2024", True),
        ("安置方式", True),  # in the summary
        ("石桥", False),
        ("%", False),
        ("_", False),
        ("' OR 1=1 --", False),
        ("\0", True),  # nothing is left of it, so nothing is asked
    ],
)
def test_the_catalogue_is_searched(client: httpx.Client, words: str, there: bool) -> None:
    answer = client.get("/portal/catalogue", params={"q": words})
    assert answer.status_code == 200
    assert ("没有找到" not in answer.text) == there


def test_html_in_a_search_is_text(client: httpx.Client) -> None:
    text = client.get("/portal/catalogue", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_an_entry_says_where_it_can_be_read(client: httpx.Client) -> None:
    """R12."""
    text = client.get(ENTRY).text
    for said in (TITLE, "补偿标准、安置方式和社会保障", "2024-05-06", "公开-2025-0001", "政府网站"):
        assert said in text
    assert '<a href="https://www.example.gov.cn/zwgk/1.html" rel="noreferrer external">' in text
    assert "虚构" not in text


def test_an_entry_taken_down_is_gone(published: WebOffice, client: httpx.Client) -> None:
    Office(published.world).run("转公开-2025-0001", "check", "take_down")
    assert client.get(ENTRY).status_code == 404
    assert TITLE not in client.get("/portal/catalogue").text
    assert TITLE not in client.post("/portal/apply", data={"content": SAME[1], "look": "1"}).text


def test_what_answers_a_wish_is_offered_before_the_form(client: httpx.Client) -> None:
    text = client.post("/portal/apply", data={"content": SAME[1], "look": "1"}).text
    assert "这些已经公开，可以直接查看" in text
    assert TITLE in text
    assert "就是这一项" in text
    assert form_for(client, SAME[1])["content"] == SAME[1]  # and the form stands below with what was typed


def test_another_year_is_not_the_same(client: httpx.Client) -> None:
    assert "就是这一项" not in client.post("/portal/apply", data={"content": OTHER_YEAR, "look": "1"}).text


@pytest.mark.parametrize(
    "path",
    [
        "/portal/nothing",
        "/portal/catalogue/x",
        "/portal/catalogue?after=-1",
        "/portal/progress/files/x",
        "/portal/%00",
    ],
)
def test_a_wrong_address_is_answered_in_chinese(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert 'href="/portal"' in answer.text
    assert "/todo" not in answer.text


def test_who_is_signed_in_sees_no_staff_menu_here(published: WebOffice) -> None:
    with published.at("clerk") as desk:
        assert "/signout" not in desk.page("/portal")
