"""Users and roles, the audit, messages sent again."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import insert, select

from disclosure.store.tables import outbox
from tests.web.desk import Desk, Forms, WebOffice

pytestmark = pytest.mark.check


@pytest.fixture
def office(office: WebOffice) -> WebOffice:
    office.world.hire({"root": [("administrator", "*")], "root2": [("administrator", "*")]})
    return office


def change(desk: Desk, act: str, **given: str) -> str:
    form = desk.form("/users")
    answer = desk.send(form, **({"act": act} | given))
    assert answer.status_code in (200, 303, 400), answer.text
    return desk.page("/users") if answer.status_code == 303 else answer.text


def test_a_new_colleague_gets_a_role_a_password_and_comes_in(office: WebOffice) -> None:
    with office.at("root") as desk:
        assert "zhao</th>" in change(desk, "appoint", name="zhao", role="handler", unit="planning")
        shown = change(desk, "password", name="zhao")
        password = re.search(r"<code>([^<]+)</code>", shown)
        assert password is not None
        assert password[1] not in desk.page("/users")
    with office.stranger() as client:
        entered = client.post("/signin", data={"user": "zhao", "password": password[1], "to": "/todo"})
        assert (entered.status_code, entered.headers["location"]) == (303, "/todo")
        with office.at("root2") as desk:
            change(desk, "dismiss", name="zhao")
        assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    ("act", "given", "told"),
    [
        ("appoint", {"name": "zhao", "role": "king", "unit": "planning"}, "没有角色"),
        ("appoint", {"name": "zhao", "role": "handler", "unit": "nowhere"}, "没有科室"),
        ("appoint", {"name": "system", "role": "handler", "unit": "planning"}, "程序自己的名称"),
        ("appoint", {"name": "a\x07b", "role": "handler", "unit": "planning"}, "可见字符"),
        ("revoke", {"name": "root", "role": "administrator", "unit": "*"}, "不能撤销自己的岗位"),
        ("appoint", {"name": "root", "role": "leader", "unit": "*"}, "不能给自己增加岗位"),
        ("revoke", {"name": "clerk", "role": "leader", "unit": "*"}, "没有这个角色"),
        ("dismiss", {"name": "root"}, "不能停用自己"),
        ("dismiss", {"name": "nobody at all"}, "没有用户"),
        ("password", {"name": "nobody at all"}, "没有用户"),
    ],
)
def test_refused_with_the_reason(office: WebOffice, act: str, given: dict[str, str], told: str) -> None:
    with office.at("root") as desk:
        assert told in change(desk, act, **given)


def test_a_revoked_role_is_gone_at_the_next_page(office: WebOffice) -> None:
    case = office.world.walk("received")
    with office.at("clerk") as clerk, office.at("root") as desk:
        assert "/do/register" in clerk.page(f"/cases/{case.number}")
        change(desk, "revoke", name="clerk", role="intake_clerk", unit="*")
        assert clerk.client.get(f"/cases/{case.number}").status_code == 403


def test_only_administrators_see_users_and_only_auditors_the_record(office: WebOffice) -> None:
    for name, users, audit in (("clerk", 403, 403), ("office", 403, 200), ("root", 200, 200)):
        with office.at(name) as desk:
            assert desk.client.get("/users").status_code == users
            assert desk.client.get("/audit").status_code == audit
            assert desk.client.get("/audit/sightings").status_code == audit
            assert desk.client.get("/audit/staff").status_code == audit
    with office.at("clerk") as desk:
        form = Forms(desk.page("/")).forms[0]
        form.action = "/users"
        assert desk.send(form, act="appoint", name="clerk", role="leader", unit="*").status_code == 403


def test_who_appointed_and_revoked_whom(office: WebOffice) -> None:
    with office.at("root") as desk:
        change(desk, "appoint", name="zhao", role="handler", unit="planning")
        change(desk, "password", name="zhao")
    with office.at("root2") as desk:
        change(desk, "revoke", name="zhao", role="handler", unit="planning")
        change(desk, "dismiss", name="zhao")
        page = desk.page("/audit/staff")
    rows = re.findall(r"<td>[^<]*</td><td>(\w+)</td><td>(\w+)</td><td>zhao</td><td>([^<]*)</td>", page)
    assert rows == [
        ("root2", "停用", "—"),
        ("root2", "撤销岗位", "承办（规划管理科）"),
        ("root", "设置密码", "—"),
        ("root", "增加岗位", "承办（规划管理科）"),
        ("root", "列为用户", "—"),
    ]


def test_the_record_by_user_and_day(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        desk.page(f"/cases/{case.number}/persons")
    with office.at("office") as desk:
        assert desk.page("/audit").count('<tr><th scope="row"') == 3
        assert desk.page("/audit?user=clerk").count('<tr><th scope="row"') == 2
        assert desk.page("/audit?user=clerk&day=2025-06-02").count('<tr><th scope="row"') == 0
        assert desk.client.get("/audit?day=yesterday").status_code == 404
        assert f'handler</td><td><a href="/cases/{case.number}"' in desk.page("/audit/sightings")


def test_a_dead_message_is_sent_again(office: WebOffice) -> None:
    now = office.now()
    row = {"message_id": "m1", "kind": "digest", "person": "clerk", "urgent": False, "payload": "{}",
           "created_on": now.date(), "status": "dead", "attempts": 6, "last_error": "TimeoutError",
           "next_try_at": now.isoformat(timespec="seconds")}  # fmt: skip
    office.world.store.write(lambda connection: connection.execute(insert(outbox), row))
    with office.at("clerk") as desk:
        assert desk.client.get("/outbox?status=dead").status_code == 403
    with office.at("watch") as desk:
        assert desk.send(desk.form("/outbox?status=dead")).status_code == 303
    with office.world.store.read() as connection:
        assert connection.scalar(select(outbox.c.status)) == "pending"


def test_a_view_is_kept_replaced_used_and_removed(office: WebOffice) -> None:
    office.world.walk("searching")
    office.world.walk("received")
    with office.at("clerk") as desk:
        for state in ("received", "searching"):
            form = desk.form(f"/cases?state={state}&words=改造")
            assert desk.send(form, name="改造&正在查").status_code == 303
        page = desk.page("/cases")
        assert page.count("改造&amp;正在查</a>") == 1
        link = re.search(r'<a href="(/cases\?[^"]+)">改造', page)
        assert link is not None
        assert "共 1 件" in desk.page(html.unescape(link[1]))
        bad = desk.form("/cases?state=received")
        assert desk.send(bad, name="x", colour="red").status_code == 400
        assert desk.send(bad, name=" ").status_code == 400
        with office.at("handler") as other:
            assert "改造&amp;正在查" not in other.page("/cases")
        remove = Forms(page).forms[2]
        assert desk.send(remove).status_code == 303
        assert "改造&amp;正在查" not in desk.page("/cases")
