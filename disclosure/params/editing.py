"""One value of a file changed, added or taken away; every comment and every other character stays as it was.

The text is cut at the marks of its nodes and put together again, so that a difference shows what somebody did and
nothing else. What the result reads as is compared with what was asked; an edit that would change more is refused.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from disclosure.errors import BadInput
from disclosure.params.nodes import (
    Child,
    children,
    comments,
    end_of,
    find,
    front,
    is_block,
    line_end,
    root_of,
)
from disclosure.params.reading import Place, Problems, read
from disclosure.params.scalars import Value, inline, lines, scalar, woven

_BY_HAND = "请在文件中修改"


def put(text: str, place: Place, value: Value) -> str:
    """`text` with `value` at `place`: in place of what stands there, else as a new key or item at the end of its
    collection. Raises BadInput."""
    yaml, rest = front(text)
    root = _root(yaml, place)
    old = find(root, place)
    parent = find(root, place[:-1])
    if not place or parent is None or isinstance(parent, ScalarNode):
        raise _nowhere(place)
    if old is not None:
        edited = _replaced(yaml, old, value, place, in_flow=not is_block(parent))
    elif place[-1] == len(children(parent)) or (isinstance(place[-1], str) and _takes_keys(parent)):
        edited = _added(yaml, parent, place[-1], value)
    else:
        raise _nowhere(place)
    return _checked(yaml, edited, place, rest, value)


def insert(text: str, place: Place, value: Value) -> str:
    """`text` with `value` as an item of its list at `place`, behind the item before it; the later ones move on. Raises
    BadInput."""
    yaml, rest = front(text)
    parent = find(_root(yaml, place), place[:-1])
    if not isinstance(parent, SequenceNode) or place[-1] not in range(1, len(children(parent)) + 1):
        raise _nowhere(place)
    edited = _added(yaml, parent, place[-1], value)
    return _checked(yaml, edited, place, rest, value, moves_on=True)


def remove(text: str, place: Place) -> str:
    """`text` without what stands at `place`; a comment beside it stays as a line of its own. Raises BadInput."""
    yaml, rest = front(text)
    root = _root(yaml, place)
    parent = find(root, place[:-1])
    if not place or parent is None or find(root, place) is None:
        raise _nowhere(place)
    at = [child.key for child in children(parent)].index(place[-1])
    edited = (_without_lines if is_block(parent) else _without_item)(yaml, root, parent, at)
    return _checked(yaml, edited, place, rest)


def _root(text: str, place: Place) -> Node:
    try:
        root = root_of(text)
    except MarkedYAMLError:
        root = None
    if root is None:
        raise BadInput("没有修改", "文件的 YAML 写法有误，读不出内容", "请先改正文件", field=_said(place))
    return root


def _said(place: Place) -> str:
    return ".".join(map(str, place))


def _nowhere(place: Place) -> BadInput:
    return BadInput("没有修改", f"文件中没有“{_said(place)}”这个位置", "请核对键名和序号", field=_said(place))


def _refused(place: Place, why: str) -> BadInput:
    return BadInput("没有修改", f"“{_said(place)}”{why}", _BY_HAND, field=_said(place))


def _takes_keys(parent: Node) -> bool:
    return not isinstance(parent, SequenceNode)


def _replaced(text: str, old: Node, value: Value, place: Place, *, in_flow: bool) -> str:
    if is_block(old):
        raise _refused(place, "是逐行写的一组，请逐项修改")
    start, end = old.start_mark.index, end_of(old, text)
    raw = text[start:end]
    if not isinstance(old, ScalarNode) or isinstance(value, (list, dict)):
        new = inline(value, in_flow=in_flow)
    elif "\n" in raw and not old.style and isinstance(value, str):
        new = woven(raw, value)
    else:
        new = scalar(value, old.style, in_flow=in_flow)
    return text[:start] + (new if raw else f" {new}") + text[end:]


def _added(text: str, parent: Node, key: str | int, value: Value) -> str:
    siblings = children(parent)
    before = siblings[key - 1 if isinstance(key, int) else -1].node if siblings else None
    if not is_block(parent) or before is None:
        entry = inline(value, in_flow=True) if isinstance(key, int) else f"{scalar(key, in_flow=True)}: "
        entry += inline(value, in_flow=True) if isinstance(key, str) else ""
        at = end_of(before, text) if before else parent.start_mark.index + 1
        return text[:at] + (", " if before else "") + entry + text[at:]
    at = line_end(text, end_of(before, text))
    margin = " " * parent.start_mark.column
    begin = "-" if isinstance(key, int) else f"{scalar(key)}:"
    return text[:at] + f"\n{margin}{begin}" + lines(value, margin, is_block(before), key) + text[at:]


def _without_item(text: str, _: Node, parent: Node, at: int) -> str:
    siblings = children(parent)
    start, end = siblings[at].start, end_of(siblings[at].node, text)
    if at:
        start = end_of(siblings[at - 1].node, text)
    elif len(siblings) > 1:
        end = siblings[1].start
    return text[:start] + text[end:]


def _without_lines(text: str, root: Node, parent: Node, at: int) -> str:
    siblings = children(parent)
    child = siblings[at]
    if len(siblings) == 1:
        raise _refused((child.key,), "是这一组的最后一项，删去后这一组是空的")
    start = _first_character(text, parent, child)
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    if margin.strip():  # the first key behind a dash: the next one moves up
        return text[:start] + text[siblings[1].start :]
    end = line_end(text, end_of(child.node, text))
    kept = [found.group() for found in comments(text, root) if start <= found.start() < end]
    left = "".join(f"{margin}{comment}\n" for comment in kept)
    return text[: start - len(margin)] + left + text[end + 1 :]


def _first_character(text: str, parent: Node, child: Child) -> int:
    """Of a key the key, of an item its dash."""
    if isinstance(child.key, str):
        return child.start
    return text.rfind("\n", 0, child.start) + 1 + int(parent.start_mark.column)


def _checked(
    before: str, after: str, place: Place, rest: str, *value: Value, moves_on: bool = False
) -> str:  # fmt: skip
    """Raises BadInput when the result reads as anything but the one change, or a comment is lost."""
    problems = Problems()
    old, new = read("", before, problems), read("", after, problems)
    if problems or old is None or new is None:
        why = problems[0].message if problems else "读不出内容"
        raise _refused(place, f"改后文件不能使用：{why}")
    expected = deepcopy(old.data)
    _apply(expected, place, *value, moves_on=moves_on)
    told = [sorted(found.group() for found in comments(text, _root(text, place))) for text in (before, after)]
    if new.data != expected or told[0] != told[1]:
        raise _refused(place, "的写法特殊，自动修改会牵动别处")
    return after.replace("###\n", "---\n", 1) + rest if rest else after


def _apply(data: Any, place: Place, *value: Value, moves_on: bool) -> None:
    for part in place[:-1]:
        data = data[part]
    at = place[-1]
    match value:
        case (one,) if isinstance(data, list) and isinstance(at, int) and (moves_on or at == len(data)):
            data.insert(at, one)
        case (one,):
            data[at] = one
        case _:
            del data[at]
