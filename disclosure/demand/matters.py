"""Groups of requests about one matter (热点): the same project, place or affair, whatever document is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from disclosure.demand.identity import PLAIN, Identity, Number
from disclosure.demand.lexicon import Lexicon

_TELLING = (Number.DOCUMENT, Number.PLOT, Number.PHASE, Number.BATCH, Number.ROAD, Number.STAKE)
_KEYS = (Number.DOCUMENT, Number.PLOT)


@dataclass(slots=True)
class _Profile:
    """What a group names, by class, as the first two characters; and its numbers. Classes of one side only say
    nothing against the other."""

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, identity: Identity) -> None:
        for name in identity.names:
            if name.kind != PLAIN:
                self.names[name.kind].add(name.whole[:2])
        for kind in _TELLING:
            self.names[kind].update(identity.known.get(kind, ()))

    def contradicts(self, other: _Profile) -> bool:
        both = self.names.keys() & other.names.keys()
        return any(mine and self._apart(kind, other) for kind in both if (mine := self.names[kind]))

    def _apart(self, kind: str, other: _Profile) -> bool:
        theirs = other.names[kind]
        return bool(theirs) and self.names[kind].isdisjoint(theirs)

    def merge(self, other: _Profile) -> None:
        for kind, values in other.names.items():
            self.names[kind] |= values


def matters(nodes: Sequence[Identity], groups: Iterable[Sequence[int]], lexicon: Lexicon) -> list[list[int]]:
    """`groups` that ask for the same, put together where they name the same and nothing speaks against it."""
    units = [list(members) for members in groups if members]
    profiles = []
    for members in units:
        profile = _Profile()
        for n in members:
            profile.add(nodes[n])
        profiles.append(profile)
    of = list(range(len(units)))
    for block in _blocks(nodes, units, lexicon):
        _join(block, of, units, profiles)
    return units


def _blocks(
    nodes: Sequence[Identity], units: Sequence[Sequence[int]], lexicon: Lexicon
) -> Iterator[list[int]]:
    """Units that name the same, by name in rising order."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for unit, members in enumerate(units):
        for key in {key for n in members for key in _keys(nodes[n], lexicon)}:
            blocks[key].append(unit)
    return (blocks[key] for key in sorted(blocks) if len(blocks[key]) > 1)


def _keys(identity: Identity, lexicon: Lexicon) -> Iterator[str]:
    districts = []
    smaller = False
    for name in identity.names:
        if name.kind in lexicon.broad:
            districts.append(name.core)
        elif len(name.whole) > 2:
            smaller = True
            yield name.whole
    for kind in _KEYS:
        for value in identity.known.get(kind, ()):
            smaller = True
            yield f"{kind} {value}"
    if not smaller:
        yield from (f"{district}/{topic}" for district in districts for topic in identity.topics)


def _join(block: Sequence[int], of: list[int], units: list[list[int]], profiles: list[_Profile]) -> None:
    """Each unit of `block` goes to the first group of it that it does not contradict."""
    heads: list[int] = []
    for unit in block:
        own = _root(unit, of)
        if own in heads:
            continue
        head = next((head for head in heads if not profiles[head].contradicts(profiles[own])), None)
        if head is None:
            heads.append(own)
            continue
        of[own] = head
        units[head] += units[own]
        units[own] = []
        profiles[head].merge(profiles[own])


def _root(unit: int, of: list[int]) -> int:
    while of[unit] != unit:
        of[unit] = of[of[unit]]
        unit = of[unit]
    return unit
