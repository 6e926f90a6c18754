"""A day on the command line: YYYY-MM-DD and no other way to write it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # 2025-02-30 is refused in the same words
        raise click.BadParameter(f"{value} 不是实际存在的日期", ctx, param)


DAY = Day()
