"""递交申请: first what is wanted and what of it is public already, then the form, then the receipt (R29, R31.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from disclosure.cases.context import APPLICANT
from disclosure.cases.door import Door
from disclosure.cases.following import code_of, first_code
from disclosure.cases.pace import Pace
from disclosure.cases.receipts import receipt
from disclosure.errors import BadInput, Refused, TooOften
from disclosure.store.tables import requests
from disclosure.web.address import address_of
from disclosure.web.portal.plain import URGENT, plain
from disclosure.web.portal.reading import Posted, Sent
from disclosure.web.portal.seals import filing_key, new_ticket, secret_of
from disclosure.web.portal.shelf import Shelf
from disclosure.web.registering import PERSON, application_of, people_typed
from disclosure.web.visitor import House

Render = Callable[..., Response]
# R40; what a chosen way needs to know.
FORMS: Mapping[str, str | None] = {
    "电子邮件": "email",
    "网上下载": None,
    "邮寄纸质件": "address",
    "自行领取纸质件": None,
    "当面查阅、抄录": None,
}
_PEOPLE = 10  # joint applicants on one form
_TITLES = {"email": "电子邮箱", "address": "地址"}


class Applying:
    """Routes of /portal/apply."""

    def __init__(self, house: House, render: Render, shelf: Shelf) -> None:
        self.house, self.render, self.shelf = house, render, shelf
        self.router = APIRouter(prefix="/portal/apply")
        self.router.get("")(self.ask)
        self.router.post("")(self.take)

    def ask(self, request: Request) -> Response:
        return self.render(request, "portal/wish.html", typed={})

    def take(self, request: Request, sent: Sent) -> Response:
        """Buttons: `look` shows what answers the wish, `more` adds an applicant, `file` files."""
        typed = sent.typed
        if sent.fault:
            return self._form(request, typed, sent.fault, status=413 if sent.too_large else 400)
        if "file" in typed:
            try:
                return self._filed(request, sent)
            except TooOften as error:
                return self._form(request, typed, error, status=429)
            except Refused as error:
                return self._form(request, typed, error)
        if "more" in typed:
            people = [*people_typed(typed), dict.fromkeys(PERSON, "")][:_PEOPLE]
            return self._form(request, typed, people=people)
        if not typed.get("content", "").strip():
            empty = BadInput("还不能查找", "没有写想要什么信息", "写明信息的名称、文号或者特征")
            return self.render(request, "portal/wish.html", status_code=400, typed=typed, error=empty)
        return self._form(request, typed, offers=self.shelf.offers(typed["content"]))

    def _form(
        self,
        request: Request,
        typed: Mapping[str, str],
        error: Refused | None = None,
        *,
        status: int = 200,
        **more: Any,
    ) -> Response:
        keys, ticket = self.house.store.keys, typed.get("ticket", "")
        people = people_typed(typed)[:_PEOPLE]
        shown = {
            "typed": typed,
            "ticket": ticket if secret_of(keys, ticket) else new_ticket(keys),
            "people": people,
            "offers": (),
            "delivery_forms": FORMS,
            "most_people": _PEOPLE,
            "max_mb": self.house.config.service.max_attachment_bytes // 1_000_000,
            "error": error and plain(error, alone=len(people) == 1),
            **more,
        }
        code = status if error and status != 200 else 400 if error else 200
        return self.render(request, "portal/apply.html", status_code=code, **shown)

    def _filed(self, request: Request, sent: Posted) -> Response:
        """Raises Refused. The same form twice gives the first number and its code again."""
        house, typed = self.house, sent.typed
        secret = secret_of(house.store.keys, typed.get("ticket", ""))
        if secret is None:
            raise BadInput("申请还没有递交", "这张表单不是从本页面打开的", "核对下面的内容后再次提交")
        today = house.clock().date()
        asked = {
            **{name: value for name, value in application_of(sent.form).items() if name != "unit"},
            "channel": "internet",
            "received_on": today.isoformat(),
            "request_key": filing_key(secret),
        }
        require_complete(asked)
        limits = house.config.service.portal
        pace = Pace("递交", limits.filings_per_address, limits.filings_in_all, URGENT)
        pace.take(house.store, address_of(request), house.clock())
        done = Door(house.store, house.config, house.clock).file(asked, actor=APPLICANT)
        code = code_of(house.store.keys, secret)
        with house.store.read() as connection:
            filed = select(requests.c.id, requests.c.content).where(requests.c.number == done.number)
            id_, content = connection.execute(filed).one()
        if done.repeated and content != asked["content"]:
            raise BadInput(
                "这一件还没有递交",
                f"这张表单已经递交过另一件，编号 {done.number}",
                "下面的内容请复制下来，重新打开申请页面提交",
            )
        # A clerk may have given another one since; then this one is no longer shown.
        mine = house.store.write(lambda connection: first_code(connection, house.store.keys, id_, code))
        with house.store.read() as connection:
            shown = receipt(connection, house.config, done.number, code if mine else None, today)
        return self.render(request, "portal/receipt.html", receipt=shown)


def require_complete(asked: Mapping[str, Any]) -> None:
    """R29.2: name, proof of identity and a way to be reached; what is wanted; how it is wanted. Raises BadInput with
    everything that is missing."""
    missing = []
    people = asked["applicants"]
    for n, person in enumerate(people, 1):
        whose = f"申请人{n}的" if len(people) > 1 else "申请人的"
        missing += [
            whose + title
            for name, title in (("name", "姓名或名称"), ("kind", "类别"), ("id_no", "证件号码"))
            if not person.get(name)
        ]
        if not any(person.get(way) for way in ("phone", "address", "email")):
            missing.append(f"{whose}联系方式（电话、地址、电子邮箱至少一项）")
    missing += [
        title
        for name, title in (("content", "申请内容"), ("delivery_form", "获取信息的方式"))
        if not asked.get(name)
    ]
    needed = FORMS.get(asked.get("delivery_form", ""))
    if needed and not any(person.get(needed) for person in people):
        missing.append(f"申请人的{_TITLES[needed]}（选择了{asked['delivery_form']}）")
    if missing:
        raise BadInput(
            "申请还没有递交",
            f"缺少：{'、'.join(missing)}（条例第29条）",
            "补上后再次提交；已填写的文字都还在",
        )
