"""Requests → groups that ask for the same information, and groups about the same matter (热点)."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol, TypeAlias, TypeVar

from disclosure.demand.candidates import Candidates
from disclosure.demand.comparing import Verdict, compare
from disclosure.demand.identity import Identity, Number
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.matters import matters
from disclosure.demand.reading import identify

Groups: TypeAlias = tuple[tuple[int, ...], ...]
Edge: TypeAlias = tuple[float, int, int]  # score below 0, so that the best sorts first; two nodes

# 35号楼 beside 35号
_ONE_FOR_THE_OTHER = {Number.NUMBER: (Number.BUILDING,), Number.BUILDING: (Number.NUMBER,)}
_TEXTS_AT_ONCE = 1_000
_PAIRS_AT_ONCE = 2_000
_T = TypeVar("_T")
_R = TypeVar("_R")


class Spread(Protocol):
    """Does `work` on every portion, wherever, with the lexicon at hand there; results in the order of the portions."""

    def __call__(self, work: Callable[[_T, Lexicon], _R], portions: Iterable[_T], /) -> Iterable[_R]: ...


@dataclass(frozen=True, slots=True)
class Grouping:
    """Positions in the texts given, two or more in a group, in rising order."""

    info: Groups
    matters: Groups


def group(texts: Iterable[str], lexicon: Lexicon, spread: Spread | None = None) -> Grouping:
    """The groups of `texts`. Their order changes nothing but the positions, and who does the work changes nothing."""
    spread = spread or _here(lexicon)
    with _no_collector():
        nodes = _nodes(texts, lexicon, spread)
        edges = sorted(_unambiguous(_edges(nodes, spread), nodes.identities))
        info = _gathered(nodes.identities, edges, lexicon)
        found = matters(nodes.identities, info, lexicon)
        return Grouping(_placed(info, nodes.places), _placed(found, nodes.places))


def _here(lexicon: Lexicon) -> Spread:
    return lambda work, portions: (work(portion, lexicon) for portion in portions)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Nothing here forms a cycle, and the collector would walk over a million identities again and again: a fifth of
    the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Nodes:
    """One identity for all texts that differ in nothing but wording, in an order that only they decide; where each
    stands; and which pairs of them are worth comparing."""

    identities: list[Identity]
    places: list[list[int]]
    pairs: Iterable[tuple[int, int]]


def _nodes(texts: Iterable[str], lexicon: Lexicon, spread: Spread) -> _Nodes:
    same: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        same[text].append(place)
    read = chain.from_iterable(spread(_read, _portions(same, _TEXTS_AT_ONCE)))
    found: dict[object, tuple[Identity, list[int]]] = {}
    candidates = Candidates(lexicon)
    for identity, places in zip(read, same.values(), strict=True):
        signature = identity.signature
        if signature in found:
            first, before = found[signature]
            before.extend(places)
            found[signature] = (min(first, identity, key=_order), before)
        else:
            found[signature] = (identity, places)
            candidates.file(identity)
    filed = list(found.values())
    order = sorted(range(len(filed)), key=lambda n: _order(filed[n][0]))
    return _Nodes([filed[n][0] for n in order], [filed[n][1] for n in order], candidates.pairs(order))


def _order(identity: Identity) -> str:
    """Those that name the same place stand near each other, so that few identities make a portion of pairs."""
    return identity.names[-1].whole + identity.text if identity.names else identity.text


def _read(texts: Sequence[str], lexicon: Lexicon) -> list[Identity]:
    return [identify(text, lexicon) for text in texts]


def _edges(nodes: _Nodes, spread: Spread) -> list[Edge]:
    """Pairs that ask for the same."""
    identities = nodes.identities
    portions = (
        ({n: identities[n] for pair in pairs for n in pair}, pairs)
        for pairs in _portions(nodes.pairs, _PAIRS_AT_ONCE)
    )
    return list(chain.from_iterable(spread(_judge, portions)))


def _judge(portion: tuple[Mapping[int, Identity], Sequence[tuple[int, int]]], lexicon: Lexicon) -> list[Edge]:
    nodes, pairs = portion
    edges = []
    for one, other in pairs:
        result = compare(nodes[one], nodes[other], lexicon)
        if result.verdict is Verdict.SAME:
            edges.append((-result.score, one, other))
    return edges


def _portions(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def _unambiguous(edges: Sequence[Edge], nodes: Sequence[Identity]) -> list[Edge]:
    """Without the edges of a request that leaves out the year, phase … where its likes name several and its
    story does not say which."""
    likes: defaultdict[int, list[int]] = defaultdict(list)
    for _, one, other in edges:
        likes[one].append(other)
        likes[other].append(one)
    open_kinds = {n: _left_open(nodes[n], [nodes[m] for m in likes[n]]) for n in likes}

    def clear(one: int, other: int) -> bool:
        theirs = nodes[other].known
        return all(
            kind not in theirs or _mentions(nodes[one], kind, theirs[kind]) for kind in open_kinds[one]
        )

    return [edge for edge in edges if clear(edge[1], edge[2]) and clear(edge[2], edge[1])]


def _left_open(node: Identity, likes: Sequence[Identity]) -> list[Number]:
    """The kinds of number that `node` does not state and that `likes` state differently."""
    stated: defaultdict[Number, list[frozenset[str]]] = defaultdict(list)
    own = node.known
    for like in likes:
        for kind, values in like.known.items():
            if kind not in own:
                stated[kind].append(values)
    return [kind for kind, found in stated.items() if not frozenset.intersection(*found)]


def _mentions(node: Identity, kind: Number, values: frozenset[str]) -> bool:
    """Whether one of `values` stands in its story, or as another kind of number: 35号楼 beside 35号."""
    own = (
        node.told_numbers.get(kind),
        *(node.known.get(other) for other in _ONE_FOR_THE_OTHER.get(kind, ())),
    )
    return any(not values.isdisjoint(found) for found in own if found)


def _gathered(nodes: Sequence[Identity], edges: Sequence[Edge], lexicon: Lexicon) -> list[list[int]]:
    """Groups grown along the best edges first."""
    of = list(range(len(nodes)))
    groups = [[n] for n in range(len(nodes))]
    alike = {(one, other): -score for score, one, other in edges}

    def likeness(one: int, other: int) -> float | None:
        """None when the two contradict each other."""
        known = alike.get((one, other) if one < other else (other, one))
        if known is not None:
            return known
        result = compare(nodes[one], nodes[other], lexicon)
        apart = result.verdict is Verdict.CONFLICT or result.score * 100 < lexicon.weights["apart_in_group"]
        return None if apart else result.score

    for _, one, other in edges:
        into, out = of[one], of[other]
        if into == out or not _may_join(groups[into], groups[out], likeness, lexicon):
            continue
        for n in groups[out]:
            of[n] = into
        groups[into] += groups[out]
        groups[out] = []
    return groups


def _may_join(
    one: Sequence[int], other: Sequence[int], likeness: Callable[[int, int], float | None], lexicon: Lexicon
) -> bool:
    """No two members contradict each other, and on the whole the pairs are alike; two alone have their edge."""
    if len(one) == len(other) == 1:
        return True
    total = 0.0
    for left in one:
        for right in other:
            alike = likeness(left, right)
            if alike is None:
                return False
            total += alike
    return total * 100 >= lexicon.weights["enough_on_the_whole"] * len(one) * len(other)


def _placed(groups: Iterable[Sequence[int]], places: Sequence[Sequence[int]]) -> Groups:
    found = (tuple(sorted(place for n in members for place in places[n])) for members in groups)
    return tuple(sorted(members for members in found if len(members) > 1))
