"""Two identities → the same information, other information, or not to be told; and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import exp
from typing import NamedTuple

from disclosure.demand.conflicts import (
    name_conflict,
    number_conflict,
    one_character,
    one_place_differs,
    word_conflict,
)
from disclosure.demand.facts import FACTS, Lack, facts, lack, shared_numbers
from disclosure.demand.identity import LABELS, Identity, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.naming import named

# What config/demand.yaml weighs.
WEIGHTS = FACTS | {"base", "alike", "alike_pairs", "apart", "apart_in_group", "enough", "enough_on_the_whole"}


_ENOUGH_SAID = 2  # a name and what is wanted of it


class Verdict(StrEnum):
    SAME = "same"
    CONFLICT = "conflict"
    UNSURE = "unsure"


class Comparison(NamedTuple):
    """`score` from 0 to 1; `against` in Chinese: what keeps them apart, empty when nothing does."""

    verdict: Verdict
    score: float
    against: str = ""


def compare(one: Identity, other: Identity, lexicon: Lexicon) -> Comparison:
    """Symmetrical; nothing but the two texts decides."""
    against = number_conflict(one, other) or word_conflict(one, other, lexicon)
    if against:
        return Comparison(Verdict.CONFLICT, 0.0, against)
    mine, theirs = named(one, other, lexicon), named(other, one, lexicon)
    against = name_conflict(mine.lacking, theirs.lacking, one, other)
    if against:
        return Comparison(Verdict.CONFLICT, 0.0, against)
    if not (mine.shared or theirs.shared or shared_numbers(one, other)):
        return Comparison(Verdict.UNSURE, 0.0, "没有共同的地方、单位或文号")
    lacks = lack(one, other, mine.lacking, lexicon), lack(other, one, theirs.lacking, lexicon)
    if lacks[0].names and lacks[1].names:
        return Comparison(Verdict.UNSURE, 0.0, f"所要的不同：{lacks[0].decisive[0]}；{lacks[1].decisive[0]}")
    score = (
        1.0
        if _accounted_for(one, other, lacks)
        else _score(facts(one, other, (mine, theirs), lacks), lexicon)
    )
    if score * 100 >= lexicon.weights["apart"]:
        against = one_character(one, other, lexicon) or one_place_differs(one, other, lexicon)
        if against:
            return Comparison(Verdict.CONFLICT, 0.0, against)
    verdict = Verdict.SAME if score * 100 >= lexicon.weights["enough"] else Verdict.UNSURE
    return Comparison(verdict, score)


def _accounted_for(one: Identity, other: Identity, lacks: tuple[Lack, Lack]) -> bool:
    """Both say nothing that the other does not, number for number, and say of what they want which."""
    nothing = not (lacks[0].all or lacks[1].all)
    return nothing and one.known == other.known and min(lack.said for lack in lacks) >= _ENOUGH_SAID


def in_common(one: Identity, other: Identity, lexicon: Lexicon) -> str:
    """What both say, in one line for a clerk: 石桥村；年份 2022；方案；安置、补偿."""
    names = [*named(one, other, lexicon).shared, *named(other, one, lexicon).shared]
    mine, theirs = one.known, other.known
    numbers = [
        f"{LABELS[kind]} {'、'.join(sorted(mine[kind] & theirs[kind]))}"
        for kind in Number
        if kind in mine and kind in theirs and not mine[kind].isdisjoint(theirs[kind])
    ]
    kinds = "、".join(sorted(one.kinds & other.said | other.kinds & one.said))
    topics = "、".join(sorted(one.topics & other.said | other.topics & one.said))
    return "；".join(part for part in ("、".join(sorted(set(names))), *numbers, kinds, topics) if part)


def _score(facts: Mapping[str, float], lexicon: Lexicon) -> float:
    weights = lexicon.weights
    total = weights["base"] + sum(weights[fact] * value for fact, value in facts.items())
    return 1 / (1 + exp(-total / 100))
