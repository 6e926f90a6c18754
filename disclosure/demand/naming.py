"""Whether two requests speak of the same place, company, project, though one writes it shorter or misspells it."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.demand.identity import PLAIN, Identity, Name
from disclosure.demand.lexicon import Lexicon


def asked_names(one: Identity, lexicon: Lexicon) -> tuple[Name, ...]:
    """The names of the request; those of the story too where the request names nothing but a district."""
    if all(name.kind in lexicon.broad for name in one.names):
        return one.names + one.told_names
    return one.names


def missing(one: Identity, other: Identity, lexicon: Lexicon) -> list[Name]:
    """The names of `one` that `other` does not mention."""
    return [name for name in asked_names(one, lexicon) if not mentions(other, name, lexicon)]


def mentions(other: Identity, name: Name, lexicon: Lexicon) -> bool:
    """Whether `other` names it too, perhaps shorter or longer or by characters that sound the same."""
    whole = name.whole
    if whole in other.text or (len(whole) > 2 and whole.translate(lexicon.sounds) in other.sound):
        return True
    peers = [one for one in (*other.names, *other.told_names) if one.kind == name.kind]
    if any(_alike(name, one, lexicon) for one in peers) or _shortened(whole, other):
        return True
    if name.kind != PLAIN and any(one in other.names for one in peers):
        return False
    return len(name.core) > 1 and name.core in other.text and _suffix_known(name, other, lexicon)


def _alike(one: Name, other: Name, lexicon: Lexicon) -> bool:
    if one.core == other.core:
        optional = one.kind in lexicon.optional and len(one.suffix) + len(other.suffix) > 2
        return optional or one.suffix == other.suffix
    return _abbreviates(one, other) or _abbreviates(other, one)


def _abbreviates(short: Name, long: Name) -> bool:
    """清泉水厂 for 清泉矿泉水厂: every character in its order, the first among them."""
    form = short.whole if len(short.suffix) == 1 else short.core
    return len(form) > 1 and form[0] == long.core[0] and _in_order(form, long.whole)


def _shortened(whole: str, other: Identity) -> bool:
    """景中 for 景岚中学."""
    plain = (name.core for name in (*other.names, *other.told_names) if name.kind == PLAIN)
    return any(core[0] == whole[0] and _in_order(core, whole) for core in plain)


def _suffix_known(name: Name, other: Identity, lexicon: Lexicon) -> bool:
    """岚溪小学 is not mentioned where 岚溪 stands with no school beside it."""
    if name.kind in lexicon.optional or not name.suffix or name.suffix in other.topics:
        return True
    return any(one.suffix == name.suffix for one in (*other.names, *other.told_names))


def _in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)


def shared_names(one: Identity, other: Identity, lexicon: Lexicon) -> Iterator[str]:
    """What both name, as `one` writes it."""
    for name in (*one.names, *one.told_names):
        if name.whole[:2] in other.text and len(name.whole) > 1 and mentions(other, name, lexicon):
            yield name.whole
