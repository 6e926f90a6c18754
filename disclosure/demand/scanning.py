"""One clause → its words: the longest term of the lexicon at each place, names by their suffix, the rest loose."""

from __future__ import annotations

from dataclasses import dataclass, field

from disclosure.demand.identity import PLAIN, Name
from disclosure.demand.lexicon import Lexicon, Term
from disclosure.demand.marks import GAP

_UNKNOWN = Term()
_LONGEST_NAME = 12
_SHORTEST_NAME = 2

Token = tuple[str, Term]


@dataclass(slots=True)
class Clause:
    """What one clause says. `kinds` are in order; `tail` is the last of them unless a topic follows it."""

    names: list[Name] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    tail: str | None = None

    @property
    def empty(self) -> bool:
        return not (self.names or self.loose or self.kinds or self.topics)


def scan(text: str, lexicon: Lexicon) -> Clause:
    """What `text`, one clause in normal form with its numbers as gaps, is made of."""
    reader = _Reader(lexicon.broad)
    for token in tokens(text, lexicon):
        reader.take(token)
    reader.pause()
    return reader.clause


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The text cut into the longest terms known; an unknown character stands alone."""
    terms, longest = lexicon.terms, lexicon.longest
    found = []
    at, end = 0, len(text)
    while at < end:
        first = text[at]
        for size in range(min(longest.get(first, 0), end - at), 0, -1):
            word = text[at : at + size]
            if word in terms:
                found.append((word, terms[word]))
                at += size
                break
        else:
            found.append((first, _UNKNOWN))
            at += 1
    return found


class _Reader:
    """Keeps in `_head` what may yet turn out to stand before a suffix, in `_fresh` the name that ended right here."""

    def __init__(self, broad: frozenset[str]) -> None:
        self.clause = Clause()
        self._broad = broad
        self._head: list[Token] = []
        self._fresh: Name | None = None
        self._leading = True

    def take(self, token: Token) -> None:
        word, term = token
        if term.suffix:
            self._suffix(token, term.suffix)
        elif term.agency:
            self._leave()  # 大坳县审计局 tells where, not what
        elif term.word or term.asks or term.asks_in_front or (term is _UNKNOWN and not word.isalnum()):
            self.pause()
        else:
            self._head.append(token)

    def pause(self) -> None:
        leading = self._leading and not self._head
        self._settle(self._head)
        self._leave()
        self._leading = leading

    def _leave(self) -> None:
        self._head, self._fresh = [], None
        self._leading = True

    def _suffix(self, token: Token, kind: str) -> None:
        suffix = token[1].topic or token[0]
        start, stop = _core(self._head)
        core = "".join(word for word, _ in self._head[start:stop])
        fresh = self._fresh
        if fresh is not None and len(core) < _SHORTEST_NAME and start == 0 and self._extends(fresh):
            # 港 is no name of its own in 临港大道, nor 矿 in 甘泉矿泉水厂
            self.clause.names.pop()
            self._settle(self._head[stop:])
            self._name(Name(kind, (fresh.core + fresh.suffix + core)[-_LONGEST_NAME:], suffix))
        elif core:
            before, first, rest = core.partition("第")
            self._settle(self._head[:start])
            self._run(before if first else "")
            self._settle(self._head[stop:])
            self._name(Name(kind, first + rest if first else core[-_LONGEST_NAME:], suffix))
        elif fresh is not None and not self._head and len(token[0]) > 1 and not token[1].word:
            self._name(Name(kind, fresh.core, suffix))  # 柏溪县中医院
        else:
            self._head.append(token)

    def _extends(self, fresh: Name) -> bool:
        if self._head and not _core(self._head)[1]:
            return False
        short = len(fresh.core + fresh.suffix) == _SHORTEST_NAME
        return short or (fresh.kind not in self._broad and (len(fresh.suffix) == 1 or not self._head))

    def _name(self, name: Name) -> None:
        self.clause.names.append(name)
        self._head, self._fresh = [], name
        self._leading = name.kind in self._broad

    def _settle(self, parts: list[Token]) -> None:
        """Words that belong to no name say what they mean; unknown ones beside each other are one run."""
        run = ""
        for word, term in parts:
            if term is _UNKNOWN or (term.suffix and len(word) == 1 and run):
                run += word
                continue
            self._run(run)
            run = word if term.suffix and len(word) == 1 else ""
            self._leading = False
            if term.background:
                self.clause.nouns.add(term.topic or word)
            elif term.topic or (term.suffix and len(word) > 1 and not term.word):
                self.clause.topics.add(term.topic or word)
                self.clause.tail = None
            elif term.noun:
                self.clause.nouns.add(word)
            if term.kind:
                self.clause.kinds.append(term.kind)
                self.clause.tail = term.kind
        self._run(run)

    def _run(self, run: str) -> None:
        if self._leading and len(run) > 1:
            self.clause.names.append(Name(PLAIN, run, ""))
        elif run:
            self.clause.loose.append(run)
        self._leading = False


def _core(head: list[Token]) -> tuple[int, int]:
    """Where in `head` the name before a suffix stands: the unknown characters nearest to the suffix, and particles
    only until the name has two characters. (0, 0) when there is none."""
    stop = len(head)
    while stop and not _nameable(head[stop - 1]):
        stop -= 1
    start, known = stop, True
    while start and _nameable(head[start - 1]):
        word, term = head[start - 1]
        if term.particle and stop - start >= _SHORTEST_NAME:
            break
        known &= term is not _UNKNOWN
        start -= 1
    if stop < len(head) and stop - start < _SHORTEST_NAME:
        return 0, 0
    return (0, 0) if known and stop - start < _SHORTEST_NAME else (start, stop)


def _nameable(token: Token) -> bool:
    word, term = token
    return term is _UNKNOWN or term.particle or (term.suffix is not None and len(word) == 1)

