"""What is weighed when two requests do not contradict each other: what both say, and what only one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from disclosure.demand.identity import LABELS, PLAIN, Identity, Name, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.naming import Naming

_NAMING = (Number.DOCUMENT, Number.ROAD, Number.STAKE, Number.PLOT)
_PLACING = (*_NAMING, Number.BATCH, Number.PHASE, Number.BUILDING)
_PLACED = frozenset({Number.PLOT, Number.BATCH, Number.PHASE, Number.BUILDING, Number.LOT, Number.STAKE})
_DATED = (Number.YEAR, Number.QUARTER, Number.TERM, Number.MONTH, Number.DAY)
# How much of what one side asks each of its words makes, beside a topic, a name or a kind of document, which make 1.
_ORDINARY = 0.5
_LONGEST_RUN = 4  # characters of an unknown word beyond which it weighs no more

FACTS = frozenset(
    {
        "alike_lacking_both", "any_topic_lacking", "asked_letters", "asked_pairs", "covered_better",
        "end_lacking", "ends_alike", "evidence", "kind", "kinds_lacking", "kinds_lacking_both", "length",
        "letters", "long_covered", "loose_lacking_both", "modifier_lacking", "names", "names_lacking",
        "no_kind", "not_asked", "not_asked_both", "pairs", "place", "plain_lacking", "plain_names",
        "short_covered", "short_loose_lacking", "short_names_lacking", "topics", "topics_lacking_both",
        "topics_not_asked", "topics_not_asked_both", "undated", "words", "words_lacking_both", "year",
    }
)  # fmt: skip


class Lack(NamedTuple):
    """What one request says and the other does not, by weight. `decisive`: topics, names with a suffix and numbers of
    places, as written; `all` of `said` is lacking."""

    decisive: Sequence[str]
    topics: int
    kinds: int
    names: int
    plain: float
    words: float
    loose: float
    said: float

    @property
    def all(self) -> float:
        return self.topics + self.kinds + self.names + self.plain + _ORDINARY * self.words + self.loose

    @property
    def covered(self) -> float:
        """Share, from 0 to 1, of what is asked for that the other says too."""
        return 1 - self.all / self.said if self.said else 0.0


def lack(one: Identity, other: Identity, names: Sequence[Name], lexicon: Lexicon) -> Lack:
    """`names` of `one` are lacking in `other`."""
    said, rivals, text = other.said, other.known, other.text
    topics = sorted(topic for topic in one.topics - said if not any(topic in more for more in other.topics))
    places = [
        f"{LABELS[kind]} {value}"
        for kind, values in one.numbers.items()
        if kind in _PLACED and kind not in rivals
        for value in sorted(values)
        if value not in rivals.get(Number.NUMBER, ())
    ]
    suffixed = [name.whole for name in names if name.kind != PLAIN and name.kind not in lexicon.broad]
    plain = [name.whole for name in names if name.kind == PLAIN]
    own = sum([name.kind not in lexicon.broad for name in one.names])
    return Lack(
        decisive=[*topics, *suffixed, *places],
        topics=len(topics),
        kinds=len(one.kinds - said),
        names=len(suffixed),
        plain=sum([1 - _covered(name, text) for name in plain]),
        words=sum([word not in text for word in one.words - said]),
        loose=sum([_size(run) * (1 - _covered(run, text)) for run in one.loose if run not in text]),
        said=len(one.topics) + len(one.kinds) + own + _ORDINARY * len(one.words) + sum(map(_size, one.loose)),
    )


def _size(run: str) -> float:
    return min(len(run), _LONGEST_RUN) / _LONGEST_RUN


def _covered(run: str, text: str) -> float:
    """Share of an unknown word found in `text`: by pairs of characters, else, for less, by single ones."""
    if run in text:
        return 1.0
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    by_pairs = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return by_pairs or 0.6 * sum(character in text for character in run) / len(run)


def facts(
    one: Identity, other: Identity, names: tuple[Naming, Naming], lacks: tuple[Lack, Lack]
) -> Mapping[str, float]:
    """By the names of config/demand.yaml. The same whichever of the two comes first."""
    mine, theirs = lacks
    pairs = pairs_in_common(one.text, other.text)
    short, long = (
        (mine, theirs) if (len(one.text), one.text) <= (len(other.text), other.text) else (theirs, mine)
    )
    both = min(mine.all, theirs.all)
    return {
        **_shared(one, other, names),
        "pairs": pairs,
        "any_topic_lacking": mine.topics + theirs.topics > 0,
        "topics_lacking_both": min(mine.topics, theirs.topics),
        "kinds_lacking": max(mine.kinds, theirs.kinds),
        "kinds_lacking_both": min(mine.kinds, theirs.kinds),
        "names_lacking": max(mine.names, theirs.names),
        "plain_lacking": max(mine.plain, theirs.plain),
        "words_lacking_both": min(mine.words, theirs.words),
        "loose_lacking_both": min(mine.loose, theirs.loose),
        "alike_lacking_both": pairs * both,
        "covered_better": max(mine.covered, theirs.covered),
        "short_names_lacking": short.names,
        "short_loose_lacking": short.loose,
        "short_covered": short.covered,
        "long_covered": long.covered,
        "ends_alike": one.last is not None and one.last == other.last,
        "end_lacking": _lacks(one.last, other) + _lacks(other.last, one),
        "modifier_lacking": _lacks(one.modifier, other) + _lacks(other.modifier, one),
        **_by_asking(one, other, pairs),
        "length": min(len(one.text), len(other.text)) / 50,
        "evidence": min(max(mine.said - mine.all, theirs.said - theirs.all), 5.0),
    }


def _lacks(end: str | None, other: Identity) -> bool:
    return end is not None and end not in other.said and end not in other.text


def _by_asking(one: Identity, other: Identity, pairs: float) -> dict[str, float]:
    """What only one asks, though the story of the other may tell of it."""
    whole = one.asked is one.text and other.asked is other.text
    topics = len(one.topics - other.wanted), len(other.topics - one.wanted)
    lacking = [
        beyond + sum(_size(run) * (1 - _covered(run, there.asked)) for run in here.loose)
        for beyond, here, there in ((topics[0], one, other), (topics[1], other, one))
    ]
    return {
        "asked_letters": _letters_in_common(one.asked, other.asked),
        "asked_pairs": pairs if whole else pairs_in_common(one.asked, other.asked),
        "not_asked": max(lacking),
        "not_asked_both": min(lacking),
        "topics_not_asked": max(topics),
        "topics_not_asked_both": min(topics),
    }


def _shared(one: Identity, other: Identity, names: tuple[Naming, Naming]) -> dict[str, float]:
    numbers, others = one.known, other.known
    agreed = {kind for kind, values in numbers.items() if not values.isdisjoint(others.get(kind, ()))}
    topics = len(one.topics & (other.topics | other.told) | other.topics & one.told)
    return {
        "topics": min(topics, 3),
        "kind": not one.kinds.isdisjoint(other.kinds),
        "words": min(len(one.words & other.words), 2),
        "names": min(max(names[0].found, names[1].found), 2),
        "plain_names": min(max(names[0].plain, names[1].plain), 2),
        "place": any(kind in agreed for kind in _PLACING),
        "year": Number.YEAR in agreed,
        "letters": _letters_in_common(one.text, other.text),
        "undated": sum((kind in numbers) != (kind in others) for kind in _DATED),
        "no_kind": not one.kinds and not other.kinds,
    }


def _letters_in_common(one: str, other: str) -> float:
    """Characters that both have, of all of the one that has fewer."""
    mine, theirs = _letters(one), _letters(other)
    return len(mine & theirs) / max(min(len(mine), len(theirs)), 1)


def pairs_in_common(one: str, other: str) -> float:
    """Pairs of neighbouring characters that both have, of all that either has."""
    mine, theirs = _neighbours(one), _neighbours(other)
    both = len(mine & theirs)
    return both / max(len(mine) + len(theirs) - both, 1)


# Pairs are compared in the order of their first text: it is the same one many times in a row.
@lru_cache(maxsize=1 << 8)
def _letters(text: str) -> frozenset[str]:
    return frozenset(text)


@lru_cache(maxsize=1 << 8)
def _neighbours(text: str) -> frozenset[str]:
    return frozenset([text[at : at + 2] for at in range(len(text) - 1)])


def shared_numbers(one: Identity, other: Identity) -> bool:
    """Whether both give the same 文号, 路线, 桩号 or 地块."""
    mine, theirs = one.known, other.known
    return any(
        kind in mine and kind in theirs and not mine[kind].isdisjoint(theirs[kind]) for kind in _NAMING
    )
