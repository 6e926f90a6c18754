"""The instant at which something is written down: the office's own time, whatever the machine's is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def system_clock() -> datetime:
    return datetime.now(ZONE)
