"""A draft from the console in the situations an administrator meets: entries added, days to come and gone, versions
gone back to, other people on the same draft, and what keeps an approved one out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from disclosure.cases.sweep import sweep_on
from disclosure.params import Config
from disclosure.store.live import live_version
from disclosure.store.store import Store
from tests.web.configuring import (
    administered,
    change,
    edit_page,
    form_with,
    new_draft,
    rows_of,
    submit,
    text_of,
)
from tests.web.desk import Form, WebOffice

pytestmark = pytest.mark.check

ORGANIZATION, LADDER = "organization.yaml", "escalation.yaml"
CHANGED_LIMIT = ["内部时限 检索与权属", "5 个工作日", "9 个工作日"]


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    with administered(store, config) as made:
        yield made


def _live(office: WebOffice) -> str | None:
    with office.world.store.read() as connection:
        return live_version(connection)


def _approved(office: WebOffice, draft: str, by: str = "office") -> str:
    """The page the approver is led to, after a draft of today."""
    with office.at(by) as desk:
        answer = desk.fill(f"{draft}/do/approve", opinion="同意")
        return answer.text if answer.status_code != 303 else desk.page(answer.headers["location"])


def _brought(office: WebOffice, file: str, **given: str) -> str:
    """The address of a draft that is in force."""
    with office.at("admin2") as desk:
        draft = new_draft(desk, "另一份")
        change(desk, draft, file, **given)
        submit(desk, draft, office.world.today.isoformat())
    assert "已生效" in _approved(office, draft)
    return draft


def test_a_rung_between_two_others(office: WebOffice) -> None:
    """G8: three working days before the due day, between those of five and of two."""
    with office.at("admin") as desk:
        draft = new_draft(desk, "加一级催办")
        field = "s.levels"
        added = {"act": f"add {field}", f"{field}+like": "0", f"{field}+name": "到期前3个工作日"}
        change(desk, draft, LADDER, **added)
        # It is like the one it was made after, so that the check asks for another day.
        assert "第 2 级不在第 1 级之后" in desk.page(edit_page(draft, LADDER))
        change(desk, draft, LADDER, **{"s.levels.1.offset": "-3"})
        page = desk.page(draft)
        assert "检查通过" in page
        assert "第 2 项 到期前3个工作日" in desk.page(edit_page(draft, LADDER))
        offsets = re.findall(r"offset: (-?\d+)", text_of(desk, draft, LADDER))
        assert offsets == ["-5", "-3", "-2", "0", "1", "5"]
        change(desk, draft, LADDER, act="remove s.levels.1")
        assert "还没有改动" in desk.page(draft)


def test_the_form_of_a_file_speaks_in_words(office: WebOffice) -> None:
    """What the file says of itself stands once above the form; codes are told by what they mean."""
    with office.at("admin") as desk:
        draft = new_draft(desk)
        ladder = desk.page(edit_page(draft, LADDER))
        assert ladder.count("法律没有亮灯的规定") == 1
        assert "该期限的责任人</label>" in ladder
        organization = desk.page(edit_page(draft, ORGANIZATION))
        assert "第 1 项 拟稿、审签" in organization
        assert organization.count("只用于催办，不改变法定期限") == 1
        assert f"{draft}/do/rebase" not in desk.page(draft)  # nothing newer to lay it over


def test_a_unit(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk, "新设科室")
        field = "s.units"
        added = {"act": f"add {field}", f"{field}+like": "planning", f"{field}+name": "地理信息科"}
        refused = desk.fill(edit_page(draft, ORGANIZATION), **added)
        assert refused.status_code == 400  # without its key
        again = desk.form_of(refused)
        assert again.fields[f"{field}+name"] == "地理信息科"
        assert again.fields[f"{field}+like"] == "planning"
        answer = desk.send(again, **{"act": f"add {field}", f"{field}+key": "mapping"})
        assert answer.status_code == 303, answer.text
        page = desk.page(draft)
        assert "检查通过" in page
        assert ["科室 › 地理信息科 科室名称", "没有此项", "地理信息科"] in rows_of(page)
        # Like the unit chosen, which lives under the rules of the whole agency.
        assert "  mapping:\n    label: 地理信息科\n" in text_of(desk, draft, ORGANIZATION)
        submit(desk, draft, office.world.today.isoformat())
    assert "已生效" in _approved(office, draft)
    office.world.hire({"mapper": [("handler", "mapping")]})
    with office.at("admin") as desk:
        assert "地理信息科" in desk.page("/users")


def test_the_first_entry_of_an_empty_group(office: WebOffice) -> None:
    """A unit without incompatible parts of its own gets some: the two nobody may leave out, each by the form."""
    with office.at("admin") as desk:
        draft = new_draft(desk, "规划科的不相容岗位")
        field = "s.units.planning.separated"
        first = {"act": f"add {field}", f"{field}.0#0": "drafter", f"{field}.0#1": "approver"}
        change(desk, draft, ORGANIZATION, **first)
        assert "separated: [[drafter, approver]]" in text_of(desk, draft, ORGANIZATION)
        assert "不相容岗位缺少" in desk.page(draft)
        change(desk, draft, ORGANIZATION, act=f"add {field}", **{f"{field}+like": "0"})
        change(desk, draft, ORGANIZATION, **{f"{field}.1#1": "secrecy_reviewer"})
        change(desk, draft, ORGANIZATION, act=f"add {field}", **{f"{field}+like": "1"})
        change(desk, draft, ORGANIZATION, **{f"{field}.2#0": "approver"})
        assert "检查通过" in desk.page(draft)


def test_a_regional_closure_moves_the_day_of_a_reply(office: WebOffice) -> None:
    """C-15: nobody works in the region on 5 and 6 June 2025, so a reply due within them moves by two working days."""
    case = office.world.walk("searching")
    with office.at("admin") as desk:
        draft = new_draft(desk, "台风停工")
        form = form_with(desk.page(f"{draft}/calendar"), act="closure")
        given = {
            "region": "coast", "first": "2025-06-05", "last": "2025-06-06", "working": "no",
            "basis": "市政府关于停工的通知",
        }  # fmt: skip
        unnamed = desk.send(form, **given)
        assert unnamed.status_code == 400
        assert "没有地区名称" in unnamed.text
        assert form_with(unnamed.text, act="closure").fields["basis"] == "市政府关于停工的通知"
        assert desk.send(form, **given | {"working": ""}, region_name="沿海地区").status_code == 400
        assert desk.send(form, **given, region_name="沿海地区").status_code == 303
        page = desk.page(draft)
        assert "检查通过" in page
        assert "地区日历 沿海地区" in page
        assert "region: coast" in page
        # 20 working days from 3 June 2025: 1 July; without the two days, 3 July.
        moved = [case.number, "答复", "到期日", "2025-07-01", "2025-07-03"]
        assert moved in rows_of(desk.page(f"{draft}/preview")), desk.page(f"{draft}/preview")
        again = desk.send(form_with(desk.page(f"{draft}/calendar"), act="closure"), **given)
        assert "草稿中已有同样的安排" in again.text


def test_going_back_to_an_earlier_version(office: WebOffice) -> None:
    first = _live(office)
    _brought(office, ORGANIZATION, **{"s.limits.searching": "9"})
    assert _live(office) != first
    with office.at("admin") as desk:
        answer = desk.send(form_with(desk.page("/config"), version=first or ""))
        assert answer.status_code == 303, answer.text
        draft = answer.headers["location"]
        page = desk.page(draft)
        assert ["内部时限 检索与权属", "9 个工作日", "5 个工作日"] in rows_of(page)
        submit(desk, draft, office.world.today.isoformat())
        assert _live(office) != first
    assert "已生效" in _approved(office, draft)
    assert _live(office) == first


def test_a_draft_older_than_live_is_laid_over_it(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        _brought(office, LADDER, **{"s.levels.0.offset": "-6"})
        assert "起草以后，现行配置改过了" in desk.page(draft)
        late = desk.fill(f"{draft}/do/submit", effective_on=str(office.world.today), reason="档案多")
        assert late.status_code == 409
        assert desk.form_of(late).fields["reason"] == "档案多"
        assert desk.fill(f"{draft}/do/rebase").status_code == 303
        page = desk.page(draft)
        assert "起草以后，现行配置改过了" not in page
        assert CHANGED_LIMIT in rows_of(page)
        assert "offset: -6" in text_of(desk, draft, LADDER)
        submit(desk, draft, office.world.today.isoformat())


def test_a_file_both_have_changed_is_taken_from_live_and_changed_again(office: WebOffice) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        _brought(office, ORGANIZATION, **{"s.limits.drafting": "7"})
        refused = desk.fill(f"{draft}/do/rebase")
        assert refused.status_code == 409
        assert ORGANIZATION in refused.text
        # Every one of them is told on the page of the draft, with what to do.
        taken = desk.send(form_with(desk.page(draft), file=ORGANIZATION))
        assert taken.status_code == 303, taken.text
        assert desk.fill(f"{draft}/do/rebase").status_code == 303
        page = desk.page(draft)
        assert "还没有改动" in page
        assert re.search(r'<td>增</td><td class="text">\s+searching: 9', page)  # what was there can be read
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        assert CHANGED_LIMIT in rows_of(desk.page(draft))
        assert "  drafting: 7" in text_of(desk, draft, ORGANIZATION)


def test_a_day_to_come_waits_for_the_sweep(office: WebOffice) -> None:
    before, day = _live(office), office.world.today + timedelta(3)
    with office.at("admin") as desk:
        draft = new_draft(desk)
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        submit(desk, draft, day.isoformat())
    page = _approved(office, draft)
    assert "已批准待生效" in page
    assert f"{day} 起生效" in page
    assert "由巡查" in page
    assert _live(office) == before
    with office.at("admin") as desk:
        form = Form(f"{draft}/force", "post", {"csrf": desk.form(draft).fields["csrf"]})
        assert desk.send(form).status_code == 409  # not before its day
        assert [str(day)] == [row[4] for row in rows_of(desk.page("/config")) if "已批准待生效" in row]
    office.world.today = day
    sweep_on(office.world.store, office.world.config, day, day)
    assert _live(office) != before
    with office.at("admin") as desk:
        assert "已生效" in desk.page(draft)
        assert "searching: 9" in text_of(desk, new_draft(desk, "其后"), ORGANIZATION)


def test_an_approved_draft_that_cannot_come_into_force_says_why(office: WebOffice) -> None:
    """R33.3: two replies were extended by twenty days; a law that never allowed it cannot be lived under."""
    cases = [office.world.walk("searching") for _ in range(2)]
    for case in cases:
        case.do("extend")
    other = office.world.walk("searching")
    before = _live(office)
    with office.at("admin") as desk:
        draft = new_draft(desk, "延期改为十日")
        change(desk, draft, "law/reply.yaml", **{"s.parameters.extension_max.values.2019-05-15.value": "10"})
        submit(desk, draft, office.world.today.isoformat())
    refused = _approved(office, draft)
    assert "有 2 件在新配置下无法重算" in refused
    assert all(case.number in refused for case in cases)
    assert other.number not in refused
    assert _live(office) == before
    with office.at("admin") as desk:
        # Approved it stays; whoever comes to the page later is told where the reasons are.
        page = desk.page(draft)
        assert "已批准待生效" in page
        assert f"{draft}/preview" in page
        preview = desk.page(f"{draft}/preview")
        unread = rows_of(preview[preview.index("草稿无法重算的申请") :])
        assert [row[0] for row in unread] == ["编号", *(case.number for case in cases)]
        assert desk.fill(f"{draft}/do/return_draft", reason="改写为新值").status_code == 303
        assert "起草中" in desk.page(draft)


@pytest.mark.parametrize("name", ["admin", "admin2"])
def test_nobody_approves_what_he_wrote_any_of(office: WebOffice, name: str) -> None:
    with office.at("admin") as desk:
        draft = new_draft(desk)
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
    with office.at("admin2") as desk:
        change(desk, draft, ORGANIZATION, **{"s.limits.drafting": "7"})
        submit(desk, draft, office.world.today.isoformat())
    before = _live(office)
    with office.at(name) as desk:
        assert f"{draft}/do/approve" not in desk.page(draft)
        refused = desk.fill(f"{draft}/do/approve", opinion="同意无妨")
        assert refused.status_code == 400
        assert "您本人写的改动" in refused.text
        assert desk.form_of(refused).fields["opinion"] == "同意无妨"
    assert _live(office) == before
    assert "已生效" in _approved(office, draft)


def test_a_day_in_the_past(office: WebOffice) -> None:
    yesterday = office.world.today - timedelta(1)
    with office.at("admin") as desk:
        draft = new_draft(desk)
        change(desk, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        refused = desk.fill(f"{draft}/do/submit", effective_on=str(yesterday), reason="自昨日起")
        assert refused.status_code == 400
        assert f"生效之日 {yesterday} 已经过去" in refused.text
        again = desk.form_of(refused)
        assert (again.fields["effective_on"], again.fields["reason"]) == (str(yesterday), "自昨日起")
        assert desk.send(again, effective_on=str(office.world.today)).status_code == 303


def test_what_the_second_of_two_typed_stays_in_the_text(office: WebOffice) -> None:
    with office.at("admin") as first, office.at("admin2") as second:
        draft = new_draft(first)
        form = second.form(f"{draft}/edit/text?file={ORGANIZATION}")
        change(first, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        mine = form.fields["text"].lstrip("\n").replace("  drafting: 5", "  drafting: 7")
        late = second.send(form, text=mine)
        assert late.status_code == 409
        assert "您填写期间，别人办了" in late.text
        assert second.form_of(late).fields["text"].strip() == mine.strip()
        # What sending it again would undo is shown.
        assert ["删", "searching: 9"] in rows_of(late.text)
        assert "searching: 9" in text_of(first, draft, ORGANIZATION)


def test_what_the_second_of_two_typed_stays_in_the_calendar(office: WebOffice) -> None:
    with office.at("admin") as first, office.at("admin2") as second:
        draft = new_draft(first)
        form = form_with(second.page(f"{draft}/calendar"), act="closure")
        change(first, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        late = second.send(
            form, region="coast", region_name="沿海地区", first="2025-06-05", last="2025-06-06", working="no",
            basis="市政府的通知",
        )  # fmt: skip
        assert late.status_code == 409
        assert "您填写期间，别人办了" in late.text
        again = form_with(late.text, act="closure")
        assert (again.fields["basis"], again.fields["last"]) == ("市政府的通知", "2025-06-06")
        assert second.send(again, working="no").status_code == 303
        page = second.page(draft)
        assert CHANGED_LIMIT in rows_of(page)
        assert "地区日历 沿海地区" in page


def test_what_the_second_of_two_typed_stays_beside_a_new_entry(office: WebOffice) -> None:
    with office.at("admin") as first, office.at("admin2") as second:
        draft = new_draft(first)
        form = second.form(edit_page(draft, ORGANIZATION))
        change(first, draft, ORGANIZATION, **{"s.limits.searching": "9"})
        field = "s.units"
        typed = {f"{field}+key": "mapping", f"{field}+name": "地理信息科", f"{field}+like": "planning"}
        late = second.send(form, act=f"add {field}", **typed)
        assert late.status_code == 409
        again = second.form_of(late)
        assert {name: again.fields[name] for name in typed} == typed
        assert second.send(again, act=f"add {field}").status_code == 303
        assert "  mapping:\n    label: 地理信息科\n" in text_of(second, draft, ORGANIZATION)
