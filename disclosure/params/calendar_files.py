"""The files of config/calendar written: a notice as its year file, a regional closure (C-15) as its region file.

Files in, files out: nothing is stored here. What is there already is left as it stands, so that entering the same
notice or the same closure again changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from disclosure.errors import BadInput, ConfigInvalid
from disclosure.params.calendars import LONGEST_HOLIDAY, ChangeForm, RegionForm, YearForm
from disclosure.params.holiday_notice import Holiday, HolidayNotice, different_days, faults
from disclosure.params.reading import Problems, parse, read

SERVICE = "service.yaml"
_REGION = re.compile(r"[a-z][a-z0-9_]{1,39}")
_CHOSEN = re.compile(r"^region: *(?P<region>[a-z0-9_]+|~)?(?P<rest> *(?:#.*)?)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days of one region that the notice of the State Council does not have. `working` False: nobody works;
    True: a day off is worked. `basis` is the document that says so."""

    first: date
    last: date
    working: bool
    basis: str


def year_name(year: int) -> str:
    return f"calendar/{year}.yaml"


def region_name(region: str) -> str:
    return f"calendar/regions/{region}.yaml"


def year_file(notice: HolidayNotice, checked: date) -> str:
    """The text of calendar/<year>.yaml; `checked` is the day it was compared with the notice."""
    lines = [f"year: {notice.year}", f"notice: {notice.number}", f"checked: {checked}", "holidays:"]
    for holiday in notice.holidays:
        work = f", work: [{', '.join(map(str, holiday.work))}]" if holiday.work else ""
        lines.append(f"- {{name: {holiday.name}, from: {holiday.first}, to: {holiday.last}{work}}}")
    return "\n".join(lines) + "\n"


def with_notice(files: Mapping[str, str], notice: HolidayNotice, checked: date) -> Mapping[str, str]:
    """`files` with the year of `notice` written, no longer provisional; `files` itself when the year already has
    these days under this number. Raises ConfigInvalid with every fault of the notice."""
    if problems := faults(notice):
        raise ConfigInvalid(problems)
    name = year_name(notice.year)
    entered = notice_in(files, notice.year)
    if entered and entered.number == notice.number and _days(entered) == _days(notice):
        return files
    return {**files, name: year_file(notice, checked)}


def _days(notice: HolidayNotice) -> dict[date, bool]:
    return {different.day: different.working for different in different_days(notice)}


def notice_in(files: Mapping[str, str], year: int) -> HolidayNotice | None:
    """The notice that the year file holds; None when the year is not there, provisional, or cannot be read."""
    name = year_name(year)
    document = read(name, files.get(name, ""), Problems())
    form = parse(YearForm, document, Problems()) if document else None
    if form is None or form.provisional:
        return None
    holidays = tuple(Holiday(h.name, h.first, h.last, h.work) for h in form.holidays)
    return HolidayNotice(form.year, form.notice, holidays)


def with_closure(
    files: Mapping[str, str], region: str, title: str, closure: Closure, checked: date
) -> Mapping[str, str]:
    """`files` with `closure` added to the calendar of `region` and that calendar in use; `files` itself when it is
    there already. `title` names a region that has no file yet. A later change of the same day prevails. Raises
    BadInput when the closure cannot be entered."""
    _check(files, region, title, closure)
    name = region_name(region)
    before = files.get(name)
    if before is None:
        header, form = "", RegionForm.model_construct(name=title.strip(), checked=checked, changes=())
    else:
        header, form = _comment(before), _region_form(name, before)
    change = ChangeForm.model_construct(
        first=closure.first, last=closure.last, working=closure.working, basis=closure.basis.strip()
    )
    chosen = _with_region(files[SERVICE], region)
    if change in form.changes and chosen == files[SERVICE]:
        return files
    changes = form.changes if change in form.changes else (*form.changes, change)
    text = header + _region_file(form.name, checked, changes)
    return {**files, name: text, SERVICE: chosen}


def _check(files: Mapping[str, str], region: str, title: str, closure: Closure) -> None:
    if not _REGION.fullmatch(region):
        what = f"地区标识“{region}”不能用作文件名"
        raise BadInput(
            what,
            "须以小写字母开头，只含小写字母、数字、下划线，2 至 40 位",
            "请改写，如 example",
            field="region",
        )
    if region_name(region) not in files and not _is_line(title):
        raise BadInput("没有地区名称", "这一地区还没有日历", "请填写一行、200 字以内的地区名称", field="name")
    length = (closure.last - closure.first).days + 1
    if not 1 <= length <= LONGEST_HOLIDAY:
        what = f"{closure.first} 至 {closure.last} 不是 1 到 {LONGEST_HOLIDAY} 日"
        raise BadInput(
            what, "起止颠倒，或者写错了月份", "请改正起止日期；确实更长的，分几次录入", field="last"
        )
    for year in range(closure.first.year, closure.last.year + 1):
        if year_name(year) not in files:
            what = f"工作日历没有 {year} 年"
            raise BadInput(what, "地区的安排改的是已有的日历", f"请先录入 {year} 年的放假安排", field="first")
    if not _is_line(closure.basis):
        raise BadInput(
            "没有依据",
            "地区的停工、补班须有文件依据",
            "请填写文件名称和文号，一行、200 字以内",
            field="basis",
        )


def _is_line(text: str) -> bool:
    return 1 <= len(text.strip()) <= 200 and text.strip().isprintable()


def _comment(text: str) -> str:
    """The comment lines that a file begins with."""
    kept = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        kept.append(line)
    return "".join(kept)


def _region_form(name: str, text: str) -> RegionForm:
    problems = Problems()
    document = read(name, text, problems)
    form = parse(RegionForm, document, problems) if document else None
    if form is None:
        raise ConfigInvalid(problems)
    return form


def _region_file(name: str, checked: date, changes: tuple[ChangeForm, ...]) -> str:
    lines = [f"name: {_quoted(name)}", f"checked: {checked}", "changes:"]
    lines += [
        f"- {{from: {change.first}, to: {change.last}, working: {str(change.working).lower()}, "
        f"basis: {_quoted(change.basis)}}}"
        for change in changes
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """As text between quotation marks, which JSON and YAML write alike."""
    return json.dumps(text, ensure_ascii=False)


def _with_region(service: str, region: str) -> str:
    """service.yaml with `region` chosen, its comments kept. An office is in one region."""
    found = _CHOSEN.search(service)
    if found is None:
        raise BadInput(
            "service.yaml 中没有 region", "不知启用哪一地区的日历", "请补上一行 region: null", field="region"
        )
    present = found["region"]
    if present == region:
        return service
    if present not in (None, "null", "~"):
        what = f"已启用地区日历 {present}"
        raise BadInput(
            what,
            "一个机关只用一个地区的日历",
            f"请录入 {present}，或者先改正 service.yaml 的 region",
            field="region",
        )
    return f"{service[: found.start()]}region: {region}{found['rest']}{service[found.end() :]}"
