"""The outbox: once when all is well, again after a failure or a death, dead and visible in the end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apprise.plugins.email import NotifyEmail
from sqlalchemy import insert, select, update

from disclosure.errors import NotFound
from disclosure.outbound.channels import FileChannel, Message, NotTaken, Undeliverable
from disclosure.outbound.delivery import BATCH, DeliveryReport, deliver, post
from disclosure.outbound.letterbox import resend, unsent
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import outbox
from tests.cases.sweeping import hire

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RETRY = (1, 10)


CONFIG = load(default_directory())
PATIENT = replace(CONFIG, service=replace(CONFIG.service, retry_minutes=RETRY))


def fill(store: Store, n: int, at: datetime = NOW, **other: object) -> None:
    rows = [
        {
            "message_id": f"digest-{i}-li",
            "kind": "digest",
            "person": "li",
            "urgent": False,
            "payload": '{"title": "逾期 1"}',
            "created_on": at.date(),
            "status": "pending",
            "attempts": 0,
            "next_try_at": at.isoformat(timespec="seconds"),
        }
        | other
        for i in range(n)
    ]
    hire(store, ("li", "handler", "u1"))
    store.write(lambda connection: connection.execute(insert(outbox), rows))


@dataclass
class Memory:
    """A channel with memory; `shut` refuses everything."""

    label = "记忆"
    reaches_people = True
    shut: bool = False
    got: list[str] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.shut:
            raise ConnectionRefusedError("no line")
        self.got.append(message.message_id)


def deliver_everything(store: Store, channel: Memory, now: datetime) -> DeliveryReport:
    return post(store, channel, PATIENT, lambda: now)


class Killed(BaseException):
    """The deliverer's process ends."""


def test_each_message_goes_out_once(store: Store) -> None:
    fill(store, BATCH + 5)
    channel = Memory()
    assert deliver_everything(store, channel, NOW) == DeliveryReport(BATCH + 5, 0, 0, 0)
    assert deliver_everything(store, channel, NOW + timedelta(days=1)) == DeliveryReport(0, 0, 0, 0)
    assert len(channel.got) == len(set(channel.got)) == BATCH + 5


def test_a_message_waits_for_its_time(store: Store) -> None:
    fill(store, 1)
    assert deliver(store, Memory(), RETRY, NOW - timedelta(seconds=1)).sent == 0
    assert deliver(store, Memory(), RETRY, NOW).sent == 1


def test_a_failing_channel_is_tried_again_after_its_pauses_then_the_message_is_dead(store: Store) -> None:
    fill(store, 1)
    shut = Memory(shut=True)
    assert deliver(store, shut, RETRY, NOW) == DeliveryReport(0, 1, 0, 1)
    assert deliver(store, shut, RETRY, NOW + timedelta(seconds=59)) == DeliveryReport(0, 0, 0, 1)
    second = NOW + timedelta(minutes=1)
    assert deliver(store, shut, RETRY, second) == DeliveryReport(0, 1, 0, 1)
    assert deliver(store, shut, RETRY, second + timedelta(minutes=9, seconds=59)).failed == 0
    assert deliver(store, shut, RETRY, second + timedelta(minutes=10)) == DeliveryReport(0, 0, 1, 0)
    assert deliver(store, Memory(), RETRY, NOW + timedelta(days=9)).sent == 0
    [dead] = unsent(store, dead=True)
    assert dead.last_error == "ConnectionRefusedError: no line"


def test_a_deliverer_that_dies_loses_nothing(store: Store) -> None:
    fill(store, 3)

    class Dying(Memory):
        def send(self, message: Message) -> None:
            if self.got:
                raise Killed
            super().send(message)

    dying, heir = Dying(), Memory()
    with pytest.raises(Killed):
        deliver(store, dying, RETRY, NOW)
    assert deliver(store, heir, RETRY, NOW + timedelta(seconds=59)).sent == 0
    assert deliver(store, heir, RETRY, NOW + timedelta(minutes=1)).sent == 3
    assert set(dying.got) < set(heir.got)  # sent twice under the same id, never lost


def test_two_deliverers_never_send_the_same_message(store: Store) -> None:
    fill(store, 250)
    channel = Memory()
    threads = [threading.Thread(target=deliver_everything, args=(store, channel, NOW)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(channel.got) == len(set(channel.got)) == 250
    with store.read() as connection:
        assert set(connection.scalars(select(outbox.c.status))) == {"sent"}


@dataclass
class Slow(Memory):
    """Eight seconds a message, by the clock both deliverers read; `during` happens while the last is sent."""

    now: datetime = NOW
    last: int = 0
    during: Callable[[], object] = lambda: None

    def send(self, message: Message) -> None:
        self.now += timedelta(seconds=8)
        if len(self.got) + 1 == self.last:
            self.during()
        super().send(message)


def test_a_long_queue_is_not_sent_twice_by_who_comes_meanwhile(store: Store) -> None:
    fill(store, 5 * BATCH)
    other = Memory()
    slow = Slow(last=5 * BATCH)
    slow.during = lambda: post(store, other, CONFIG, lambda: slow.now)
    post(store, slow, CONFIG, lambda: slow.now)
    assert (len(slow.got), other.got) == (5 * BATCH, [])


def test_the_quiet_hours_begin_in_the_middle_of_a_queue(store: Store) -> None:
    fill(store, 5 * BATCH)
    slow = Slow(now=NOW.replace(hour=17, minute=59, second=50))
    assert post(store, slow, CONFIG, lambda: slow.now).waiting == 5 * BATCH - len(slow.got) > 0
    assert len(slow.got) == BATCH


def test_a_claim_outlasts_a_mail_server_that_does_not_answer() -> None:
    assert BATCH * NotifyEmail.socket_connect_timeout < 60 * min(CONFIG.service.retry_minutes)


def test_the_file_channel_writes_one_line_each(store: Store, tmp_path: Path) -> None:
    fill(store, 2)
    deliver(store, FileChannel(tmp_path / "new" / "outbox.jsonl"), RETRY, NOW)
    lines = (tmp_path / "new" / "outbox.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["content"] for line in lines] == [{"title": "逾期 1"}] * 2


def test_a_file_that_cannot_be_written_is_a_failure(store: Store, tmp_path: Path) -> None:
    fill(store, 1)
    assert deliver(store, FileChannel(tmp_path), RETRY, NOW).failed == 1


def test_whatever_a_channel_raises_is_a_failed_attempt_and_keeps_its_words(store: Store) -> None:
    fill(store, 2)

    class Faulty(Memory):
        def send(self, message: Message) -> None:
            if not self.got:
                self.got.append(message.message_id)
                raise ValueError(message)
            super().send(message)

    assert deliver(store, Faulty(), RETRY, NOW) == DeliveryReport(1, 1, 0, 1)
    with store.read() as connection:
        assert set(connection.scalars(select(outbox.c.last_error))) == {None, "ValueError"}


def test_a_message_that_cannot_be_read_does_not_hold_up_the_others(store: Store) -> None:
    fill(store, 2)
    torn = update(outbox).where(outbox.c.message_id.startswith("digest-0-")).values(payload="{")
    store.write(lambda connection: connection.execute(torn))
    assert deliver(store, Memory(), RETRY, NOW) == DeliveryReport(1, 1, 0, 1)


@pytest.mark.parametrize("fails", [True, False])
def test_a_slow_deliverer_does_not_take_back_what_another_has_sent(store: Store, fails: bool) -> None:
    fill(store, 1)
    later = NOW + timedelta(minutes=1)

    class Slow(Memory):
        def send(self, message: Message) -> None:
            assert deliver(store, Memory(), RETRY, later).sent == 1
            if fails:
                raise TimeoutError

    deliver(store, Slow(), RETRY, NOW)
    with store.read() as connection:
        sent = connection.execute(select(outbox.c.status, outbox.c.sent_at, outbox.c.last_error)).one()
    assert tuple(sent) == ("sent", later.isoformat(timespec="seconds"), None)


def test_an_idle_look_takes_no_lock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, 1)
    monkeypatch.setattr(store, "write", lambda work: pytest.fail("wrote"))
    assert deliver_everything(store, Memory(), NOW - timedelta(seconds=1)) == DeliveryReport(0, 0, 0, 1)


def test_what_no_channel_can_take_is_dead_at_once_and_says_why(store: Store) -> None:
    fill(store, 1)

    class Homeless(Memory):
        def send(self, message: Message) -> None:
            raise Undeliverable("li 没有登记地址")

    assert deliver(store, Homeless(), RETRY, NOW) == DeliveryReport(0, 0, 1, 0)
    [dead] = unsent(store, dead=True)
    assert (dead.last_error, dead.attempts) == ("li 没有登记地址", 1)


def test_a_dead_message_sent_again_has_all_its_tries_before_it(store: Store) -> None:
    fill(store, 2)
    shut = Memory(shut=True)
    for minutes in (0, 1, 11):
        deliver_everything(store, shut, NOW + timedelta(minutes=minutes))
    assert [row.status for row in unsent(store)] == ["dead", "dead"]
    later = NOW + timedelta(days=1)
    assert resend(store, "digest-0-li", later) == 1
    assert deliver(store, shut, RETRY, later) == DeliveryReport(0, 1, 0, 1)
    assert resend(store, None, later) == 1
    channel = Memory()
    assert deliver_everything(store, channel, later + timedelta(minutes=1)).sent == 2
    assert sorted(channel.got) == ["digest-0-li", "digest-1-li"]
    assert unsent(store) == []


@pytest.mark.parametrize("which", ["nobody", "digest-0-li"])
def test_only_a_dead_message_is_sent_again(store: Store, which: str) -> None:
    fill(store, 1)
    with pytest.raises(NotFound, match="没有投递失败的通知"):
        resend(store, which, NOW)


SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=NOW.tzinfo)


def test_at_night_and_on_days_off_only_what_is_urgent_goes_to_people(store: Store) -> None:
    fill(store, 2, SUNDAY)
    urgent = update(outbox).where(outbox.c.message_id == "digest-1-li").values(urgent=True)
    store.write(lambda connection: connection.execute(urgent))
    channel = Memory()
    assert post(store, channel, CONFIG, lambda: SUNDAY) == DeliveryReport(1, 0, 0, 1)
    assert post(store, channel, CONFIG, lambda: NOW.replace(hour=8, minute=29)).sent == 0
    assert post(store, channel, CONFIG, lambda: NOW.replace(hour=8, minute=30)) == DeliveryReport(1, 0, 0, 0)
    assert channel.got == ["digest-1-li", "digest-0-li"]


def test_a_file_disturbs_nobody(store: Store, tmp_path: Path) -> None:
    fill(store, 1, SUNDAY)
    assert post(store, FileChannel(tmp_path / "outbox.jsonl"), CONFIG, lambda: SUNDAY).sent == 1


def test_not_taken_keeps_our_own_words(store: Store) -> None:
    fill(store, 1)

    class Refusing(Memory):
        def send(self, message: Message) -> None:
            raise NotTaken("邮件没有被接收")

    deliver(store, Refusing(), RETRY, NOW)
    assert [row.last_error for row in unsent(store)] == ["NotTaken: 邮件没有被接收"]
