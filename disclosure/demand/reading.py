"""A request as people write it → what it asks for, apart from the story around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from disclosure.demand.identity import Identity, Number, Numbers
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.marks import Mark, marks
from disclosure.demand.normal import normal
from disclosure.demand.scanning import Clause, Token, scan, tokens

_CLAUSE = re.compile(r"[^,。;!?:()]+")
_SENTENCE_END = "。;!?"
_QUESTION = re.compile(r"多少|哪|谁|几月|几号|怎么|是否|有没有|吗|什么")
_LONG = 45  # characters; a text that short is all request
_FRAGMENT = 8  # characters; a clause that short beside a question says of what
_NOTHING: frozenset[str] = frozenset()


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
    asked = [part for part in parts if part.role is Role.ASKED]
    told = [part for part in parts if part.role is Role.TOLD]
    wanted = [part.clause for part in asked]
    around = [part.clause for part in told]
    tails = [clause.tail for clause in wanted if clause.kinds]
    return Identity(
        text=plain,
        sound=plain.translate(lexicon.sounds),
        names=tuple(sorted({name for clause in wanted for name in clause.names})),
        numbers=_numbers(numbers, asked),
        kinds=_set(kind for clause in wanted for kind in clause.kinds),
        head=tails[-1] if tails and tails[-1] in lexicon.strong else None,
        topics=_set(topic for clause in wanted for topic in clause.topics),
        words=_set(word for clause in wanted for word in clause.words),
        loose=_set(run for clause in wanted for run in clause.loose),
        refused=_set(_meanings(part.clause for part in parts if part.role is Role.REFUSED)),
        told_names=tuple(sorted({name for clause in around for name in clause.names})),
        told_numbers=_numbers(numbers, told),
        told=_set(_meanings(around)),
    )


def _set(items: Iterable[str]) -> frozenset[str]:
    return frozenset(items) or _NOTHING


def _meanings(clauses: Iterable[Clause]) -> Iterable[str]:
    return (word for clause in clauses for word in (*clause.topics, *clause.kinds, *clause.words))


def _numbers(numbers: Sequence[Mark], parts: Sequence[_Part]) -> Numbers:
    found: dict[Number, frozenset[str]] = {}
    for at, kind, value in numbers:
        if any(part.start <= at < part.end for part in parts):
            found[kind] = found.get(kind, _NOTHING) | {value}
    return found


def _parts(text: str, lexicon: Lexicon) -> list[_Part]:
    """The clauses of `text` with what their own words say about their role."""
    parts = []
    asking = False
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        asking = asking and not (start and text[start - 1] in _SENTENCE_END)
        words = tokens(match.group(), lexicon)
        if _refuses(words):
            parts.append(_Part(start, end, Role.REFUSED, scan(words, lexicon)))
            continue
        first = _asks(words)
        if first is None:
            role = _role(match.group(), lexicon, asking=asking)
            parts.append(_Part(start, end, role, scan(words, lexicon)))
            continue
        asking = True
        middle = start + sum(len(word) for word, _ in words[:first])
        if first:
            parts.append(_Part(start, middle, Role.TOLD, scan(words[:first], lexicon)))
        parts.append(_Part(middle, end, Role.ASKED, scan(words[first:], lexicon)))
    return parts


def _refuses(words: Sequence[Token]) -> bool:
    return words[0][1].refuses_in_front or any(term.refuses for _, term in words)


def _asks(words: Sequence[Token]) -> int | None:
    """Where in the clause the request begins."""
    if words[0][1].asks_in_front:
        return 0
    return next((place for place, (_, term) in enumerate(words) if term.asks), None)


def _role(clause: str, lexicon: Lexicon, *, asking: bool) -> Role:
    if lexicon.telling.match(clause):
        return Role.TOLD
    return Role.ASKED if asking else Role.OPEN


def _decided(text: str, parts: list[_Part]) -> list[_Part]:
    """Clauses without a role of their own are story beside a request that says enough, else part of it."""
    if _says_enough([part.clause for part in parts if part.role is Role.ASKED]):
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


def _says_enough(asked: Sequence[Clause]) -> bool:
    """A request that names something, or at least two topics."""
    if any(clause.names or clause.loose for clause in asked):
        return True
    return len({topic for clause in asked for topic in clause.topics}) > 1
