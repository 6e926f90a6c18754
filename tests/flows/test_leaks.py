"""What the flows show names cases, roles and units, never a person: whoever operates Prefect reads all of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import applicants, consultations, deadlines, flow_runs, history, outbox, requests
from flows import running as running_module
from flows.running import ROWS
from flows.serve import FLOWS
from tests.cases.world import STAFF, START, World

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NAME, ID_NO, PHONE, ADDRESS, COMPANY = (
    "欧阳不可见",
    "11010519491231002X",
    "13987654321",
    "隐去市隐去路九号",
    "无名氏公司",
)
SECRETS = (NAME, ID_NO, PHONE, ADDRESS, COMPANY)
PERSON = {"name": NAME, "kind": "natural", "id_no": ID_NO, "phone": PHONE, "address": ADDRESS}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """Key, description and rows of every table published."""
    published: list[tuple[str, str, Any]] = []
    monkeypatch.setattr(
        running_module,
        "create_table_artifact",
        lambda table, key, description: published.append((key, description, table)),
    )
    return published


@pytest.fixture
def book(store: Store, installation: Path) -> World:
    """Persons in every field that takes words, in cases that are late, consult and are complained about."""
    world = World(store, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    for _ in range(3):
        case = world.file(applicants=[PERSON], content=f"{NAME}（{ID_NO}）的拆迁补偿，电话{PHONE}，{ADDRESS}")
        case.do("register")
        case.do("note_contact", text=f"{NAME}来电{PHONE}")
        case.do("assign")
        case.do("record_search", scope=f"{NAME}的案卷")
        case.do("ask_third_party", party=COMPANY)
    world.file(applicants=[PERSON], channel="internet")
    return world


def run_all(day: date) -> None:
    for flow in FLOWS.values():
        flow.fn(today=day)


def check(store: Store, shown: list[tuple[str, str, Any]]) -> None:
    assert {key for key, _, _ in shown} == {name.replace("_", "-") for name in FLOWS}
    assert all(len(rows) <= ROWS for _, _, rows in shown)
    with store.read() as connection:
        summaries = connection.scalars(select(flow_runs.c.summary)).all()
    text = json.dumps([shown, list(summaries)], ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]


def test_a_book_in_order(book: World, store: Store, shown: list[tuple[str, str, Any]]) -> None:
    run_all(START + timedelta(200))
    check(store, shown)
    assert any("亮灯" in description for _, description, _ in shown)


def test_a_book_that_was_tampered_with_and_an_outbox_that_is_dead(
    book: World, store: Store, shown: list[tuple[str, str, Any]]
) -> None:
    """What is wrong is named by case and field, and the field's content is not repeated."""

    def spoil(connection: Any) -> None:
        connection.execute(update(requests).values(content=f"改成{NAME}"))
        connection.execute(update(applicants).values(name=f"{NAME}二"))
        connection.execute(update(consultations).values(party=f"{COMPANY}二"))
        connection.execute(update(history).where(history.c.n == 3).values(data=f"{{{NAME}"))
        connection.execute(update(deadlines).values(level=7))
        connection.execute(update(outbox).values(status="dead", last_error="ConnectionRefusedError"))

    store.write(spoil)
    run_all(START + timedelta(200))
    check(store, shown)
    with store.read() as connection:
        failed = connection.scalar(select(func.count()).where(flow_runs.c.ok.is_(False)))
    assert failed
