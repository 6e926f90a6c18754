"""A file once chosen stays chosen in a form that comes back, in a real browser; one that was refused does not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from disclosure.cases.accounts import set_password
from disclosure.store.tables import contents, documents, refused_files, requests
from tests.web.browsing import DESK, PHONE, browsing, require_accessible
from tests.web.desk import WebOffice
from tests.web.portal import WISH
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.slow

TEXTS = {"说明.txt": "附上说明", "地图.txt": "附上地图", "密件.txt": "机密★10年\n内容"}
Visit = Callable[..., Any]


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in TEXTS}


@pytest.fixture
def visit(office: WebOffice) -> Visit:
    """A browser, with somebody of the staff signed in."""

    @contextmanager
    def opened(name: str = "clerk", *, script: bool = True) -> Iterator[Page]:
        set_password(office.world.store, name, PASSWORD, RULES, office.now(), by="root")
        with browsing(office.address, DESK, script=script) as page:
            page.goto("/signin")
            sign_in(page, name)
            yield page

    return opened


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_have_count(0)


def fill_registration(page: Page, content: str = "2024年某路改造工程的批复") -> None:
    page.goto("/register")
    page.get_by_label("提交渠道").select_option("in_person")
    page.get_by_label("姓名或名称").first.fill("张三")
    page.get_by_label("类别").first.select_option("natural")
    page.get_by_label("证件号码").first.fill("11010519491231002X")
    page.get_by_label("电话").first.fill("13800000000")
    page.get_by_label("申请内容").fill(content)
    page.get_by_label("获取信息的方式").fill("纸质")


def register(page: Page) -> None:
    page.get_by_role("button", name="登记", exact=True).click()


def expect_filed(page: Page) -> None:
    page.wait_for_url("**/cases/2025-*?done=file")
    expect(page.get_by_role("status")).to_contain_text("已递交申请")


def chosen(page: Page) -> list[str]:
    names: list[str] = page.locator("input[type=file]").evaluate("box => [...box.files].map(f => f.name)")
    return names


def filed(office: WebOffice) -> list[list[tuple[str, str]]]:
    """Name and hash of the files of each case, in the order the cases came."""
    with office.world.store.read() as connection:
        ids = connection.scalars(select(requests.c.id).order_by(requests.c.id)).all()
        of_case = select(documents.c.name, contents.c.sha256).join(contents).order_by(documents.c.id)
        return [
            [
                (row.name, row.sha256)
                for row in connection.execute(of_case.where(documents.c.request_id == id_))
            ]
            for id_ in ids
        ]


def kept(*names: str) -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(TEXTS[name].encode()).hexdigest()) for name in names]


def test_a_refused_registration_comes_back_with_its_files(
    office: WebOffice, visit: Visit, papers: dict[str, Path]
) -> None:
    with visit() as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
        fill_registration(page, content="")
        page.get_by_label("附件").set_input_files([papers["说明.txt"], papers["地图.txt"]])
        register(page)
        assert sent == []  # the browser's own check comes first
        page.get_by_label("申请内容").fill(" ")
        register(page)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("申请没有受理")
        expect(alert).to_be_focused()
        assert chosen(page) == ["说明.txt", "地图.txt"]
        expect(page.get_by_label("附件")).to_have_accessible_description(
            "已选的文件还在：说明.txt、地图.txt。"
        )
        require_accessible(page)
        page.get_by_role("button", name="再加一名共同申请人").click()  # which asks for nothing yet
        expect(page.get_by_role("group", name="申请人 2")).to_be_visible()
        assert chosen(page) == ["说明.txt", "地图.txt"]
        page.get_by_label("申请内容").fill("2024年某路改造工程的批复")
        register(page)
        expect_filed(page)
        assert sent == ["POST"] * 3
    assert filed(office) == [kept("说明.txt", "地图.txt")]


def test_hints_come_with_the_files(office: WebOffice, visit: Visit, papers: dict[str, Path]) -> None:
    with visit() as page:
        fill_registration(page, WISH)
        register(page)
        expect_filed(page)
        fill_registration(page, WISH)
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        register(page)
        hints = page.get_by_role("status", name="登记前请看")
        expect(hints).to_be_focused()
        assert chosen(page) == ["说明.txt"]
        assert page.title().startswith("登记申请")
        require_accessible(page)
        register(page)
        expect_filed(page)
    assert filed(office) == [[], kept("说明.txt")]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_refused_application_at_the_portal(
    office: WebOffice, papers: dict[str, Path], size: tuple[int, int]
) -> None:
    """The code is shown once, and whoever is about to leave it behind is asked."""
    with browsing(office.address, size) as page:
        fill_application(page)
        page.get_by_label("证件号码").first.fill("110105194912310021")
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("alert")).to_contain_text("不是有效的居民身份证号")
        expect(page.get_by_role("alert")).to_be_focused()
        assert chosen(page) == ["说明.txt"]
        require_accessible(page)
        page.get_by_label("证件号码").first.fill("11010519491231002X")
        page.get_by_role("button", name="提交申请").click()
        code = page.locator(".receipt .code").inner_text()
        expect(page.get_by_role("status")).to_be_focused()
        require_accessible(page)

        with page.expect_event("dialog") as asked:
            page.evaluate("setTimeout(() => location.reload())")
        assert asked.value.type == "beforeunload"
        asked.value.dismiss()
        assert page.locator(".receipt .code").inner_text() == code

        number = page.locator(".receipt b").first.inner_text()
        page.get_by_label("主菜单").get_by_role("link", name="查看进度").click()
        page.get_by_label("编号").fill(number)
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查看").click()
        expect(page.get_by_role("heading", name=f"{number} 的进度")).to_be_visible()
    assert filed(office) == [kept("说明.txt")]


def fill_application(page: Page) -> None:
    page.goto("/portal/apply")
    page.get_by_label("您想要什么信息").fill(WISH)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("获取信息的方式").select_option("网上下载")
    page.get_by_label("姓名或名称").first.fill("虚构某某")
    page.get_by_label("类别").first.select_option("natural")
    page.get_by_label("证件号码").first.fill("11010519491231002X")
    page.get_by_label("电话").first.fill("13800000000")


def test_a_case_that_has_moved_on_keeps_the_file_in_the_form(
    office: WebOffice, visit: Visit, papers: dict[str, Path]
) -> None:
    case = office.world.walk("searching")
    with visit("handler") as page:
        page.goto(f"/cases/{case.number}/attach")
        page.get_by_label("文件", exact=True).set_input_files(papers["说明.txt"])
        page.get_by_label("它就是拟公开的内容，名称为").fill("说明")
        case.do("withdraw")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.get_by_role("button", name="收存").click()
        assert answered.value.status == 409
        expect(page.get_by_role("alert")).to_be_focused()
        assert chosen(page) == ["说明.txt"]
        require_accessible(page)
        page.get_by_label("它就是拟公开的内容，名称为").fill("")
        page.get_by_role("button", name="收存").click()
        expect(page.get_by_role("status")).to_contain_text("已收存文件")
    assert filed(office) == [kept("说明.txt")]


@pytest.mark.parametrize("taken", [False, True], ids=["lost on the way", "taken, the answer lost"])
def test_without_a_network_nothing_is_lost_and_nothing_filed_twice(
    office: WebOffice, visit: Visit, papers: dict[str, Path], taken: bool
) -> None:
    def lost(route: Route) -> None:
        if taken:
            route.fetch(max_redirects=0)
        route.abort()

    with visit() as page:
        fill_registration(page)
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        page.route("**/register", lost)
        register(page)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("没有收到答复：网络不通")
        expect(alert).to_be_focused()
        assert chosen(page) == ["说明.txt"]
        expect(page.get_by_label("申请内容")).to_have_value("2024年某路改造工程的批复")
        require_accessible(page)
        page.unroute("**/register")
        register(page)
        expect_filed(page)
    assert filed(office) == [kept("说明.txt")]


def test_an_answer_that_is_no_form_leaves_the_form_as_it_is(
    office: WebOffice, visit: Visit, papers: dict[str, Path]
) -> None:
    with visit() as page:
        fill_registration(page)
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        page.route("**/register", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
        register(page)
        expect(page.get_by_role("alert")).to_contain_text("服务器答复 502")
        page.unroute("**/register")
        box = page.locator("main [name=csrf]")
        proof = box.input_value()
        box.evaluate("(box) => { box.value = 'of another session' }")
        register(page)
        expect(page.get_by_role("alert")).to_contain_text("不是从您现在登录的页面提交的")
        assert chosen(page) == ["说明.txt"]
        box.evaluate("(box, proof) => { box.value = proof }", proof)
        register(page)
        expect_filed(page)
    assert filed(office) == [kept("说明.txt")]


def test_a_file_that_was_refused_is_named_and_not_put_back(
    office: WebOffice, visit: Visit, papers: dict[str, Path]
) -> None:
    """S31s."""
    with visit() as page:
        fill_registration(page)
        page.get_by_label("附件").set_input_files([papers["说明.txt"], papers["密件.txt"]])
        register(page)
        expect(page.get_by_role("alert")).to_contain_text("文件带有国家秘密标志")
        assert chosen(page) == []
        box = page.get_by_label("附件")
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_accessible_description(
            "第 2 个文件没有接收，原因见上。请重新选择文件。刚才选的是：说明.txt、密件.txt。"
        )
        require_accessible(page)
        box.set_input_files(papers["说明.txt"])
        register(page)
        expect_filed(page)
    assert filed(office) == [kept("说明.txt")]
    with office.world.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(refused_files)) == 1


def test_what_is_too_large_is_not_even_sent(office: WebOffice, tmp_path: Path) -> None:
    """`max_attachment_bytes` holds for the files of a form together."""
    most = office.world.config.service.max_attachment_bytes
    halves = [tmp_path / "上册.txt", tmp_path / "下册.txt"]
    for half, size in zip(halves, (most // 2, most // 2 + 2), strict=True):
        half.write_bytes(b"x" * size)
    with browsing(office.address, PHONE) as page:
        fill_application(page)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.get_by_label("附件").set_input_files(halves)
        page.get_by_role("button", name="提交申请").click()
        alert = page.get_by_role("alert")
        expect(alert).to_have_text(
            "没有提交：上册.txt、下册.txt 共 21 MB，超过上限 20 MB。换较小的文件后再提交；填写的内容都还在。"
        )
        expect(alert).to_be_focused()
        assert sent == []
        require_accessible(page)
    assert filed(office) == []


def test_a_session_that_ended_meanwhile(office: WebOffice, visit: Visit, papers: dict[str, Path]) -> None:
    with visit() as page:
        fill_registration(page)
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        page.context.clear_cookies()
        register(page)
        expect(page.get_by_role("status")).to_contain_text("登录已过期")
        assert page.get_by_label("主菜单").count() == 0
        require_accessible(page)
        sign_in(page, "clerk")
        expect(page.get_by_role("heading", name="已重新登录")).to_be_focused()
        assert chosen(page) == ["说明.txt"]
        require_accessible(page)
        page.get_by_role("button", name="继续提交").click()
        expect_filed(page)
    assert filed(office) == [kept("说明.txt")]


def test_without_the_script_files_are_chosen_again(
    office: WebOffice, visit: Visit, papers: dict[str, Path]
) -> None:
    with visit(script=False) as page:
        fill_registration(page, content=" ")
        expect(page.get_by_text("须重新选择")).to_have_count(0)
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        register(page)
        expect(page.get_by_role("alert")).to_contain_text("申请没有受理")
        expect(page.get_by_text("选过文件的，须重新选择。")).to_be_visible()
        page.get_by_label("申请内容").fill("2024年某路改造工程的批复")
        page.get_by_label("附件").set_input_files(papers["说明.txt"])
        register(page)
        expect_filed(page)
    assert filed(office) == [kept("说明.txt")]
