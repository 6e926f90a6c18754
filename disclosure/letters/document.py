"""A letter as a document, before it has a form on paper: the elements of GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` 0 is body text, 1 to 4 the 层次 with its number (一、（一）1.（1）) written out in `text`."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a form: rows of cells. `widths_mm` of the columns; without, a wide first one and the rest alike."""

    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[int, ...] = ()


Block = Paragraph | Form


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """`authority` 发文机关标志, `reference` 发文字号, `addressee` 主送, `signer` 落款, `dated` 成文日期. A draft has
    neither reference nor date; a form (送达回证, 审批表) has no authority, signer and seal either."""

    authority: str | None
    reference: str | None
    title: str
    addressee: str | None
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    signer: str | None
    dated: date | None

    @property
    def official(self) -> bool:
        return self.authority is not None

    def texts(self) -> Iterator[str]:
        """Everything that stands in it, in order."""
        for text in (self.authority, self.reference, self.title, self.addressee):
            if text:
                yield text
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from (cell for row in block.rows for cell in row)
        yield from self.attachments
        if self.signer:
            yield self.signer
        if self.dated:
            yield day(self.dated)


def day(value: date) -> str:
    """2026年3月2日: Arabic figures, no leading nought (GB/T 9704-2012 7.3.5)."""
    return f"{value.year}年{value.month}月{value.day}日"
