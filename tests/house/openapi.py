"""The programming interface described: `python -m tests.house.openapi` (make docs) writes docs/openapi.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from disclosure.cases.now import system_clock
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.web.api import programming_interface
from disclosure.web.api.description import describe
from disclosure.web.visitor import House

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def description() -> dict[str, Any]:
    """No database is opened to describe what would be asked of one."""
    house = House(cast("Store", None), load(default_directory()), system_clock)
    return describe(programming_interface(house))


def written() -> str:
    return json.dumps(description(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    FILE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
