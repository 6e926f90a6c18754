"""What makes two requests ask for different information whatever else they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from disclosure.demand.facts import pairs_in_common
from disclosure.demand.identity import LABELS, PLAIN, Identity, Name, Number, Numbers
from disclosure.demand.lexicon import Lexicon
from disclosure.demand.short_names import short_names_differ, sides_differ

_NONE, _PARTICLE, _OFFICE, _CONTENT = range(4)


def number_conflict(one: Identity, other: Identity) -> str | None:
    """A number both state must agree; years all of them, unless document or plot is the same."""
    mine, theirs = one.known, other.known
    for kind, values in mine.items():
        rivals = theirs.get(kind)
        if not rivals or values == rivals:
            continue
        whole = kind is Number.YEAR and kind in one.numbers and kind in other.numbers
        if values.isdisjoint(rivals) or (whole and not _same_thing(mine, theirs)):
            return f"{LABELS[kind]}不同：{'、'.join(sorted(values))}；{'、'.join(sorted(rivals))}"
    return None


def _same_thing(mine: Numbers, theirs: Numbers) -> bool:
    kinds = (Number.DOCUMENT, Number.PLOT)
    return any(mine[kind] & theirs[kind] for kind in kinds if kind in mine and kind in theirs)


def word_conflict(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """What one refuses and the other wants, another kind of document, a version or aspect that only one names."""
    return _refusals(one, other) or _kinds(one, other, lexicon) or _distinct(one, other, lexicon)


def _refusals(one: Identity, other: Identity) -> str | None:
    if not (one.refused or other.refused):
        return None
    unwanted = (one.refused & _asked(other)) | (other.refused & _asked(one))
    return f"一方说明不要{'、'.join(sorted(unwanted))}" if unwanted else None


def _asked(one: Identity) -> frozenset[str]:
    """环评报告书的批复 asks for no 报告书."""
    return one.topics | (one.kinds if one.head is None or len(one.listed) > 1 else frozenset({one.head}))


def _kinds(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """A notice that carries the standard is the standard; otherwise what the request ends in must be in both."""
    mine, theirs = _carried(one, lexicon), _carried(other, lexicon)
    if mine == theirs or not (mine and theirs):
        return None
    heads = one.head in mine and other.head in theirs and one.head != other.head
    if heads and (one.head not in theirs or other.head not in mine):
        return f"种类不同：{one.head}；{other.head}"
    if "预公告" in mine & theirs:
        return None
    beside = lexicon.apart & (_beside(one) - other.said | _beside(other) - one.said)
    if beside:
        return f"只有一方要{'、'.join(sorted(beside))}"
    mine, theirs = mine & lexicon.strong, theirs & lexicon.strong
    if mine and theirs and mine.isdisjoint(theirs | other.told) and theirs.isdisjoint(one.told):
        return f"种类不同：{'、'.join(sorted(mine))}；{'、'.join(sorted(theirs))}"
    return None


def _carried(one: Identity, lexicon: Lexicon) -> frozenset[str]:
    """成绩公示表 is 成绩; a list of nothing else is a list."""
    return one.kinds - lexicon.carriers or one.kinds


def _beside(one: Identity) -> frozenset[str]:
    return one.listed if len(one.listed) > 1 else frozenset()


def _distinct(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    mine, theirs = lexicon.rivalling & one.wanted, lexicon.rivalling & other.wanted
    if mine and theirs and mine != theirs:
        for rivals in lexicon.rivals:
            left, right = mine & rivals, theirs & rivals
            if left and right and left.isdisjoint(other.said) and right.isdisjoint(one.said):
                return f"所要的不同：{'、'.join(sorted(left))}；{'、'.join(sorted(right))}"
    only = lexicon.distinct & ((one.topics - other.said) | (other.topics - one.said))
    return f"只有一方要{'、'.join(sorted(only))}" if only else None


def name_conflict(
    lacking: Iterable[Name], rivals: Iterable[Name], one: Identity, other: Identity
) -> str | None:
    """Each names something of the same class that the other does not."""
    same_document = not one.numbers.get(Number.DOCUMENT, frozenset()).isdisjoint(
        other.numbers.get(Number.DOCUMENT, ())
    )
    for name in lacking:
        for rival in rivals:
            # With one 文号, what stands before it is 机关代字.
            if name.kind == rival.kind and (name.kind != PLAIN or same_document):
                return f"{name.kind}不同：{name.whole}；{rival.whole}"
    return None


def one_character(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """Names or unknown words of three characters or more that differ in one."""
    mine, theirs = _unknown(one, lexicon), _unknown(other, lexicon)
    for word in mine:
        if word in other.text:
            continue
        for rival in theirs:
            if len(word) == len(rival) and rival not in one.text and _another(word, rival, lexicon):
                return f"名称不同：{word}；{rival}"
    return (
        _window(mine, one, other, lexicon)
        or _window(theirs, other, one, lexicon)
        or short_names_differ(one, other, lexicon)
        or short_names_differ(other, one, lexicon)
        or sides_differ(one.text, other.text)
    )


def _unknown(one: Identity, lexicon: Lexicon) -> list[str]:
    names = [
        name.core + name.suffix for name in (*one.names, *one.told_names) if name.kind not in lexicon.broad
    ]
    return [word for word in (*names, *one.loose) if len(word) > 2]


def _another(word: str, rival: str, lexicon: Lexicon) -> bool:
    if word[0] != rival[0] and (word[0] in lexicon.leading or rival[0] in lexicon.leading):
        return False
    if word[-1] != rival[-1] and (_ends_name(word[-1], lexicon) or _ends_name(rival[-1], lexicon)):
        return False  # 清潭河, 清潭段: one is the river, the other a stretch of it
    return sum(mine != theirs for mine, theirs in zip(word, rival, strict=True)) == 1


def _ends_name(character: str, lexicon: Lexicon) -> bool:
    term = lexicon.terms.get(character)
    return term is not None and term.suffix is not None


def _window(words: Iterable[str], one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """沙东线 where the other writes 沙西线 in the middle of a sentence."""
    text = other.text
    for word in words:
        if word in text:
            continue
        at = text.find(word[0])
        while at >= 0:
            rival = text[at : at + len(word)]
            if (
                len(rival) == len(word)
                and rival[-1] == word[-1]
                and rival not in one.text
                and _another(word, rival, lexicon)
            ):
                return f"名称不同：{word}；{rival}"
            at = text.find(word[0], at + 1)
    return None


def one_place_differs(one: Identity, other: Identity, lexicon: Lexicon) -> str | None:
    """Two that are the same but for what stands at one place: the unknown word there is what matters (春、秋)."""
    mine, theirs = one.sequence, other.sequence
    start = _alike_to(mine, theirs)
    stop = _alike_to(mine[start:][::-1], theirs[start:][::-1])
    left, right = mine[start : len(mine) - stop], theirs[start : len(theirs) - stop]
    if (start + stop) * 100 < lexicon.weights["alike"] * max(len(mine), len(theirs)):
        return None
    if pairs_in_common(one.text, other.text) * 100 < lexicon.weights["alike_pairs"]:
        return None
    here = [token for token in left if token not in theirs and not _said_in(token, other)]
    there = [token for token in right if token not in mine and not _said_in(token, one)]
    if not (_tells(here, there, lexicon) and _tells(there, here, lexicon)):
        return None
    return f"只有一处不同：{''.join(here)}；{''.join(there)}"


def _tells(here: Sequence[str], there: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether something in `here` makes it another thing. Kinds are compared on their own, what is background may be
    left out, an office counts beside another one, a particle beside another one (上坪、下坪)."""
    mine, theirs = [_weight(token, lexicon) for token in here], [_weight(token, lexicon) for token in there]
    return _CONTENT in mine or (bool(mine) and max(mine) > _NONE and max(mine) == max(theirs, default=_NONE))


def _weight(token: str, lexicon: Lexicon) -> int:
    term = lexicon.terms.get(token)
    if term is None:
        return _CONTENT
    if term.agency:
        return _OFFICE
    if term.kind or term.background:
        return _NONE
    return _PARTICLE if term.particle else _CONTENT


def _said_in(token: str, other: Identity) -> bool:
    return len(token) > 1 and token in other.text


def _alike_to(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of the first are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other)))
