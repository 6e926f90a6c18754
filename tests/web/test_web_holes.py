"""Ways around the rules that look open: somebody else's file by its hash, a name in a list of choices, a hint, a
letter, a form of another site, a page that keeps a session alive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from disclosure.cases import accounts, lockout
from disclosure.store.tables import sessions, sightings, sign_in_failures
from tests.cases.demanding import PEOPLE, SAME, Office
from tests.cases.world import RELEASES
from tests.web.desk import Forms, WebOffice
from tests.web.serving import PASSWORD, RULES

pytestmark = pytest.mark.check

SECRET = "只在另一科室的文件".encode()


@pytest.mark.parametrize("command", ["attach", "attach_release"])
def test_a_file_of_another_unit_is_not_reached_by_its_hash(office: WebOffice, command: str) -> None:
    world = office.world
    theirs, mine = world.walk("searching"), world.walk("categorising")
    taken = world.put_on_file(SECRET, "甲.txt")
    theirs.do("attach", sha256=taken, name="甲.txt")
    theirs.do("transfer", unit="construction")
    with office.at("planner") as desk:
        path = f"/cases/{mine.number}/files/{taken}"
        assert desk.client.get(path).status_code == 404
        form = desk.form(f"/cases/{mine.number}/do/note_contact")
        form.action = f"/cases/{mine.number}/do/{command}"
        answer = desk.send(form, sha256=taken, name="甲.txt", content_hash=taken, title="甲")
        assert answer.status_code in (404, 409), answer.status_code
        assert desk.client.get(path).status_code == 404
    assert mine.row.version == 4


def test_whoever_may_not_read_a_case_is_not_told_whom_it_asked(office: WebOffice) -> None:
    case = office.world.walk("consulting")
    with office.at("watch") as desk:
        assert "甲公司" not in desk.page(f"/cases/{case.number}/do/receive_opinion")
    with office.at("clerk") as desk:
        assert "甲公司" in desk.page(f"/cases/{case.number}/do/receive_opinion")


def test_hints_are_for_the_counter(office: WebOffice) -> None:
    office.world.walk("received")
    with office.at("watch") as desk:
        assert desk.client.get("/register").status_code == 403
        form = Forms(desk.page("/")).forms[0]
        form.action = "/register"
        asked = desk.send(form, channel="in_person", received_on="2025-06-03", content="某路改造工程的批复")
        assert asked.status_code == 403


def test_looking_at_a_letter_is_looking_at_the_applicant(office: WebOffice) -> None:
    case = office.world.walk("registered")
    with office.at("clerk") as desk:
        page = desk.fill(f"/cases/{case.number}/letter?for=issue&kind=L-01", look="1")
        assert page.status_code == 200, page.text
        assert "张三" in page.text
        form = desk.form(f"/cases/{case.number}/letter?for=issue&kind=L-01")
    with office.world.store.read() as connection:
        assert connection.scalars(select(sightings.c.what)).all() == ["letter"]
    with office.at("secrecy") as desk:
        form.fields["csrf"] = Forms(desk.page("/")).forms[0].fields["csrf"]
        refused = desk.send(form, look="1")
        assert "张三" not in refused.text
        assert "不能查看申请人" in refused.text


def test_a_conflict_over_a_letter_can_be_overcome(office: WebOffice) -> None:
    case = office.world.walk("registered")
    with office.at("clerk") as desk:
        form = desk.form(f"/cases/{case.number}/letter?for=issue&kind=L-01")
        case.do("note_contact")
        clash = desk.send(form, give="1")
        assert clash.status_code == 409
        assert desk.send(desk.form_of(clash), give="1").status_code == 303


def test_what_resumes_is_what_was_asked_for(office: WebOffice) -> None:
    """Issued, not drafted: the address of the form says which."""
    case = office.world.walk("registered")
    with office.at("clerk") as desk:
        form = desk.form(f"/cases/{case.number}/letter?for=issue&kind=L-01")
        desk.client.cookies.clear()
        stopped = desk.send(form, give="1")
        resumed = desk.send(Forms(stopped.text).forms[-1], user="clerk", password=PASSWORD)
        assert desk.send(Forms(resumed.text).forms[-1]).status_code == 303
    with office.world.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(sessions)) == 2
    assert case.row.version == 3


def test_a_form_of_another_site_is_not_kept_for_after_signing_in(office: WebOffice) -> None:
    case = office.world.walk("received")
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    with office.stranger() as client:
        path = f"/cases/{case.number}/do/withdraw"
        asked = client.post(path, data={"reason": "恶作剧"}, headers=elsewhere)
        assert asked.status_code == 401
        assert "恶作剧" not in asked.text
        with office.at("clerk"):
            pass
        kept = {"user": "clerk", "password": PASSWORD, "to": path, "kept.reason": "恶作剧"}
        assert client.post("/signin", data=kept, headers=elsewhere).status_code == 303


def test_no_password_is_written_into_a_page(office: WebOffice) -> None:
    with office.stranger() as client:
        answer = client.post(
            "/password", data={"present": "geheim-1", "password": "geheim-2", "again": "geheim-2"}
        )
        assert answer.status_code == 401
        assert "geheim" not in answer.text


def test_a_page_that_renews_itself_keeps_no_session_open(office: WebOffice) -> None:
    world = office.world
    with office.at("clerk") as desk:
        token = desk.client.cookies["disclosure_session"]
        start, rules = office.now(), world.config.service.sign_in
        for minutes in range(0, 31, 5):
            now = start + timedelta(minutes=minutes)
            assert accounts.session_of(world.store, token, rules, now, renew=False)
        late = start + timedelta(minutes=31)
        assert accounts.session_of(world.store, token, rules, late, renew=False) is None
        assert desk.client.get("/", headers={"X-Refresh": "1"}).status_code == 303


def test_a_guess_that_comes_late_does_not_lift_the_lock(office: WebOffice) -> None:
    store, now = office.world.store, office.now()
    accounts.set_password(store, "clerk", PASSWORD, RULES, now, by="root")
    for _ in range(RULES.attempts + 2):
        store.write(lambda connection: lockout.note_failure(connection, store.keys, "clerk", RULES, now))
    with store.read() as connection:
        row = connection.execute(select(sign_in_failures)).one()
    assert row.locked_until == (now + timedelta(minutes=15)).isoformat(timespec="seconds")


def test_candidates_of_another_unit_and_messages_stay_with_whom_they_concern(office: WebOffice) -> None:
    desk_of = Office(office.world)
    desk_of.asked(SAME[0], PEOPLE[0], unit="land").do("suggest_disclosure")
    with office.at("planner") as desk:
        assert "转公开-2025-0001" not in desk.page("/candidates")
        assert desk.client.get("/candidates/转公开-2025-0001").status_code == 403
        assert desk.client.get("/outbox").status_code == 403
        assert "征地与不动产科" not in desk.page("/ledger/status")
        assert desk.client.get("/ledger/status?month=9999-12").status_code == 404


def test_rubbish_in_every_place_is_refused_and_never_a_fault(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("handler") as desk:
        form = desk.form(f"/cases/{case.number}/do/note_contact")
        assert desk.send(form, csrf="汉字").status_code == 403
        assert desk.send(form, text="a\0b").status_code == 400
        fee = desk.form(f"/cases/{case.number}/do/send_fee_notice")
        assert desk.send(fee, mode="pages", quantity="9" * 5000).status_code in (400, 409)
        for path in ("/cases/a%00b", "/cases/a%00b/letter", "/dossiers/supervision/a%00b", "/candidates/a%00b",
                     "/cases?words=a%00b", "/cases?handler=a%00b"):  # fmt: skip
            assert desk.client.get(path).status_code in (400, 404), path
    with office.stranger() as client:
        assert client.post("/signin", data={"user": "a\0b", "password": "x", "to": "/"}).status_code == 400


def test_a_second_file_under_one_form_is_not_dropped(office: WebOffice) -> None:
    case = office.world.walk("signed")  # nothing more can be put up for release
    before = case.row.version
    with office.at("handler") as desk:
        form = desk.form(f"/cases/{case.number}/attach")
        for name, content in (("a.txt", RELEASES[min(RELEASES)]), ("b.txt", SECRET)):
            refused = desk.send(form, files={"file": (name, content)}, title="名称")
            assert refused.status_code in (400, 409)
        assert case.row.version == before  # refused as a whole
        for name, content in (("a.txt", RELEASES[min(RELEASES)]), ("b.txt", SECRET)):
            form = desk.form(f"/cases/{case.number}/attach")
            assert desk.send(form, files={"file": (name, content)}).status_code == 303
        page = desk.page(f"/cases/{case.number}")
    assert "a.txt" in page
    assert "b.txt" in page
