"""The staff in a real browser: what each of them came for, start to end, and every page as axe-core sees it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from disclosure.cases.accounts import set_password
from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.desk import Desk
from disclosure.cases.revising.drafts import open_draft
from tests.cases.demanding import PEOPLE, SAME, STEPS, TO_PUBLISH, Office
from tests.cases.world import CONTENT, CaseInHand, working_days_after
from tests.web.browsing import DESK, PHONE, browsing, require_accessible
from tests.web.desk import WebOffice
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.slow

TEXT = "某路改造工程的批复。联系人王某，电话13912345678。"


class Seat:
    """One browser, and whoever sits before it."""

    def __init__(self, office: WebOffice, page: Page, pictures: Path) -> None:
        self.office, self.page, self.pictures = office, page, pictures

    def sit(self, name: str) -> None:
        """`name` signs in, whoever was there before."""
        set_password(self.office.world.store, name, PASSWORD, RULES, self.office.now(), by="root")
        self.page.context.clear_cookies()
        self.page.goto("/signin")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="办理总览")).to_be_visible()

    def do(self, number: str, label: str, **fields: str) -> None:
        """The act by its button on the page of the case; it is taken."""
        self.ask(number, label, **fields)
        expect(self.page.get_by_role("status")).to_contain_text(f"已{label}")

    def ask(self, number: str, label: str, **fields: str) -> None:
        self.page.goto(f"/cases/{number}")
        self.page.get_by_role("region", name="此时可办").get_by_role("link", name=label, exact=True).click()
        self.fill(**fields)
        self.page.locator("main").get_by_role("button", name=label, exact=True).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            box = self.page.locator(f'main [name="{name.replace("__", ".")}"]')
            kind = box.first.evaluate("box => box.type || box.tagName")
            if kind == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind.startswith("select"):
                box.select_option(
                    value if value.isascii() else None, label=None if value.isascii() else value
                )
            else:
                box.fill(value)

    def look(self, name: str) -> None:
        require_accessible(self.page)
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


@pytest.fixture
def seats(office: WebOffice, tmp_path: Path) -> Callable[..., Any]:
    @contextmanager
    def opened(size: tuple[int, int] = DESK) -> Iterator[Seat]:
        with browsing(office.address, size) as page:
            page.set_default_timeout(20_000)
            yield Seat(office, page, Path(os.environ.get("STAFF_PICTURES", tmp_path)))

    return opened


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_staff_for_everybody(
    office: WebOffice, seats: Callable[..., Any], size: tuple[int, int]
) -> None:
    world = office.world
    world.hire({"root": [("administrator", "*")]})
    numbers = [world.walk(leaf).number for leaf in ("oral_recorded", "secrecy_review", "consulting", "sent")]
    world.walk("in_proceedings")
    desk = Desk(world.store, world.config, office.now)
    open_draft(desk, "检索时限", {}, actor="root", on=world.today)
    seen: set[str] = set()
    with seats(size) as seat:
        for name in ("everything", "watch", "root", "office"):
            seat.sit(name)
            ahead = ["/", *(f"/cases/{number}" for number in numbers)]
            while ahead:
                path = ahead.pop(0)
                shape = _shape(path, numbers)
                if shape in seen or "/file" in path:
                    continue
                seen.add(shape)
                seat.page.goto(path)
                seat.look(f"{len(seen):03}-{size[0]}")
                links = seat.page.eval_on_selector_all(
                    "a[href]", "all => all.map(a => a.getAttribute('href'))"
                )
                ahead += [link.split("#")[0] for link in links if link.startswith("/")]
    assert len(seen) > 60


def _shape(path: str, numbers: list[str]) -> str:
    """Pages that differ only in what they are about count once."""
    plain = path.split("?", maxsplit=1)[0]
    for place, number in enumerate(numbers):
        plain = plain.replace(number, f"case {place}")
    return plain.partition("/do/")[2] or plain


def test_an_oral_request_to_its_receipt(office: WebOffice, seats: Callable[..., Any]) -> None:
    with seats(PHONE) as seat:
        seat.sit("clerk")
        seat.page.goto("/register")
        seat.fill(
            channel="oral", applicants__0__name="张三", applicants__0__kind="natural",
            applicants__0__id_no="11010519491231002X", applicants__0__phone="13800000000",
            content="2024年某路改造工程的批复", delivery_form="纸质",
        )  # fmt: skip
        seat.page.get_by_role("button", name="登记", exact=True).click()
        expect(seat.page.get_by_role("status")).to_contain_text("已递交申请")
        number = seat.page.get_by_role("heading", level=1).inner_text()
        seat.do(number, "双方确认", how="念给申请人听，本人签字")
        seat.do(number, "登记")
        seat.page.goto(f"/cases/{number}/receipt")
        seat.page.locator("main").get_by_role("button").first.click()
        expect(seat.page.locator(".code").first).to_be_visible()
        seat.look("receipt")
    assert CaseInHand(office.world, number).state == "registered"


@pytest.mark.parametrize(("reasonable", "outcome"), [("yes", "DENY_3P"), ("no", "OPEN_PROVIDE")])
def test_a_third_party_refuses(
    office: WebOffice, seats: Callable[..., Any], reasonable: str, outcome: str
) -> None:
    """R32: with good reason the content stays, without it goes out after the third party was told in writing."""
    case = office.world.walk("categorising")
    with seats() as seat:
        seat.sit("handler")
        seat.do(case.number, "征求第三方意见", party="甲公司")
        seat.sit("clerk")
        seat.do(case.number, "登记对方收函", ref="c1")
        seat.do(case.number, "收到意见", ref="c1", answer="object", reason="含报价", reasonable=reasonable)
        seat.sit("handler")
        seat.do(case.number, "意见研判结论", conclusion="已经衡量")
        other = {"OPEN_PROVIDE": "DENY_3P"}.get(outcome, "OPEN_PROVIDE")
        if reasonable == "yes":
            seat.ask(case.number, "认定类别", outcome=_label(office, other), reason="公开")
            expect(seat.page.get_by_role("alert")).to_contain_text("条例第32条")
            seat.look("refused-third-party")
        seat.do(case.number, "认定类别", outcome=_label(office, outcome), reason="依第三方意见衡量")
    assert case.facts.outcome == outcome


def test_a_finding_is_masked_and_cleared_by_another(
    office: WebOffice, seats: Callable[..., Any], tmp_path: Path
) -> None:
    """R37, S35: the telephone number is taken out, and whoever put the copy on file does not clear it."""
    case = office.world.walk("categorising")
    paper = tmp_path / "批复.txt"
    paper.write_text(TEXT, encoding="utf-8")
    with seats() as seat:
        seat.sit("everything")
        seat.page.goto(f"/cases/{case.number}/attach")
        seat.page.get_by_label("文件", exact=True).set_input_files(paper)
        seat.page.get_by_role("button", name="收存").click()
        expect(seat.page.get_by_role("status")).to_contain_text("已收存文件")
        seat.do(case.number, "登记遮盖副本", original_hash="批复.txt", title="批复（遮盖）.txt")
        seat.page.locator("#files").locator("..").get_by_role("link", name="批复（遮盖）.txt").wait_for()
        seat.do(case.number, "认定类别", outcome=_label(office, "OPEN_PROVIDE"), reason="可以公开")
        masked = case.facts.content_hash
        seat.page.goto(f"/cases/{case.number}/files/{masked}/text")
        assert "13912345678" not in seat.page.locator(".paper").inner_text()
        seat.page.goto(f"/cases/{case.number}")
        assert seat.page.get_by_role("link", name="保密审查通过", exact=True).count() == 0
        expect(seat.page.get_by_text("其余事项为何不可办")).to_be_visible()
        seat.sit("secrecy")
        seat.do(case.number, "保密审查通过", content_hash="批复（遮盖）.txt", opinion="不涉密")
        seat.look("cleared")
    assert case.facts.cleared


def test_an_extension_on_the_last_day_and_the_day_after(office: WebOffice, seats: Callable[..., Any]) -> None:
    """R33.3: granted and told within the twenty working days, or not at all."""
    first, second = office.world.walk("searching"), office.world.walk("searching")
    due = first.row.due
    with seats() as seat:
        office.world.today = due
        seat.sit("office")
        seat.do(first.number, "延长答复期限", reason="材料跨多个年度")
        office.world.today = due + timedelta(1)
        seat.sit("office")
        seat.page.goto(f"/cases/{second.number}")
        assert seat.page.get_by_role("link", name="延长答复期限", exact=True).count() == 0
        seat.page.goto(f"/cases/{second.number}/do/extend")
        expect(seat.page.get_by_role("alert")).to_contain_text("条例第33条")
        seat.look("too-late")
    assert first.row.due == working_days_after(due, 20)
    assert second.row.due == due


def test_part_is_disclosed_reconsidered_ordered_anew_and_answered_again(
    office: WebOffice, seats: Callable[..., Any]
) -> None:
    """R37, RV63–69, K14: the second reply is due as the decision says, and the report keeps the first result."""
    case = office.world.walk("categorising")
    case.do("attach_release")
    with seats() as seat:
        seat.sit("handler")
        seat.do(case.number, "认定类别", outcome=_label(office, "PARTIAL"), reason="其余为内部事务信息")
        _reply(office, case)
        seat.sit("legal")
        seat.do(case.number, "登记救济", kind="reconsideration", body="示例市人民政府")
        seat.do(case.number, "登记救济受理", ref="j1")
        seat.do(case.number, "登记答复通知", ref="j1")
        seat.do(case.number, "登记提交答复", ref="j1")
        seat.do(
            case.number, "登记救济决定", ref="j1", decision="撤销并责令重新作出", reference="示政复决〔2025〕1号",
            working_days="15",
        )  # fmt: skip
        seat.look("ordered-anew")
        assert (case.state, case.facts.round) == ("searching", 2)
        assert case.row.due == working_days_after(office.world.today, 15)
        seat.sit("handler")
        seat.do(case.number, "登记检索结果", scope="档案室", method="按文号", result="found")
        seat.do(case.number, "登记拟公开内容", content_hash="批复", title="批复全文")
        seat.do(case.number, "认定类别", outcome=_label(office, "OPEN_PROVIDE"), reason="按复议决定重新认定")
        case.do("clear")
        _reply(office, case)
        seat.page.goto(f"/cases/{case.number}")
        seat.look("second-reply")
    assert case.state == "remedy_period"
    assert case.row.concluded_as == "PARTIAL"


def test_what_many_ask_for_comes_to_the_catalogue_and_is_offered(
    office: WebOffice, seats: Callable[..., Any]
) -> None:
    """R44: from the candidate to the public page, each step by whoever may."""
    desk = Office(office.world)
    desk.asked(SAME[0], PEOPLE[0]).do("suggest_disclosure")
    number = "转公开-2025-0001"
    with seats() as seat:

        def step(name: str, label: str, **fields: str) -> None:
            seat.sit(name)
            seat.page.goto(f"/candidates/{number}")
            seat.page.get_by_role("link", name=label, exact=True).click()
            seat.fill(**fields)
            seat.page.locator("main").get_by_role("button", name=label, exact=True).click()
            expect(seat.page.get_by_role("heading", name=number)).to_be_visible()

        desk.put_into_a_case(number, CONTENT)
        for command in TO_PUBLISH:
            name, fields = STEPS[command]
            step(name, CANDIDATE.chart.labels[command], **{key: str(value) for key, value in fields.items()})
        seat.look("candidate-published")
        seat.page.context.clear_cookies()
        seat.page.goto("/portal/apply")
        seat.page.get_by_label("您想要什么信息").fill(SAME[1])
        seat.page.get_by_role("button", name="下一步").click()
        expect(seat.page.get_by_role("heading", name="这些已经公开，可以直接查看")).to_be_visible()


def _label(office: WebOffice, outcome: str) -> str:
    return office.world.config.law.outcomes[outcome].label


def _reply(office: WebOffice, case: CaseInHand) -> None:
    """Clearance, legality, draft, signatures, post and receipt: the pages of these are walked elsewhere."""
    if case.state == "secrecy_review":
        case.do("clear")
    if case.state == "legal_review":
        case.do("review_legality")
    case.sign()
    case.do("send")
    office.world.today += timedelta(3)
    case.do("serve")
