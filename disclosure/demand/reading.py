"""A request as people write it → what it asks for, apart from the story around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from disclosure.demand.identity import Identity, Number, Numbers, known
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.marks import GAP, Mark, marks
from disclosure.demand.normal import normal
from disclosure.demand.scanning import Clause, scan, tokens

_CLAUSE = re.compile(r"[^,。;!?:()]+")
_SENTENCE_END = "。;!?"
_QUESTION = re.compile(r"多少|哪|谁|几月|几号|怎么|是否|有没有|吗|什么")
_IN_HAND = ("我有", "已有", "有了")  # at the end of a clause: 终榜我有
_LONG = 45  # characters; a text that short is all request
_FRAGMENT = 8  # characters; a clause that short beside a question says of what
_NO_NUMBERS: Numbers = {}
_NO_WORDS: frozenset[str] = frozenset()


class Role(StrEnum):
    ASKED = "asked"
    TOLD = "told"
    REFUSED = "refused"
    OPEN = "open"  # asked or told, as the rest of the text decides
    ASIDE = "aside"  # told, whatever the rest says: what of the document the writer wants to see most


@dataclass(slots=True)
class _Part:
    """A clause, or the part of it from where the request begins."""

    start: int
    end: int
    role: Role
    clause: Clause


def identify(text: str, lexicon: Lexicon) -> Identity:
    """What `text` asks for. Pure; any text is read, an empty one as asking for nothing."""
    plain = normal(text, lexicon)
    bare, numbers = marks(plain)
    parts = _decided(bare, _parts(bare, lexicon))
    roles = {part.role for part in parts}
    asked = _Sum(parts, Role.ASKED, numbers)
    told = _Sum(parts, Role.TOLD, numbers) if Role.TOLD in roles else _NOTHING_SAID
    refused = _Sum(parts, Role.REFUSED, ()) if Role.REFUSED in roles else _NOTHING_SAID
    topics, kinds, words = _same(asked.topics), _same(asked.kinds), _same(asked.words)
    meant = _same(told.meanings())
    return Identity(
        text=plain,
        sequence=tuple([meaning for part in parts for meaning in part.clause.sequence]),
        names=tuple(sorted(asked.names)),
        numbers=asked.numbers,
        kinds=kinds,
        head=asked.tail if asked.tail in lexicon.strong else None,
        last=asked.last,
        modifier=asked.modifier,
        asked=_asked(plain, parts, roles),
        listed=_same(asked.listed),
        topics=topics,
        words=words,
        loose=asked.loose,
        offices=_same(asked.offices),
        refused=_same(refused.meanings()),
        told_names=tuple(sorted(told.names)),
        told_numbers=told.numbers,
        told=meant,
        said=_same(topics | kinds | words | meant),
        known=known(asked.numbers, told.numbers),
    )


def _asked(text: str, parts: Sequence[_Part], roles: Collection[Role]) -> str:
    if len(roles) == 1 and Role.ASKED in roles:
        return text
    return GAP.join(text[part.start : part.end] for part in parts if part.role is Role.ASKED)


@lru_cache(maxsize=1 << 16)
def _same(found: frozenset[str]) -> frozenset[str]:
    """Equal sets as one object: a million requests have few different ones."""
    return found


class _Sum:
    """What the parts of one role say together."""

    def __init__(self, parts: Sequence[_Part], role: Role, numbers: Sequence[Mark]) -> None:
        own = [part for part in parts if part.role is role]
        clauses = [part.clause for part in own]
        ending = [clause for clause in clauses if clause.last]
        documents = [clause for clause in clauses if clause.kinds]
        # 评估报告，每平米怎么定的价 asks for the 报告
        formal = [clause for clause in documents if clause.formal] or documents
        self.names = {name for clause in clauses for name in clause.names}
        self.kinds = _union([clause.kinds for clause in documents])
        self.listed = _union([clause.listed for clause in documents])
        self.topics = _union([clause.topics for clause in clauses])
        self.words = _union([clause.words for clause in clauses])
        self.loose = _union([clause.loose for clause in clauses])
        self.offices = _union([clause.offices for clause in clauses])
        self.tail = formal[-1].tail if formal else None
        self.last, self.modifier = (ending[-1].last, ending[-1].modifier) if ending else (None, None)
        self.numbers = _numbers(numbers, own)

    def meanings(self) -> frozenset[str]:
        return self.topics | self.kinds | self.words


def _union(sets: Sequence[Iterable[str]]) -> frozenset[str]:
    return _NO_WORDS.union(*sets) or _NO_WORDS


def _numbers(numbers: Sequence[Mark], parts: Sequence[_Part]) -> Numbers:
    found: dict[Number, set[str]] = {}
    for at, kind, value in numbers:
        for part in parts:
            if part.start <= at < part.end:
                found.setdefault(kind, set()).add(value)
                break
    return {kind: _same(frozenset(values)) for kind, values in found.items()} if found else _NO_NUMBERS


_NOTHING_SAID = _Sum((), Role.TOLD, ())


def _parts(text: str, lexicon: Lexicon) -> list[_Part]:
    """The clauses of `text` with what their own words say about their role."""
    parts = []
    asking = any_kind = False
    for match in _CLAUSE.finditer(text):
        start = match.start()
        asking = asking and not (start and text[start - 1] in _SENTENCE_END)
        for size, own_role, clause in _read(match.group(), lexicon):
            aside = any_kind and not clause.kinds and lexicon.focusing.match(text, start)
            role = Role.ASIDE if aside and GAP not in text[start : start + size] else own_role
            any_kind = any_kind or bool(clause.kinds)
            asking = asking or role is Role.ASKED
            parts.append(
                _Part(start, start + size, Role.ASKED if asking and role is Role.OPEN else role, clause)
            )
            start += size
    return parts


@lru_cache(maxsize=1 << 14)
def _read(text: str, lexicon: Lexicon) -> tuple[tuple[int, Role, Clause], ...]:
    """Length, role and content of one clause, or of its parts before and from where the request begins. Many write
    the same clauses: 复印件即可."""
    words = tokens(text, lexicon)
    terms = [term for _, term in words]
    if terms[0].refuses_in_front or any(term.refuses for term in terms) or text.endswith(_IN_HAND):
        return ((len(text), Role.REFUSED, scan(words, lexicon)),)
    first = 0 if terms[0].asks_in_front else next((n for n, term in enumerate(terms) if term.asks), None)
    if first is None:
        role = Role.TOLD if lexicon.telling.match(text) else Role.OPEN
        return ((len(text), role, scan(words, lexicon)),)
    before = sum(len(word) for word, _ in words[:first])
    asked = (len(text) - before, Role.ASKED, scan(words[first:], lexicon))
    return ((before, Role.TOLD, scan(words[:first], lexicon)), asked) if first else (asked,)


def _decided(text: str, parts: list[_Part]) -> list[_Part]:
    """Clauses without a role of their own are story beside a request that says enough, else part of it."""
    asked = [part.clause for part in parts if part.role is Role.ASKED]
    if _says_enough(asked) or (len(text) > _LONG and any(_says_something(clause) for clause in asked)):
        _settle(parts, Role.TOLD)
    elif len(text) > _LONG and any(part.role is Role.OPEN and _questions(text, part) for part in parts):
        for part in parts:
            if part.role is Role.OPEN:
                short = part.end - part.start < _FRAGMENT
                part.role = Role.ASKED if short or _questions(text, part) else Role.TOLD
    else:
        _settle(parts, Role.ASKED)
        for part in parts:
            part.role = Role.ASKED if part.role is Role.TOLD else part.role
    for part in parts:
        part.role = Role.TOLD if part.role is Role.ASIDE else part.role
    return parts


def _settle(parts: Iterable[_Part], role: Role) -> None:
    for part in parts:
        if part.role is Role.OPEN:
            part.role = role


def _questions(text: str, part: _Part) -> bool:
    return _QUESTION.search(text, part.start, part.end) is not None


def _says_something(clause: Clause) -> bool:
    return bool(clause.topics or clause.kinds)


def _says_enough(asked: Sequence[Clause]) -> bool:
    """A request that says of what it wants which, or at least two topics."""
    named = meant = False
    topics: set[str] = set()
    for clause in asked:
        named = named or bool(clause.names or clause.loose)
        meant = meant or bool(clause.topics or clause.kinds or clause.words)
        topics |= clause.topics
    return (named and meant) or len(topics) > 1
