"""The language of requests as tables: what config/demand.yaml and config/characters.yaml say, ready for look-up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

# Brackets and dashes of every kind become one; quotation marks and book-title marks say nothing.
_PUNCTUATION = {
    **dict.fromkeys(map(ord, "〔【［[{（"), "("),
    **dict.fromkeys(map(ord, "〕】］]}）"), ")"),
    **dict.fromkeys(map(ord, "—–－―─~～〜"), "-"),
    **dict.fromkeys(map(ord, "“”‘’「」『』《》〈〉\"'`*"), ""),
}


_QUESTIONS = (
    "怎",
    "哪",
    "谁",
    "多少",
    "什么",
    "啥",
    "凭什么",
    "凭啥",
    "凭的",
    "凭哪",
    "如何",
    "为何",
    "几多",
    "几个",
    "几家",
    "几户",
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Term:
    """What one word is. `word` only separates, a `particle` does so unless it is part of a name. `asks` leads in a
    request, `asks_in_front` only at the head of a clause; `refuses…` says what is not wanted. `agency` ends the name
    of an office, `suffix` a name of that class. `kind`, `topic`: what it means; `background`: a topic that may be
    left out; `ordinary`: a word that means itself. `separates`: none of these but a separator.
    `question`: a kind of document in the words of a question (怎么定的价)."""

    word: bool = False
    particle: bool = False
    asks: bool = False
    asks_in_front: bool = False
    refuses: bool = False
    refuses_in_front: bool = False
    agency: bool = False
    ordinary: bool = False
    suffix: str | None = None
    kind: str | None = None
    topic: str | None = None
    background: bool = False
    separates: bool = False
    question: bool = False


@dataclass(frozen=True, slots=True)
class NameClass:
    """How names of one class end. `broad`: districts, which a request may leave out; `optional`: the suffix may be
    left out."""

    suffixes: Iterable[str]
    broad: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document or information. `strong`: another strong kind is other information; `carrier`: it may carry
    another kind (a notice of a standard); `apart`: listed beside another kind it is wanted besides."""

    terms: Iterable[str]
    strong: bool
    carrier: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class Words:
    """config/demand.yaml as it stands there. `leading`: verbs of one character before a name; `flagged`: words by the
    flag of `Term` they get."""

    misspelt: Mapping[str, str]
    flagged: Mapping[str, Iterable[str]]
    tells: Collection[str]
    focuses: Collection[str]
    leading: Iterable[str]
    names: Mapping[str, NameClass]
    kinds: Mapping[str, Kind]
    topics: Iterable[tuple[str, ...]]
    context: Iterable[str]
    distinct: Iterable[str]
    rivals: Iterable[Iterable[str]]
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Compared by identity, so that what was read with one can be kept. `characters` feeds
    str.translate. `plans` are the misspellings
    that begin with a numeral (十四五). `sizes`: the lengths, longest first, of the terms of two characters and more by
    their first two."""

    characters: Mapping[int, str]
    misspelt: Mapping[str, str]
    misspelling: re.Pattern[str]
    plans: re.Pattern[str]
    telling: re.Pattern[str]
    focusing: re.Pattern[str]
    leading: frozenset[str]
    terms: Mapping[str, Term]
    sizes: Mapping[str, tuple[int, ...]]
    broad: frozenset[str]
    optional: frozenset[str]
    strong: frozenset[str]
    carriers: frozenset[str]
    apart: frozenset[str]
    distinct: frozenset[str]
    rivals: tuple[frozenset[str], ...]
    rivalling: frozenset[str]
    weights: Mapping[str, int]

    @classmethod
    def of(cls, words: Words, simplified: Mapping[str, str]) -> Lexicon:
        """`simplified`: Traditional character → simplified."""
        terms = _terms(words)
        rivals = tuple(map(frozenset, words.rivals))
        return cls(
            characters={**_PUNCTUATION, **{ord(old): new for old, new in simplified.items()}},
            misspelt=dict(words.misspelt),
            misspelling=_any_of(words.misspelt),
            plans=_any_of([text for text in words.misspelt if text[0] in _NUMERALS]),
            telling=_any_of(words.tells),
            focusing=_any_of(words.focuses),
            leading=frozenset(words.leading),
            terms=terms,
            sizes=_sizes(terms),
            broad=frozenset(name for name, one in words.names.items() if one.broad),
            optional=frozenset(name for name, one in words.names.items() if one.optional),
            strong=frozenset(kind for kind, one in words.kinds.items() if one.strong),
            carriers=frozenset(kind for kind, one in words.kinds.items() if one.carrier),
            apart=frozenset(kind for kind, one in words.kinds.items() if one.apart),
            distinct=frozenset(words.distinct),
            rivals=rivals,
            rivalling=frozenset().union(*rivals),
            weights=dict(words.weights),
        )

    @classmethod
    def empty(cls) -> Lexicon:
        """Knows no word; what is weighed with it raises KeyError."""
        nothing = Words(
            misspelt={},
            flagged={},
            tells=(),
            focuses=(),
            leading=(),
            names={},
            kinds={},
            topics=(),
            context=(),
            distinct=(),
            rivals=(),
            weights={},
        )
        return cls.of(nothing, {})


def _any_of(texts: Collection[str]) -> re.Pattern[str]:
    """The longest that fits wins; nothing fits none."""
    if not texts:
        return re.compile(r"(?!)")
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))


def _sizes(terms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for term in terms:
        if len(term) > 1:
            found.setdefault(term[:2], set()).add(len(term))
    return {opening: tuple(sorted(sizes, reverse=True)) for opening, sizes in found.items()}


def _terms(words: Words) -> dict[str, Term]:
    meanings: dict[str, dict[str, Any]] = {}
    for text, meaning in _meanings(words):
        meanings.setdefault(text, {}).update(meaning)
    kinds = {text: one["kind"] for text, one in meanings.items() if "kind" in one and len(text) > 1}
    for text, one in meanings.items():
        if "topic" in one and "kind" not in one:
            one["kind"] = _kind_at_end(text, kinds)
    terms = {text: Term(**one, question="kind" in one and _asks(text)) for text, one in meanings.items()}
    return {text: replace(term, separates=True) if _separates(term) else term for text, term in terms.items()}


def _asks(text: str) -> bool:
    return any(word in text for word in _QUESTIONS)


def _kind_at_end(text: str, kinds: Mapping[str, str]) -> str | None:
    """A topic that ends in a kind is of that kind too: 投资协议."""
    return next((kinds[text[at:]] for at in range(1, len(text)) if text[at:] in kinds), None)


def _meanings(words: Words) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each word with each thing it is."""
    background = frozenset(words.context)
    for flag, texts in words.flagged.items():
        yield from ((text, {flag: True}) for text in texts)
    for name, one in words.names.items():
        yield from ((text, {"suffix": name}) for text in one.suffixes)
    for kind, form in words.kinds.items():
        yield from ((text, {"kind": kind}) for text in (kind, *form.terms))
    for topic in words.topics:
        meaning = {"topic": topic[0], "background": topic[0] in background}
        yield from ((text, meaning) for text in topic)


def _separates(term: Term) -> bool:
    if term.kind or term.topic or term.ordinary or term.particle:
        return False
    return term.word or term.asks or term.asks_in_front or term.refuses or term.refuses_in_front
