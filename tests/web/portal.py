"""A stranger at the portal without a browser: applies, comes back with number and code."""

from __future__ import annotations

import re
from typing import Any

import httpx

from disclosure.cases.following import set_code
from tests.cases.world import CaseInHand
from tests.web.desk import Forms

CODE = "ABCDEFGHJKMN"
WISH = "某县白露村2024年征地补偿安置方案"
PERSON = {
    "applicants.0.name": "虚构某某",
    "applicants.0.kind": "natural",
    "applicants.0.id_no": "11010519491231002X",
    "applicants.0.phone": "13800000000",
    "agent.kind": "",
}
FILLED = {**PERSON, "content": WISH, "delivery_form": "网上下载"}


def form_for(client: httpx.Client, wish: str = WISH) -> dict[str, str]:
    """The second step with everything filled in."""
    answer = client.post("/portal/apply", data={"content": wish, "look": "1"})
    assert answer.status_code == 200, answer.text
    return Forms(answer.text).forms[-1].fields | FILLED | {"content": wish}


def file_form(client: httpx.Client, form: dict[str, str], files: Any = None) -> httpx.Response:
    return client.post("/portal/apply", data=form | {"file": "1"}, files=files)


def receipt_of(answer: httpx.Response) -> tuple[str, str]:
    """Number and code."""
    assert answer.status_code == 200, answer.text
    number = re.search(r"<dd><b>(\d{4}-\d{5})</b>", answer.text)
    code = re.search(r'<b class="code">([A-Z0-9-]+)</b>', answer.text)
    assert number is not None
    assert code is not None
    return number[1], code[1]


def with_code(case: CaseInHand) -> CaseInHand:
    keys = case.world.store.keys
    case.world.store.write(lambda connection: set_code(connection, keys, case.row.id, CODE))
    return case


def follow(client: httpx.Client, case: CaseInHand) -> str:
    """The page of progress."""
    with_code(case)
    answer = client.post("/portal/follow", data={"number": case.number, "code": CODE}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def form_of(page: str, command: str) -> dict[str, str]:
    return next(form.fields for form in Forms(page).forms if form.action.endswith(command))
