"""The chart on the page of the configuration is that of the code: every situation, every move, nothing to change."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.web.config.chart import moves, others
from disclosure.web.statechart import whole
from state_machines import REQUEST
from tests.web.configuring import administered, rows_of
from tests.web.desk import WebOffice


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    with administered(store, config) as made:
        yield made


def test_the_table_has_every_move_once() -> None:
    listed = [
        (leaf, move.command, move.target or leaf, len(move.conditions))
        for move in moves(REQUEST)
        for leaf in move.sources
    ]
    of_code = [
        (leaf, command, arm.target, len(arm.when))
        for (leaf, command), arms in REQUEST.arms.items()
        for arm in arms
    ]
    assert sorted(listed) == sorted(of_code)


def test_rows_of_one_command_stand_in_the_order_they_are_tried() -> None:
    found = list(moves(REQUEST))
    for (leaf, command), arms in REQUEST.arms.items():
        mine = [move.target or leaf for move in found if move.command == command and leaf in move.sources]
        assert mine == [arm.target for arm in arms], (leaf, command)


def test_many_situations_are_named_by_those_left_out() -> None:
    leaves = list(REQUEST.states)
    assert others(REQUEST, leaves) == []
    assert others(REQUEST, leaves[1:]) == leaves[:1]
    assert others(REQUEST, leaves[:2]) is None


def test_the_whole_chart_is_drawn_with_a_line_for_every_way() -> None:
    drawing = whole(REQUEST)
    assert sorted(box.label for box in drawing.boxes) == sorted(
        state.label for state in REQUEST.states.values()
    )
    ways = {
        (leaf, arm.target) for (leaf, _), arms in REQUEST.arms.items() for arm in arms if arm.target != leaf
    }
    assert len(drawing.lines) == len(ways)


@pytest.mark.check
def test_the_page_says_that_the_chart_is_code(office: WebOffice) -> None:
    with office.at("admin") as desk:
        assert 'href="/config/chart"' in desk.page("/config")
        page = desk.page("/config/chart")
        assert "写在程序里，不是配置" in page
        assert "<svg" in page
        # R30.1: a correction may be asked for while the form is checked, in the search and when it is categorised.
        asked = ["形式审查、检索与权属、认定类别", "告知补正", "待补正", "无", "R30.1 条例第30条"]
        assert asked in rows_of(page)
        # G5: after the categorisation what has to be examined goes to the examination of legality.
        examined = next(row for row in rows_of(page) if row[1:3] == ["认定类别", "法制审核"])
        assert examined[3] == "该处理决定须经法制审核"
        assert ["任何环节，除：递交", "收存文件", "不变", "无"] in [row[:4] for row in rows_of(page)]
        for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
            assert "<caption>" in table
            assert '<th scope="col">' in table
        one = desk.page("/config/chart?at=signed")
        sources = {row[0] for row in rows_of(one) if len(row) == 5} - {"从"}
        assert sources == {"已签发待发出"}
        assert {row[1] for row in rows_of(one)} >= {"发出", "退回修改", "退回审查", "撤回申请"}
        desk.page("/config/chart?at=nirgends", status=404)
