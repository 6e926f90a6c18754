"""A few hundred papers with known contents, from a seed: every format, every place, every spelling, and look-alikes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.screening import papers
from tests.screening.planted import (
    Planted,
    bare_mark,
    decoy,
    filler,
    written_identity,
    written_mark,
    written_personal,
)

SEED = 20261126


@dataclass(frozen=True)
class Paper:
    """`planted` is all that a screening may find in it. The file is written when it is asked for."""

    name: str
    write: Callable[[], bytes]
    planted: tuple[Planted, ...]


MAKERS: tuple[Callable[[Random], Planted], ...] = (written_mark, written_identity, written_personal)


def papers_of(seed: int = SEED) -> Iterator[Paper]:
    random = Random(seed)
    yield from _texts(random)
    yield from _places(random, "docx", (*papers.WORD_PLACES, *papers.WORD_PARTS), papers.word)
    yield from _places(random, "xlsx", tuple(papers.SHEET_PLACES), papers.sheets)
    yield from _places(random, "pdf", tuple(papers.PDF_PLACES), papers.pdf)
    yield from _bare(random)
    yield from _decoys(random)


def sentence(random: Random, planted: Planted) -> str:
    """Some words before and after; a number is told by its kind, a mark is not."""
    before = {
        "landline": "联系电话：",
        "bank_card": "卡号：",
        "mobile": "手机",
        "address": "住址：",
        "email": "邮箱 ",
        "id_number": "身份证号",
    }.get(planted.rule, "")
    return f"{filler(random, 1)}{before}{planted.written}；{filler(random, 1)}"


def _texts(random: Random) -> Iterator[Paper]:
    for n in range(110):
        encoding = list(papers.ENCODINGS)[n % len(papers.ENCODINGS)]
        planted = tuple(maker(random) for maker in MAKERS)
        lines = [sentence(random, one) for one in planted] + [decoy(random), filler(random)]
        random.shuffle(lines)
        write = partial(papers.ENCODINGS[encoding], "\n".join(lines))
        yield Paper(f"{encoding}-{n}.{('txt', 'md')[n % 2]}", write, planted)


def _places(
    random: Random, ending: str, places: tuple[str, ...], write: Callable[[dict[str, str]], bytes]
) -> Iterator[Paper]:
    """Each place with each kind of thing."""
    for place in places:
        for maker in MAKERS:
            planted = _fitting(random, maker, place)
            name = f"{place.replace('/', '_')}-{planted.rule}.{ending}"
            yield Paper(name, partial(write, {place: _labelled(planted)}), (planted,))


# One line, whatever is written there.
_LINES = {
    "formula",
    "defined name",
    "prompt",
    "header",
    "footer",
    "form field",
    "keywords",
    "subject",
    "bookmark",
}
_SCATTERED = {"drawn apart", "upright"}


def _fitting(random: Random, maker: Callable[[Random], Planted], place: str) -> Planted:
    """What the place can hold."""
    if place in _SCATTERED and maker is written_personal:
        maker = written_identity  # a number without a check digit is not put together from pieces of a page
    planted = maker(random)
    while place in _LINES and "\n" in planted.written:
        planted = maker(random)
    return planted


def _labelled(planted: Planted) -> str:
    """A number that its form alone does not prove has its kind before it, as in a paper."""
    label = {"landline": "电话", "bank_card": "账号", "mobile": "手机"}.get(planted.rule, "")
    return label + planted.written


def _bare(random: Random) -> Iterator[Paper]:
    """Marks that are marks by where they stand."""
    for n in range(12):
        planted = bare_mark(random)
        head = f"{planted.written}\n{filler(random)}\n{decoy(random)}"
        yield Paper(f"head-{n}.txt", head.encode, (planted,))
    for place in (
        "header",
        "footer",
        "first header",
        "even header",
        "text box",
        "core property",
        "watermark",
    ):
        planted = bare_mark(random)
        yield Paper(f"bare-{place}.docx", partial(papers.word, {place: planted.written}), (planted,))
    for place in ("header", "property", "custom property", "comment"):
        planted = bare_mark(random)
        yield Paper(f"bare-{place}.xlsx", partial(papers.sheets, {place: planted.written}), (planted,))
    for place in ("subject", "keywords", "annotation", "bookmark"):
        planted = bare_mark(random)
        yield Paper(f"bare-{place}.pdf", partial(papers.pdf, {place: planted.written}), (planted,))


def _decoys(random: Random) -> Iterator[Paper]:
    """Nothing in them but what looks like something."""
    for n in range(60):
        lines = [decoy(random) for _ in range(6)]
        text = "\n".join([filler(random, 1), *lines])
        match n % 4:
            case 0:
                yield Paper(f"decoy-{n}.txt", text.encode, ())
            case 1:
                yield Paper(f"decoy-{n}.docx", partial(papers.word, {"table": lines[0]}, body=lines), ())
            case 2:
                rows = [("序号", "内容", "数量"), *((i, line, i * 1234) for i, line in enumerate(lines))]
                yield Paper(f"decoy-{n}.xlsx", partial(papers.sheets, {}, rows), ())
            case _:
                yield Paper(f"decoy-{n}.pdf", partial(papers.pdf, {"page": text.replace("\n* ", " ")}), ())
