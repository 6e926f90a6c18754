"""A real browser before the pages of a test: Chromium without a network of its own, in the two sizes people have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

DESK, PHONE = (1366, 768), (390, 844)
_ALONE = """
--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
--disable-sync
""".split()  # noqa: SIM905 - a list of words reads better as words


@contextmanager
def browsing(address: str, size: tuple[int, int] = DESK, *, script: bool = True) -> Iterator[Page]:
    """A page of a fresh session; `address` stands before every path."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ALONE)
        context = chromium.new_context(
            base_url=address,
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            java_script_enabled=script,
        )
        yield context.new_page()
        chromium.close()


def require_accessible(page: Page) -> None:
    """No serious or critical violation of axe-core, and nothing to scroll sideways."""
    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (page.url, wide)
