"""The error tree: every class can be built and printed, has a code of its own, and stands in docs/errors.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from disclosure import errors
from disclosure.errors import ConfigInvalid, DisclosureError, GateRefused, NotLawful, Problem, Refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
PACKAGE = Path(errors.__file__).parent

# Said on stderr by the command line itself, in a report, or by the programming interface, and no class of the tree.
SAID_ELSEWHERE = {
    "ABORTED", "UNEXPECTED", "NO_EXPIRY", "NOBODY", "FLOW_OVERDUE", "DEVELOPMENT_KEY",
    "NOT_SIGNED_IN", "METHOD_NOT_ALLOWED", "UNSUPPORTED_MEDIA_TYPE",
}  # fmt: skip

SPECIAL: dict[type[DisclosureError], Callable[[], DisclosureError]] = {
    NotLawful: lambda: NotLawful("现在不能发出", "本件处于“拟稿”", "此时可办：拟稿", lawful=("拟稿",)),
    GateRefused: lambda: GateRefused("不能送审", [Refusal("条例第17条", "没有保密审查结论", "先作保密审查")]),
    ConfigInvalid: lambda: ConfigInvalid([Problem("law/fee.yaml", 3, "MISSING", "缺少 basis")]),
}


def _tree(root: type[DisclosureError]) -> Iterator[type[DisclosureError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


TREE = list(_tree(DisclosureError))


def _built(kind: type[DisclosureError]) -> DisclosureError:
    return SPECIAL[kind]() if kind in SPECIAL else kind("出了事", "有原因", "这样办", field="number")


def _documented() -> dict[str, str]:
    """code → exit status as the table of the page has it."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (\d|–) \|", text, re.MULTILINE))


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_an_error_prints_its_code_and_three_parts_on_one_line(kind: type[DisclosureError]) -> None:
    error = _built(kind)
    line = str(error)
    assert line.startswith(f"{kind.code}: ")
    assert "\n" not in line
    assert line.count("；") >= 2
    assert line.endswith("。")
    assert not re.search("None|。；|；；|。。", line)


def test_an_error_without_a_reason_leaves_no_gap() -> None:
    assert str(errors.NotFound("没有该件", "", "核对编号")) == "NOT_FOUND: 没有该件；核对编号。"


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in TREE]
    assert sorted(codes) == sorted(set(codes))


def test_every_class_is_defined_in_the_one_tree() -> None:
    assert {kind.__module__ for kind in TREE} == {errors.__name__}


def test_the_page_lists_every_code_with_its_exit_status() -> None:
    documented = _documented()
    assert set(documented) == {kind.code for kind in TREE} | SAID_ELSEWHERE
    assert {kind.code: str(kind.exit_status) for kind in TREE} == {
        code: status for code, status in documented.items() if code not in SAID_ELSEWHERE
    }


def test_what_is_said_elsewhere_is_really_said() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    assert sorted(code for code in SAID_ELSEWHERE if f'"{code}' not in source) == []


def test_the_picture_atop_the_module_shows_the_whole_tree() -> None:
    assert errors.__doc__ is not None
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__)
    assert sorted(drawn) == sorted(kind.__name__ for kind in TREE[1:])
