"""Names of two characters, told apart by what stands behind them."""

from __future__ import annotations

import re

from disclosure.demand.identity import Identity
from disclosure.demand.lexicon import Lexicon

_ENDS = "市县区镇乡村路街"
_SIDES = "东西南北"
_SIDE = re.compile(f"[{_SIDES}][站区线路街门岸段桥片院库]")


def short_names_differ(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """鼎盛砂场 where the other writes 鼎兴砂场: one character of an unknown word differs, what follows is the same."""
    text, rivals = one.text, other.text
    for word in _short(one):
        if word in rivals:
            continue
        at = text.find(word)
        behind = text[at + 2 : at + 3] if text[at + 2 : at + 3] in _ENDS else text[at + 2 : at + 4]
        start = rivals.find(behind) if at >= 0 and behind and behind.isalnum() else -1
        while start >= 0:
            rival = rivals[max(start - 2, 0) : start]
            if len(rival) == 2 and rival not in text and _another(word, rival, lexicon):
                return f"名称不同：{word}{behind}；{rival}{behind}"
            start = rivals.find(behind, start + 1)
    return None


def sides_differ(one: str, other: str) -> str | None:
    """东站 where the other writes 西站."""
    for here in _SIDE.findall(one):
        if here in other:
            continue
        for side in _SIDES:
            if side + here[1] in other and side + here[1] not in one:
                return f"方位不同：{here}；{side}{here[1]}"
    return None


def _another(word: str, rival: str, lexicon: Lexicon) -> bool:
    differing = [pair for pair in zip(word, rival, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not any(_joins(character, lexicon) for character in differing[0])


def _joins(character: str, lexicon: Lexicon) -> bool:
    """和 in 表和批复 and 原 in 原红旗 belong to no name."""
    term = lexicon.terms.get(character)
    return not character.isalnum() or (
        term is not None and bool(term.particle or term.separates or term.suffix)
    )


def _short(one: Identity) -> list[str]:
    runs = [run for run in one.loose if len(run) == 2]
    return runs + [name.core for name in (*one.names, *one.told_names) if len(name.core) == 2]
