"""What a step of a history says, in the words of the form it was typed into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from disclosure.cases.commands import COMMANDS
from disclosure.cases.filing import Application
from disclosure.cases.words import VALUES
from disclosure.law.terms import Outcome
from disclosure.letters.vocabulary import GIVEN

# Keyed digests and hashes of what stands elsewhere on the page.
_UNSAID = frozenset({"people", "attachments", "number"})
_OWN = {
    "amount": "金额（元）",
    "applicant_kind": "申请人类别",
    "reference": "发文字号",
    "sha256": "校验值",
    "reply": "是否为答复",
    "split_from": "拆分自",
}


def told(step: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> Iterator[tuple[str, str]]:
    """Title and text of every field that was given; `step` is one of `history` in the document of a case."""
    titles = _titles(step["command"])
    for name, value in step["data"].items():
        if value is None or value == {} or value == [] or name in _UNSAID:
            continue
        yield titles.get(name) or _OWN.get(name) or name, _text(name, value, outcomes)


@cache
def _titles(command: str) -> Mapping[str, str]:
    model = Application if command == "file" else COMMANDS[command].fields if command in COMMANDS else None
    fields = model.model_fields if model else {}
    return {name: field.title or name for name, field in fields.items()}


def _text(name: str, value: Any, outcomes: Mapping[str, Outcome]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "\n".join(
            f"{GIVEN.get(key, key)}：{_text(key, one, outcomes)}" for key, one in value.items() if one
        )
    if isinstance(value, list):
        return "；".join(_text(name, one, outcomes) for one in value)
    if name == "outcome" and value in outcomes:
        return outcomes[value].label
    return VALUES.get(name, {}).get(value, str(value))
