"""保密筛查: what stands in a file and must not leave the house unseen. Reads content, decides nothing."""

from disclosure.screening.findings import Finding, masked
from disclosure.screening.kinds import FileKind
from disclosure.screening.scanning import screen_text
from disclosure.screening.screening import Screening, screen

__all__ = ["FileKind", "Finding", "Screening", "masked", "screen", "screen_text"]
