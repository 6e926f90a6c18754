"""RV63–69, RV73/74, SC25.7, LT88, R47.2: how a proceeding can come out, and what follows (救济的结果).

One table a kind of proceeding. `column` is where T4 counts it (facts §5.6); `orders`: we must act anew (K14);
`further` is the parameter of config/law/remedy.yaml that says how long the next remedy stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from disclosure.errors import BadInput

Column = Literal["upheld", "corrected", "other"]
SUED = "remedy.after_reconsideration"  # LT45
SUED_AFTER_REFUSAL = "remedy.after_refused_reconsideration"  # RV34
APPEALED = "remedy.appeal_judgment"  # LT85
RULING_APPEALED = "remedy.appeal_ruling"  # LT85


@dataclass(frozen=True, slots=True)
class Decision:
    """`column` None: that of the judgment appealed against. `on_merits` False: the proceeding ends undecided, for the
    reason the label gives. `appeal`: only a second instance decides so."""

    code: str
    label: str
    rule: str
    column: Column | None
    further: str | None
    on_merits: bool = True
    orders: bool = False
    appeal: bool = False


def _table(*decisions: Decision) -> Mapping[str, Decision]:
    return MappingProxyType({decision.code: decision for decision in decisions})


RECONSIDERATION = _table(
    Decision("upheld", "维持", "RV63–69", "upheld", SUED),
    Decision("claim_rejected", "驳回复议请求", "RV63–69", "upheld", SUED),
    Decision("changed", "变更", "RV63–69", "corrected", SUED),
    Decision("revoked", "撤销", "RV63–69", "corrected", SUED),
    Decision("revoked_redo", "撤销并责令重新作出", "RV63–69", "corrected", SUED, orders=True),
    Decision("revoked_part", "部分撤销", "RV63–69", "corrected", SUED),
    Decision("revoked_part_redo", "部分撤销并责令重新作出", "RV63–69", "corrected", SUED, orders=True),
    Decision("unlawful", "确认违法", "RV63–69", "corrected", SUED),
    Decision("invalid", "确认无效", "RV63–69", "corrected", SUED),
    Decision("ordered", "责令履行", "RV63–69", "corrected", SUED, orders=True),
    Decision("mediated", "调解结案", "RV73/74", "other", SUED),
    Decision("application_rejected", "驳回复议申请", "RV34", "other", SUED_AFTER_REFUSAL),
    Decision("not_accepted", "不予受理", "RV30", "other", SUED_AFTER_REFUSAL, on_merits=False),
    Decision("not_corrected", "逾期不补正，视为放弃", "RV31", "other", None, on_merits=False),
    Decision("withdrawn", "撤回复议申请", "RV73/74", "other", None, on_merits=False),
    Decision("terminated", "终止", "RV73/74", "other", SUED, on_merits=False),
)
LITIGATION = _table(
    Decision("claim_dismissed", "驳回诉讼请求", "SC25.7", "upheld", APPEALED),
    Decision("changed", "变更", "T4", "corrected", APPEALED),
    Decision("revoked", "撤销", "T4", "corrected", APPEALED),
    Decision("revoked_redo", "撤销并责令重新作出", "T4", "corrected", APPEALED, orders=True),
    Decision("revoked_part", "部分撤销", "T4", "corrected", APPEALED),
    Decision("revoked_part_redo", "部分撤销并责令重新作出", "T4", "corrected", APPEALED, orders=True),
    Decision("unlawful", "确认违法", "SC25.7", "corrected", APPEALED),
    Decision("invalid", "确认无效", "T4", "corrected", APPEALED),
    Decision("ordered", "责令履行", "SC25.7", "corrected", APPEALED, orders=True),
    Decision("disclosure_forbidden", "判决不得公开", "SC25.7", "corrected", APPEALED),
    Decision("suit_dismissed", "驳回起诉", "SC25.2", "other", RULING_APPEALED),
    Decision("appeal_dismissed", "驳回上诉，维持原判", "LT88", None, None, appeal=True),
    Decision("remanded", "撤销原判，发回重审", "LT88", "other", None, appeal=True),
    Decision("not_docketed", "不予立案", "LT51", "other", RULING_APPEALED, on_merits=False),
    Decision("withdrawn", "撤诉", "T4", "other", None, on_merits=False),
    Decision("terminated", "终结诉讼", "T4", "other", None, on_merits=False),
)
COMPLAINT = _table(
    Decision("substantiated", "查实，督促整改或者通报批评", "R47.2", "corrected", None),
    Decision("substantiated_redo", "查实，责令重新处理", "R47.2", "corrected", None, orders=True),
    Decision("unsubstantiated", "未查实", "R47.2", "upheld", None),
    Decision("not_accepted", "不予受理", "R47.2", "other", None, on_merits=False),
    Decision("withdrawn", "撤回投诉", "R47.2", "other", None, on_merits=False),
)
DECISIONS: Mapping[str, Mapping[str, Decision]] = MappingProxyType(
    {"reconsideration": RECONSIDERATION, "litigation": LITIGATION, "complaint": COMPLAINT}
)
CODES = frozenset(code for table in DECISIONS.values() for code in table)


def decision_of(kind: str, code: str | None, *, on_merits: bool | None = None) -> Decision:
    """Raises BadInput with the closed list; `on_merits` narrows it to decisions, or to endings without one."""
    found = DECISIONS[kind].get(code or "")
    if found is not None and on_merits in (None, found.on_merits):
        return found
    known = "、".join(
        f"{each.code}（{each.label}）"
        for each in DECISIONS[kind].values()
        if on_merits in (None, each.on_merits)
    )
    raise BadInput(f"没有结果 {code}", "该种救济不会这样结案", f"可用：{known}", field="decision")
