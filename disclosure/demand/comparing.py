"""Two identities → the same information, other information, or not to be told; and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import exp

from disclosure.demand.conflicts import conflict
from disclosure.demand.identity import PLAIN, Identity, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.naming import asked_names, missing, shared_names

_NAMING = (Number.DOCUMENT, Number.ROAD, Number.STAKE, Number.PLOT)
_PLACING = (*_NAMING, Number.BATCH, Number.PHASE, Number.BUILDING)


class Verdict(StrEnum):
    SAME = "same"
    CONFLICT = "conflict"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`score` from 0 to 1; `why` in Chinese: what both name, or what keeps them apart."""

    verdict: Verdict
    score: float
    why: str


def compare(one: Identity, other: Identity, lexicon: Lexicon) -> Comparison:
    """Symmetrical, and nothing but the two texts decides."""
    against = conflict(one, other, lexicon)
    if against:
        return Comparison(Verdict.CONFLICT, 0.0, against)
    shared = shared_anchors(one, other, lexicon)
    if not shared:
        return Comparison(Verdict.UNSURE, 0.0, "没有共同的地方、单位或文号")
    mine, theirs = _lacking(one, other, lexicon), _lacking(other, one, lexicon)
    if mine.decisive and theirs.decisive:
        return Comparison(Verdict.UNSURE, 0.0, f"所要的不同：{mine.decisive[0]}；{theirs.decisive[0]}")
    score = _score(one, other, (mine, theirs), lexicon)
    verdict = Verdict.SAME if score * 100 >= lexicon.weights["enough"] else Verdict.UNSURE
    return Comparison(verdict, score, "、".join(shared))


def shared_anchors(one: Identity, other: Identity, lexicon: Lexicon) -> list[str]:
    """What both name, in order: places, companies, projects, document numbers, roads."""
    names = chain(shared_names(one, other, lexicon), shared_names(other, one, lexicon))
    numbers = chain.from_iterable(one.number(kind) & other.number(kind) for kind in _NAMING)
    return sorted({*names, *numbers})


@dataclass(frozen=True, slots=True)
class _Lack:
    """What one request says and the other does not. `decisive`: topics and names with a suffix, as written;
    `plain`: how many names without one; `words`: weight of ordinary and unknown words."""

    decisive: list[str]
    topics: int
    kinds: int
    names: int
    plain: int
    words: float


def _lacking(one: Identity, other: Identity, lexicon: Lexicon) -> _Lack:
    said = other.said
    topics = sorted(one.topics - said)
    names = [name for name in missing(one, other, lexicon) if name.kind not in lexicon.broad]
    suffixed = [name.whole for name in names if name.kind != PLAIN]
    words = sum(word not in said and word not in other.text for word in one.words)
    unknown = sum(min(len(run), 4) / 2 * (1 - _covered(run, other.text)) for run in one.loose)
    return _Lack(
        decisive=[*topics, *suffixed],
        topics=len(topics),
        kinds=len(one.kinds - said),
        names=len(suffixed),
        plain=len(names) - len(suffixed),
        words=words + unknown,
    )


def _covered(run: str, text: str) -> float:
    """Share of an unknown word found in `text`: by pairs of characters, else, for less, by single ones."""
    if run in text:
        return 1.0
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    by_pairs = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return by_pairs or 0.6 * sum(character in text for character in run) / len(run)


def _score(one: Identity, other: Identity, lacks: tuple[_Lack, _Lack], lexicon: Lexicon) -> float:
    mine, theirs = lacks
    topics = len(one.topics & (other.topics | other.told) | other.topics & one.told)
    named = max(_count_shared(one, other, lexicon), _count_shared(other, one, lexicon))
    letters, others = set(one.text), set(other.text)
    facts = {
        "any_topic": topics > 0,
        "topics": min(topics, 3),
        "kind": bool(one.kinds & other.kinds),
        "words": min(len(one.words & other.words), 2),
        "names": min(named, 2),
        "place": any(one.number(kind) & other.number(kind) for kind in _PLACING),
        "year": bool(one.number(Number.YEAR) & other.number(Number.YEAR)),
        "letters": len(letters & others) / min(len(letters), len(others)),
        "any_topic_lacking": mine.topics + theirs.topics > 0,
        "topics_lacking": max(mine.topics, theirs.topics),
        "kinds_lacking": max(mine.kinds, theirs.kinds),
        "names_lacking": max(mine.names, theirs.names),
        "plain_lacking": max(mine.plain, theirs.plain),
        "plain_lacking_both": min(mine.plain, theirs.plain),
        "words_lacking": max(mine.words, theirs.words),
        "words_lacking_both": min(mine.words, theirs.words),
        "no_kind": not one.kinds and not other.kinds,
        "kind_of_one": bool(one.kinds) != bool(other.kinds),
    }
    weights = lexicon.weights
    total = weights["base"] + sum(weights[fact] * value for fact, value in facts.items())
    return 1 / (1 + exp(-total / 100))


def _count_shared(one: Identity, other: Identity, lexicon: Lexicon) -> int:
    lacking = missing(one, other, lexicon)
    return sum(name.kind not in lexicon.broad and name not in lacking for name in asked_names(one, lexicon))
