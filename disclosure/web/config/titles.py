"""What the files of config/ are called on a page, and in which order they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMES = {
    "organization.yaml": "机构、岗位、审签链和内部时限",
    "escalation.yaml": "催办阶梯",
    "service.yaml": "系统运行",
    "law/options.yaml": "有疑义条文的取法",
    "law/outcomes.yaml": "办理结果",
    "demand.yaml": "多人申请的词表",
    "characters.yaml": "繁简和异体字",
    "letters/remedy.yaml": "文书中的救济告知",
}
_TITLE = re.compile(r"^title: *(.+?)\s*$", re.MULTILINE)
_REGION_NAME = re.compile(r"^name: *[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_YEAR = re.compile(r"calendar/(\d{4})\.yaml")
_REGION = re.compile(r"calendar/regions/(.+)\.yaml")
_PARTS = ("组织和运行", "法律规定的值", "工作日历", "文书")


def title_of(files: Mapping[str, str], name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    if year := _YEAR.fullmatch(name):
        return f"{year[1]} 年放假安排"
    if region := _REGION.fullmatch(name):
        named = _REGION_NAME.search(files.get(name, ""))
        return f"地区日历 {named[1] if named else region[1]}"
    found = _TITLE.search(files.get(name, ""))
    return found[1] if found else name


def by_part(files: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Part → name and title of its files."""
    parts: dict[str, list[tuple[str, str]]] = {part: [] for part in _PARTS}
    for name in sorted(files):
        place = ("law/", "calendar/", "letters/")
        at = next((n for n, begin in enumerate(place, start=1) if name.startswith(begin)), 0)
        parts[_PARTS[at]].append((name, title_of(files, name)))
    return parts
