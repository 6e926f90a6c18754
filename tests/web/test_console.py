"""The console over a real database: every number opens as many rows, nothing personal, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import delete, insert, text, update

from disclosure.cases.dossier_kinds import KINDS
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import (
    applicants,
    deadlines,
    flow_runs,
    outbox,
    requests,
    supervision_orders,
)
from disclosure.web.app import console
from state_machines import REQUEST
from tests.cases.sweeping import add_cases, deadline, hire
from tests.web.serving import serving, sign_in

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NOW = datetime(2025, 3, 4, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CONFIG = load(default_directory())
SECRET = "赵不能见"


class Page(HTMLParser):
    """Links, headings, tables and landmarks of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(given["href"] or "")
        self.loads += [value for key, value in attrs if key == "src" and value]
        if tag == "link":
            self.loads.append(given["href"] or "")
        assert tag != "script" or given.get("src") == "/static/live.js"
        assert not any(name.startswith("on") or name == "style" for name in given)
        if tag == "th":
            assert given.get("scope") in {"row", "col"}


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    add_cases(store, 120)
    rows = [
        deadline(
            i,
            "reply",
            date(2025, 3, 3) + timedelta(i),
            level=(0, 0, 246, 249, 252)[i % 5],
            status="suspended" if i % 10 == 0 else "open",
            provisional=i % 7 == 0,
        )
        for i in range(1, 121)
    ]
    message = {
        "message_id": "m",
        "kind": "digest",
        "person": "li",
        "urgent": False,
        "payload": "{}",
        "created_on": NOW.date(),
        "status": "dead",
        "attempts": 6,
        "next_try_at": NOW.isoformat(timespec="seconds"),
        "last_error": "ConnectionRefusedError",
    }
    person = {"request_id": 1, "ordinal": 0, "role": "applicant", "kind": "natural", "name": SECRET}

    order = {
        "number": "督办-2025-0001",
        "unit": "planning",
        "state": "opened",
        "opened_on": NOW.date(),
        "version": 0,
        "head": bytes(32),
        "deadline_id": 1,
        "due": date(2025, 3, 4),
        "topic": "reply",
        "subject": "2025-00001",
        "level": 252,
        "answers": 1,
    }
    hire(store, ("li", "handler", "planning"), ("yun", "operations", "*"))

    def fill(connection: Any) -> None:
        connection.execute(insert(deadlines), rows)
        connection.execute(insert(supervision_orders), order)
        connection.execute(insert(outbox), message)
        connection.execute(insert(applicants), person)
        done = update(requests).where(requests.c.id > 110)
        connection.execute(done.values(phase="closed", state="archived", closed_on=NOW.date()))

    store.write(fill)
    with serving(console(store, CONFIG, lambda: NOW)) as client:
        sign_in(client, store, "yun", NOW)
        yield client


def all_rows(client: httpx.Client, path: str) -> int:
    """Follows 下一页 to the end and counts the rows on the way."""
    total = 0
    while path:
        text = client.get(path).text
        total += text.count('<th scope="row">')
        following = [link for link in Page(text).links if "after=" in link]
        path = following[0] if following else ""
    return total


def test_every_number_opens_as_many_rows(client: httpx.Client) -> None:
    home = client.get("/").text
    tiles = re.findall(r'<a href="(/[^"]+)"><b>(\d+)</b>', home)
    assert len(tiles) == 2 + 4 + 2 + len(REQUEST.phases) + 2 + len(KINDS) - 1  # candidates stand in the two
    for path, number in tiles:
        assert all_rows(client, path.replace("&amp;", "&")) == int(number), path
    counted = {path: int(number) for path, number in tiles}
    assert counted["/cases?phase=review"] == 110
    assert counted["/cases?phase=closed"] == 10
    assert counted["/deadlines?which=suspended"] == 12
    assert counted["/dossiers/supervision"] == 1
    # open: 108; i % 5 = 2 is 5 days before (yellow), 3 is 2 days (red), 4 is 1 day after (overdue); tens are suspended
    assert counted["/deadlines?which=colour&amp;colour=yellow"] == 24
    assert counted["/deadlines?which=colour&amp;colour=red"] == 24
    assert counted["/deadlines?which=colour&amp;colour=overdue"] == 24
    assert counted["/deadlines?which=colour&amp;colour=none"] == 36


def test_every_page_is_plain_strict_and_names_nobody(client: httpx.Client) -> None:
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = ahead.pop()
        # These rows have no history (see test_casefile), and a file is no page.
        if path in seen or path.startswith(("#", "/cases/")) or "/file." in path:
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        page = Page(answer.text)
        assert {"header", "main", "h1", "footer"} <= set(page.tags)
        assert page.tags.count("caption") == page.tags.count("table")
        assert page.loads == ["/static/console.css"] + ["/static/live.js"] * (path == "/")
        assert all(link.startswith(("/", "#")) for link in page.links)
        assert SECRET not in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        ahead += page.links
    assert len(seen) > 15


def test_a_flow_that_should_have_run_is_called_late(client: httpx.Client, store: Store) -> None:
    # Cron 02:30 daily; it is 09:30 on 4 March, so a good run of 3 March is one run behind.
    def ran(at: str, ok: bool) -> None:
        row = {
            "flow": "integrity",
            "business_day": date.fromisoformat(at[:10]),
            "started_at": at,
            "finished_at": at,
            "ok": ok,
            "summary": "全部相符",
        }
        store.write(lambda connection: connection.execute(insert(flow_runs), row))

    def late() -> bool:
        line = re.search(r"flow=integrity.*?</tr>", client.get("/").text, re.DOTALL)
        assert line is not None
        return "应运行而未成功" in line[0]

    assert late()
    ran("2025-03-03T02:30:05+08:00", True)
    assert late()
    ran("2025-03-04T02:30:05+08:00", False)
    assert late()
    ran("2025-03-04T02:40:05+08:00", True)
    assert not late()
    assert "02:40" in client.get("/").text


def test_what_a_flow_owes_is_read_from_the_database(client: httpx.Client) -> None:
    """All 120 deadlines of the book were to climb before today, and no sweep has come."""
    line = re.search(r"flow=deadline_sweep.*?</tr>", client.get("/").text, re.DOTALL)
    assert line is not None
    assert '<td class="n">120</td>' in line[0]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/cases?phase=1",
        "/cases?colour=red",
        "/cases?phase=review&after=1%27--",
        "/deadlines?colour=pink",
        "/deadlines?after=2025-02-30.1",
        "/dossiers/nothing",
        "/outbox?status=sent",
        "/runs?flow=x",
    ],
)
def test_a_wrong_address_is_answered_in_chinese(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"ok": True, "history": 0, "config": CONFIG.version}


def test_nothing_can_be_written_here(client: httpx.Client) -> None:
    for path in ("/", "/cases?phase=review", "/healthz"):
        assert client.post(path).status_code == 405


def test_a_fault_of_ours_is_a_chinese_page_with_the_strict_headers(
    client: httpx.Client, store: Store
) -> None:
    row = {
        "flow": "integrity",
        "business_day": NOW.date(),
        "started_at": SECRET,  # no instant: the page cannot be made
        "finished_at": None,
        "ok": True,
        "summary": "",
    }
    store.write(lambda connection: connection.execute(insert(flow_runs), row))
    answer = client.get("/")
    assert answer.status_code == 500
    assert "程序出错" in answer.text
    assert 'lang="zh-CN"' in answer.text
    assert SECRET not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


def test_health_tells_a_program_that_the_database_is_gone(client: httpx.Client, store: Store) -> None:
    store.write(lambda connection: connection.execute(text("ALTER TABLE chain RENAME TO chain_away")))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["ok"] is False
    assert answer.json()["error"]["code"] == "ENVIRONMENT_FAILED"
    assert "Content-Security-Policy" in answer.headers


def test_where_the_calendar_ends_the_days_left_are_a_dash(client: httpx.Client, store: Store) -> None:
    beyond = update(deadlines).where(deadlines.c.id == 1).values(due=date(2999, 1, 1))
    store.write(lambda connection: connection.execute(beyond))
    store.write(lambda connection: connection.execute(delete(deadlines).where(deadlines.c.id > 1)))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "<td>2999-01-01" in answer.text
    assert '<td class="n">—</td>' in answer.text


def test_a_dead_message_names_its_person_its_reason_and_the_way_out(client: httpx.Client) -> None:
    page = client.get("/outbox?status=dead").text
    assert "<td>通知摘要</td><td>li</td>" in page
    assert "ConnectionRefusedError" in page
    assert "disclosure outbox resend" in page


def test_a_message_leads_to_a_page_about_its_matter(client: httpx.Client) -> None:
    order = client.get("/dossiers/supervision/督办-2025-0001").text
    assert "所涉事项 2025-00001 答复，2025-03-04 到期" in order
    assert "尚未办理" in order
