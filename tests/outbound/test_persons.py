"""Mail and webhook against real servers of this machine: what arrives, what fails, and that no secret gets out."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from disclosure.errors import BadInput, EnvironmentFailed, NotFound
from disclosure.outbound.addresses import addresses_of, set_address
from disclosure.outbound.channels import Channel, FileChannel, Message, NotTaken, Undeliverable
from disclosure.outbound.delivery import DeliveryReport, post
from disclosure.outbound.persons import HEADER, open_channel
from disclosure.outbound.rendering import rendered
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import addresses, outbox
from tests.cases.sweeping import NOTIFY, hire
from tests.outbound.servers import Sink, mail_server, webhook

TOKEN = "t0ken-of-the-house"  # must turn up nowhere but at the receiver
ADDRESS = "li.si@example.gov.cn"
LINE = {
    "number": "2026-00001", "label": "红灯", "what": "答复", "about": None, "due": "2026-11-30",
    "level": "到期前5个工作日", "link": "/cases/2026-00001",
}  # fmt: skip
CONTENT: dict[str, Any] = {
    "title": "2026-11-23 红灯 4",
    "reasons": ["甲 请假，由您代理"],
    "lines": [LINE, {**LINE, "number": "2026-00002"}, {**LINE, "number": "2026-00003"}],
    "more": 1,
}
MESSAGE = Message("digest-7-0123456789abcdef", "digest", "li", CONTENT)


@pytest.fixture
def mail() -> Iterator[Sink]:
    with mail_server() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[Sink]:
    with webhook() as sink:
        yield sink


@pytest.fixture
def house(store: Store) -> Store:
    hire(store, ("li", "handler", "u1"), ("wang", "handler", "u1"))
    set_address(store, "li", "mail", ADDRESS)
    return store


def mail_url(sink: Sink) -> str:
    return f"mailto://127.0.0.1:{sink.port}?from=notice@example.gov.cn&to={{address}}"


def channel(store: Store, **urls: str) -> Channel:
    named = {f"DISCLOSURE_NOTIFY_{way.upper()}": url for way, url in urls.items()}
    return open_channel(store, NOTIFY, Path("nowhere"), named)


def test_a_mail_arrives_with_its_id_in_header_and_text(house: Store, mail: Sink) -> None:
    channel(house, mail=mail_url(mail)).send(MESSAGE)
    [(to, letter)] = mail.mails
    assert to == [ADDRESS]
    assert letter["Subject"] == "依申请公开 2026-11-23 红灯 4"
    assert letter[HEADER] == MESSAGE.message_id
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "红灯 2026-00001 答复，2026-11-30 到期，到期前5个工作日 http://c/cases/2026-00001" in text
    assert "甲 请假，由您代理" in text
    assert "另有 1 项" in text
    assert MESSAGE.message_id in text


def test_a_repetition_bears_the_same_id(house: Store, mail: Sink) -> None:
    for _ in range(2):
        channel(house, mail=mail_url(mail)).send(MESSAGE)
    assert len({letter[HEADER] for _, letter in mail.mails}) == 1


def test_a_webhook_gets_the_address_the_id_and_a_short_list(house: Store, hook: Sink) -> None:
    set_address(house, "wang", "im", "工号/7")
    url = f"json://127.0.0.1:{hook.port}/robot/{TOKEN}?:to={{address}}"
    channel(house, im=url).send(Message("digest-7-w", "digest", "wang", CONTENT))
    [(path, headers, body)] = hook.posts
    assert path.startswith(f"/robot/{TOKEN}")
    assert (headers[HEADER], body["to"]) == ("digest-7-w", "工号/7")
    assert body["message"].count("2026-0000") == 2 * NOTIFY.short_lines  # number and link
    assert "另有 2 项" in body["message"]


def test_a_room_needs_no_address_and_is_told_whom_it_is_for(house: Store, hook: Sink) -> None:
    channel(house, im=f"json://127.0.0.1:{hook.port}/").send(Message("digest-7-w", "digest", "wang", CONTENT))
    assert hook.posts[0][2]["title"].startswith("wang：依申请公开")


def test_a_person_is_written_to_one_way_only(house: Store, mail: Sink, hook: Sink) -> None:
    both = channel(house, mail=mail_url(mail), im=f"json://127.0.0.1:{hook.port}/")
    assert both.label == "邮件、即时消息"
    both.send(MESSAGE)
    both.send(Message("digest-7-w", "digest", "wang", CONTENT))
    assert (len(mail.mails), len(hook.posts)) == (1, 1)


def test_without_an_address_the_message_is_undeliverable(house: Store, mail: Sink) -> None:
    with pytest.raises(Undeliverable, match="wang 没有登记邮件地址"):
        channel(house, mail=mail_url(mail)).send(Message("m", "digest", "wang", CONTENT))


@pytest.mark.parametrize("way", ["mail", "im"])
def test_what_is_refused_is_tried_again_and_arrives_once(
    house: Store, mail: Sink, hook: Sink, way: str
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 23, 9, 0, tzinfo=zone)
    row = {
        "message_id": MESSAGE.message_id, "kind": "digest", "person": "li", "urgent": False,
        "payload": json.dumps(CONTENT), "created_on": now.date(), "status": "pending", "attempts": 0,
        "next_try_at": now.isoformat(timespec="seconds"),
    }  # fmt: skip
    house.write(lambda connection: connection.execute(insert(outbox), row))
    sink = mail if way == "mail" else hook
    out = channel(
        house, **{way: mail_url(mail) if way == "mail" else f"json://127.0.0.1:{hook.port}/{TOKEN}"}
    )
    config = load(default_directory())
    sink.refuse = True
    assert post(house, out, config, lambda: now) == DeliveryReport(0, 1, 0, 1)
    sink.refuse = False
    assert post(house, out, config, lambda: now + timedelta(minutes=1)) == DeliveryReport(1, 0, 0, 0)
    assert post(house, out, config, lambda: now + timedelta(hours=2)) == DeliveryReport(0, 0, 0, 0)
    assert len(sink.mails) + len(sink.posts) == 1


def test_no_secret_reaches_logs_errors_or_the_database(
    house: Store, hook: Sink, mail: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hook.refuse = mail.refuse = True
    told = []
    for urls in (
        {"im": f"json://user:{TOKEN}@127.0.0.1:{hook.port}/{TOKEN}?-key={TOKEN}"},
        {"im": f"json://127.0.0.1:1/{TOKEN}"},  # nobody listens there
        {"mail": f"{mail_url(mail)}&name={TOKEN}"},
    ):
        out = channel(house, **urls)
        told.append(repr(out) + out.label)
        with pytest.raises(NotTaken) as refused:
            out.send(MESSAGE)
        told.append(repr(refused.value))
    assert TOKEN not in caplog.text + "".join(told)
    assert ADDRESS not in caplog.text + "".join(told)
    assert "li.si%40" not in caplog.text


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DISCLOSURE_NOTIFY_MAIL", f"mailtos://user:{TOKEN}@example.gov.cn"),  # no place for the person
        ("DISCLOSURE_NOTIFY_MAIL", f"smtp+{TOKEN}://{{address}}"),
        ("DISCLOSURE_NOTIFY_IM", f"nothing://{TOKEN}"),
        ("DISCLOSURE_NOTIFY_IM", TOKEN),
    ],
)
def test_a_way_that_cannot_be_used_is_refused_at_once_and_not_quoted(
    house: Store, variable: str, url: str
) -> None:
    with pytest.raises(EnvironmentFailed, match=f"{variable} 不能使用") as refused:
        open_channel(house, NOTIFY, Path("nowhere"), {variable: url})
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "wecombot://8f4d2e6a-0b1c-4d5e-9f00-112233445566",
        "dingtalk://abcdef0123456789/{address}",
        "feishu://abcdef0123456789",
        "lark://abcdef0123456789",
    ],
)
def test_the_messengers_of_the_readme_are_known_to_the_library(house: Store, url: str) -> None:
    set_address(house, "li", "im", "13800000000")
    assert channel(house, im=url).label == "即时消息"


def test_without_a_way_messages_go_into_a_file_and_it_is_said(house: Store, tmp_path: Path) -> None:
    out = open_channel(house, NOTIFY, tmp_path / "outbox.jsonl", {"DISCLOSURE_NOTIFY_MAIL": ""})
    assert isinstance(out, FileChannel)
    assert out.label == "写入 outbox.jsonl（没有设置邮件或即时消息）"


def test_an_address_is_encrypted_bound_to_its_user_and_can_be_removed(house: Store) -> None:
    def kept() -> dict[str, str]:
        with house.read() as connection:
            return addresses_of(connection, house.keys, "li")

    assert kept() == {"mail": ADDRESS}
    with house.read() as connection:
        [stored] = connection.scalars(select(addresses.c.address)).all()
    assert ADDRESS.encode() not in stored
    set_address(house, "li", "mail", "li@other.gov.cn")
    assert kept() == {"mail": "li@other.gov.cn"}
    set_address(house, "li", "mail", None)
    assert kept() == {}


@pytest.mark.parametrize(
    "address",
    ["", "li", "li@", "@x.cn", "li@x", "a@b.cn,c@d.cn", "a@b@c.cn", "li @x.cn", "li@x.cn\n", "a" * 200],
)
def test_what_is_no_address_is_refused(house: Store, address: str) -> None:
    with pytest.raises(BadInput, match="邮件地址不可用"):
        set_address(house, "li", "mail", address)


def test_only_users_have_addresses(house: Store) -> None:
    with pytest.raises(NotFound, match="没有用户 zhao"):
        set_address(house, "zhao", "mail", "zhao@x.cn")


def test_a_link_with_chinese_in_it_can_be_clicked() -> None:
    line = {
        **LINE,
        "number": "督办-2026-0001",
        "about": "2026-00001",
        "link": "/dossiers/supervision/督办-2026-0001",
    }
    text = rendered(Message("m", "digest", "li", {**CONTENT, "lines": [line], "more": 0}), 9, "http://c").body
    assert "（2026-00001）" in text
    assert " http://c/dossiers/supervision/%E7%9D%A3%E5%8A%9E-2026-0001" in text
    assert "另有" not in text
