"""The configuration from the console, start to end: what is typed, what is shown, what it moves, who may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, requests
from tests.params.invented import TEXT
from tests.web.configuring import administered, edit_page, form_with, new_draft, rows_of
from tests.web.desk import WebOffice

pytestmark = pytest.mark.check


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    with administered(store, config) as made:
        yield made


def test_from_a_limit_typed_to_the_deadline_moved(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("admin") as desk:
        draft = new_draft(desk)
        before = desk.page(f"{draft}/edit/text?file=organization.yaml")
        saved = desk.fill(edit_page(draft, "organization.yaml"), **{"s.limits.searching": "9"})
        assert saved.status_code == 303, saved.text
        after = desk.page(f"{draft}/edit/text?file=organization.yaml")
        # One line differs, and its comments are all there.
        lines = [
            page[page.index("<textarea") : page.index("</textarea>")].splitlines() for page in (before, after)
        ]
        changed = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
        assert changed == [("  searching: 5", "  searching: 9")]
        assert ["内部时限 检索与权属", "5 个工作日", "9 个工作日"] in rows_of(desk.page(draft))
        preview = desk.page(f"{draft}/preview")
        # Assigned on Tuesday 2025-06-03: five working days end on 10 June, nine on 16 June.
        assert next(row for row in rows_of(preview) if row[:1] == [case.number]) == [
            case.number, "内部环节", "到期日", "2025-06-10", "2025-06-16"
        ]  # fmt: skip
        assert "2025-06-16" in desk.page(f"{draft}/preview/{case.number}")
        today = office.world.today.isoformat()
        assert desk.fill(f"{draft}/do/submit", effective_on=today, reason="检索的档案多").status_code == 303
        refused = desk.fill(f"{draft}/do/approve", opinion="同意")
        assert refused.status_code != 303
        assert "您本人写的改动" in refused.text
        # The live version has not moved by all this.
        assert _deadline(office, case.number) == "2025-06-10"
    with office.at("office") as desk:
        assert draft in desk.page("/config")
        assert desk.fill(f"{draft}/do/approve", opinion="同意").status_code == 303
        page = desk.page(draft)
        assert "已生效" in page
        assert [case.number, "内部环节", "到期日", "2025-06-10", "2025-06-16"] in rows_of(page)
    assert _deadline(office, case.number) == "2025-06-16"


def _deadline(office: WebOffice, number: str) -> str:
    """When the step that is under way has to be done."""
    d = deadlines.c
    query = select(d.due).join(requests, requests.c.id == d.request_id)
    mine = (requests.c.number == number, d.kind == "step", d.status == "open")
    with office.world.store.read() as connection:
        return str(connection.execute(query.where(*mine)).scalar_one())


def test_two_administrators_at_once_lose_nothing(office: WebOffice) -> None:
    with office.at("admin") as first, office.at("admin2") as second:
        draft = new_draft(first)
        form = second.form(edit_page(draft, "organization.yaml"))
        assert (
            first.fill(edit_page(draft, "organization.yaml"), **{"s.limits.searching": "9"}).status_code
            == 303
        )
        late = second.send(form, **{"s.limits.drafting": "7"})
        assert late.status_code == 409
        again = second.form_of(late)
        # What the second typed is kept; what the first changed is not typed over.
        assert again.fields["s.limits.drafting"] == "7"
        assert again.fields["s.limits.searching"] == "9"
        assert "您填写期间，别人办了" in late.text
        assert second.send(again).status_code == 303
        changed = rows_of(second.page(draft))
        assert ["内部时限 检索与权属", "5 个工作日", "9 个工作日"] in changed
        assert ["内部时限 拟稿", "5 个工作日", "7 个工作日"] in changed


def test_a_misspelt_key_is_told_with_its_line(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        form = desk.form(f"{draft}/edit/text?file=service.yaml")
        text = form.fields["text"].lstrip("\n")
        line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("region:"))
        wrong = text.replace("\nregion:", "\nregoin:")
        checked = desk.client.post("/config/check", data={**form.fields, "text": wrong})
        assert checked.status_code == 200
        assert any(row[:2] == ["service.yaml", str(line)] for row in rows_of(checked.text)), checked.text
        assert "检查通过" in desk.page(draft)  # a check keeps nothing
        assert desk.send(form, text=wrong).status_code == 303
        assert any(row[:2] == ["service.yaml", str(line)] for row in rows_of(desk.page(draft)))
        assert "不能预览" in desk.page(f"{draft}/preview")
        assert desk.fill(f"{draft}/do/submit", effective_on="2025-06-03", reason="试").status_code == 400


def test_a_new_value_of_the_law_from_a_day_on(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        field = "s.parameters.ordinary_period.values"
        given = {f"{field}+key": "2026-01-01", f"{field}+value": "10", "act": f"add {field}"}
        address = edit_page(draft, "law/reply.yaml")
        assert desk.fill(address, **given).status_code == 400  # without its basis
        given |= {f"{field}+basis": "新条例第1条", f"{field}+checked": "2025-06-03"}
        assert desk.fill(address, **given).status_code == 303
        page = desk.page(draft)
        assert "2026-01-01: {value: 10, basis: 新条例第1条, checked: 2025-06-03}" in page
        assert "检查通过" in page
        remove = desk.fill(address, act=f"remove {field}.2026-01-01")
        assert remove.status_code == 303
        assert "还没有改动" in desk.page(draft)


def test_the_order_of_a_chain_of_approval_is_that_of_the_form(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        chain = {
            "s.approval_chain#0": "office_head",
            "s.approval_chain#1": "leader",
            "s.approval_chain#2": "",
        }
        assert desk.fill(edit_page(draft, "organization.yaml"), **chain).status_code == 303
        assert "approval_chain: [office_head, leader]" in desk.page(draft)


def test_a_notice_is_pasted_looked_at_and_entered_once(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk, "2027 年放假安排")
        address = f"{draft}/calendar"
        paste = form_with(desk.page(address), act="recognise")
        read = desk.send(paste, text=TEXT)
        assert read.status_code == 200, read.text
        confirm = form_with(read.text, act="confirm")
        assert confirm.fields["year"] == "2027"
        assert desk.send(confirm).status_code == 303
        assert "calendar/2027.yaml" in desk.page(draft)
        assert "检查通过" in desk.page(draft)
        confirm.fields["version"] = str(int(confirm.fields["version"]) + 1)
        assert "没有改动" in desk.send(confirm).text


def test_a_title_is_text_and_a_strange_page_is_refused(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk, "<script>alert(1)</script>")
        for path in ("/config", draft, f"{draft}/calendar", f"{draft}/preview", f"{draft}/do/submit"):
            assert "<script>alert" not in desk.page(path)
        assert desk.client.post(f"{draft}/force", data={"csrf": "wrong"}).status_code == 403
        assert desk.client.post("/config/check", data={"csrf": "wrong"}).status_code == 403
        assert (
            desk.client.get(f"/dossiers/config_draft/{draft.rsplit('/', 1)[1]}").headers["location"] == draft
        )


def test_who_sees_what(office: WebOffice) -> None:
    office.world.hire({"ops": [("operations", "*")]})
    with office.at("admin") as desk:
        draft = new_draft(desk)
    pages = {
        "/config": {"admin", "office", "leader", "ops"},
        "/config/chart": {"admin", "office", "leader", "ops"},
        draft: {"admin", "office", "leader"},
        f"{draft}/preview": {"admin", "office", "leader"},
        f"{draft}/edit/text?file=service.yaml": {"admin"},
        f"{draft}/edit?file=service.yaml": {"admin"},
        f"{draft}/calendar": {"admin"},
    }
    for name in ("admin", "office", "leader", "ops", "handler", "section"):
        with office.at(name) as desk:
            for path, seers in pages.items():
                assert desk.client.get(path).status_code == (200 if name in seers else 403), (name, path)
