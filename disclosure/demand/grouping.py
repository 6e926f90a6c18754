"""Requests → groups that ask for the same information, and groups about the same matter (热点)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from disclosure.demand.comparing import Verdict, compare
from disclosure.demand.identity import Identity, Number
from disclosure.demand.keys import keys
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.reading import identify

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Positions in the texts given, two or more in a group, in rising order."""

    info: Groups
    matters: Groups


def group(texts: Sequence[str], lexicon: Lexicon) -> Grouping:
    """The groups of `texts`. What is grouped does not depend on their order."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    identities: dict[str, Identity] = {}
    for place, text in enumerate(texts):
        identity = identify(text, lexicon)
        identities[identity.text] = identity
        places[identity.text].append(place)
    nodes = [identities[text] for text in sorted(identities)]
    info = _gathered(nodes, _edges(nodes, lexicon), lexicon)
    return Grouping(_placed(info, nodes, places), ())


def _edges(nodes: Sequence[Identity], lexicon: Lexicon) -> list[tuple[float, int, int]]:
    """Pairs that ask for the same, best first."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for n, node in enumerate(nodes):
        for key in keys(node):
            blocks[key].append(n)
    pairs = {pair for block in blocks.values() for pair in combinations(block, 2)}
    found = []
    for a, b in pairs:
        result = compare(nodes[a], nodes[b], lexicon)
        if result.verdict is Verdict.SAME:
            found.append((-result.score, a, b))
    return sorted(_unambiguous(found, nodes))


def _unambiguous(edges: Sequence[tuple[float, int, int]], nodes: Sequence[Identity]) -> list[tuple[float, int, int]]:
    """Without the edges of a request that leaves out the year, phase … where its likes name several."""
    likes: defaultdict[int, list[int]] = defaultdict(list)
    for _, a, b in edges:
        likes[a].append(b)
        likes[b].append(a)
    vague = {n: _vague(nodes[n], [nodes[m] for m in likes[n]]) for n in likes}

    def clear(n: int, m: int) -> bool:
        return not any(nodes[m].number(kind) for kind in vague[n])

    return [edge for edge in edges if clear(edge[1], edge[2]) and clear(edge[2], edge[1])]


def _vague(node: Identity, likes: Sequence[Identity]) -> list[str]:
    found = []
    for kind in Number:
        if node.number(kind):
            continue
        values = [like.number(kind) for like in likes]
        stated = [value for value in values if value]
        if stated and not frozenset.intersection(*stated):
            found.append(kind)
    return found


def _gathered(nodes: Sequence[Identity], edges: Iterable[tuple[float, int, int]], lexicon: Lexicon) -> list[list[int]]:
    groups = {n: [n] for n in range(len(nodes))}
    of = list(range(len(nodes)))
    for _, a, b in edges:
        one, other = groups[of[a]], groups[of[b]]
        if one is other or not _may_join(one, other, nodes, lexicon):
            continue
        target = of[a]
        del groups[of[b]]
        for n in other:
            of[n] = target
        one.extend(other)
    return list(groups.values())


def _may_join(one: Sequence[int], other: Sequence[int], nodes: Sequence[Identity], lexicon: Lexicon) -> bool:
    """No two members contradict each other, and at least half of the pairs are alike."""
    total = 0.0
    for a in one:
        for b in other:
            result = compare(nodes[a], nodes[b], lexicon)
            if result.verdict is Verdict.CONFLICT:
                return False
            total += result.score
    return total >= MEAN * len(one) * len(other)


MEAN = 0.4


def _placed(groups: Iterable[Sequence[int]], nodes: Sequence[Identity], places: dict[str, list[int]]) -> Groups:
    found = (tuple(sorted(p for n in members for p in places[nodes[n].text])) for members in groups)
    return tuple(sorted(members for members in found if len(members) > 1))
