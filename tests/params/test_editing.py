"""An edit changes what was asked and nothing else: every other value, every comment, every other line stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.errors import BadInput
from disclosure.params import default_directory, load
from disclosure.params.editing import insert, put, remove
from disclosure.params.reading import Place, Problems, read

FILES = load(default_directory()).files


def yaml_of(text: str) -> str:
    """Of a letter what stands between its fences, by counting lines: not as the edited module does it."""
    rows = text.split("\n")
    return "\n".join(rows[1 : rows.index("---", 1)]) if rows[0] == "---" else text


def data_of(text: str) -> Any:
    problems = Problems()
    document = read("", yaml_of(text), problems)
    assert document is not None, problems
    return document.data


def comments_of(text: str) -> list[str]:
    """No value of config/ has a space and a # in it, nor begins with one; so a comment is what they open."""
    found = []
    for row in yaml_of(text).split("\n"):
        whole = row.lstrip()
        if whole.startswith("#"):
            found.append(whole)
        elif " #" in row:
            found.append(row[row.index(" #") + 1 :])
    return found


def places(data: Any, place: Place = ()) -> Iterator[Place]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*place, key)
        yield from places(value, (*place, key))


PLACES = {name: list(places(data_of(text))) for name, text in FILES.items()}
SMALL = [name for name in FILES if len(FILES[name]) < 20_000]
LISTED = [name for name in SMALL if any(isinstance(place[-1], int) for place in PLACES[name])]
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=12)
SCALARS = st.one_of(
    st.integers(-10_000, 10_000),
    st.booleans(),
    st.none(),
    PLAIN,
    st.sampled_from(
        ["no", "yes", "08:30", "1.5", "0x1", "- a", "a: b", "a #b", "2026-02-30", "'", '"', "a\nb", " "]
    ),
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(
        st.sampled_from(["value", "basis", "名称", "no"]), st.one_of(SCALARS, st.lists(SCALARS)), max_size=3
    ),
)


def inside(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


@pytest.mark.check
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_what_is_put_is_read_back_and_nothing_else_has_changed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    place = data.draw(st.sampled_from(PLACES[name]))
    value = data.draw(VALUES)
    text, expected = FILES[name], data_of(FILES[name])
    inside(expected, place[:-1])[place[-1]] = value
    changed = attempted(lambda: put(text, place, value))
    if changed is None:
        assert isinstance(inside(data_of(text), place), (dict, list)), "only a group of lines is refused"
        return
    assert data_of(changed) == expected
    assert keeps_comments(changed, text)


def attempted(edit: Callable[[], str]) -> str | None:
    try:
        return edit()
    except BadInput:
        return None


def keeps_comments(changed: str, text: str) -> bool:
    return all(changed.count(comment) >= text.count(comment) for comment in comments_of(text))


@pytest.mark.check
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_added_stands_at_the_end_of_its_group(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    text, expected = FILES[name], data_of(FILES[name])
    groups = [(), *(p for p in PLACES[name] if isinstance(inside(expected, p), (dict, list)))]
    place = data.draw(st.sampled_from(groups))
    value = data.draw(VALUES)
    group = inside(expected, place)
    key: str | int = len(group) if isinstance(group, list) else "neu"
    group.append(value) if isinstance(group, list) else group.update(neu=value)
    changed = put(text, (*place, key), value)
    assert data_of(changed) == expected
    if isinstance(group, dict):
        assert list(inside(data_of(changed), place)) == list(group)
    assert keeps_comments(changed, text)


@pytest.mark.check
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_inserted_stands_behind_the_one_before(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(LISTED))
    text, expected = FILES[name], data_of(FILES[name])
    place = data.draw(st.sampled_from([p for p in PLACES[name] if isinstance(inside(expected, p), list)]))
    value, group = data.draw(VALUES), inside(expected, place)
    at = data.draw(st.integers(0, len(group) + 1))
    if not 1 <= at <= len(group):
        with pytest.raises(BadInput):
            insert(text, (*place, at), value)
        return
    group.insert(at, value)
    changed = insert(text, (*place, at), value)
    assert data_of(changed) == expected
    assert keeps_comments(changed, text)


@pytest.mark.check
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_removed_is_gone_and_the_comments_are_still_there(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    text, expected = FILES[name], data_of(FILES[name])
    place = data.draw(st.sampled_from(PLACES[name]))
    group = inside(expected, place[:-1])
    last = len(group) == 1
    del group[place[-1]]
    changed = attempted(lambda: remove(text, place))
    if changed is None:
        assert last, "only the last one of a group is refused"
        return
    assert data_of(changed) == expected
    assert keeps_comments(changed, text)


@pytest.mark.parametrize("name", [name for name in FILES if name not in SMALL])
def test_in_a_large_file_too(name: str) -> None:
    text = FILES[name]
    for place in PLACES[name][:: max(1, len(PLACES[name]) // 10)]:
        value = inside(data_of(text), place)
        if isinstance(value, (dict, list)):
            continue
        new = f"{value} 新词" if isinstance(value, str) else 7
        changed = put(text, place, new)
        expected = data_of(text)
        inside(expected, place[:-1])[place[-1]] = new
        assert data_of(changed) == expected
        assert comments_of(changed) == comments_of(text)
        assert changed.count("\n") == text.count("\n")


@pytest.mark.check
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_place_that_is_not_in_the_file_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    place = data.draw(st.sampled_from(PLACES[name]))
    whole = deepcopy(data_of(FILES[name]))
    wrong = (*place, "nirgends", "wo")
    with pytest.raises(BadInput, match=r"没有“.*nirgends"):
        put(FILES[name], wrong, 1)
    group = inside(whole, place[:-1])
    missing = (*place[:-1], len(group) + 3 if isinstance(group, list) else "nirgends")
    with pytest.raises(BadInput):
        remove(FILES[name], missing)
    if isinstance(group, list):
        with pytest.raises(BadInput):
            put(FILES[name], missing, 1)


TEXT = """# oben
limits:
  intake: 1  # 收件
  drafting: 5

# 阶梯
levels:
- {name: 到期日, to: [owner]}
- name: 逾期
  to: [leader]  # 分管
opens: "08:30"
empty:
words: 甲 乙
  丙 丁
none: []
"""


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        (("limits", "intake"), 2, "intake: 1  # 收件", "intake: 2  # 收件"),
        (("limits", "signed"), 3, "  drafting: 5\n", "  drafting: 5\n  signed: 3\n"),
        (("levels", 0, "to", 1), "leader", "to: [owner]", "to: [owner, leader]"),
        (("levels", 0, "offset"), 0, "to: [owner]}", "to: [owner], offset: 0}"),
        (
            ("levels", 2),
            {"name": "再逾期", "to": ["supervisor"]},
            "# 分管\n",
            "# 分管\n- name: 再逾期\n  to: [supervisor]\n",
        ),
        (("opens",), "09:00", '"08:30"', '"09:00"'),
        (("empty",), "no", "empty:\n", "empty: 'no'\n"),
        (("words",), "甲 乙 新 丙 丁", "甲 乙\n", "甲 乙 新\n"),
        (("words",), "甲 丙 丁", "甲 乙\n", "甲\n"),
        (("none", 0), "a, b", "[]", "['a, b']"),
        (("none",), [15, 25], "[]", "[15, 25]"),
        (("new",), {"甲": True}, "none: []\n", "none: []\nnew: {甲: true}\n"),
    ],
)
def test_a_change_is_written_as_its_neighbours_are(place: Place, value: Any, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert put(TEXT, place, value) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        (("levels", 1), {"name": "逾期"}, "to: [owner]}\n", "to: [owner]}\n- {name: 逾期}\n"),
        (("levels", 1, "to", 1), "owner", "[leader]  # 分管", "[leader, owner]  # 分管"),
    ],
)
def test_an_item_is_written_behind_the_one_before(place: Place, value: Any, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert insert(TEXT, place, value) == TEXT.replace(old, new)


@pytest.mark.parametrize("place", [("limits", "signed"), ("none", 0), ("levels", 3), ("nirgends", 1)])
def test_an_item_goes_behind_another_of_a_list_alone(place: Place) -> None:
    with pytest.raises(BadInput):
        insert(TEXT, place, 1)


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (("limits", "intake"), "  intake: 1  # 收件\n", "  # 收件\n"),
        (("limits", "drafting"), "  drafting: 5\n", ""),
        (("levels", 0, "to"), ", to: [owner]", ""),
        (("levels", 0, "name"), "name: 到期日, ", ""),
        (("levels", 1, "name"), "name: 逾期\n  to", "to"),
        (("levels", 1), "- name: 逾期\n  to: [leader]  # 分管\n", "# 分管\n"),
        (("empty",), "empty:\n", ""),
    ],
)
def test_what_is_removed_takes_its_line_along(place: Place, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert remove(TEXT, place) == TEXT.replace(old, new)


def test_a_group_of_lines_is_not_replaced_as_a_whole() -> None:
    with pytest.raises(BadInput, match="逐项"):
        put(TEXT, ("limits",), {"intake": 1})


@pytest.mark.parametrize("text", ["a: [1", "", "# 空\n", "a: &x 1\n"])
def test_a_text_that_cannot_be_read_is_not_edited(text: str) -> None:
    with pytest.raises(BadInput):
        put(text, ("a",), 1)
