"""Two identities → the same information, other information, or not to be told; and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from disclosure.demand.conflicts import name_conflict, number_conflict, word_conflict
from disclosure.demand.identity import LABELS, PLAIN, Identity, Name, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.naming import Naming, named

_NAMING = (Number.DOCUMENT, Number.ROAD, Number.STAKE, Number.PLOT)
_PLACING = (*_NAMING, Number.BATCH, Number.PHASE, Number.BUILDING)

_PLACED = (Number.PLOT, Number.BATCH, Number.PHASE, Number.BUILDING, Number.LOT, Number.STAKE)
# What is weighed, by the names of config/demand.yaml.
WEIGHTS = frozenset(
    {
        "base",
        "enough",
        "enough_on_the_whole",
        "any_topic",
        "topics",
        "kind",
        "words",
        "names",
        "place",
        "year",
        "letters",
        "any_topic_lacking",
        "topics_lacking",
        "kinds_lacking",
        "names_lacking",
        "plain_lacking",
        "plain_lacking_both",
        "known_lacking_both",
        "all_lacking_both",
        "words_lacking",
        "words_lacking_both",
        "no_kind",
        "kind_of_one",
    }
)


class Verdict(StrEnum):
    SAME = "same"
    CONFLICT = "conflict"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Comparison:
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
    if not (mine.shared or theirs.shared or _shared_numbers(one, other)):
        return Comparison(Verdict.UNSURE, 0.0, "没有共同的地方、单位或文号")
    lacks = _lacking(one, other, mine.lacking, lexicon), _lacking(other, one, theirs.lacking, lexicon)
    if lacks[0].decisive and lacks[1].decisive:
        return Comparison(Verdict.UNSURE, 0.0, f"所要的不同：{lacks[0].decisive[0]}；{lacks[1].decisive[0]}")
    if _too_vague(one, other) or _too_vague(other, one):
        return Comparison(Verdict.UNSURE, 0.0, "有一方没有说清要什么")
    score = _score(one, other, (mine, theirs), lacks, lexicon)
    verdict = Verdict.SAME if score * 100 >= lexicon.weights["enough"] else Verdict.UNSURE
    return Comparison(verdict, score)


def _too_vague(one: Identity, other: Identity) -> bool:
    """石桥村的名单 is no request for the list of 低保, unless a 文号 says which."""
    if one.topics or one.words or one.loose or one.told or not other.topics:
        return False
    return one.known.get(Number.DOCUMENT, frozenset()).isdisjoint(other.known.get(Number.DOCUMENT, ()))


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


def _shared_numbers(one: Identity, other: Identity) -> bool:
    mine, theirs = one.known, other.known
    return any(
        kind in mine and kind in theirs and not mine[kind].isdisjoint(theirs[kind]) for kind in _NAMING
    )


@dataclass(frozen=True, slots=True)
class _Lack:
    """What one request says and the other does not. `decisive`: topics and names with a suffix, as written;
    `plain`: how many names without one; `words`: weight of ordinary and unknown words."""

    decisive: Sequence[str]
    topics: int
    kinds: int
    names: int
    plain: int
    known: int
    words: float

    @property
    def all(self) -> float:
        return self.topics + self.kinds + self.names + self.words


def _lacking(one: Identity, other: Identity, names: Sequence[Name], lexicon: Lexicon) -> _Lack:
    said = other.said
    topics = sorted(topic for topic in one.topics - said if not any(topic in more for more in other.topics))
    rivals = other.known
    places = [
        f"{LABELS[kind]} {value}"
        for kind in _PLACED
        if kind not in rivals
        for value in one.numbers.get(kind, ())
        if value not in rivals.get(Number.NUMBER, ())
    ]
    suffixed = [name.whole for name in names if name.kind != PLAIN and name.kind not in lexicon.broad]
    words = sum(word not in other.text for word in one.words - said)
    unknown = sum(min(len(run), 4) / 2 * (1 - _covered(run, other.text)) for run in one.loose)
    return _Lack(
        decisive=[*topics, *suffixed, *places],
        topics=len(topics),
        kinds=len(one.kinds - said),
        names=len(suffixed),
        plain=sum(name.kind == PLAIN for name in names),
        known=words,
        words=words + unknown,
    )


def _covered(run: str, text: str) -> float:
    """Share of an unknown word found in `text`: by pairs of characters, else, for less, by single ones."""
    if run in text:
        return 1.0
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    by_pairs = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return by_pairs or 0.6 * sum(character in text for character in run) / len(run)


def _score(
    one: Identity, other: Identity, names: tuple[Naming, Naming], lacks: tuple[_Lack, _Lack], lexicon: Lexicon
) -> float:
    mine, theirs = lacks
    numbers, others = one.known, other.known
    agreed = {kind for kind, values in numbers.items() if not values.isdisjoint(others.get(kind, ()))}
    topics = len(one.topics & (other.topics | other.told) | other.topics & one.told)
    letters, rivals = set(one.text), set(other.text)
    facts = {
        "any_topic": topics > 0,
        "topics": min(topics, 3),
        "kind": not one.kinds.isdisjoint(other.kinds),
        "words": min(len(one.words & other.words), 2),
        "names": min(max(names[0].found, names[1].found), 2),
        "place": any(kind in agreed for kind in _PLACING),
        "year": Number.YEAR in agreed,
        "letters": len(letters & rivals) / max(min(len(letters), len(rivals)), 1),
        "any_topic_lacking": mine.topics + theirs.topics > 0,
        "topics_lacking": max(mine.topics, theirs.topics),
        "kinds_lacking": max(mine.kinds, theirs.kinds),
        "names_lacking": max(mine.names, theirs.names),
        "plain_lacking": max(mine.plain, theirs.plain),
        "plain_lacking_both": min(mine.plain, theirs.plain),
        "known_lacking_both": min(mine.known, theirs.known),
        "all_lacking_both": min(mine.all, theirs.all),
        "words_lacking": max(mine.words, theirs.words),
        "words_lacking_both": min(mine.words, theirs.words),
        "no_kind": not one.kinds and not other.kinds,
        "kind_of_one": bool(one.kinds) != bool(other.kinds),
    }
    weights = lexicon.weights
    total = weights["base"] + sum(weights[fact] * value for fact, value in facts.items())
    return 1 / (1 + exp(-total / 100))
