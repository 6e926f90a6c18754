"""What a draft changes: setting by setting where the files have settings, line by line everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from disclosure.params.reading import Place
from disclosure.params.settings import Setting, tunable
from disclosure.web.config.titles import title_of
from disclosure.web.config.values import said

Files = Mapping[str, str]
Line = tuple[str, str]  # what it is: gone, new, kept, place; its text
_AROUND = 2  # lines shown around a change
MOST_LINES = 400
_SIGNS = {"-": "gone", "+": "new", "@": "place"}


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """None where the one side has no such setting."""

    group: str
    label: str
    unit: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """`lines` are at most MOST_LINES; `more` is how many are left off."""

    name: str
    title: str
    settings: tuple[ChangedSetting, ...]
    lines: tuple[Line, ...]
    more: int


def changed_files(base: Files, files: Files) -> list[ChangedFile]:
    names = sorted({*base, *files})
    return [_changed(base, files, name) for name in names if base.get(name) != files.get(name)]


def _changed(base: Files, files: Files, name: str) -> ChangedFile:
    lines = line_differences(base.get(name, ""), files.get(name, ""))
    title = title_of(files if name in files else base, name)
    settings = tuple(_settings(base, files, name))
    return ChangedFile(name, title, settings, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def revisions(base: Files, steps: Iterable[Mapping[str, Any]]) -> dict[int, list[tuple[str, list[Line]]]]:
    """By number of the step: name and lines of each file it changed from what it was before, so that a text that was
    taken out of the draft can still be read. Before the first change of a file stands `base`."""
    files, found = dict(base), {}
    for step in steps:
        if step["command"] != "revise":
            continue
        given: Mapping[str, str | None] = step["data"].get("changes") or {}
        texts = {name: text or "" for name, text in given.items()}
        found[step["n"]] = [
            (name, line_differences(files.get(name, ""), text)[:MOST_LINES]) for name, text in texts.items()
        ]
        files |= texts
    return found


def line_differences(before: str, after: str) -> list[Line]:
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND)
    body = [line for line in found if not line.startswith(("---", "+++"))]
    return [(_SIGNS.get(line[:1], "kept"), line if line.startswith("@") else line[1:]) for line in body]


def _settings(base: Files, files: Files, name: str) -> Iterator[ChangedSetting]:
    before, after = _by_place(base, name), _by_place(files, name)
    for place in dict.fromkeys((*before, *after)):
        old, new = before.get(place), after.get(place)
        if (old and old.value) != (new and new.value) or (old is None) != (new is None):
            told = new or old
            assert told is not None
            group = " › ".join(told.group)
            yield ChangedSetting(
                group, told.label, told.unit, said(old) if old else None, said(new) if new else None
            )


def _by_place(files: Files, name: str) -> Mapping[Place, Setting]:
    return {one.place: one for one in tunable(files, name).settings} if name in files else {}
