"""What makes two requests ask for different information whatever else they share."""

from __future__ import annotations

from collections.abc import Callable

from disclosure.demand.identity import LABELS, PLAIN, Identity, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.naming import missing


def conflict(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """The contradiction in Chinese, or None."""
    return next((why for check in _CHECKS if (why := check(one, other, lexicon))), None)


def _numbers(one: Identity, other: Identity, _: Lexicon) -> str | None:
    """A number both state must agree; years all of them, unless document or plot is the same."""
    same_thing = any(one.number(kind) & other.number(kind) for kind in (Number.DOCUMENT, Number.PLOT))
    for kind in Number:
        mine, theirs = one.number(kind), other.number(kind)
        if not (mine and theirs):
            continue
        whole = kind is Number.YEAR and not same_thing and kind in one.numbers and kind in other.numbers
        if mine != theirs if whole else not mine & theirs:
            return f"{LABELS[kind]}不同：{'、'.join(sorted(mine))}；{'、'.join(sorted(theirs))}"
    return None


def _names(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    mine = missing(one, other, lexicon)
    theirs = missing(other, one, lexicon) if mine else []
    for name in mine:
        for rival in theirs:
            if name.kind == rival.kind != PLAIN:
                return f"{name.kind}不同：{name.whole}；{rival.whole}"
    return _one_character(one, other)


def _one_character(one: Identity, other: Identity) -> str | None:
    """Unknown words of three characters or more that differ in one: 百花站, 百合站."""
    for word in one.loose:
        if len(word) < 3 or word in other.text:
            continue
        for rival in other.loose:
            if len(word) == len(rival) and rival not in one.text and _differing(word, rival) == 1:
                return f"名称不同：{word}；{rival}"
    return None


def _differing(one: str, other: str) -> int:
    return sum(x != y for x, y in zip(one, other, strict=True))


def _refusals(one: Identity, other: Identity, _: Lexicon) -> str | None:
    unwanted = (one.refused & (other.kinds | other.topics)) | (other.refused & (one.kinds | one.topics))
    return f"一方说明不要{'、'.join(sorted(unwanted))}" if unwanted else None


def _kinds(one: Identity, other: Identity, _: Lexicon) -> str | None:
    if one.head and other.head and one.head != other.head:
        if one.head not in other.kinds or other.head not in one.kinds:
            return f"种类不同：{one.head}；{other.head}"
    if one.kinds and other.kinds and not (one.kinds | one.told) & other.kinds and not one.kinds & other.told:
        return f"种类不同：{'、'.join(sorted(one.kinds))}；{'、'.join(sorted(other.kinds))}"
    return None


def _distinct(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    only = lexicon.distinct & ((one.topics | one.told) ^ (other.topics | other.told))
    return f"只有一方要{'、'.join(sorted(only))}" if only else None


_CHECKS: tuple[Callable[[Identity, Identity, Lexicon], str | None], ...] = (
    _numbers,
    _refusals,
    _kinds,
    _distinct,
    _names,
)
