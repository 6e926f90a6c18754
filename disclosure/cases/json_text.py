"""JSON as people and programs hand it in. Refused with its place."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from disclosure.errors import BadInput


def parse_json(raw: bytes | str, where: str) -> Any:
    """`raw` as JSON without doubled keys and without NaN. Raises BadInput that names `where` and the place."""
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{where}没有受理", f"第 {error.start + 1} 个字节起不是 UTF-8 编码", "请另存为 UTF-8 后重试"
        ) from error
    except json.JSONDecodeError as error:
        why = f"第 {error.lineno} 行第 {error.colno} 列起无法读取"
        raise BadInput(f"{where}不是有效的 JSON", why, "请改正后重试") from error
    except ValueError as error:  # Python reads no integer of thousands of digits
        raise BadInput(f"{where}不是有效的 JSON", "数字过长", "请改正后重试") from error
    except RecursionError as error:
        raise BadInput(f"{where}没有受理", "嵌套层数过多", "请改正后重试") from error


def parse_object(raw: bytes | str, where: str) -> dict[str, Any]:
    """As `parse_json`, and it must be an object."""
    document = parse_json(raw, where)
    if not isinstance(document, dict):
        raise BadInput(f"{where}没有受理", "应是一个 JSON 对象", "请改正后重试")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadInput(f"字段 {twice} 写了两次", "同一层里每个字段只能有一个值", "请只保留一处", field=twice)
    return found


def _no_constant(name: str) -> NoReturn:
    raise BadInput(f"{name} 不是 JSON 的值", "JSON 没有这种数", "请改正后重试")
