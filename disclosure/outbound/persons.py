"""Mail and instant messages to persons, by apprise. Server, account and tokens come from the environment only.

An apprise URL is a secret as a whole. Neither it nor what the library says about it reaches a log, an error text or
the database: the library's logger is shut, and what went wrong is told in our own words.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from disclosure.errors import EnvironmentFailed
from disclosure.outbound.addresses import WAYS, addresses_of
from disclosure.outbound.channels import Channel, FileChannel, Message, NotTaken, Undeliverable
from disclosure.outbound.rendering import rendered
from disclosure.params.service import Notify
from disclosure.store.store import Store

if TYPE_CHECKING:
    from apprise import NotifyBase

VARIABLES = {"mail": "DISCLOSURE_NOTIFY_MAIL", "im": "DISCLOSURE_NOTIFY_IM"}
PLACE = "{address}"  # in the URL: where the person's address goes
HEADER = "X-Disclosure-Message-ID"


def open_channel(
    store: Store, notify: Notify, file: Path, environ: Mapping[str, str] | None = None
) -> Channel:
    """The ways the environment names; with none, `file`. Raises EnvironmentFailed for one that cannot be used."""
    given = os.environ if environ is None else environ
    urls = {way: given[variable] for way, variable in VARIABLES.items() if given.get(variable)}
    if not urls:
        return FileChannel(file)
    for way, url in urls.items():
        _check(way, url)
    return PersonChannel(store, notify, urls)


@dataclass(frozen=True)
class PersonChannel:
    """The first way that has an address of the person is used; a room of an instant messenger needs none."""

    store: Store
    notify: Notify
    urls: Mapping[str, str] = field(repr=False)
    reaches_people = True

    @property
    def label(self) -> str:
        return "、".join(label for way, label in WAYS.items() if way in self.urls)

    def send(self, message: Message) -> None:
        with self.store.read() as connection:
            known = addresses_of(connection, self.store.keys, message.person)
        for way in WAYS:
            url = self.urls.get(way)
            if url is not None and (way in known or PLACE not in url):
                self._send(way, url.replace(PLACE, quote(known.get(way, ""), safe="@")), message)
                return
        raise Undeliverable(
            f"{message.person} 没有登记{self.label}地址；用 disclosure user address 登记后重发"
        )

    def _send(self, way: str, url: str, message: Message) -> None:
        most = self.notify.lines if way == "mail" else self.notify.short_lines
        text = rendered(message, most, self.notify.console)
        target = _target(url)
        if target is None:
            raise Undeliverable(f"{message.person} 的{WAYS[way]}地址不可用；请改正后重发")
        if hasattr(target, "headers"):
            target.headers[HEADER] = message.message_id
        title = text.title if PLACE in self.urls[way] else f"{message.person}：{text.title}"
        if not target.notify(body=text.body, title=title, body_format="text"):
            raise NotTaken(f"{WAYS[way]}没有被接收：服务器没有应答或拒绝")


def _check(way: str, url: str) -> None:
    variable = VARIABLES[way]
    if way == "mail" and PLACE not in url:
        raise EnvironmentFailed(
            f"{variable} 不能使用", f"地址中没有 {PLACE}", f"写明收件人的位置，如 …?to={PLACE}"
        )
    if _target(url.replace(PLACE, "someone@example.com")) is None:
        raise EnvironmentFailed(
            f"{variable} 不能使用", "不是 apprise 认得的通知地址", "对照 README 的例子和 apprise 的说明改正"
        )


def _target(url: str) -> NotifyBase | None:
    import apprise  # noqa: PLC0415 - loads a hundred services, which only this needs

    logging.getLogger("apprise").disabled = True
    # At DEBUG it writes the path of a webhook, which holds its token.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    asset = apprise.AppriseAsset(app_id="disclosure", app_desc="依申请公开", async_mode=False)
    return apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
