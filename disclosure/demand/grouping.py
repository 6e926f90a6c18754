"""Requests → groups that ask for the same information, and groups about the same matter (热点)."""

from __future__ import annotations

import gc
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from disclosure.demand.comparing import Verdict, compare
from disclosure.demand.identity import Identity, Number
from disclosure.demand.keys import keys
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.matters import matters
from disclosure.demand.reading import identify

Groups: TypeAlias = tuple[tuple[int, ...], ...]
Edge: TypeAlias = tuple[float, int, int]  # score below 0, so that the best sorts first; two nodes


@dataclass(frozen=True, slots=True)
class Grouping:
    """Positions in the texts given, two or more in a group, in rising order."""

    info: Groups
    matters: Groups


def group(texts: Iterable[str], lexicon: Lexicon) -> Grouping:
    """The groups of `texts`. Their order changes nothing but the positions."""
    with _no_collector():
        nodes, places = _nodes(texts, lexicon)
        edges = sorted(_unambiguous(list(_edges(nodes, lexicon)), nodes))
        info = _gathered(nodes, edges, lexicon)
        return Grouping(_placed(info, places), _placed(matters(nodes, info, lexicon), places))


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


def _nodes(texts: Iterable[str], lexicon: Lexicon) -> tuple[list[Identity], list[list[int]]]:
    """One identity for all texts that differ in nothing but wording, in the order of their normal forms; and where
    each stands."""
    found: dict[object, tuple[Identity, list[int]]] = {}
    for place, text in enumerate(texts):
        identity = identify(text, lexicon)
        signature = identity.signature
        first, places = found.get(signature, (identity, []))
        places.append(place)
        found[signature] = (min(first, identity, key=lambda one: one.text), places)
    pairs = sorted(found.values(), key=lambda pair: pair[0].text)
    return [identity for identity, _ in pairs], [places for _, places in pairs]


def _edges(nodes: Sequence[Identity], lexicon: Lexicon) -> Iterator[Edge]:
    """Pairs that ask for the same."""
    for one, other in _candidates(nodes, lexicon):
        result = compare(nodes[one], nodes[other], lexicon)
        if result.verdict is Verdict.SAME:
            yield -result.score, one, other


def _candidates(nodes: Sequence[Identity], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Pairs filed under a common key whose years do not exclude each other, each once."""
    near: defaultdict[str, list[int]] = defaultdict(list)
    far: defaultdict[str, list[int]] = defaultdict(list)
    vague = []
    for n, node in enumerate(nodes):
        found = keys(node, lexicon)
        vague.append(found.vague)
        for key in found.near:
            near[key].append(n)
        for key in found.far:
            far[key].append(n)
    years = [node.known.get(Number.YEAR, frozenset()) for node in nodes]
    codes = array("q")
    for block in near.values():
        codes.extend(one * len(nodes) + other for one, other in _pairs(block, years))
    for block in far.values():
        if any(vague[n] for n in block):
            pairs = _pairs(block, years)
            codes.extend(one * len(nodes) + other for one, other in pairs if vague[one] or vague[other])
    for code in np.unique(np.frombuffer(codes, dtype=np.int64)) if codes else ():
        one, other = divmod(int(code), len(nodes))
        yield one, other


def _pairs(block: Sequence[int], years: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of `block`, the smaller first, that have a year in common or of which one names none."""
    if len(block) < 2:
        return
    by_year: defaultdict[str, list[int]] = defaultdict(list)
    for n in block:
        for year in years[n] or ("",):
            by_year[year].append(n)
    undated = by_year.pop("", [])
    yield from combinations(undated, 2)
    for dated in by_year.values():
        yield from combinations(dated, 2)
        yield from ((min(one, other), max(one, other)) for one in undated for other in dated)


def _unambiguous(edges: Sequence[Edge], nodes: Sequence[Identity]) -> list[Edge]:
    """Without the edges of a request that leaves out the year, phase … where its likes name several."""
    likes: defaultdict[int, list[int]] = defaultdict(list)
    for _, one, other in edges:
        likes[one].append(other)
        likes[other].append(one)
    open_kinds = {n: _left_open(nodes[n], [nodes[m] for m in likes[n]]) for n in likes}

    def clear(one: int, other: int) -> bool:
        return not any(kind in nodes[other].known for kind in open_kinds[one])

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
