"""The pictures of README.md: what each shows, who sits before it, on which screen. `make pictures` makes these."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image

from tests.web.browsing import DESK, PHONE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DAY = date(2026, 9, 16)  # of the demo; a Wednesday, all of whose year has its holiday notice
MOST_BYTES = 150_000
_COLOURS = 128


@dataclass(frozen=True, slots=True)
class Picture:
    """`who` is a demo account, "" for somebody who has not signed in. `path` of a case ends in the state of the case
    that is shown, in braces. `at` is the heading the picture begins with, "" for the top of the page."""

    who: str
    path: str
    size: tuple[int, int] = DESK
    at: str = ""


PICTURES = {
    "overview": Picture("operations", "/"),
    "case": Picture("handler-planning", "/cases/{consulting}"),
    "statechart": Picture("legal-a", "/cases/{in_proceedings}", at="状态图"),
    "queue": Picture("clerk-a", "/queues/consultation"),
    "flow": Picture("operations", "/runs?flow=deadline_sweep"),
    "portal": Picture("", "/portal", size=PHONE),
}


def compressed(png: bytes) -> bytes:
    """The same picture in few colours: pages of ours have few."""
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
