"""The words of one clause: the longest term of the lexicon at each place, names by their suffix, the rest loose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from disclosure.demand.identity import PLAIN, Name
from disclosure.demand.lexicon import Lexicon, Term
from disclosure.demand.marks import GAP

_UNKNOWN = Term()
_LONGEST_NAME = 12
_DISTRICT_ENDS = "市县区镇乡村"
_SHORTEST_NAME = 2

_JOINING = frozenset({"和", "及", "与", "以及", "、", "+", "跟"})
_WORDY = frozenset({"片区", "公司", "小区", "场所"})  # 逐园、本厂 are no names

Token = tuple[str, Term]


@dataclass(slots=True)
class Clause:
    """What one clause says. `kinds` are in order, `formal` says whether one of them is named and not only asked about;
    `tail` is the last of them unless a topic follows it; `last` is what the clause ends in that is no name, `modifier`
    what stands before that; `listed` are the kinds that stand side by side, `offices` those named; `sequence` is what
    its words mean in order."""

    names: list[Name] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    loose: list[str] = field(default_factory=list)
    tail: str | None = None
    last: str | None = None
    modifier: str | None = None
    formal: bool = False
    listed: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    sequence: list[str] = field(default_factory=list)


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The text cut into the longest terms known; an unknown character stands alone."""
    terms, sizes = lexicon.terms, lexicon.sizes
    found: list[Token] = []
    at, end = 0, len(text)
    while at < end:
        for size in sizes.get(text[at : at + 2], ()):
            word = text[at : at + size]
            if word in terms and not (
                size == 2 and (_straddles(text, at, terms) or _splits(text, at, terms, found))
            ):
                break
        else:
            word = intern(text[at]) if text[at] != GAP else _gaps(text, at)
        found.append((word, terms.get(word, _UNKNOWN)))
        at += len(word)
    return found


def _gaps(text: str, at: int) -> str:
    rest = text[at:]
    return rest[: len(rest) - len(rest.lstrip(GAP))]


def _straddles(text: str, at: int, terms: Mapping[str, Term]) -> bool:
    """青云县城镇居民 is 青云县 and 城镇, not 县城."""
    first = terms.get(text[at])
    return first is not None and first.suffix is not None and text[at + 1 : at + 3] in terms


def _splits(text: str, at: int, terms: Mapping[str, Term], found: Sequence[Token]) -> bool:
    """榆城市住建局 is 榆城市, not 城市: one unknown character alone is no word before what ends a name."""
    if text[at + 1] not in _DISTRICT_ENDS or not found or found[-1][1] is not _UNKNOWN:
        return False
    if found[-1][0][0] == GAP:
        return False
    return (len(found) == 1 or found[-2][1] is not _UNKNOWN) and terms.get(
        text[at], _UNKNOWN
    ).suffix is not None


def scan(found: Sequence[Token], lexicon: Lexicon) -> Clause:
    """What the tokens of one clause, its numbers left out, are made of."""
    reader = _Reader(lexicon.broad)
    head = reader.head
    reader.clause.sequence = _meanings(found)
    for token in found:
        word, term = token
        if term is _UNKNOWN:
            if word.isalnum():
                head.append(token)
            else:
                reader.pause()
                if word in _JOINING:
                    reader.join()
        elif term.suffix:
            reader.suffix(token, term.suffix)
        elif term.agency:
            reader.leave(word)  # 大坳县审计局 tells where, not what
        elif term.separates:
            reader.pause()
            if word in _JOINING:
                reader.join()
        elif word in _JOINING and head and head[-1][1].kind:
            reader.pause()
            reader.join()
        else:
            head.append(token)
    reader.pause()
    reader.join()
    return reader.clause


def _meanings(found: Sequence[Token]) -> list[str]:
    return [term.topic or term.kind or word for word, term in found if not term.separates and word.isalnum()]


class _Reader:
    """`head` may yet turn out to stand before a suffix, `_fresh` is the name that ended right here; while `_leading`,
    nothing but names has been read."""

    def __init__(self, broad: frozenset[str]) -> None:
        self.clause = Clause()
        self.head: list[Token] = []
        self._broad = broad
        self._fresh: Name | None = None
        self._leading = True

    def pause(self) -> None:
        """A word that separates."""
        if self.head:
            self._settle(self.head)
            self.head.clear()
            self._leading = False
        self._fresh = None

    def join(self) -> None:
        """A word that puts side by side, or the end: what kind was just named stands on its own."""
        if self.clause.tail is not None:
            self.clause.listed.add(self.clause.tail)

    def leave(self, office: str) -> None:
        """What was read so far belongs to the name of an office; only its place, at the head of it, says something."""
        place = "".join(word for word, term in self.head if term is _UNKNOWN)
        if self._leading:
            self._run(place)
        self.clause.offices.add("".join(word for word, _ in self.head[-2:]) + office)
        self.head.clear()
        self._fresh = None
        self._leading = True

    def suffix(self, token: Token, kind: str) -> None:
        """The end of a name, if a name stands before it."""
        word, term = token
        start, stop = _core(self.head)
        # 抽水蓄能 in 上坪抽水蓄能电站 is part of what the place is called
        between = "".join(inner.topic or part for part, inner in self.head[stop:])
        end = between + (term.topic or word)
        core = "".join(part for part, _ in self.head[start:stop])
        fresh = self._fresh
        if fresh is not None and start == 0 and len(core) < _SHORTEST_NAME and self._goes_on(fresh, core):
            self.clause.names.pop()
            self._name(Name(kind, (fresh.whole + core)[-_LONGEST_NAME:], end), start, stop)
        elif core and not (len(core) == len(word) == 1 and kind in _WORDY):
            before, ordinal, rest = core.partition("第")  # 青禾第2中学
            self._run(before if ordinal else "")
            self._name(Name(kind, (ordinal + rest or core)[-_LONGEST_NAME:], end), start, stop)
        elif fresh is not None and not self.head and len(word) > 1 and not term.word:
            self._name(Name(kind, fresh.core, term.topic or word), 0, 0)  # 柏溪县中医院
        else:
            self.head.append(token)

    def _goes_on(self, fresh: Name, core: str) -> bool:
        """港 is no name of its own in 临港大道, nor 矿 in 甘泉矿泉水厂; 县 is in 丰禾县化工园."""
        if self.head and not core:
            return False
        if len(fresh.whole) == _SHORTEST_NAME:
            return True
        return fresh.kind not in self._broad and (len(fresh.suffix) == 1 or not self.head)

    def _name(self, name: Name, start: int, stop: int) -> None:
        """Takes `name` for the head from `start` to `stop`; what stands beside it is read on its own."""
        if start:
            self._settle(self.head[:start])
        self.clause.words.update(
            term.topic or word for word, term in self.head[stop:] if term is not _UNKNOWN
        )
        self.clause.names.append(name)
        self.clause.tail = None
        self._fresh = name
        self._leading = name.kind in self._broad
        self.head.clear()

    def _settle(self, parts: Sequence[Token]) -> None:
        """Words that belong to no name say what they mean; unknown ones beside each other are one run."""
        run, known = "", True
        for word, term in parts:
            if _nameable((word, term)):
                run += word
                known = known and term is not _UNKNOWN
                continue
            self._run("" if known and len(run) < _SHORTEST_NAME else run)
            run, known = "", True
            self._leading = False
            self._mean(word, term)
        self._run("" if known and len(run) < _SHORTEST_NAME else run)

    def _mean(self, word: str, term: Term) -> None:
        clause = self.clause
        meaning = term.topic or term.kind or (word if term.ordinary else None)
        if meaning is not None:
            clause.modifier, clause.last = clause.last, meaning
        if term.topic and not term.background:
            clause.topics.add(term.topic)
            clause.tail = None
        elif term.topic or term.ordinary or (term.suffix and len(word) > 1 and not term.word):
            clause.words.add(term.topic or word)
            clause.tail = None
        if term.kind:
            clause.kinds.append(term.kind)
            clause.formal = clause.formal or not term.question
            clause.tail = term.kind

    def _run(self, run: str) -> None:
        if not run:
            return
        if self._leading and len(run) > 1:
            self.clause.names.append(Name(PLAIN, run, ""))
        else:
            self.clause.loose.append(run)
            if len(run) > 1:
                self.clause.modifier, self.clause.last = self.clause.last, run
        self._leading = False


def _core(head: Sequence[Token]) -> tuple[int, int]:
    """Where in `head` the name before a suffix stands: the unknown characters nearest to the suffix, and particles
    only until the name has two characters. (0, 0) when there is none."""
    stop = len(head)
    while stop and not _nameable(head[stop - 1]):
        stop -= 1
    start, known = stop, True
    while start and _nameable(head[start - 1]):
        term = head[start - 1][1]
        if term.particle and stop - start >= _SHORTEST_NAME and start > 1:
            break
        known &= term is not _UNKNOWN
        start -= 1
    too_short = stop - start < _SHORTEST_NAME and (known or stop < len(head))
    return (0, 0) if too_short else (start, stop)


def _nameable(token: Token) -> bool:
    word, term = token
    return term is _UNKNOWN or term.particle or (term.suffix is not None and len(word) == 1)
