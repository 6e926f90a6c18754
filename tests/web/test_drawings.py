"""The drawings of the console against what they draw: the chart of a request, how long a flow takes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from disclosure.store.store import Store
from disclosure.store.tables import flow_runs
from disclosure.web.app import console
from disclosure.web.statechart import HEIGHT, WIDTH, drawn
from state_machines import REQUEST
from tests.cases.world import LEAVES, START
from tests.web.desk import WebOffice
from tests.web.serving import serving, sign_in

BEGUN = datetime.fromisoformat("2025-06-03T08:00:00+08:00")


def ran(store: Store, *seconds: int | None, failed: int = -1) -> None:
    rows = [
        {
            "flow": "outbox",
            "business_day": START,
            "started_at": (BEGUN + timedelta(minutes=10 * n)).isoformat(),
            "finished_at": took and (BEGUN + timedelta(minutes=10 * n, seconds=took)).isoformat(),
            "ok": None if took is None else n != failed,
            "summary": "邮件服务器没有应答" if n == failed else "投递 2 条",
        }
        for n, took in enumerate(seconds)
    ]
    store.write(lambda connection: connection.execute(insert(flow_runs), rows))


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_chart_is_drawn_whole_with_one_situation_lit(leaf: str) -> None:
    drawing = drawn(REQUEST, leaf, ())
    labels = [box.label for box in drawing.boxes]
    assert sorted(labels) == sorted(state.label for state in REQUEST.states.values())
    assert [box.label for box in drawing.boxes if box.standing == "here"] == [REQUEST.states[leaf].label]
    ahead = {arm.target for (start, _), arms in REQUEST.arms.items() if start == leaf for arm in arms} - {
        leaf
    }
    assert {box.label for box in drawing.boxes if box.standing == "next"} == {
        REQUEST.states[target].label for target in ahead
    }
    assert sum(line.standing == "next" for line in drawing.lines) == len(ahead)
    assert REQUEST.states[leaf].label in drawing.said
    for one in drawing.boxes:
        assert 0 <= one.x <= drawing.width - WIDTH
        assert 0 < one.y <= drawing.height - HEIGHT
        assert not any(
            other is not one and abs(one.x - other.x) < WIDTH and abs(one.y - other.y) < HEIGHT
            for other in drawing.boxes
        )


@pytest.mark.check
def test_the_page_of_a_case_draws_the_way_it_went(office: WebOffice) -> None:
    case = office.world.walk("drafting")
    with office.at("watch") as desk:
        page = desk.page(f"/cases/{case.number}")
    assert re.findall(r'<g class="situation here">.*?<text[^>]*>(.*?)</text>', page) == ["拟稿"]
    been = set(re.findall(r'<g class="situation been">.*?<text[^>]*>(.*?)</text>', page))
    assert been >= {"已收到待登记", "形式审查", "检索与权属"}
    assert "法制审核" not in been


@pytest.mark.check
def test_the_trend_of_a_flow_and_what_failed(office: WebOffice) -> None:
    """Ten, forty and twenty seconds; the second run failed, the last has not ended."""
    ran(office.world.store, 10, 40, 20, None, failed=1)
    with office.at("watch") as desk:
        page = desk.page("/runs?flow=outbox")
        empty = desk.page("/runs?flow=integrity")
    bars = re.findall(
        r'<g class="bar( failed)?"><title>(.*?)</title><rect x="(\d+)" y="(\d+)" width="\d+" height="(\d+)"',
        page,
    )
    assert [(bool(failed), int(height)) for failed, _, _, _, height in bars] == [
        (False, 25),
        (True, 100),
        (False, 50),
    ]
    assert [int(x) for _, _, x, _, _ in bars] == sorted(int(x) for _, _, x, _, _ in bars)
    assert bars[1][1] == "2025-06-03 08:10 40 秒，失败"
    assert "最近 3 次运行，最短 10 秒，最长 40 秒，中位 20 秒，失败 1 次" in page
    assert "<time>2025-06-03 08:10</time>：邮件服务器没有应答" in page
    assert "<svg" not in empty


@pytest.mark.check
def test_no_more_than_thirty_runs_are_drawn(office: WebOffice) -> None:
    ran(office.world.store, *range(1, 36))
    with office.at("watch") as desk:
        page = desk.page("/runs?flow=outbox")
    assert page.count('<g class="bar') == 30
    assert "最短 6 秒，最长 35 秒" in page


@pytest.mark.check
@pytest.mark.parametrize("address", ["", "http://prefect.example:4200"])
def test_the_way_into_prefect_is_shown_where_there_is_one(office: WebOffice, address: str) -> None:
    world: Any = office.world
    with serving(console(world.store, world.config, office.now, address)) as client:
        sign_in(client, world.store, "watch", office.now())
        page = client.get("/runs?flow=deadline_sweep").text
    found = re.findall(r'href="(http[^"]+)"', page)
    assert found == ([f"{address}/runs?tag=deadline_sweep"] if address else [])
