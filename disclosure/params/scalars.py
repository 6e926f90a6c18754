"""A value as YAML text: plain where every reader takes it for what it is, else in quotes."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

Value: TypeAlias = "int | str | bool | list[Value] | dict[str, Value] | None"

# YAML 1.1 takes these for something else than text; our own reader would not, an editor may.
_WORDS = frozenset({"true", "false", "null", "~", "yes", "no", "on", "off", "y", "n", "", "<<"})
_NUMBER = re.compile(r"[-+]?[.\d][\d_.,:]*([eE][-+]?\d+)?|0[xo][\da-fA-F_]+|[-+]?\.(inf|nan)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPECIAL = re.compile(r"^[-?:,\[\]{}#&*!|>'\"%@`\s=]|: |:$| #|\s$|---|[\t\n\r\x85\u2028\u2029]")
_IN_FLOW = re.compile(r"[,\[\]{}:?]")


def scalar(value: Value, style: str | None = None, *, in_flow: bool = False) -> str:
    """A number, a word or a text; a text keeps the quotes (`style`) its predecessor had."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if not isinstance(value, str):
        return str(value)
    if "\n" in value or style == '"':
        return json.dumps(value, ensure_ascii=False)
    if style == "'" or not _is_plain(value, in_flow=in_flow):
        return "'" + value.replace("'", "''") + "'"
    return value


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if text.lower() in _WORDS or _SPECIAL.search(text) or (in_flow and _IN_FLOW.search(text)):
        return False
    return bool(_DAY.fullmatch(text)) or not _NUMBER.fullmatch(text)


def inline(value: Value, *, in_flow: bool = False) -> str:
    """In one line, collections in brackets."""
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, in_flow=True) for item in value) + "]"
    if isinstance(value, dict):
        entries = (f"{scalar(key, in_flow=True)}: {inline(one, in_flow=True)}" for key, one in value.items())
        return "{" + ", ".join(entries) + "}"
    return scalar(value, in_flow=in_flow)


def lines(value: Value, margin: str, like_block: bool, key: str | int) -> str:
    """What follows `key:` or the dash at `margin`: in this line, or where its siblings are written so
    (`like_block`) a mapping line by line."""
    if not (like_block and isinstance(value, dict) and value):
        return f" {inline(value)}"
    inner = margin + "  "
    entries = [f"{scalar(name)}:{lines(one, inner, True, name)}" for name, one in value.items()]
    first = f"\n{inner}" if isinstance(key, str) else " "
    return first + f"\n{inner}".join(entries)


def woven(raw: str, text: str) -> str:
    """Words over several lines: the words that stay keep their lines, what is new stands between them."""
    if not _is_plain(text, in_flow=False):
        return scalar(text)
    old, words = re.findall(r"(\s*)(\S+)", raw), text.split()
    least = min(len(old), len(words))
    same = next((n for n in range(least) if old[n][1] != words[n]), least)
    rest = least - same
    behind = next((n for n in range(rest) if old[-1 - n][1] != words[-1 - n]), rest)
    new = [(" ", word) for word in words[same : len(words) - behind]]
    kept = [*old[:same], *new, *old[len(old) - behind :]]
    return "".join(gap + word for gap, word in kept).lstrip()
