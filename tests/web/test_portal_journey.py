"""An applicant in a real browser: guidance, the catalogue, the form, the receipt, the progress, a correction."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from disclosure.cases.accounts import set_password
from tests.cases.demanding import PEOPLE, SAME, TO_PUBLISH, Office
from tests.cases.world import CaseInHand
from tests.web.browsing import DESK, PHONE, browsing, require_accessible
from tests.web.desk import WebOffice
from tests.web.portal import WISH
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.slow

Look = Callable[[Page, str], None]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Each page is checked, and kept as a picture where somebody wants to see it."""
    folder = Path(os.environ.get("PORTAL_PICTURES", tmp_path))

    def seen(page: Page, name: str) -> None:
        require_accessible(page)
        size = page.viewport_size
        assert size is not None
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)

    return seen


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_first_page_to_an_answered_correction(
    office: WebOffice, look: Look, size: tuple[int, int], tmp_path: Path
) -> None:
    """R29, R30, R31, R44: with the keyboard's labels alone, as somebody who cannot see would find the way."""
    desk = Office(office.world)
    desk.asked(SAME[0], PEOPLE[0]).do("suggest_disclosure")
    desk.run("转公开-2025-0001", *TO_PUBLISH)
    paper = tmp_path / "说明.txt"
    paper.write_text("附上说明", encoding="utf-8")
    with browsing(office.address, size) as page:
        page.goto("/portal")
        look(page, "home")
        page.get_by_label("在已经公开的信息里找").fill("柳树")
        page.get_by_role("button", name="查找").click()
        look(page, "catalogue")
        page.get_by_role("link", name=SAME[3]).click()
        look(page, "entry")

        page.get_by_role("link", name="提出申请", exact=True).click()
        look(page, "wish")
        page.get_by_label("您想要什么信息").fill(SAME[1])
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_role("heading", name="这些已经公开，可以直接查看")).to_be_visible()
        look(page, "apply-offered")

        page.get_by_label("申请内容").fill(WISH)
        page.get_by_label("获取信息的方式").select_option("网上下载")
        page.get_by_label("姓名或名称").first.fill("虚构某某")
        page.get_by_label("类别").first.select_option("natural")
        page.get_by_label("证件号码").first.fill("110105194912310021")
        page.get_by_label("电话").first.fill("13800000000")
        page.get_by_label("附件").set_input_files(paper)
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("alert")).to_contain_text("不是有效的居民身份证号")
        look(page, "apply-refused")
        page.get_by_label("证件号码").first.fill("11010519491231002X")
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("heading", name="政府信息公开申请回执")).to_be_visible()
        look(page, "receipt")
        number = page.locator(".receipt b").first.inner_text()
        code = page.locator(".receipt .code").inner_text()

        case = CaseInHand(office.world, number)
        case.do("confirm")
        case.do("register")
        case.do("ask_correction")

        page.get_by_label("主菜单").get_by_role("link", name="查看进度").click()
        look(page, "follow")
        page.get_by_label("编号").fill(number)
        page.get_by_label("查询码").fill("AAAA-AAAA-AAAA")
        page.get_by_role("button", name="查看").click()
        expect(page.get_by_role("alert")).to_contain_text("编号或查询码不对")
        look(page, "follow-refused")
        page.get_by_label("查询码").fill(code.lower())
        page.get_by_role("button", name="查看").click()
        expect(page.get_by_role("heading", name="请补正")).to_be_visible()
        assert number not in page.url
        look(page, "progress-correction")
        page.get_by_label("补正后的申请内容").fill(f"{WISH}，文号某规〔2024〕1号")
        page.get_by_role("button", name="提交补正").click()
        expect(page.get_by_role("status")).to_contain_text("您的补正已经收到")
        look(page, "progress")
        assert case.state == "registered"
        page.get_by_role("button", name="结束查看").click()
        expect(page.get_by_role("heading", name="查看进度")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_receipt_of_the_counter_and_a_page_that_is_not(
    office: WebOffice, look: Look, size: tuple[int, int]
) -> None:
    case = office.world.walk("searching")
    set_password(office.world.store, "clerk", PASSWORD, RULES, office.now(), by="root")
    with browsing(office.address, size) as page:
        page.goto("/portal/nothing")
        look(page, "error")
        page.goto("/portal/catalogue")
        look(page, "catalogue-empty")
        page.goto("/signin")
        page.get_by_label("用户名").fill("clerk")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.goto(f"/cases/{case.number}")
        page.get_by_role("link", name="回执").click()
        look(page, "counter")
        page.get_by_role("button", name="生成查询码").click()
        expect(page.locator(".code")).to_be_visible()
        look(page, "counter-code")
