"""Where a number of a given form could begin: all places at once, before any pattern is tried at one of them.

Most digits of an office's papers are dates, amounts and document numbers. Four tests on arrays leave of them what has
enough digits close together; the patterns of `numbers.py` decide.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_LETTER = 10  # values above are letters: A is 17
_GAP = 4  # so many characters may stand between two digits of one number


class Numerals:
    """The digits and capital letters of a folded text. A mask has one entry for each of them."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        self._codes = codes
        digits = (codes >= ord("0")) & (codes <= ord("9"))
        self._at = np.flatnonzero(digits | ((codes >= ord("A")) & (codes <= ord("Z"))))
        self._value = (codes[self._at] - ord("0")).astype(np.uint8)

    def identity(self) -> list[int]:
        """18 digits, the last perhaps X, with a century, a month and a day in their places."""
        century = self._ahead(6) * 10 + self._ahead(7)
        return self._places(
            self._run(18, cells=True)
            & self._digits(17)
            & ((century == 18) | (century == 19) | (century == 20))
            & (self._ahead(10) <= 1)
            & (self._ahead(12) <= 3)
            & self._begins
        )

    def credit_code(self) -> list[int]:
        """18 digits and letters that stand for themselves, six digits from the third."""
        six = np.ones(len(self._value), dtype=np.bool_)
        for n in range(2, 8):
            six &= self._ahead(n) < _LETTER
        alone = np.ones(len(self._value), dtype=np.bool_)
        alone[1:] = self._step != 1
        return self._places(self._run(18) & six & alone & self._end_alone(18))

    def mobile(self) -> list[int]:
        """11 digits from 13 to 19."""
        country = np.zeros(len(self._value), dtype=np.bool_)  # +86 before it, without a space
        country[2:] = (self._value[:-2] == 8) & (self._value[1:-1] == 6)
        second = self._ahead(1)
        return self._places(
            (self._value == 1) & (second >= 3) & self._run(11) & self._digits(11) & (self._begins | country)
        )

    def card(self) -> list[int]:
        """15 digits or more, the first not of a date or a list."""
        return self._places((self._value >= 3) & self._run(15) & self._digits(15) & self._begins)

    def landline(self) -> list[int]:
        """10 digits from 0."""
        return self._places((self._value == 0) & self._digits(10) & self._begins)

    def _places(self, mask: Mask) -> list[int]:
        found: list[int] = self._at[mask].tolist()
        return found

    def _ahead(self, n: int) -> NDArray[np.uint8]:
        """The value `n` further; a letter beyond the end."""
        value = np.full(len(self._value), 255, dtype=np.uint8)
        if n < len(value):
            value[: len(value) - n] = self._value[n:]
        return value

    @cached_property
    def _step(self) -> NDArray[np.intp]:
        return np.diff(self._at)

    @cached_property
    def _begins(self) -> Mask:
        """No digit stands right before."""
        mask = np.ones(len(self._value), dtype=np.bool_)
        mask[1:] = (self._step != 1) | (self._value[:-1] > _LETTER)
        return mask

    def _end_alone(self, length: int) -> Mask:
        """Nothing stands right after `length` of them."""
        mask = np.ones(len(self._value), dtype=np.bool_)
        if len(self._step) >= length:
            mask[: len(self._step) - length + 1] = self._step[length - 1 :] != 1
        return mask

    def _run(self, length: int, *, cells: bool = False) -> Mask:
        """Nothing but gaps between `length` of them; `cells`: from one cell of a table to the next as well."""
        return self._window(self._joined[1 if cells else 0], length - 1)

    def _digits(self, length: int) -> Mask:
        return self._window(self._counted, length)

    def _window(self, counted: NDArray[np.int64], length: int) -> Mask:
        mask = np.zeros(len(self._value), dtype=np.bool_)
        if len(counted) > length:
            full = counted[length:] - counted[:-length] == length
            mask[: min(len(full), len(mask))] = full[: len(mask)]
        return mask

    @cached_property
    def _counted(self) -> NDArray[np.int64]:
        return np.concatenate(([0], np.cumsum(self._value < _LETTER)))

    @cached_property
    def _joined(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many are joined to the next, counted from the beginning: without and with tabs between."""
        joined = self._step == 1
        tabbed = joined.copy()
        near = np.flatnonzero((self._step > 1) & (self._step <= _GAP + 1))
        plain = np.ones(len(near), dtype=np.bool_)
        table = plain.copy()
        for offset in range(1, _GAP + 1):
            between = self._codes[np.minimum(self._at[near] + offset, len(self._codes) - 1)]
            beyond = self._step[near] <= offset
            gap = beyond | (between == ord(" ")) | (between == ord("\n")) | (between == ord("-"))
            plain &= gap
            table &= gap | (between == ord("\t"))
        joined[near] = plain & (self._step[near] <= _GAP)
        tabbed[near] = table
        return (
            np.concatenate(([0], np.cumsum(joined))),
            np.concatenate(([0], np.cumsum(tabbed))),
        )
