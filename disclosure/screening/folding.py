"""One spelling for many: full-width and other scripts' digits, look-alike stars and hyphens, spaces within words.

Folding is character for character, so a place in the folded text is a place in the text. `Folded.dense` leaves out
white space and invisible characters; `at` leads from it back to the text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

STAR: Final = "★"
_STARS = "☆✩✪✫✬✭✮✯✰⋆⭐⭑⭒🌟✡✦✧❂⚝"
_ASTERISKS = "＊﹡∗⁎✱✲✳"
_HYPHENS = "‐‑‒–—―−﹣－⁃"
_TRADITIONAL = {
    "絕": "绝",
    "機": "机",
    "祕": "秘",
    "級": "级",
    "長": "长",
    "內": "内",
    "國": "国",
    "業": "业",
    "間": "间",
}
_SIZE: Final = 0x20000  # beyond lie rare ideographs, which no rule knows
_GAP, _LINE, _CELL = " ", "\n", "\t"


def _folded(character: str) -> str:
    """What `character` is compared as."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in "\n\r\x0b\f\x85\u2028\u2029":
        return _LINE
    if character == _CELL:
        return _CELL
    if (
        character.isspace()
        or category in ("Cc", "Cf")
        or character in "\u2800\u3164\u115f\u1160\u034f\ufe0e\ufe0f"
    ):
        return _GAP
    normal = unicodedata.normalize("NFKC", character)
    if len(normal) == 1 and category not in ("No", "Lm", "Sk"):  # ① and ² are not digits of a number
        character = normal
    upper = character.upper()
    return upper if character.isascii() else character


@cache
def _table() -> NDArray[np.uint32]:
    table = np.arange(_SIZE, dtype=np.uint32)
    for code in (*range(0xD800), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)):
        if not 0x4E00 <= code <= 0x9FFF and not 0xAC00 <= code <= 0xD7A3:
            table[code] = ord(_folded(chr(code)))
    table[0xD800:0xE000] = ord("\ufffd")
    for written, meant in (
        (_STARS, STAR),
        (_ASTERISKS, "*"),
        (_HYPHENS, "-"),
        *_TRADITIONAL.items(),
    ):
        for character in written:
            table[ord(character)] = ord(meant)
    table[0x20000 - 1] = ord("\ufffd")
    return table


@dataclass(frozen=True, eq=False)
class Folded:
    """`plain` is as long as `text`; `codes` are its characters."""

    text: str
    plain: str
    codes: NDArray[np.uint32]

    @classmethod
    def of(cls, text: str) -> Folded:
        written = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        codes = _table()[np.minimum(written, _SIZE - 1)]
        return cls(text, codes.tobytes().decode("utf-32-le"), codes)

    @cached_property
    def _kept(self) -> NDArray[np.intp]:
        codes = self.codes
        return np.flatnonzero((codes != ord(_GAP)) & (codes != ord(_LINE)) & (codes != ord(_CELL)))

    @cached_property
    def dense(self) -> str:
        """`plain` without white space and invisible characters."""
        return self.codes[self._kept].tobytes().decode("utf-32-le")

    def at(self, place: int) -> int:
        """The place in the text of the character at `place` of `dense`; its end for the end of `dense`."""
        return int(self._kept[place]) if place < len(self._kept) else len(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places in the text of `dense[start:end]`, which is not empty."""
        return int(self._kept[start]), int(self._kept[end - 1]) + 1

    def gap_before(self, place: int) -> str:
        """The white space of `plain` before the character at `place` of `dense`; a line break at the beginning
        and at the end of the text."""
        if place <= 0:
            return _LINE
        gap = self.plain[int(self._kept[place - 1]) + 1 : self.at(place)]
        return gap + _LINE if place >= len(self._kept) else gap
