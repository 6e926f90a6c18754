"""Makes the pictures of README.md from the demo as it is on one day: into a folder of the test, or into the one that
README_PICTURES names (`make pictures`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from disclosure.cases.demo import PASSWORD, load_demo
from disclosure.cases.now import ZONE
from disclosure.params import Config
from disclosure.store.engine import database_url as parsed
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from disclosure.store.tables import flow_runs, requests
from disclosure.web.app import console
from tests.web.browsing import browsing
from tests.web.pictures import DAY, MOST_BYTES, PICTURES, Picture, compressed
from tests.web.serving import serving

pytestmark = pytest.mark.slow

NOW = datetime.combine(DAY, time(9, 30), ZONE)
SECONDS = (3, 4, 3, 5, 4, 3, 6, 4, 3, 4)  # of the runs of the sweep, over and over


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, config: Config, keys: Keys) -> Iterator[Store]:
    url = parsed(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    prepare(url, keys)
    store = Store(url, keys)
    load_demo(store, config, DAY)
    store.write(lambda connection: connection.execute(insert(flow_runs), list(_sweeps())))
    yield store
    store.close()


def _sweeps() -> Iterator[dict[str, object]]:
    """Of ten days at 8, 11, 14 and 17 o'clock; one failed."""
    times = (DAY - timedelta(days) for days in range(10, -1, -1))
    begun = [datetime.combine(day, time(hour), ZONE) for day in times for hour in (8, 11, 14, 17)]
    for n, at in enumerate(one for one in begun if one < NOW):
        ok = n != 23
        yield {
            "flow": "deadline_sweep",
            "business_day": at.date(),
            "started_at": at.isoformat(timespec="seconds"),
            "finished_at": (at + timedelta(seconds=SECONDS[n % len(SECONDS)])).isoformat(timespec="seconds"),
            "ok": ok,
            "summary": "到期日都已看过" if ok else "数据库没有应答；下一次运行补上",
        }


def test_the_pictures_of_the_readme(demo: Store, config: Config, tmp_path: Path) -> None:
    folder = Path(os.environ.get("README_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    with serving(console(demo, config, lambda: NOW)) as client:
        for name, picture in PICTURES.items():
            with browsing(str(client.base_url), picture.size) as page:
                made = compressed(_taken(page, demo, picture))
            assert len(made) <= MOST_BYTES, (name, len(made))
            (folder / f"{name}.png").write_bytes(made)


def _taken(page: Page, demo: Store, picture: Picture) -> bytes:
    if picture.who:
        page.goto("/signin")
        page.get_by_label("用户名").fill(picture.who)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.route("**/static/live.js", lambda route: route.abort())  # it counts seconds
    answer = page.goto(_address(demo, picture.path))
    assert answer is not None
    assert answer.status == 200, picture.path
    if picture.at:
        page.get_by_role("heading", name=picture.at, exact=True).evaluate("one => one.scrollIntoView()")
    return page.screenshot(animations="disabled")


def _address(demo: Store, path: str) -> str:
    """The path with the number of the first case in the state that stands in braces."""
    before, brace, state = path.partition("{")
    if not brace:
        return path
    first = (
        select(requests.c.number)
        .where(requests.c.state == state.rstrip("}"))
        .order_by(requests.c.id)
        .limit(1)
    )
    with demo.read() as connection:
        return f"{before}{connection.scalars(first).one()}"
