"""Two identities → the same information, or not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from disclosure.demand.identity import PLAIN, Identity, Name


class Verdict(StrEnum):
    SAME = "same"
    CONFLICT = "conflict"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Comparison:
    verdict: Verdict
    score: float
    why: str


NUMBERS = {"year":"年份","document": "文号", "batch": "批次", "phase": "期", "floor": "楼层", "storey": "楼层", "plot": "地块", "road": "路线", "stake": "桩号", "building": "楼栋", "room": "单元房号", "lot": "标段", "number":"号", "spec":"规格", "round": "轮次", "ordinal":"序号", "team":"组", "month":"月份","other":"数字"}
NEEDED = ("phase", "floor", "lot", "round", "batch", "spec")
EXACT = {"初稿", "临时", "延期", "听证", "征求意见", "停发"}
ENOUGH = 0.5


def compare(one: Identity, other: Identity) -> Comparison:
    why = _conflict(one, other)
    if why:
        return Comparison(Verdict.CONFLICT, 0.0, why)
    shared = sorted(set(_anchors(one, other)) | set(_anchors(other, one)))
    if not shared:
        return Comparison(Verdict.UNSURE, 0.0, "没有共同的地方、单位或文号")
    score = _likeness(one, other)
    return Comparison(Verdict.SAME if score >= ENOUGH else Verdict.UNSURE, score, "、".join(shared))


def _conflict(one: Identity, other: Identity) -> str | None:
    return _number_conflict(one, other) or _name_conflict(one, other) or _swapped(one, other) or _kind_conflict(one, other)


STORY = ("other", "storey", "team", "number", "month", "round")


def effective(one: Identity, kind: str) -> frozenset[str]:
    """The request's own numbers; the story's where the request has none."""
    own = one.marks.get(kind)
    if own or kind in STORY:
        return own or frozenset()
    return one.told_marks.get(kind, frozenset())


def _number_conflict(one: Identity, other: Identity) -> str | None:
    same_thing = any(effective(one, k) & effective(other, k) for k in ("document", "plot"))
    for kind in NUMBERS:
        a, b = effective(one, kind), effective(other, kind)
        if a and b:
            exact = kind == "year" and not same_thing and one.marks.get(kind) and other.marks.get(kind)
            if not (a == b if exact else a & b):
                return f"{NUMBERS[kind]}不同：{'、'.join(sorted(a))}；{'、'.join(sorted(b))}"
    return None


def _name_conflict(one: Identity, other: Identity) -> str | None:
    left = [name for name in _named(one) if not explained(name, other)]
    right = [name for name in _named(other) if not explained(name, one)] if left else ()
    for a in left:
        for b in right:
            if a.kind == b.kind != PLAIN:
                return f"{a.kind}不同：{a.core}{a.suffix}；{b.core}{b.suffix}"
    return None


def _named(one: Identity) -> tuple[Name, ...]:
    """The names of the request; those of the story where the request names nothing but a district."""
    if all(name.kind in BROAD for name in one.names):
        return one.names + one.told_names
    return one.names


def _swapped(one: Identity, other: Identity) -> str | None:
    """What no term of the lexicon covers differs in a character or two: 柿子沟, 核桃沟; 上坪, 下坪."""
    for a in one.loose:
        if a in other.text:
            continue
        for b in other.loose:
            if len(a) == len(b) > 2 and b not in one.text and _differing(a, b) == 1:
                return f"名称不同：{a}；{b}"
    return None


def _differing(one: str, other: str) -> int:
    return sum(x != y for x, y in zip(one, other, strict=True))


PLACES = {"省", "市", "县区", "乡镇", "村", "小区", "路", "片区", "公司"}


def explained(name: Name, other: Identity) -> bool:
    """Whether `other` names it too, perhaps shorter or longer."""
    whole = name.core + name.suffix
    if whole in other.text:
        return True
    peers = [n for n in (*other.names, *other.told_names) if n.kind == name.kind]
    if any(_alike(name, n) for n in peers) or _short(whole, other):
        return True
    if name.kind != PLAIN and any(n in other.names for n in peers):
        return False
    suffix = name.kind in PLACES or not name.suffix or name.suffix in other.topics or any(n.suffix == name.suffix for n in (*other.names, *other.told_names))
    return len(name.core) > 1 and name.core in other.text and suffix


def _alike(one: Name, other: Name) -> bool:
    """The same name, or one the abbreviation of the other: 清泉水厂 for 清泉矿泉水厂."""
    if one.core == other.core and (len(one.suffix) > 1 or len(other.suffix) > 1 or one.kind not in ("路", "小区")):
        return one.suffix == other.suffix or one.kind in PLACES
    return _abbreviates(one, other) or _abbreviates(other, one)


def _short(whole: str, other: Identity) -> bool:
    """景中 for 景岚中学."""
    plain = (name.core for name in (*other.names, *other.told_names) if name.kind == PLAIN)
    return any(run[0] == whole[0] and _in_order(run, whole) for run in plain)


def _in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(c in rest for c in part)


def _abbreviates(short: Name, long: Name) -> bool:
    """Every character in its order, the first among them."""
    form = short.core + short.suffix if len(short.suffix) == 1 else short.core
    whole = long.core + long.suffix
    return len(form) > 1 and form[0] == whole[0] and _in_order(form, whole)


def _kind_conflict(one, other):
    if one.kinds & other.refused or other.kinds & one.refused or one.topics & other.refused or other.topics & one.refused:
        return "一方说明不要"
    if one.head and other.head and one.head != other.head and not (one.head in other.kinds and other.head in one.kinds):
        return f"种类不同：{one.head}；{other.head}"
    if one.kinds and other.kinds and not one.kinds & other.kinds and not (one.told | other.told) & (one.kinds | other.kinds):
        return f"种类不同：{'、'.join(sorted(one.kinds))}；{'、'.join(sorted(other.kinds))}"
    for t in EXACT:
        if (t in one.topics or t in one.told) != (t in other.topics or t in other.told):
            return f"只有一方要{t}"
    return None


def _anchors(one: Identity, other: Identity) -> Iterator[str]:
    """What both name: a place, a project, a company, a document number, a road."""
    for name in (*one.names, *one.told_names):
        if len(name.core + name.suffix) > 1 and (name.core + name.suffix)[:2] in other.text and explained(name, other):
            yield name.core + name.suffix
    for kind in ("document", "road", "stake", "plot"):
        yield from effective(one, kind) & effective(other, kind)


W = dict(noun=0.75, topic=2.0, kind=1.5, name=0.25, lost=3.0, loose=0.5, both=5.0, part=0.6)


def _parts(one: Identity, other: Identity) -> tuple[float, float]:
    """Weight of what `one` asks for that `other` says too, and of what it does not."""
    said = other.topics | other.kinds | other.told
    shared = missing = 0.0
    for meaning in one.topics:
        if meaning in said:
            shared += W["topic"]
        else:
            missing += W["topic"]
    for meaning in one.kinds:
        if meaning in said:
            shared += W["kind"]
        else:
            missing += W["kind"]
    for noun in one.nouns:
        if noun in other.nouns or noun in other.told or noun in other.text:
            shared += W["noun"]
        else:
            missing += W["noun"]
    for name in _named(one):
        if explained(name, other):
            shared += W["name"]
        elif name.kind not in BROAD:
            missing += W["lost"]
    for run in one.loose:
        weight = min(len(run), 4) * W["loose"]
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        part = sum(pair in other.text for pair in pairs) / len(pairs)
        if not part:
            part = W["part"] * sum(c in other.text for c in run) / len(run)
        shared += weight * part
        missing += weight * (1 - part)
    return shared, missing


BROAD = {"省", "市", "县区", "乡镇"}


def _likeness(one: Identity, other: Identity) -> float:
    """Something missing on both sides weighs more than a longer wording on one."""
    s1, m1 = _parts(one, other)
    s2, m2 = _parts(other, one)
    shared = s1 + s2
    return shared / (shared + m1 + m2 + W["both"] * min(m1, m2)) if shared else 0.0
