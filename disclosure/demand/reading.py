"""A request as people write it → what it asks for, apart from the story around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from disclosure.demand.identity import Identity, Name, Number, Numbers
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.marks import GAP, Mark, marks
from disclosure.demand.normal import normal
from disclosure.demand.scanning import Clause, Token, scan, tokens

_CLAUSE = re.compile(r"[^,。;!?:()]+")
_SENTENCE_END = "。;!?"
_QUESTION = re.compile(r"多少|哪|谁|几月|几号|怎么|是否|有没有|吗|什么")
_IN_HAND = ("我有", "已有", "有了")  # at the end of a clause: 终榜我有
_LONG = 45  # characters; a text that short is all request
_FRAGMENT = 8  # characters; a clause that short beside a question says of what
_NO_NUMBERS: Numbers = MappingProxyType({})


class Role(StrEnum):
    ASKED = "asked"
    TOLD = "told"
    REFUSED = "refused"
    OPEN = "open"  # asked or told, as the rest of the text decides


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
    return Identity(
        text=plain,
        sequence=tuple([meaning for part in parts for meaning in part.clause.sequence]),
        names=tuple(sorted(asked.names)),
        numbers=asked.numbers,
        kinds=_same(frozenset(asked.kinds)),
        head=asked.tail if asked.tail in lexicon.strong else None,
        last=asked.last,
        modifier=asked.modifier,
        asked=_asked(plain, parts, roles),
        listed=_same(frozenset(asked.listed)),
        topics=_same(frozenset(asked.topics)),
        words=_same(frozenset(asked.words)),
        loose=_same(frozenset(asked.loose)),
        offices=_same(frozenset(asked.offices)),
        refused=_same(refused.meanings()),
        told_names=tuple(sorted(told.names)),
        told_numbers=told.numbers,
        told=_same(told.meanings()),
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
        self.names: set[Name] = set()
        self.kinds: set[str] = set()
        self.listed: set[str] = set()
        self.topics: set[str] = set()
        self.words: set[str] = set()
        self.loose: set[str] = set()
        self.offices: set[str] = set()
        self.tail: str | None = None
        self.last: str | None = None
        self.modifier: str | None = None
        for part in own:
            self._add(part.clause)
        self.numbers = _numbers(numbers, own)

    def _add(self, clause: Clause) -> None:
        self.names.update(clause.names)
        self.topics.update(clause.topics)
        self.words.update(clause.words)
        self.loose.update(clause.loose)
        self.offices.update(clause.offices)
        if clause.last:
            self.last, self.modifier = clause.last, clause.modifier
        if clause.kinds:
            self.kinds.update(clause.kinds)
            self.listed.update(clause.listed)
            self.tail = clause.tail

    def meanings(self) -> frozenset[str]:
        return frozenset(self.topics | self.kinds | self.words)


def _numbers(numbers: Sequence[Mark], parts: Sequence[_Part]) -> Numbers:
    found: dict[Number, set[str]] = {}
    for at, kind, value in numbers:
        if any(part.start <= at < part.end for part in parts):
            found.setdefault(kind, set()).add(value)
    return {kind: _same(frozenset(values)) for kind, values in found.items()} if found else _NO_NUMBERS


_NOTHING_SAID = _Sum((), Role.TOLD, ())


def _parts(text: str, lexicon: Lexicon) -> list[_Part]:
    """The clauses of `text` with what their own words say about their role."""
    parts = []
    asking = False
    for match in _CLAUSE.finditer(text):
        start = match.start()
        asking = asking and not (start and text[start - 1] in _SENTENCE_END)
        for size, role, clause in _read(match.group(), lexicon):
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
    if _refuses(words) or text.endswith(_IN_HAND):
        return ((len(text), Role.REFUSED, scan(words, lexicon)),)
    first = _asks(words)
    if first is None:
        role = Role.TOLD if lexicon.telling.match(text) else Role.OPEN
        return ((len(text), role, scan(words, lexicon)),)
    before = sum(len(word) for word, _ in words[:first])
    asked = (len(text) - before, Role.ASKED, scan(words[first:], lexicon))
    return ((before, Role.TOLD, scan(words[:first], lexicon)), asked) if first else (asked,)


def _refuses(words: Sequence[Token]) -> bool:
    return words[0][1].refuses_in_front or any(term.refuses for _, term in words)


def _asks(words: Sequence[Token]) -> int | None:
    """Where in the clause the request begins."""
    if words[0][1].asks_in_front:
        return 0
    return next((place for place, (_, term) in enumerate(words) if term.asks), None)


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
    named = any(clause.names or clause.loose for clause in asked)
    meant = any(clause.topics or clause.kinds or clause.words for clause in asked)
    return (named and meant) or len({topic for clause in asked for topic in clause.topics}) > 1
