"""People at the console: each reads one page after the other and pauses between them. And strangers who apply."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from random import Random
from time import monotonic, sleep

import httpx
from sqlalchemy import select

from disclosure.cli.bench_dashboard_web import TOOK
from disclosure.store.store import Store
from disclosure.store.tables import requests

PAGES: Mapping[str, str] = {
    "home": "/",
    "todo": "/todo",
    "queues": "/queues",
    "cases": "/cases",
    "cases, page 2": "/cases?after={middle}",
    "cases of a phase": "/cases?phase=review",
    "cases closed": "/cases?phase=closed",
    "cases in a situation": "/cases?state=searching",
    "cases by channel": "/cases?channel=fax",
    "cases by several": "/cases?channel=in_person&clock=overdue&outcome=NONE_NOT_EXIST",
    "cases of nobody": "/cases?handler=nobody",
    "cases of a unit": "/cases?unit=planning",
    "cases filed": "/cases?since=2025-03-03&until=2025-03-14",
    "cases replied": "/cases?replied_since=2026-05-01&replied_until=2026-05-15",
    "search, frequent": "/cases?words=征地",
    "search, two words": "/cases?words=环评批复 柳塘",
    "search, long": "/cases?words=高标准农田项目竣工验收报告",
    "search, none": "/cases?words=量子纠缠",
    "search, number": "/cases?words={number}",
    "case": "/cases/{number}",
    "case, closed": "/cases/{closed}",
    "case, form": "/cases/{number}/do/withdraw",
    "case, persons": "/cases/{demo}/persons",
    "deadlines": "/deadlines",
    "deadlines, yellow": "/deadlines?colour=yellow",
    "deadlines, overdue": "/deadlines?colour=overdue",
    "deadlines, suspended": "/deadlines?which=suspended",
    "deadlines, provisional": "/deadlines?which=provisional",
    "deadlines of a kind": "/deadlines?kind=fee_payment",
    "dossiers": "/dossiers/supervision",
    "candidates": "/candidates",
    "catalogue": "/catalogue",
    "report": "/report/2025",
    "report, cases": "/report/2025/cases?row=T3.4&column=total",
    "ledger": "/ledger",
    "ledger of the month": "/ledger/status?month=2026-05",
    "outbox": "/outbox",
    "runs": "/runs?flow=deadline_sweep",
    "audit": "/audit",
    "audit of a person": "/audit?user=archivist",
    "audit of a day": "/audit?day=2024-03-05",
    "sightings": "/audit/sightings",
    "users": "/users",
    "register": "/register",
}
_OK = 200
_NOT_ALLOWED = 403


@dataclass(frozen=True, slots=True)
class Visit:
    page: str
    ms: float


def visit_all(
    address: str, people: Sequence[str], password: str, store: Store, seconds: float, pause: float
) -> list[Visit]:
    """Everybody at once, every page each may open, in an order of one's own; the first round is not counted."""
    open_ = paths(store)
    visits: list[list[Visit]] = [[] for _ in people]
    faults: list[BaseException] = []
    ready = threading.Barrier(len(people))

    def one(place: int, name: str) -> None:
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
                _sign_in(client, name, password)
                open_to = {page: path for page, path in open_.items() if _opens(client, path)}
                ready.wait()
                visits[place] = _read(client, open_to, Random(place), seconds, pause)  # noqa: S311 - an order
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            faults.append(error)
            ready.abort()

    threads = [threading.Thread(target=one, args=(place, name)) for place, name in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [visit for found in visits for visit in found]


def _read(
    client: httpx.Client, pages: Mapping[str, str], dice: Random, seconds: float, pause: float
) -> list[Visit]:
    until, found, left = monotonic() + seconds, [], list[str]()
    while monotonic() < until:
        left = left or dice.sample(sorted(pages), len(pages))
        page = left.pop()
        sleep(pause)
        answer = client.get(pages[page])
        if answer.status_code != _OK:
            raise RuntimeError(f"{page}: {answer.status_code}")
        found.append(Visit(page, float(answer.headers[TOOK])))
    return found


def _opens(client: httpx.Client, path: str) -> bool:
    status = client.get(path).status_code
    if status not in (_OK, _NOT_ALLOWED):
        raise RuntimeError(f"{path}: {status}")
    return status == _OK


def _sign_in(client: httpx.Client, name: str, password: str) -> None:
    answer = client.post("/signin", data={"user": name, "password": password, "to": "/"})
    if answer.status_code != 303:
        raise RuntimeError(f"{name}: {answer.status_code}")


def paths(store: Store) -> dict[str, str]:
    """With the cases of this book in them."""
    r = requests.c
    newest = select(r.id, r.number).order_by(r.id.desc()).limit(1)
    with store.read() as connection:
        last = connection.execute(newest.where(r.closed_on.is_(None), r.state == "searching")).one()
        closed = connection.execute(newest.where(r.closed_on.is_not(None))).one()
        demo = connection.execute(select(r.number).order_by(r.id).limit(1)).scalar_one()
    given = {"number": last.number, "closed": closed.number, "demo": demo, "middle": str(last.id // 2)}
    return {page: path.format(**given) for page, path in PAGES.items()}


def file_applications(address: str, n: int) -> list[float]:
    """ms of each filing, from as many addresses."""
    found = []
    with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        for i in range(n):
            wish = f"某县白露村{2000 + i % 25}年第{i}号征地补偿安置方案"
            behind = {"X-Forwarded-For": f"10.0.{i // 250}.{i % 250 + 1}"}
            form = client.post("/portal/apply", data={"content": wish, "look": "1"}, headers=behind)
            ticket = re.search(r'name="ticket" value="([^"]+)"', form.text)
            if ticket is None:
                raise RuntimeError(f"no form: {form.status_code}")
            filled = {
                "applicants.0.name": "虚构某某",
                "applicants.0.kind": "natural",
                "applicants.0.id_no": "11010519491231002X",
                "applicants.0.phone": "13800000000",
                "agent.kind": "",
                "content": wish,
                "delivery_form": "网上下载",
                "ticket": unescape(ticket[1]),
                "file": "1",
            }
            answer = client.post("/portal/apply", data=filled, headers=behind)
            if answer.status_code != _OK or "编号" not in answer.text:
                raise RuntimeError(f"not filed: {answer.status_code}")
            found.append(float(answer.headers[TOOK]))
    return found
