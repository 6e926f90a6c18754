"""Under which keys an identity is filed: two requests for the same information share at least one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from disclosure.demand.identity import PLAIN, Identity, Name, Number
from disclosure.demand.lexicon import Lexicon

_NAMING = (Number.DOCUMENT, Number.ROAD, Number.STAKE, Number.PLOT)


class Keys(NamedTuple):
    """`near`: by what it names; `far`: by its districts, worth a look only where one of the two is `vague`, that is,
    names nothing smaller: a county is no key to all its villages."""

    near: frozenset[str]
    far: frozenset[str]
    vague: bool


def keys(identity: Identity, lexicon: Lexicon) -> Keys:
    """Each of what it names beside each of what it means."""
    near, far = set(), set()
    vague = True
    for name in identity.names:
        if name.kind in lexicon.broad:
            far.add(name.core[:2])
        else:
            near.update(_openings(name, lexicon))
            vague = vague and name.kind == PLAIN
    for name in identity.told_names:
        if name.kind in lexicon.broad:
            far.add(name.core[:2])
        else:
            near.update(_openings(name, lexicon))
    if vague:
        for run in identity.loose:
            near.update(_windows(run))
    numbers = identity.known
    for kind in _NAMING:
        near.update(kind[:2] + value for value in numbers.get(kind, ()))
    meanings = (identity.topics | identity.kinds | identity.told | identity.words) or ("",)
    documents = frozenset(numbers.get(Number.DOCUMENT, ()))
    return Keys(
        _crossed(near | far if vague else near, meanings) | documents,
        _crossed(far, meanings),
        vague,
    )


def _openings(name: Name, lexicon: Lexicon) -> set[str]:
    """Beginnings that a shorter form has too, behind a verb (占徐家畈). Of a longer name every two and three
    characters, for a place may stand before the name proper: 泗塘东干渠."""
    core, whole = name.core, name.core + name.suffix
    if len(core) > 2 and core[0] in lexicon.leading:
        core, whole = core[1:], whole[1:]
    if len(core) > 2:
        return _windows(core) | {whole[at : at + 3] for at in range(min(len(core), len(whole) - 2))}
    return {whole[:2], whole[:3]}


def _windows(run: str) -> set[str]:
    return {run[at : at + size] for size in (2, 3) for at in range(len(run) - size + 1)}


def _crossed(anchors: Iterable[str], meanings: Iterable[str]) -> frozenset[str]:
    return frozenset([f"{anchor}/{meaning}" for anchor in anchors for meaning in meanings])
