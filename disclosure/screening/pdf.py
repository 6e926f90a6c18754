"""PDF: pages, annotations, form fields, properties and XMP, bookmarks, names of attachments; read in a process of its
own (`pdf_worker.py`), which has bounded time and memory and may not write."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from disclosure.errors import EnvironmentFailed
from disclosure.screening.extraction import Extraction, Placed, Source

_WORKER: Final = Path(__file__).with_name("pdf_worker.py")
_OUT_OF_TIME: Final = (signal.SIGXCPU, signal.SIGKILL)
_START_SECONDS: Final = 20  # to start an interpreter on a busy machine, beside the seconds of reading


def read_pdf(content: bytes, into: Extraction) -> None:
    """What the process has told before it ended counts, however it ended. Raises EnvironmentFailed when it cannot
    be started."""
    limits = into.limits
    arguments = (limits.pages, limits.characters, limits.seconds, limits.memory_bytes, int(into.traced))
    try:
        done = subprocess.run(  # noqa: S603 - our own file and five numbers
            [sys.executable, "-I", "-B", str(_WORKER), *map(str, arguments)],
            input=content,
            capture_output=True,
            timeout=limits.seconds + _START_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as late:
        _put(late.stdout or b"", into)
        into.trouble("too_large", "PDF")
        return
    if done.returncode > 0:  # it did not come to read anything
        what = "没有能读 PDF"
        raise EnvironmentFailed(what, "读 PDF 的程序没有起动", "请重新安装，或调高 max_memory_bytes")
    _put(done.stdout, into)
    if done.returncode < 0:  # a signal: out of time, or the library fell over
        into.trouble("too_large" if -done.returncode in _OUT_OF_TIME else "damaged", "PDF")


def _put(told: bytes, into: Extraction) -> None:
    """The last line may be cut off. The node of a text is the number of its line."""
    for node, line in enumerate(told.split(b"\n")[:-1]):
        record = json.loads(line)
        if "detector" in record:
            into.trouble(record["detector"], record["place"])
            continue
        text, heading = record["text"], record["heading"]
        if drawn := record.get("drawn"):
            into.placed[node] = Placed(record["page"], record["seal"], drawn)
        with into.at(record["place"], heading=heading):
            into.put(text, Source("", node, 0))
            into.put("" if heading else "\f")
            into.end_line()
