"""The books of what came in, as the office began them two working days ago: most of it sorted, two items waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from disclosure.cases.desk import Desk
from disclosure.cases.intake_book.items import BOOK_CHANNELS, KIND
from disclosure.cases.intake_book.receiving import receive
from disclosure.cases.intake_book.sheet import BY_ITSELF
from disclosure.store.tables import requests


@dataclass(frozen=True, slots=True)
class PostRoom:
    """`desk` is the desk on a day; `who` the account of a role in a unit."""

    desk: Callable[[date], Desk]
    who: Callable[[str, str], str]
    today: date

    def play(self) -> None:
        desk = self.desk(self.today)
        begun = desk.config.law.workdays.after(self.today, -2)
        r = requests.c
        with desk.store.read() as connection:
            query = select(r.number, r.channel, r.filed_on).where(r.filed_on >= begun).order_by(r.id)
            filed = connection.execute(query).all()
        for number, channel, on in filed:
            book = next(book for book, channels in BOOK_CHANNELS.items() if channel in channels)
            if book != BY_ITSELF:
                why = {"number_reason": "信封已随件归档"} if channel == "registered_mail" else {}
                item = self._take_in(on, book=book, channel=channel, kind="application", **why)
                self._do(item, "bind", on, {"number": number})
        letter = self._take_in(begun, book="post", channel="plain_mail", kind="unclear")
        self._do(letter, "close", begun, {"reason": "consultation", "note": "询问办证流程，已电话答复"})
        self._take_in(self.today, book="fax", kind="unclear")

    def _take_in(self, on: date, **fields: str) -> str:
        given = {"sender": "虚构某某", **fields}
        return receive(self.desk(on), given, actor=self._clerk, on=on).number

    def _do(self, number: str, command: str, on: date, data: dict[str, Any]) -> None:
        self.desk(on).do(KIND, number, command, data, actor=self._clerk, on=on)

    @property
    def _clerk(self) -> str:
        return self.who("intake_clerk", self.desk(self.today).config.organization.intake_unit)
