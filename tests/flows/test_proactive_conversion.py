"""The nightly flow: its row, its table, and nothing in either that tells who asked or for what."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from disclosure.errors import BadInput
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import flow_runs
from flows import running as running_module
from flows.proactive_conversion import proactive_conversion
from tests.cases.demanding import OTHER_YEAR, PEOPLE, TO_PUBLISH, Office
from tests.cases.world import STAFF, World

pytestmark = pytest.mark.usefixtures("installation")
DAY = date(2025, 6, 20)


@pytest.fixture
def office(store: Store) -> Office:
    world = World(store, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    return Office(world)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The rows published last."""
    rows: list[dict[str, Any]] = []

    def publish(table: list[dict[str, Any]], key: str, description: str) -> None:
        assert key == "proactive-conversion"
        rows[:] = table

    monkeypatch.setattr(running_module, "create_table_artifact", publish)
    return rows


def of(table: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [row for row in table if row["事项"] == what]


def test_a_night_opens_candidates_and_says_who_is_waited_for(
    office: Office, table: list[dict[str, Any]], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_CONSOLE_URL", "https://banli.example/")
    office.repeated(3)
    for n in (5, 6):
        office.disclosed(OTHER_YEAR, PEOPLE[n])
    assert proactive_conversion.fn(today=DAY).is_completed()
    (opened,), (waits,), (few,) = of(table, "新候选"), of(table, "候选"), of(table, "重复申请，未到人数")
    assert opened["编号"] == waits["编号"] == "转公开-2025-0001"
    assert waits["等待"] == "规划管理科 承办"
    number = quote(waits["编号"])
    assert waits["页面"] == f"[办理页面](https://banli.example/candidates/{number})"
    assert few["说明"] == "2025-00004、2025-00005"
    told = "查看 5 件，同一信息 2 组，新候选 1，并入 0，待办 1，比较公开效果 0"
    assert table[-1]["说明"] == told
    with store.read() as connection:
        row = connection.execute(select(flow_runs)).one()
    assert (row.flow, row.business_day, row.ok, row.summary) == ("proactive_conversion", DAY, True, told)


def test_nobody_and_no_request_is_named(office: Office, table: list[dict[str, Any]]) -> None:
    office.repeated(3)
    proactive_conversion.fn(today=DAY)
    office.world.today = DAY
    office.run("转公开-2025-0001", "prepare_content", "clear")
    proactive_conversion.fn(today=DAY)
    assert of(table, "法制审核")
    for secret in ("虚构", "柳树湾", "E000"):
        assert secret not in str(table)


def test_the_effect_is_shown_by_its_number(office: Office, table: list[dict[str, Any]]) -> None:
    office.repeated(3)
    office.convert()
    office.run("转公开-2025-0001", *TO_PUBLISH)
    proactive_conversion.fn(today=DAY)
    (effect,) = of(table, "公开效果")
    assert effect["编号"] == "公开-2025-0001"
    assert effect["说明"].endswith("公开前后各 1 日（期间未满），申请 3 件、0 件")  # the book began that day


def test_a_day_to_come_is_refused_in_production(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", "production")
    with pytest.raises(BadInput, match="没有查找重复申请"):
        proactive_conversion.fn(today=date(2999, 1, 1))
