"""The pages of the configuration in a real browser: as axe-core sees them in both sizes, and checked while typing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from disclosure.cases.accounts import set_password
from disclosure.cases.desk import Desk
from disclosure.cases.revising.drafts import open_draft
from tests.cases.revising import edited, limit
from tests.web.browsing import DESK, PHONE, browsing, require_accessible
from tests.web.desk import WebOffice
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_a_draft(office: WebOffice, tmp_path: Path, size: tuple[int, int]) -> None:
    world = office.world
    world.hire({"root": [("administrator", "*")]})
    case = world.walk("searching")
    files = edited(world.config.files, "organization.yaml", limit("searching", 9))
    changes = {"organization.yaml": files["organization.yaml"]}
    number = open_draft(
        Desk(world.store, world.config, office.now), "检索时限", changes, actor="root", on=world.today
    )
    draft = f"/config/drafts/{quote(number)}"
    with browsing(office.address, size) as page:
        set_password(world.store, "root", PASSWORD, RULES, office.now(), by="root")
        page.goto("/signin")
        page.get_by_label("用户名").fill("root")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", name="办理总览")).to_be_visible()
        for n, path in enumerate(
            (
                "/config", "/config/chart", "/config/chart?at=searching", draft,
                f"{draft}/edit?file=organization.yaml", f"{draft}/edit?file=law/reply.yaml",
                f"{draft}/edit?file=escalation.yaml", f"{draft}/calendar", f"{draft}/preview",
                f"{draft}/preview/{case.number}", f"{draft}/do/submit",
                f"{draft}/edit/text?file=service.yaml",
            )
        ):  # fmt: skip
            page.goto(path)
            page.screenshot(path=tmp_path / f"{n}.png", full_page=True)
            require_accessible(page)
        text = page.get_by_label("service.yaml 的全文")
        text.fill(text.input_value().replace("\nregion:", "\nregoin:"))
        expect(page.locator("#checked")).to_contain_text("regoin")
