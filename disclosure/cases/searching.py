"""Words in contents: the index of pairs of characters follows each content, and a search begins with the rarest pair.

A pair only tells where to look: whether the word is there is always read in the content itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from disclosure.cases.demand import in_pieces
from disclosure.cases.rights import Contents
from disclosure.errors import BadInput
from disclosure.store.grams import SHORTEST, folded, folded_column, grams
from disclosure.store.statements import Statement
from disclosure.store.tables import request_grams, requests

_R, _G = requests.c, request_grams.c
_ADD = Statement(insert(request_grams), "gram", "request_id")
_REMOVE = Statement(
    delete(request_grams).where(_G.gram == bindparam("which"), _G.request_id == bindparam("of"))
)
_AT_ONCE = 5_000  # contents held while the whole index is compared
_FREQUENT = 1_000  # rows of a pair that are counted to find the rarest
_PROBED = 2  # further pairs asked for before a content is read
_ESCAPE = "\\"


def follow_content(connection: Connection, request_id: int, before: str, after: str) -> None:
    """In the transaction that changes the content from `before` to `after`."""
    if before == after:
        return
    was, now = grams(before), grams(after)
    if gone := was - now:
        _REMOVE.many(connection, ({"which": gram, "of": request_id} for gram in gone))
    if new := now - was:
        _ADD.many(connection, ({"gram": gram, "request_id": request_id} for gram in sorted(new)))


def follow_new_contents(connection: Connection, contents: Iterable[tuple[int, str]]) -> None:
    """Of requests that had none; `contents` are id and text."""
    pairs = ({"gram": gram, "request_id": id_} for id_, text in contents for gram in grams(text))
    _ADD.many(connection, sorted(pairs, key=lambda pair: (pair["gram"], pair["request_id"])))


def missing(connection: Connection, request_id: int, content: str) -> int:
    """Pairs of the content that the index does not have: a search would not find the request by them."""
    pairs = sorted(grams(content))
    held = select(func.count()).where(_G.request_id == request_id)
    kept = sum(connection.scalar(held.where(_G.gram.in_(piece))) or 0 for piece in in_pieces(pairs))
    return len(pairs) - kept


def surplus(connection: Connection) -> Iterator[tuple[str, int]]:
    """Numbers of requests with more pairs in the index than their content has, and how many; "" where there is no
    such request. In one look at the whole index, which is not in the order of requests."""
    held = select(_G.request_id, func.count().label("n")).group_by(_G.request_id).subquery()
    query = select(_R.number, _R.content, held.c.n).select_from(
        held.outerjoin(requests, _R.id == held.c.request_id)
    )
    for number, content, n in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        if (more := n - len(grams(content or ""))) > 0:
            yield number or "", more


@dataclass(frozen=True, slots=True)
class Sought:
    """Requests every word of which is their number, or in their content where that may be read. `gram` is a pair all
    of those contents have, None where no content can be meant; `named` are those whose number is among the words."""

    gram: int | None
    named: Sequence[int]
    conditions: Sequence[ColumnElement[bool]]

    def ids(self, *further: ColumnElement[bool]) -> Select[tuple[int]]:
        """Those for which `further` holds too. The newest are found first without looking at the rest: whatever is
        asked of a request is asked in a subquery for each, as no statistics tell a planner how many a word leaves."""
        if self.gram is None:
            return select(_R.id).where(_R.id.in_(self.named), *self.conditions, *further)
        if not self.named:
            asked = (*self.conditions, *further)
            held = select(_G.request_id.label("id")).where(_G.gram == self.gram)
            return (
                held.where(select(and_(*asked)).where(_R.id == _G.request_id).scalar_subquery())
                if asked
                else held
            )
        begin = union_all(
            select(_G.request_id.label("id")).where(_G.gram == self.gram),
            *(select(literal(id_)) for id_ in self.named),
        )
        return select(_R.id).where(_R.id.in_(begin), *self.conditions, *further)


def look_up(connection: Connection, words: str, contents: Contents) -> Sought | None:
    """None without a word. Raises BadInput for a word too short to be looked up."""
    sought = words.split()
    if not sought:
        return None
    numbered = select(_R.number, _R.id).where(_R.number.in_(sought))
    named = {row.number: row.id for row in connection.execute(numbered)}
    for word in sought:
        if len(word) < SHORTEST and word not in named:
            raise BadInput(
                "没有查找", f"“{word}”只有一个字", "内容中的词至少写两个字；编号写全", field="words"
            )
    rarest = [] if contents.nothing else _by_rarity(connection, grams(words))
    if (
        len(rarest) == 1 and not named and all(len(word) == SHORTEST for word in sought)
    ):  # the pair is the word
        conditions = [] if contents.everything else [contents.condition()]
    else:
        conditions = [_meant(word, named.get(word), contents) for word in sought]
        conditions += [] if named else [_has(gram) for gram in rarest[1 : 1 + _PROBED]]
    return Sought(rarest[0] if rarest else None, sorted(named.values()), conditions)


def _by_rarity(connection: Connection, pairs: Iterable[int]) -> list[int]:
    """The rarest first; those that are frequent are alike."""
    some = (
        select(_G.request_id).where(_G.gram == gram).limit(_FREQUENT).subquery() for gram in sorted(pairs)
    )
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in some]
    found = connection.execute(select(*counts)).one() if counts else ()
    return [gram for _, gram in sorted(zip(found, sorted(pairs), strict=True))]


def _meant(word: str, named: int | None, contents: Contents) -> ColumnElement[bool]:
    written = and_(contents.condition(), folded_column(_R.content).like(_holding(word), escape=_ESCAPE))
    return written if named is None else or_(_R.id == named, written)


def _has(gram: int) -> ColumnElement[bool]:
    other = request_grams.alias()
    return exists().where(other.c.gram == gram, other.c.request_id == _R.id)


def _holding(word: str) -> str:
    word = folded(word)
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return f"%{word}%"
