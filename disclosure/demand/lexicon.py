"""The language of requests as tables: what config/demand.yaml and config/characters.yaml say, ready for look-up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

# Brackets and dashes of every kind become one; quotation marks and book-title marks say nothing.
_PUNCTUATION = {
    **dict.fromkeys(map(ord, "〔【［[{（"), "("),
    **dict.fromkeys(map(ord, "〕】］]}）"), ")"),
    **dict.fromkeys(map(ord, "—–－―─~～〜"), "-"),
    **dict.fromkeys(map(ord, "“”‘’「」『』《》〈〉\"'`*"), ""),
}


@dataclass(frozen=True, slots=True)
class Term:
    """What one word is. `word` only separates, a `particle` does so unless it is part of a name. `asks` leads in a
    request, `asks_in_front` only at the head of a clause; `refuses…` says what is not wanted. `agency` ends the name
    of an office, `suffix` a name of that class. `kind`, `topic`: what it means; `background`: a topic that may be
    left out; `ordinary`: a word that means itself."""

    word: bool = False
    particle: bool = False
    asks: bool = False
    asks_in_front: bool = False
    refuses: bool = False
    refuses_in_front: bool = False
    agency: bool = False
    suffix: str | None = None
    kind: str | None = None
    topic: str | None = None
    background: bool = False
    ordinary: bool = False
    separates: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of config/demand.yaml as they stand there."""

    misspelt: Mapping[str, str]
    asks: Iterable[str]
    asks_in_front: Iterable[str]
    refuses: Iterable[str]
    refuses_in_front: Iterable[str]
    tells: Iterable[str]
    separates: Iterable[str]
    particles: Iterable[str]
    ordinary: Iterable[str]
    suffixes: Mapping[str, Iterable[str]]
    broad: Iterable[str]
    optional: Iterable[str]
    agencies: Iterable[str]
    kinds: Mapping[str, Iterable[str]]
    strong: Iterable[str]
    topics: Iterable[tuple[str, ...]]
    context: Iterable[str]
    distinct: Iterable[str]
    rivals: Iterable[Iterable[str]]
    carriers: Iterable[str]
    apart: Iterable[str]
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Compared by identity, so that what was read with one can be kept. `characters` feeds str.translate; `sounds` gives a common character the first one of the same reading;
    `sizes` are the lengths of the terms of two characters and more by the first two, longest first."""

    characters: Mapping[int, str]
    sounds: Mapping[int, str]
    misspelt: Mapping[str, str]
    misspelling: re.Pattern[str]
    terms: Mapping[str, Term]
    sizes: Mapping[str, tuple[int, ...]]
    strong: frozenset[str]
    broad: frozenset[str]
    optional: frozenset[str]
    distinct: frozenset[str]
    rivals: tuple[frozenset[str], ...]
    rivalling: frozenset[str]
    carriers: frozenset[str]
    apart: frozenset[str]
    weights: Mapping[str, int]
    telling: re.Pattern[str]

    @classmethod
    def of(cls, words: Words, simplified: Mapping[str, str], homophones: Iterable[str]) -> Lexicon:
        """`simplified`: Traditional character → simplified; `homophones`: groups of the same reading."""
        terms = _terms(words)
        sizes: dict[str, set[int]] = {}
        for term in terms:
            if len(term) > 1:
                sizes.setdefault(term[:2], set()).add(len(term))
        return cls(
            characters=MappingProxyType({**_PUNCTUATION, **{ord(old): new for old, new in simplified.items()}}),
            sounds=MappingProxyType({ord(one): group[0] for group in homophones for one in group}),
            misspelt=MappingProxyType(dict(words.misspelt)),
            misspelling=_any_of(words.misspelt),
            terms=terms,
            sizes={first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()},
            strong=frozenset(words.strong),
            broad=frozenset(words.broad),
            optional=frozenset(words.optional),
            distinct=frozenset(words.distinct),
            rivals=tuple(map(frozenset, words.rivals)),
            rivalling=frozenset(word for group in words.rivals for word in group),
            carriers=frozenset(words.carriers),
            apart=frozenset(words.apart),
            weights=MappingProxyType(dict(words.weights)),
            telling=re.compile(f"^{_any_of(words.tells).pattern}"),
        )


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """The longest that fits wins."""
    return re.compile("(?:" + "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) + ")")


def _terms(words: Words) -> dict[str, Term]:
    terms: dict[str, Term] = {}

    def note(text: str, **what: object) -> None:
        terms[text] = replace(terms.get(text, Term()), **what)  # type: ignore[arg-type]

    for text in words.separates:
        note(text, word=True)
    for text in words.particles:
        note(text, particle=True)
    for text in words.ordinary:
        note(text, ordinary=True)
    for text in words.asks:
        note(text, asks=True)
    for text in words.asks_in_front:
        note(text, asks_in_front=True)
    for text in words.refuses:
        note(text, refuses=True)
    for text in words.refuses_in_front:
        note(text, refuses_in_front=True)
    for text in words.agencies:
        note(text, agency=True)
    for kind, suffixes in words.suffixes.items():
        for text in suffixes:
            note(text, suffix=kind)
    for kind, names in words.kinds.items():
        for text in (kind, *names):
            note(text, kind=kind)
    background = frozenset(words.context)
    for first, *others in words.topics:
        for text in (first, *others):
            note(text, topic=first, background=first in background)
    return {text: replace(term, separates=_separates(term)) for text, term in terms.items()}


def _separates(term: Term) -> bool:
    if term.kind or term.topic or term.ordinary or term.particle:
        return False
    return term.word or term.asks or term.asks_in_front or term.refuses or term.refuses_in_front
