"""What a step of a history says, in the words of the form it was typed into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from disclosure.cases.commands import COMMANDS
from disclosure.cases.dossiers import DossierKind
from disclosure.cases.fields import Fields
from disclosure.cases.filing import Application
from disclosure.cases.words import VALUES
from disclosure.law.decisions import DECISIONS
from disclosure.letters.vocabulary import LABELS
from disclosure.params import Config
from disclosure.reports.forms import COLUMN_TITLES
from state_machines import REMEDY

_HASH = re.compile(r"^[0-9a-f]{64}$")
_ORDERS = {"in_force": "已生效", "not_in_force": "尚未生效"}
_DECISIONS = {one.code: one.label for table in DECISIONS.values() for one in table.values()}
# Keyed digests and hashes of what stands elsewhere on the page.
_UNSAID = frozenset({"people", "attachments", "number"})
_OWN = {
    "amount": "金额（元）",
    "applicant_kind": "申请人类别",
    "reference": "发文字号",
    "sha256": "校验值",
    "reply": "是否为答复",
    "split_from": "拆分自",
    "found": "筛查提示条数",
    "level": "须由哪一级审查",
    "office": "由保密机构审查",
    "result": "年报表四的结果",
    "order": "责令重新处理",
    "candidate": "转主动公开候选",
}


def told(step: Mapping[str, Any], model: type[Fields] | None, config: Config) -> Iterator[tuple[str, str]]:
    """Title and text of every field that was given. `step` has `data`; `model` is what it was read by."""
    titles = _titles(model) if model else {}
    for name, value in step["data"].items():
        if value is None or value in ({}, [], "") or name in _UNSAID:
            continue
        yield titles.get(name) or _OWN.get(name) or name, _text(name, value, config)


def told_of_case(step: Mapping[str, Any], config: Config) -> Iterator[tuple[str, str]]:
    command = step["command"]
    model = Application if command == "file" else COMMANDS[command].fields if command in COMMANDS else None
    return told(step, model, config)


def told_of_dossier(step: Mapping[str, Any], kind: DossierKind, config: Config) -> Iterator[tuple[str, str]]:
    spec = kind.commands.get(step["command"])
    return told(step, spec.fields if spec else None, config)


@cache
def _titles(model: type[Fields]) -> Mapping[str, str]:
    return {name: field.title or name for name, field in model.model_fields.items()}


def _text(name: str, value: Any, config: Config) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        lines = (f"{LABELS.get(key, key)}：{_text(key, one, config)}" for key, one in value.items() if one)
        return "\n".join(lines)
    if isinstance(value, list):
        return "；".join(_text(name, one, config) for one in value)
    if isinstance(value, str) and _HASH.match(value):
        return f"{value[:12]}…"
    return _names(name, config).get(value, str(value))


def _names(name: str, config: Config) -> Mapping[str, str]:
    """What the codes of a field are called."""
    if name == "outcome":
        return {code: outcome.label for code, outcome in config.law.outcomes.items()}
    if name == "unit":
        return {key: unit.label for key, unit in config.organization.units.items()}
    return {
        "applicant_kind": COLUMN_TITLES,
        "step": REMEDY.labels,
        "decision": _DECISIONS,
        "order": _ORDERS,
    }.get(name) or VALUES.get(name, {})
