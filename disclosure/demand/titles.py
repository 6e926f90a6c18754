"""One line for a group of requests."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST = 8  # characters; below that a wording is seldom clear


def title(texts: Sequence[str]) -> str:
    """The shortest clear wording among `texts`. Raises ValueError when there is none."""
    return min(texts, key=lambda text: (len(text.strip()) < _SHORTEST, len(text.strip()), text)).strip()
