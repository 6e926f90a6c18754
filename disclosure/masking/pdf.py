"""PDF: no text of a PDF is changed in place; the copy is made of pictures of its pages with black boxes.

What stands in a stream of drawing commands can be written there in any number of ways, so a change could be proved
only by drawing the page. A picture has nothing but what is seen. The copy cannot be searched or read aloud.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from disclosure.errors import BadInput, EnvironmentFailed, Refused
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.cuts import Cuts
from disclosure.masking.spans import Ink
from disclosure.screening.extraction import Extraction
from disclosure.screening.screening import extract

_WORKER: Final = Path(__file__).with_name("pdf_worker.py")
_STOPPED: Final = 10  # as in the worker
_WHY: Final = {
    b"bad_font": "PDF 用的字体没有嵌入文件，画不出原样",
    b"inner_picture": "PDF 的图片嵌在别的图形里，去不掉",
    b"too_large": "PDF 的页面过大",
    b"moved": "PDF 的文字两次读出的不同，定不出位置",
    b"unreadable": "PDF 有画不出的页",
}
_START_SECONDS: Final = 20
_DRAWING: Final = 10  # times as long as reading
Characters = Mapping[int, tuple[int, Sequence[int]]]  # by page: its seal, and the numbers of characters of it
Boxes = Mapping[str, Sequence[Sequence[int]]]  # by page: rows and columns of its picture


def characters_of(extraction: Extraction, marks: Cuts) -> Characters:
    """Which characters of which page are masked. Raises BadInput when one cannot be told."""
    found: dict[int, tuple[int, list[int]]] = {}
    texts = {t.source.node: extraction.text[t.start : t.end] for t in extraction.traces}
    for (_, node), cuts in marks.items():
        placed = extraction.placed[node]
        _, numbers = found.setdefault(placed.page, (placed.seal, []))
        for n in (n for cut in cuts for n in range(cut.start, cut.end)):
            if placed.drawn[n] >= 0:
                numbers.append(placed.drawn[n])
            elif texts[node][n].strip():
                why = f"第{placed.page + 1}页有应遮盖的文字，定不出在页面上的位置"
                raise BadInput("没有生成遮盖副本", why, _TODO)
    return found


def masked_pdf(content: bytes, masked: Characters, limits: ScreeningLimits) -> tuple[bytes, Boxes]:
    """The copy, and what is black in it. Raises BadInput for what cannot be drawn as it was."""
    done = _run("draw", content, masked, limits)
    black, _, copy = done.stdout.partition(b"\n")
    if done.returncode or not copy:
        raise BadInput("没有生成遮盖副本", _WHY.get(done.stderr, "PDF 没有在限定的时间内画完"), _TODO)
    return copy, json.loads(black)


def prove_pdf(copy: bytes, black: Boxes, telling: Iterable[str], limits: ScreeningLimits) -> None:
    """The copy has no text at all, and its boxes are black. Raises Refused."""
    extraction = extract(copy, limits).extraction
    unread = {trouble.detector for trouble in extraction.troubles} - {"unreadable"}  # every page is a picture
    ink = Ink(copy.decode("latin-1"))
    told = any(next(ink.places(value), None) for value in telling if value.isascii() and not value.isalpha())
    if extraction.text.strip() or unread or told or _run("check", copy, black, limits).returncode:
        raise Refused("没有生成遮盖副本", "PDF 副本的复核没有通过", "副本没有留存；请告知维护人员")


_TODO: Final = "用 Word 版原件生成副本，或在纸面上遮盖后扫描"


def _run(
    work: str, content: bytes, told: Characters | Boxes, limits: ScreeningLimits
) -> subprocess.CompletedProcess[bytes]:
    seconds = limits.seconds * _DRAWING
    arguments = (work, str(seconds), str(limits.memory_bytes))
    try:
        done = subprocess.run(  # noqa: S603 - our own file, a word and two numbers
            [sys.executable, "-I", "-B", str(_WORKER), *arguments],
            input=json.dumps(told).encode() + b"\n" + content,
            capture_output=True,
            timeout=seconds + _START_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as late:
        raise BadInput("没有生成遮盖副本", "PDF 没有在限定的时间内画完", _TODO) from late
    if done.returncode > 0 and done.returncode != _STOPPED:
        what = "没有能画 PDF"
        raise EnvironmentFailed(what, "画 PDF 的程序没有起动", "请重新安装，或调高 max_memory_bytes")
    return done
