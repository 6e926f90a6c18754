"""Coming in: wrong passwords, the lock, the end of a session, forms of others, addresses of others."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from disclosure.cases import accounts
from disclosure.cases.accounts import change_password, session_of, set_password, sign_in, sign_out
from disclosure.cases.now import ZONE
from disclosure.errors import BadInput, NotPermitted
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import credentials, sessions, sign_in_failures, users
from disclosure.web.kept import labelled
from disclosure.web.signin import local
from tests.cases.sweeping import hire
from tests.cases.world import World
from tests.web.desk import Forms, WebOffice, opened
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.check

NOON = datetime(2025, 6, 3, 12, tzinfo=ZONE)


@pytest.fixture
def one(store: Store) -> Store:
    hire(store, ("li", "handler", "planning"), ("wang", "handler", "planning"))
    set_password(store, "li", PASSWORD, RULES, NOON, by="root")
    return store


def enter(store: Store, user: str = "li", password: str = PASSWORD, minutes: float = 0) -> str:
    return sign_in(store, user, password, RULES, NOON + timedelta(minutes=minutes))


def alive(store: Store, token: str, minutes: float) -> bool:
    return session_of(store, token, RULES, NOON + timedelta(minutes=minutes)) is not None


def test_the_cost_of_a_guess_is_that_of_rfc_9106() -> None:
    """Second recommended option: argon2id, 3 passes over 64 MiB in 4 lanes."""
    hashed = PasswordHasher().hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_neither_password_nor_token_is_in_the_database(one: Store) -> None:
    token = enter(one)
    with one.read() as connection:
        kept = [*connection.execute(select(credentials)), *connection.execute(select(sessions))]
    assert PASSWORD not in repr(kept)
    assert token not in repr(kept)
    assert "$argon2id$" in repr(kept)


@pytest.mark.parametrize("who", [("li", "wrong words here"), ("nobody", PASSWORD), ("wang", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_the_same(one: Store, who: tuple[str, str]) -> None:
    with pytest.raises(NotPermitted) as refused:
        enter(one, *who)
    assert refused.value.why == "用户名或密码不对"


def test_five_wrong_passwords_lock_for_fifteen_minutes(one: Store) -> None:
    for _ in range(RULES.attempts):
        with pytest.raises(NotPermitted, match="没有登录"):
            enter(one, password="wrong words here")
    for minutes in (0, 14.9):
        with pytest.raises(NotPermitted) as refused:
            enter(one, minutes=minutes)
        assert "锁定" in refused.value.why
    enter(one, minutes=15)


@pytest.mark.parametrize("name", ["li", "nobody", "wang", "", "a" * 5_000])
def test_every_name_locks_alike_whoever_has_it(one: Store, name: str) -> None:
    """What is told, and what a guess costs, are no help to whoever looks for names."""
    said = []
    for _ in range(RULES.attempts + 2):
        with pytest.raises(NotPermitted) as refused:
            enter(one, name, "wrong words here")
        said.append(refused.value.why)
    assert said == ["用户名或密码不对"] * RULES.attempts + ["连续输错密码，这个用户名暂时锁定"] * 2
    with pytest.raises(NotPermitted, match="锁定"):
        enter(one, name, PASSWORD)
    with pytest.raises(NotPermitted, match="不对"):
        enter(one, "other", PASSWORD)
    with one.read() as connection:
        kept = connection.execute(select(sign_in_failures)).all()
    assert not any(word in repr(kept) for word in ("nobody", "wang", "other"))


def test_a_locked_name_costs_no_hashing(one: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(RULES.attempts):
        with pytest.raises(NotPermitted):
            enter(one, "nobody", "wrong words here")
    monkeypatch.setattr(accounts, "_verified", lambda *_: pytest.fail("hashed"))
    with pytest.raises(NotPermitted, match="锁定"):
        enter(one, "nobody")
    with pytest.raises(pytest.fail.Exception):
        enter(one, "somebody")


def test_a_new_password_takes_the_lock_off(one: Store) -> None:
    for _ in range(RULES.attempts):
        with pytest.raises(NotPermitted):
            enter(one, password="wrong words here")
    with pytest.raises(NotPermitted, match="锁定"):
        change_password(one, "li", PASSWORD, "five other unlikely words", RULES, NOON)
    set_password(one, "li", PASSWORD, RULES, NOON, by="root")
    enter(one)


def test_wrong_passwords_of_yesterday_are_forgotten(one: Store) -> None:
    for minutes in (0, 1, 2, 3, 24 * 60 + 3):
        with pytest.raises(NotPermitted):
            enter(one, "nobody", minutes=minutes)
    enter(one, password=PASSWORD)
    with one.read() as connection:
        (row,) = connection.execute(select(sign_in_failures)).all()
    assert (row.failures, row.locked_until) == (1, None)


def test_an_address_may_try_so_often_in_an_hour(store: Store, config: Config) -> None:
    """Right passwords count too: it is the hashing that costs."""
    most = 12
    service = config.files["service.yaml"].replace("tries_per_address: 300", f"tries_per_address: {most}")
    world = World(store, Config.of_snapshot({**config.files, "service.yaml": service}))
    world.hire({"clerk": [("intake_clerk", "*")]})
    with opened(world) as office, office.stranger() as client:
        for n in range(most):
            typed = {"user": f"name{n}", "password": "wrong words here"}
            assert client.post("/signin", data=typed).status_code == 403
        set_password(office.world.store, "clerk", PASSWORD, RULES, office.now(), by="root")
        stopped = client.post("/signin", data={"user": "clerk", "password": PASSWORD, "to": "/cases"})
        assert stopped.status_code == 429
        assert "您所在的网络地址一小时内登录的次数已满。10:30 以后再试" in stopped.text
        assert Forms(stopped.text).forms[-1].fields["user"] == "clerk"
        client.headers["X-Forwarded-For"] = "203.0.113.7"
        again = client.post("/signin", data={"user": "clerk", "password": PASSWORD, "to": "/cases"})
        assert again.status_code == 303


def test_a_right_password_starts_the_count_anew(one: Store) -> None:
    for _ in range(3):
        for _ in range(RULES.attempts - 1):
            with pytest.raises(NotPermitted):
                enter(one, password="wrong words here")
        enter(one)


def test_a_session_ends_after_half_an_hour_without_a_page(one: Store) -> None:
    token = enter(one)
    assert alive(one, token, 30)
    assert alive(one, token, 60)
    assert not alive(one, token, 90.1)
    assert not alive(one, token, 60)


def test_a_session_ends_after_twelve_hours_however_busy(one: Store) -> None:
    token = enter(one)
    assert all(alive(one, token, minutes) for minutes in range(0, 12 * 60 + 1, 20))
    assert not alive(one, token, 12 * 60 + 1)


def test_a_new_password_and_signing_out_end_sessions(one: Store) -> None:
    first, second = enter(one), enter(one)
    sign_out(one, first)
    assert not alive(one, first, 0)
    assert alive(one, second, 0)
    change_password(one, "li", PASSWORD, "five other unlikely words", RULES, NOON)
    assert not alive(one, second, 0)
    with pytest.raises(NotPermitted):
        change_password(one, "li", PASSWORD, "six more words of mine", RULES, NOON)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven chars"[:11], "12 至"),
        ("aaaaaaaaaaaaaa", "太少"),
        ("Li li LI, li li li", "用户名"),
        ("很长的口令也可以的呀真的可以", None),
    ],
)
def test_rules_of_passwords(one: Store, password: str, why: str | None) -> None:
    if why is None:
        set_password(one, "li", password, RULES, NOON, by="root")
        return
    with pytest.raises(BadInput) as refused:
        set_password(one, "li", password, RULES, NOON, by="root")
    assert why in refused.value.why


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/a\nb"],
)
def test_signing_in_leads_nowhere_else(to: str) -> None:
    assert local(to) == "/"
    assert local("/cases/2025-00001?a=b") == "/cases/2025-00001?a=b"


def test_a_page_asks_to_sign_in_and_leads_back(office: WebOffice) -> None:
    with office.stranger() as client:
        answer = client.get("/cases?phase=review")
        assert (answer.status_code, answer.headers["location"]) == (303, "/signin?to=/cases%3Fphase%3Dreview")
        client.cookies.set("disclosure_session", "forged")
        assert client.get("/cases").status_code == 303
    with office.at("clerk") as desk:
        assert "clerk" in desk.page("/")
        cookie = next(iter(desk.client.cookies.jar))
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "strict"


def test_a_form_of_another_session_is_refused(office: WebOffice) -> None:
    case = office.world.walk("received")
    with office.at("clerk") as desk:
        form = desk.form(f"/cases/{case.number}/do/register")
        for csrf in ("", "0" * 64):
            answer = desk.send(form, csrf=csrf)
            assert answer.status_code == 403
            assert "不是从您现在登录的页面提交的" in answer.text
    assert case.state == "received"


def test_what_was_typed_survives_the_end_of_the_session(office: WebOffice) -> None:
    case = office.world.walk("received")
    words = "电话告知了办理时限 <b>&\"'"
    with office.at("clerk") as desk:
        form = desk.form(f"/cases/{case.number}/do/note_contact")
        desk.client.cookies.clear()
        stopped = desk.send(form, text=words)
        assert stopped.status_code == 401
        assert len(case.facts.ticks) == 1
        again = Forms(stopped.text).forms[-1]
        resumed = desk.send(again, user="clerk", password=PASSWORD)
        assert resumed.status_code == 200
        assert ">沟通内容</label>" in resumed.text
        assert ">发生之日</label>" in resumed.text
        assert desk.send(Forms(resumed.text).forms[-1]).status_code == 303
        assert "电话告知了办理时限 &lt;b&gt;&amp;&#34;&#39;" in desk.page(f"/cases/{case.number}")


LABELS = [
    ("/register", "applicants.1.phone", "第 2 名申请人的电话"),
    ("/register", "agent.name", "代理人的姓名或名称"),
    ("/register", "content", "申请内容"),
    ("/cases/2025-00001/do/restrict", "readers", "另列的知悉人员"),
    ("/dossiers/supervision/督办-2025-0001/do/close", "on", "发生之日"),
    ("/dossiers/supervision/督办-2025-0001/do/close", "opinion", "意见"),
    ("/dossiers/candidate/转公开-2025-0001/do/approve", "opinion", "意见"),
    ("/cases/2025-00001/attach", "title", "它就是拟公开的内容，名称为"),
    ("/cases/2025-00001/letter?for=draft", "delivery", "送达方式"),
    ("/cases/2025-00001/letter?for=draft", "facts.route", "获取信息的方式和途径"),
    ("/config/drafts/1/edit", "s.reply.0", "s.reply.0"),
]


@pytest.mark.parametrize(("to", "name", "label"), LABELS)
def test_what_waits_is_labelled_as_it_was_typed(to: str, name: str, label: str) -> None:
    assert labelled([name], to) == {name: label}


def test_proofs_and_buttons_are_not_read() -> None:
    assert labelled(["key", "version", "more", "look", "text"], "/cases/2025-00001/do/note_contact") == {
        "text": "沟通内容"
    }


def test_files_can_be_chosen_again_after_the_end_of_the_session(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        form = desk.form(f"/cases/{case.number}/attach")
        desk.client.cookies.clear()
        stopped = desk.send(form, {"file": ("说明.txt", b"a")}, title="说明")
        again = desk.send(Forms(stopped.text).forms[-1], user="handler", password="wrong")
        resumed = desk.send(Forms(again.text).forms[-1], user="handler", password=PASSWORD)
        assert '<input id="f-file" name="file" type="file"' in resumed.text
        form = Forms(resumed.text).forms[-1]
        assert form.fields["title"] == "说明"
        assert desk.send(form, {"file": ("说明.txt", b"a")}, title="").status_code == 303
    assert case.history[-1].command == "attach"


def test_a_user_put_out_of_service_is_out_at_once(office: WebOffice) -> None:
    with office.at("clerk") as desk:
        out = update(users).where(users.c.name == "clerk").values(active=False)
        office.world.store.write(lambda connection: connection.execute(out))
        assert desk.client.get("/").status_code == 303


def test_headers_are_strict_everywhere(office: WebOffice) -> None:
    with office.stranger() as client:
        for path in ("/signin", "/nowhere", "/static/console.css"):
            answer: httpx.Response = client.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert policy.startswith("default-src 'none'")
            assert answer.headers["X-Frame-Options"] == "DENY"
