"""RV63–69, RV73/74, SC25.7, R47.2 and facts §5.6: how a proceeding comes out, typed from the law, not the code."""

from __future__ import annotations

import pytest

from disclosure.errors import BadInput
from disclosure.law.decisions import DECISIONS, decision_of
from disclosure.params import default_directory, load

LAW = load(default_directory()).law

# 表四: 维持、驳回请求 → 结果维持; 撤销、变更、确认违法、责令履行 → 结果纠正; what ends a proceeding → 其他结果.
COLUMNS = {
    "reconsideration": {
        "upheld": {"维持", "驳回复议请求"},
        "corrected": {
            "变更", "撤销", "撤销并责令重新作出", "部分撤销", "部分撤销并责令重新作出", "确认违法", "确认无效",
            "责令履行",
        },
        "other": {"调解结案", "驳回复议申请", "不予受理", "逾期不补正，视为放弃", "撤回复议申请", "终止"},
    },
    "litigation": {
        "upheld": {"驳回诉讼请求"},
        "corrected": {
            "变更", "撤销", "撤销并责令重新作出", "部分撤销", "部分撤销并责令重新作出", "确认违法", "确认无效",
            "责令履行",
            "判决不得公开",
        },
        "other": {"驳回起诉", "撤销原判，发回重审", "不予立案", "撤诉", "终结诉讼"},
        None: {"驳回上诉，维持原判"},
    },
    "complaint": {
        "upheld": {"未查实"},
        "corrected": {"查实，督促整改或者通报批评", "查实，责令重新处理"},
        "other": {"不予受理", "撤回投诉"},
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_columns_of_the_report(kind: str) -> None:
    """T4, N6."""
    found: dict[str | None, set[str]] = {}
    for decision in DECISIONS[kind].values():
        found.setdefault(decision.column, set()).add(decision.label)
    assert found == COLUMNS[kind]


def test_exactly_what_orders_us_says_so() -> None:
    """RV64, RV66, SC25.7, R47.2: an order to act anew is in the name of the decision."""
    for table in DECISIONS.values():
        for decision in table.values():
            assert decision.orders == ("责令" in decision.label), decision
            assert not decision.orders or (decision.on_merits and decision.column == "corrected")


def test_the_next_remedy_is_a_period_of_the_law() -> None:
    """LT45, RV34, LT85, LT88."""
    further = {d.further for table in DECISIONS.values() for d in table.values()} - {None}
    assert further == {
        "remedy.after_reconsideration",
        "remedy.after_refused_reconsideration",
        "remedy.appeal_judgment",
        "remedy.appeal_ruling",
    }
    assert further <= set(LAW.numbers)


@pytest.mark.parametrize(
    ("kind", "code", "on_merits"),
    [
        ("reconsideration", "claim_dismissed", None),
        ("reconsideration", None, None),
        ("litigation", "withdrawn", True),
        ("litigation", "revoked", False),
    ],
)
def test_the_list_is_closed(kind: str, code: str | None, on_merits: bool | None) -> None:
    with pytest.raises(BadInput, match="可用"):
        decision_of(kind, code, on_merits=on_merits)
