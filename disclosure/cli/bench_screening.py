"""`disclosure bench screening`: megabytes of text screened a second, beside one bare pass of a regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time
from typing import Any

from disclosure.law.secrecy import ScreeningRules
from disclosure.screening import screen_text

_MEGABYTE = 1_000_000
_ASKED = 5.0  # megabytes a second that a core has to screen
_PROSE = (
    "根据《中华人民共和国政府信息公开条例》第三十三条的规定，本机关收到申请后，应当自收到申请之日起二十个工作日内予以答复。"
    "该项目总投资12,345.67万元，用地面积3.5公顷，批复文号为某政办发〔2024〕15号，有效期至2026年12月31日。"
    "经审查，你单位申请公开的信息由相关部门制作，请向该部门提出；联系科室设在办公楼二层，材料一式三份。"
)
_PERSONAL = "联系人某某，电话13800138000，身份证号11010119900307771X，住址某市某区某路12号3幢2单元501室。"
_CELLS = "{}\t某某街道\t{}\t{}.{}\t2024-03-15\t合格\t\n"


def bench_screening(rules: ScreeningRules, *, megabytes: int = 5, runs: int = 5) -> list[dict[str, Any]]:
    """Two rows, prose and a table of numbers, in megabytes of UTF-8 a second. `limit` is a search for what no text
    holds, in the same run; `asked` is what the house asks of one core."""
    random = Random(20261126)  # noqa: S311 - a text, no secret
    return [
        _row("screening", _prose(megabytes), rules, runs),
        _row("screening_table", _table(random, megabytes), rules, runs),
    ]


def _prose(megabytes: int) -> str:
    page = _PROSE * 8 + _PERSONAL + "\n"
    return page * (megabytes * _MEGABYTE // len(page.encode()) + 1)


def _table(random: Random, megabytes: int) -> str:
    def number(digits: int) -> int:
        return random.randrange(10 ** (digits - 1), 10**digits)

    lines = [_CELLS.format(number(6), number(11), number(5), number(2)) for _ in range(10_000)]
    page = "".join(lines)
    return page * (megabytes * _MEGABYTE // len(page.encode()) + 1)


def _row(name: str, text: str, rules: ScreeningRules, runs: int) -> dict[str, Any]:
    size = len(text.encode()) / _MEGABYTE
    bare = re.compile("[绝机秘]密[★☆]|[0-9]{17}[0-9X]!")
    screen_text(text[:1000], rules)  # patterns and tables are made once in a process
    pairs = [
        (_seconds(lambda: screen_text(text, rules)), _seconds(lambda: bare.search(text))) for _ in range(runs)
    ]
    ours, limit = (size / median(side) for side in zip(*pairs, strict=True))
    return {
        "name": name,
        "ours": round(ours, 2),
        "limit": round(limit, 2),
        "ratio": round(ours / limit, 4),
        "unit": "MB/s",
        "n": len(text),
        "runs": runs,
        "asked": _ASKED,
    }


def _seconds(work: Callable[[], object]) -> float:
    """Of one core; other programs on the machine do not count."""
    began = process_time()
    work()
    return process_time() - began
