"""A request as people write it → what it asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from disclosure.demand.identity import Identity
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.marks import GAP, marks
from disclosure.demand.normal import normal
from disclosure.demand.scanning import Clause, scan

_CLAUSE = re.compile(r"[^,。;!?：:，；！？()]+")
_SENTENCE_END = "。;!?；！？"
_QUESTION = re.compile(r"多少|哪|谁|几月|几号|怎么|是否|有没有|吗|什么")
_SHORT = 45


def identify(text: str, lexicon: Lexicon) -> Identity:
    """What `text` asks for, with the story around it kept apart. Pure."""
    plain = normal(text, lexicon)
    bare, numbers = marks(plain)
    parts = _parts(bare, lexicon)
    asked: list[Clause] = []
    told: list[Clause] = []
    refused: set[str] = set()
    asked_marks: dict[str, set[str]] = defaultdict(set)
    told_marks: dict[str, set[str]] = defaultdict(set)
    for start, end, role in parts:
        clause = scan(bare[start:end], lexicon)
        if role == "refused":
            refused.update(clause.kinds)
            refused.update(clause.topics)
            continue
        (asked if role == "asked" else told).append(clause)
        sink = asked_marks if role == "asked" else told_marks
        for at, kind, value in numbers:
            if start <= at < end:
                sink[kind].add(value)
    heads = [kind for clause in asked for kind in clause.kinds]
    tails = [clause.tail for clause in asked if clause.kinds]
    return Identity(
        text=plain,
        sound=plain.translate(lexicon.sounds),
        names=tuple(sorted({name for clause in asked for name in clause.names})),
        loose=frozenset(run for clause in asked for run in clause.loose),
        numbers=_frozen(asked_marks),
        kinds=frozenset(heads),
        head=tails[-1] if tails and tails[-1] in lexicon.strong else None,
        topics=frozenset(topic for clause in asked for topic in clause.topics),
        words=frozenset(noun for clause in asked for noun in clause.nouns),
        refused=frozenset(refused),
        told_names=tuple(sorted({name for clause in told for name in clause.names})),
        told_numbers=_frozen(told_marks),
        told=frozenset(_meanings(told)),
    )


def _meanings(clauses: Iterable[Clause]) -> set[str]:
    return {word for clause in clauses for word in (*clause.topics, *clause.kinds, *clause.nouns)}


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {kind: frozenset(values) for kind, values in found.items()}


def _parts(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """(start, end, role) of every clause; role is `asked`, `told` or `refused`."""
    clauses = []
    asking = False
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        clause = match.group()
        if start and text[start - 1] in _SENTENCE_END:
            asking = False
        if lexicon.refusal.search(clause):
            clauses.append((start, end, "refused"))
            continue
        at = _asks(clause, lexicon)
        if at is not None:
            if at:
                clauses.append((start, start + at, "told"))
            clauses.append((start + at, end, "asked"))
            asking = True
        elif asking and not lexicon.telling.match(clause):
            clauses.append((start, end, "asked"))
        elif lexicon.telling.match(clause):
            clauses.append((start, end, "told"))
        else:
            clauses.append((start, end, "loose"))
    return _resolved(text, clauses, lexicon)


def _resolved(text: str, clauses: list[tuple[int, int, str]], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Clauses without a role of their own: asked when nothing else is."""
    asked = [scan(text[start:end], lexicon) for start, end, role in clauses if role == "asked"]
    if any(clause.names or clause.loose for clause in asked) or len({t for c in asked for t in c.topics}) > 1:
        other = {"loose": "told"}
    elif len(text) > _SHORT and any(role == "loose" and _QUESTION.search(text[a:b]) for a, b, role in clauses):
        return [
            (a, b, role if role != "loose" else "asked" if _QUESTION.search(text[a:b]) or b - a < 8 else "told")
            for a, b, role in clauses
        ]
    else:
        other = {"loose": "asked", "told": "asked"}
    return [(start, end, other.get(role, role)) for start, end, role in clauses]


def _asks(clause: str, lexicon: Lexicon) -> int | None:
    """Where in `clause` the request begins."""
    found = lexicon.asking.search(clause)
    return found.start() if found else None
