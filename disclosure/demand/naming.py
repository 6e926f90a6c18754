"""Whether two requests speak of the same place, company, project, though one writes it shorter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from disclosure.demand.identity import CONTRARY, PLAIN, Identity, Name
from disclosure.demand.lexicon import Lexicon


class Naming(NamedTuple):
    """How the names of one request stand to another: what is `shared` of request and story, which of the request's
    own are `lacking` over there, how many of its own that are no district are `found` there, `plain` ones apart."""

    shared: list[str]
    lacking: list[Name]
    found: int
    plain: int


def named(one: Identity, other: Identity, lexicon: Lexicon) -> Naming:
    """Where the request of `one` names nothing but a district, the names of its story count as its own."""
    shared, lacking, found, plain = [], [], 0, 0
    vague = True
    for name in one.names:
        kind = name.kind
        broad = kind in lexicon.broad
        vague = vague and broad
        if mentions(other, name, lexicon):
            shared.append(name)
            found += not broad and kind != PLAIN
            plain += kind == PLAIN
        else:
            lacking.append(name)
    for name in one.told_names:
        if mentions(other, name, lexicon):
            shared.append(name)
            found += vague and name.kind not in lexicon.broad and name.kind != PLAIN
        elif vague:
            lacking.append(name)
    return Naming(_anchors(shared, other), lacking, found, plain)


def _anchors(shared: Iterable[Name], other: Identity) -> list[str]:
    wholes = [core + suffix for _, core, suffix in shared]
    return [whole for whole in wholes if len(whole) > 1 and whole[:2] in other.text]


def mentions(other: Identity, name: Name, lexicon: Lexicon) -> bool:
    """Whether `other` names it too, perhaps shorter or longer."""
    whole = name.core + name.suffix
    if whole in other.text or _compound(whole, other.text) or _after_verb(whole, other.text, lexicon):
        return True
    rival = False
    for one in other.names + other.told_names:
        if (one.kind == name.kind or one.kind == PLAIN) and _alike(name, one, lexicon):
            return True
        rival = rival or one.kind == name.kind != PLAIN
    if rival:
        return False
    return len(name.core) > 1 and name.core in other.text and _suffix_known(name, other, lexicon)


def _compound(whole: str, text: str) -> bool:
    """泗塘东干渠 where the other writes 泗塘县东干渠, but not 泗塘后东干渠."""
    for cut in (2, 3):
        if len(whole) - cut > 2 and whole[:cut] in text and whole[cut:] in text:
            between = text[text.find(whole[:cut]) + cut : text.find(whole[cut:])]
            return between not in CONTRARY
    return False


def _after_verb(whole: str, text: str, lexicon: Lexicon) -> bool:
    """占徐家畈 where the other writes 徐家畈."""
    return len(whole) > 3 and whole[0] in lexicon.leading and whole[1:] in text


def _alike(one: Name, other: Name, lexicon: Lexicon) -> bool:
    if one.kind != other.kind:  # `other` is plain: 景中 for 景岚中学
        return other.core[0] == one.core[0] and _in_order(other.core, one.whole)
    if one.core[0] != other.core[0]:
        return any(_ends(*pair) or _stands_bare(*pair, lexicon) for pair in ((one, other), (other, one)))
    if one.core == other.core:
        optional = one.kind in lexicon.optional and len(one.suffix) + len(other.suffix) > 2
        return optional or one.suffix.endswith(other.suffix) or other.suffix.endswith(one.suffix)
    return _abbreviates(one, other) or _abbreviates(other, one)


def _ends(long: Name, short: Name) -> bool:
    """产业新城 for 汀南产业新城."""
    return len(short.whole) > 3 and long.whole.endswith(short.whole)


def _stands_bare(long: Name, short: Name, lexicon: Lexicon) -> bool:
    """占徐家畈 for 徐家畈村."""
    return short.kind in lexicon.optional and len(short.core) > 2 and long.whole.endswith(short.core)


def _abbreviates(short: Name, long: Name) -> bool:
    """清泉水厂 for 清泉矿泉水厂: every character in its order, the first among them."""
    if len(short.suffix) == 1 and short.suffix == long.suffix and len(short.core) > 1:
        return False  # 石桥村 is not 石桥头村
    form = short.whole if len(short.suffix) == 1 else short.core
    if CONTRARY.intersection(long.core).difference(short.core):
        return False  # 纸坊巷片区 is not 纸坊后巷片区
    return len(form) > 1 and _in_order(form, long.whole)


def _suffix_known(name: Name, other: Identity, lexicon: Lexicon) -> bool:
    """岚溪小学 is not mentioned where 岚溪 stands with no school beside it."""
    if name.kind in lexicon.optional or not name.suffix or name.suffix in other.said:
        return True
    if any(one.suffix == name.suffix for one in (*other.names, *other.told_names)):
        return True
    return len(name.suffix) > 2 and name.suffix[:2] in other.text


def _in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)
