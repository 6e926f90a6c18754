"""区分处理 (R37): a copy of a file in which nothing of what is withheld remains. Reads content, stores nothing."""

from disclosure.masking.masking import MaskedCopy, mask
from disclosure.masking.spans import Choice, Span

__all__ = ["Choice", "MaskedCopy", "Span", "mask"]
