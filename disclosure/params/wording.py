"""What a mistake found by a model is called for the person who edits config/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic_core import ErrorDetails

from disclosure.params.schema import Schema, at, keys

# pydantic's type → our code, what is wrong, what to do; the error's own names fill the places.
_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "missing": ("MISSING", "缺少“{key}”", "请补上"),
    "extra_forbidden": ("UNKNOWN_KEY", "不认识的键“{key}”", "请核对拼写或删去"),
    "enum": ("NOT_A_CHOICE", "“{key}”的取值“{input}”不在 {expected} 之中", "请改为其中之一"),
    "literal_error": ("NOT_A_CHOICE", "“{key}”的取值“{input}”不在 {expected} 之中", "请改为其中之一"),
    "string_type": ("WRONG_TYPE", "“{key}”应当是文字", "请填写文字，像数字的文字加引号"),
    "int_type": ("WRONG_TYPE", "“{key}”应当是整数", "请填写不带引号的整数"),
    "bool_type": ("WRONG_TYPE", "“{key}”应当是 true 或 false", "请改正"),
    "dict_type": ("WRONG_TYPE", "“{key}”下面应当是成组的键和值", "请检查缩进"),
    "model_type": ("WRONG_TYPE", "“{key}”下面应当是成组的键和值", "请检查缩进"),
    "tuple_type": ("WRONG_TYPE", "“{key}”应当是列表", "请写成 [甲, 乙] 或逐行以 - 开头"),
    "string_too_short": ("EMPTY", "“{key}”不能为空", "请填写"),
    "string_too_long": ("TOO_LARGE", "“{key}”超过 {max_length} 个字符", "请缩短"),
    "too_short": ("EMPTY", "“{key}”至少要有 {min_length} 项", "请补上"),
    "too_long": ("TOO_LARGE", "“{key}”至多 {max_length} 项", "请删去多余的"),
    "greater_than_equal": ("OUT_OF_RANGE", "“{key}”不能小于 {ge}", "请改正"),
    "less_than_equal": ("OUT_OF_RANGE", "“{key}”不能大于 {le}", "请改正"),
    "string_pattern_mismatch": ("WRONG_FORM", "“{key}”的写法“{input}”不合规定格式", "请参照其他条目的写法"),
    "wrong_date": ("WRONG_DATE", "“{input}”不是日期", "请写成 2025-06-03 的样子，并核对该日存在"),
}


def likely(found: object, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that is not among `known`: the nearest of them, when one is near."""
    near = get_close_matches(str(found), sorted(known), n=1)
    return f"是否想写 {near[0]}？{otherwise}" if near else otherwise


def explained(mistake: ErrorDetails, schema: Schema) -> tuple[str, str, str]:
    """Code, message and suggestion for one error of a model that `schema` describes."""
    code, message, suggestion = _SENTENCES[mistake["type"]]
    place = tuple(part for part in mistake["loc"] if part != "[key]")
    while place and not isinstance(place[-1], str):
        place = place[:-1]
    key = str(place[-1]) if place else "文件"
    if code == "UNKNOWN_KEY":
        suggestion = likely(key, keys(at(schema, place[:-1])), suggestion)
    elif code == "NOT_A_CHOICE":
        suggestion = likely(mistake["input"], _choices(at(schema, place)), suggestion)
    if title := at(schema, place).get("title"):
        key = f"{key}（{title}）"
    return (
        code,
        message.format(**{**mistake.get("ctx", {}), "key": key, "input": mistake["input"]}),
        suggestion,
    )


def _choices(node: Schema) -> Iterable[str]:
    """Of a list the choices of its items."""
    return map(str, node.get("enum") or node.get("items", {}).get("enum", ()))
