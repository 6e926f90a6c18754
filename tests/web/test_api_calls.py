"""The programming interface as a program meets it: the same answers as the command line, refusals it can read, no
call that counts twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import func, select, text, update

from disclosure.cases.desk import Desk
from disclosure.cases.intake_book.receiving import receive
from disclosure.cases.showing import show
from disclosure.cases.tokens import make_token, revoke_token, tokens
from disclosure.store.store import Store
from disclosure.store.tables import grants, history, sightings, users
from tests.cases.demanding import PEOPLE, SAME, TO_PUBLISH, Office
from tests.cases.sweeping import hire
from tests.cases.world import STAFF, START, application
from tests.house.schemas import SCHEMAS
from tests.web.calling import NOW, PROBLEM, TODAY, Api, calling, refused

pytestmark = pytest.mark.check  # a server and a database each

NAME = "张三"


@pytest.fixture
def api(store: Store) -> Iterator[Api]:
    with calling(store) as api:
        yield api


@pytest.fixture
def number(api: Api) -> str:
    return api.world.file().number


def plain(document: Any) -> Any:
    return json.loads(json.dumps(document, default=str))


def steps(api: Api) -> int:
    with api.world.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(history)) or 0


# --- the same answers as the command line


def test_a_case_is_filed_and_worked_on(api: Api) -> None:
    filed = api.call("POST", "/cases", "clerk", json=application())
    assert filed.status_code == 201
    assert filed.headers["Location"] == "/api/v1/cases/2025-00001"
    assert filed.json()["state"] == "received"
    assert api.do("2025-00001", "register", "clerk").json()["state"] == "registered"
    assigned = api.do("2025-00001", "assign", "clerk", data={"handler": "handler"})
    assert assigned.status_code == 200
    Draft202012Validator(SCHEMAS["do"], format_checker=FormatChecker()).validate(assigned.json())
    assert api.world.faults() == []


def test_a_case_is_the_document_of_the_command_line(api: Api, number: str) -> None:
    api.do(number, "register", "clerk")
    api.do(number, "note_contact", "clerk", data={"text": "电话沟通"})
    with api.world.store.read() as connection:
        wanted = plain(show(connection, api.world.config, number, START))
    answer = api.get(f"/cases/{number}", "clerk").json()
    assert answer == wanted
    Draft202012Validator(SCHEMAS["show"], format_checker=FormatChecker()).validate(answer)
    assert NAME not in json.dumps(answer, ensure_ascii=False)


def test_what_may_be_done_is_what_the_door_lets_be_done(api: Api, number: str) -> None:
    answer = api.get(f"/cases/{number}/commands?on={TODAY}", "clerk").json()
    Draft202012Validator(SCHEMAS["do-list"], format_checker=FormatChecker()).validate(answer)
    assert "register" in [one["command"] for one in answer["lawful"]]
    assert "send" in [one["command"] for one in answer["refused"]]


def test_cases_come_in_pages_without_gap_or_repetition(api: Api) -> None:
    filed = [api.world.file().number for _ in range(61)]
    found: list[str] = []
    after, pages = "", 0
    while after is not None:
        page = api.get("/cases", "clerk", params={"after": after} if after else {}).json()
        found += [one["number"] for one in page["items"]]
        after, pages = page["next"], pages + 1
    assert found == filed[::-1]
    assert pages == 2


FILTERS = [
    ("state=registered", ["2025-00002"]),
    ("state=received", ["2025-00001"]),
    ("words=2025-00001", ["2025-00001"]),
    ("words=批复", ["2025-00002", "2025-00001"]),
    ("words=100%25", []),
    (f"since={TODAY}&until={TODAY}", ["2025-00002", "2025-00001"]),
    ("until=2025-06-02", []),
    # A form sends the fields it has.
    ("outcome=&handler=&since=&until=&words=", ["2025-00002", "2025-00001"]),
]


def test_cases_are_filtered(subtests: pytest.Subtests, api: Api) -> None:
    api.world.file()
    api.world.file().do("register")
    for wanted, found in FILTERS:
        with subtests.test(wanted):
            items = api.get(f"/cases?{wanted}", "clerk").json()["items"]
            assert [one["number"] for one in items] == found


def test_deadlines_by_kind_and_colour_the_earliest_first(api: Api, number: str) -> None:
    items = api.get("/deadlines?kind=reply&colour=none", "clerk").json()["items"]
    # R33.2: 20 working days after 3 June 2025.
    assert [(one["number"], one["kind"], one["due"]) for one in items] == [(number, "reply", "2025-07-01")]
    days = [one["due"] for one in api.get("/deadlines", "clerk").json()["items"]]
    assert days == sorted(days)
    assert len(days) > 1
    assert api.get("/deadlines?colour=overdue", "clerk").json() == {"items": [], "next": None}
    owed = api.get("/todo", "clerk").json()
    assert {one["owner_role"] for one in owed["items"]} == {"intake_clerk"}


def test_overviews_have_what_the_command_line_has(api: Api, number: str) -> None:
    report = api.get("/reports/annual/2025", "clerk").json()
    Draft202012Validator(SCHEMAS["report-annual"]).validate(report)
    assert report["T3"]["T3.1"]["natural"] == 1
    figures = api.get("/statistics?from=2025-06-01&to=2025-06-30&by=unit", "clerk").json()
    Draft202012Validator(SCHEMAS["statistics"]).validate(figures)
    assert [(one["key"], one["received"]) for one in figures["groups"]["unit"]] == [("planning", 1)]
    Draft202012Validator(SCHEMAS["flows"]).validate(api.get("/flows", "clerk").json()["items"])
    assert api.get("/catalogue", "clerk").json() == {"items": [], "next": None}


# --- files


def test_a_file_goes_in_and_comes_out_and_the_look_is_written_down(api: Api, number: str) -> None:
    content = "关于某路的批复".encode()
    taken = api.send_file(number, content, "clerk", key="f1").json()
    assert taken["sha256"] == hashlib.sha256(content).hexdigest()
    Draft202012Validator(SCHEMAS["attach"], format_checker=FormatChecker()).validate(taken)
    again = api.send_file(number, b"another", "clerk", key="f1").json()
    assert again == taken | {"repeated": True}
    assert [one["name"] for one in api.get(f"/cases/{number}/files", "clerk").json()["items"]] == ["批复.txt"]
    answer = api.get(f"/cases/{number}/files/{taken['sha256']}", "handler")
    assert answer.content == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert looks(api) == [("handler", "file")]


def test_a_marked_file_is_not_taken(api: Api, number: str) -> None:
    said = refused(api.send_file(number, "机密★10年 某文件".encode(), "clerk"), 400, "CLASSIFIED_FILE")
    assert "拒收-2025-0001" in said["detail"]
    assert api.get(f"/cases/{number}/files", "clerk").json()["items"] == []


def test_a_file_is_not_linked_by_its_hash(api: Api, number: str) -> None:
    """Whoever knows a hash would get a file of another case."""
    data = {"sha256": "0" * 64, "name": "a.txt"}
    refused(api.do(number, "attach", "clerk", data=data), 400, "BAD_INPUT")


FORMS: list[dict[str, str]] = [{}, {"on": TODAY}, {"on": "3 June"}]


def test_an_incomplete_form_is_refused(subtests: pytest.Subtests, api: Api, number: str) -> None:
    for form in FORMS:
        with subtests.test(str(form)):
            files = {"other" if form == {"on": TODAY} else "file": ("a.txt", b"a")}
            answer = api.call("POST", f"/cases/{number}/files", "clerk", files=files, data=form)
            refused(answer, 400, "BAD_INPUT")


# --- personal data


def test_persons_are_given_at_one_address_and_every_look_is_written_down(api: Api, number: str) -> None:
    found = api.get(f"/cases/{number}/persons", "handler").json()
    assert found["applicants"][0]["name"] == NAME
    assert found["agent"] is None
    assert looks(api) == [("handler", "persons")]
    refused(api.get(f"/cases/{number}/persons", "secrecy"), 403, "NOT_PERMITTED")
    assert looks(api) == [("handler", "persons")]
    for path in ("/cases", f"/cases/{number}", f"/cases/{number}/files", "/deadlines", "/todo"):
        assert NAME not in api.get(path, "handler").text


def test_a_watcher_is_told_days_and_steps_and_nobody(store: Store) -> None:
    people = {name: [(role, "*") for role in roles] for name, roles in STAFF.items()}
    with calling(store, people | {"watch": [("operations", "*")]}) as api:
        case = api.world.walk("consulting")  # 甲公司 is asked
        assert "甲公司" in api.get(f"/cases/{case.number}", "handler").text
        answer = api.get(f"/cases/{case.number}", "watch")
        assert [one["state"] for one in answer.json()["consultations"]] == ["asked"]
        excluded = [span for span in answer.json()["clock"]["ledger"] if span["kind"] == "excluded"]
        assert excluded  # R33.4
        for unsaid in ("甲公司", "某路改造工程", NAME):
            assert unsaid not in answer.text
        for path, found in (("/cases", 1), ("/cases?words=改造", 0), (f"/cases?words={case.number}", 1)):
            answer = api.get(path, "watch")
            assert len(answer.json()["items"]) == found, path
            assert "某路改造工程" not in answer.text
        # Nor does a second role elsewhere open what the first only lets be seen.
        hire(store, ("both", "operations", "*"), ("both", "handler", "land"))
        (line,) = api.get("/cases", "both").json()["items"]
        assert line["opening"] is None
        assert api.get("/cases?words=改造", "both").json()["items"] == []


def test_a_candidate_has_no_name_before_it_is_approved(store: Store) -> None:
    people = {name: [(role, "*") for role in roles] for name, roles in STAFF.items()}
    with calling(store, people | {"watch": [("operations", "*")]}) as api:
        office = Office(api.world)
        office.asked(SAME[0], PEOPLE[0]).do("suggest_disclosure")
        number = "转公开-2025-0001"
        office.run(number, *TO_PUBLISH[:2])
        told = api.get(f"/dossiers/candidate/{number}", "handler").json()
        unsaid = api.get(f"/dossiers/candidate/{number}", "watch").json()
        assert told["title"]
        assert unsaid["title"] is None
        assert unsaid["summary"] is None
        assert told["state"] == unsaid["state"]
        assert all(step["data"] == {} for step in unsaid["steps"])


def looks(api: Api) -> list[tuple[str, str]]:
    with api.world.store.read() as connection:
        return [
            (row.user, row.what) for row in connection.execute(select(sightings).order_by(sightings.c.id))
        ]


# --- one key, one act


def test_filing_twice_under_one_key_files_once(api: Api) -> None:
    first = api.call("POST", "/cases", "clerk", key="k", json=application())
    again = api.call("POST", "/cases", "clerk", key="k", json=application(content="别的"))
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json() | {"repeated": True}
    said = api.call("POST", "/cases", "clerk", key="k", json=application(request_key="other"))
    assert refused(said, 400, "BAD_INPUT")["field"] == "request_key"
    assert steps(api) == 1


def test_a_command_twice_under_one_key_is_one_step(api: Api, number: str) -> None:
    first = api.do(number, "register", "clerk", key="k", if_version=1)
    again = api.do(number, "register", "clerk", key="k", if_version=1)
    assert again.json() == first.json() | {"repeated": True}
    refused(api.do(number, "note_contact", "clerk", key="k", data={"text": "x"}), 409, "CONFLICT")
    assert steps(api) == 2


def test_a_repeated_call_is_answered_even_when_the_first_gave_the_case_away(store: Store) -> None:
    people = {"head": [("section_head", "planning")], "clerk": [("intake_clerk", "*")]}
    with calling(store, people) as api:
        number = api.world.file().number
        api.do(number, "register", "clerk")
        data = {"unit": "land", "reason": "职责所在"}
        first = api.do(number, "transfer", "head", key="k", data=data)
        assert first.status_code == 200, first.text
        assert api.do(number, "transfer", "head", key="k", data=data).json() == first.json() | {
            "repeated": True
        }
        refused(api.do(number, "transfer", "head", key="k2", data=data), 403, "NOT_PERMITTED")


def test_a_step_somebody_else_took_first_is_told(api: Api, number: str) -> None:
    api.do(number, "register", "clerk")
    refused(api.do(number, "note_contact", "clerk", data={"text": "x"}, if_version=1), 409, "CONFLICT")


def test_a_step_of_a_dossier_twice_under_one_key_is_one_step(store: Store) -> None:
    with calling(store) as api:
        item = api.world.file().number
        receive(
            Desk(store, api.world.config, lambda: NOW),
            {"book": "counter", "sender": "虚构某某", "kind": "application"},
            actor="clerk",
            on=START,
        )
        (line,) = api.get("/dossiers/intake", "clerk").json()["items"]
        path, body = (
            f"/dossiers/intake/{line['number']}/commands/bind",
            {"on": TODAY, "data": {"number": item}},
        )
        first = api.call("POST", path, "clerk", key="k", json=body)
        assert first.json()["state"] == "bound", first.text
        again = api.call("POST", path, "clerk", key="k", json=body)
        assert again.json() == first.json() | {"repeated": True}
        refused(api.call("POST", path, "clerk", key="k2", json=body), 409, "NOT_LAWFUL")
        stale = body | {"if_version": 0}
        refused(api.call("POST", path, "clerk", key="k3", json=stale), 409, "CONFLICT")
        assert api.call("POST", path, "clerk", key="k", json=stale).json()["repeated"]
        seen = body | {"if_version": first.json()["version"]}
        refused(api.call("POST", path, "clerk", key="k4", json=seen), 409, "NOT_LAWFUL")
        other = path.replace("/bind", "/close")
        said = api.call(
            "POST", other, "clerk", key="k", json={"on": TODAY, "data": {"reason": "duplicate", "note": "x"}}
        )
        refused(said, 409, "CONFLICT")
        unknown = api.call("POST", path.replace("/bind", "/send"), "clerk", json=body)
        assert refused(unknown, 400, "BAD_INPUT")["field"] == "command"


# --- refusals


def test_what_the_chart_does_not_have_comes_with_what_it_has(api: Api, number: str) -> None:
    said = refused(api.do(number, "send", "clerk"), 409, "NOT_LAWFUL")
    assert "登记" in said["lawful"]


def test_what_the_law_asks_for_comes_with_its_articles(api: Api) -> None:
    """R45: a step lies on no day before the case came in."""
    case = api.world.walk("registered")
    body = {"on": "2025-06-02", "data": {"handler": "handler"}}
    said = refused(
        api.call("POST", f"/cases/{case.number}/commands/assign", "clerk", json=body), 400, "GATE_REFUSED"
    )
    assert [set(one) for one in said["refusals"]] == [{"basis", "because", "remedy"}]
    assert said["refusals"][0]["basis"] == "条例第45条"


def test_a_wrong_field_is_named(api: Api) -> None:
    person = {"name": NAME, "kind": "natural", "id_no": "110105194912310021"}
    said = refused(
        api.call("POST", "/cases", "clerk", json=application(applicants=[person])), 400, "BAD_INPUT"
    )
    assert said["field"] == "applicants.0.id_no"
    assert person["id_no"] not in json.dumps(said)


ADDRESSES = [
    ("GET", "/nowhere", 404, "NOT_FOUND"),
    ("GET", "/cases/", 404, "NOT_FOUND"),
    ("GET", "/cases/2025-99999", 404, "NOT_FOUND"),
    ("GET", "/cases/%00", 404, "NOT_FOUND"),
    ("GET", "/cases/" + "9" * 33, 404, "NOT_FOUND"),
    ("GET", "/cases/2025-00001/files/zz", 404, "NOT_FOUND"),
    ("GET", "/cases/2025-00001/files/" + "0" * 64, 404, "NOT_FOUND"),
    ("GET", "/cases/2025-00001/commands", 400, "BAD_INPUT"),
    ("GET", "/cases/2025-00001/commands?on=0", 400, "BAD_INPUT"),
    ("GET", "/cases/2025-00001/commands?on=2025-06-04", 400, "BAD_INPUT"),
    ("GET", "/cases/2025-00001/commands?on=9999-12-31", 400, "BAD_INPUT"),
    ("GET", "/cases?phase=1", 400, "BAD_INPUT"),
    ("GET", "/cases?colour=red", 400, "BAD_INPUT"),
    ("GET", "/cases?words=%00", 400, "BAD_INPUT"),
    ("GET", "/cases?after=x", 400, "BAD_INPUT"),
    ("GET", "/deadlines?after=2025-02-30.1", 400, "BAD_INPUT"),
    ("GET", "/deadlines?colour=pink", 400, "BAD_INPUT"),
    ("GET", "/dossiers/nothing", 404, "NOT_FOUND"),
    ("GET", "/dossiers/supervision/督办-2025-0001", 404, "NOT_FOUND"),
    ("GET", "/reports/annual/1990", 404, "NOT_FOUND"),
    ("GET", "/reports/annual/2009", 400, "NOT_IN_FORCE"),
    ("GET", "/statistics?from=2025-06-02&to=2025-06-01", 400, "BAD_INPUT"),
    ("GET", "/statistics?from=2025-06-01&to=2025-06-02&by=x", 400, "BAD_INPUT"),
    ("DELETE", "/cases/2025-00001", 405, "METHOD_NOT_ALLOWED"),
    ("PUT", "/cases", 405, "METHOD_NOT_ALLOWED"),
    ("POST", "/flows", 405, "METHOD_NOT_ALLOWED"),
]


def test_a_wrong_address_is_a_problem(subtests: pytest.Subtests, api: Api, number: str) -> None:
    for method, path, status, code in ADDRESSES:
        with subtests.test(f"{method} {path}"):
            refused(api.call(method, path, "clerk"), status, code)


def test_the_methods_of_an_address_are_all_told(api: Api) -> None:
    assert api.call("PUT", "/cases", "clerk").headers["Allow"] == "GET, POST"


BODIES = [
    (b"{", "application/json", 400, "BAD_INPUT"),
    (b"", "application/json", 400, "BAD_INPUT"),
    (b"[]", "application/json", 400, "BAD_INPUT"),
    (b'{"on": "\xff"}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": NaN}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03", "on": "2025-06-03"}', "application/json", 400, "BAD_INPUT"),
    (b"[" * 100_000, "application/json", 400, "BAD_INPUT"),
    (b'{"on": ' + b"9" * 5000 + b"}", "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03", "data": {"\\ud800": 1}}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03", "when": 1}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": 1}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03", "data": []}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03", "if_version": "1"}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-04"}', "application/json", 400, "BAD_INPUT"),
    (b'{"on": "2025-06-03"}', "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b'{"on": "2025-06-03"}', "", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b"on=2025-06-03", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
]


def test_a_body_that_cannot_be_read_is_a_problem(subtests: pytest.Subtests, api: Api, number: str) -> None:
    for content, kind, status, code in BODIES:
        with subtests.test(repr(content[:60])):
            headers = {"Content-Type": kind}
            path = f"/cases/{number}/commands/register"
            refused(api.call("POST", path, "clerk", content=content, headers=headers), status, code)
    assert steps(api) == 1


def test_a_broken_form_is_a_problem(api: Api, number: str) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {"Content-Type": kind}
        answer = api.call("POST", f"/cases/{number}/files", "clerk", content=b"--x\r\nno", headers=headers)
        refused(answer, 400, "BAD_INPUT")
    answer = api.call("POST", f"/cases/{number}/files", "clerk", json={})
    refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_above_the_limit_is_refused(api: Api, number: str) -> None:
    much = b" " * (api.world.config.service.max_attachment_bytes + 3_000_000)
    headers = {"Content-Type": "application/json"}
    for path in ("/cases", f"/cases/{number}/commands/register"):
        refused(api.call("POST", path, "clerk", content=much, headers=headers), 413, "TOO_LARGE")
    files = {"file": ("a.txt", much)}
    answer = api.call("POST", f"/cases/{number}/files", "clerk", files=files, data={"on": TODAY})
    refused(answer, 413, "TOO_LARGE")


KEYS: list[Any] = ["", "x" * 201, "a\x85b".encode("latin-1")]


def test_a_key_is_one_short_line(subtests: pytest.Subtests, api: Api, number: str) -> None:
    for key in KEYS:
        with subtests.test(repr(key)):
            refused(api.do(number, "register", "clerk", key=key), 400, "BAD_INPUT")


# --- who comes in


def test_without_a_token_nothing_but_the_description(api: Api, number: str) -> None:
    answer = api.get(f"/cases/{number}")
    refused(answer, 401, "NOT_SIGNED_IN")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert api.get("/openapi.json").status_code == 200


FORGED: list[Any] = [
    "Bearer",
    "Bearer x",
    "Basic eDp5",
    "Bearer " + "x" * 5000,
    "bearer disclosure_\xff".encode("latin-1"),
]


def test_a_token_that_is_none_opens_nothing(subtests: pytest.Subtests, api: Api, number: str) -> None:
    for header in FORGED:
        with subtests.test(repr(header)):
            answer = api.get(f"/cases/{number}", headers={"Authorization": header})
            refused(answer, 401, "NOT_SIGNED_IN")
            assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_session_of_the_pages_opens_nothing_here(api: Api, number: str) -> None:
    refused(api.get(f"/cases/{number}", headers={"Cookie": "disclosure_session=x"}), 401, "NOT_SIGNED_IN")


ENDS = [(-1, 401), (0, 401), (1, 200)]


def test_a_token_ends_with_its_last_instant(subtests: pytest.Subtests, api: Api) -> None:
    for seconds, status in ENDS:
        with subtests.test(str(seconds)):
            made = NOW - timedelta(1) + timedelta(seconds=seconds)
            token, _ = make_token(api.world.store, "clerk", "t", 1, made, by="root")
            answer = api.get("/todo", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == status


def test_a_revoked_token_opens_nothing_and_its_use_is_dated(api: Api) -> None:
    assert api.get("/todo", "clerk").status_code == 200
    (kept,) = tokens(api.world.store, "clerk")
    assert kept.last_used_on == START
    revoke_token(api.world.store, kept.id, NOW, by="root")
    refused(api.get("/todo", "clerk"), 401, "NOT_SIGNED_IN")


def test_a_token_has_the_roles_its_user_has_now(api: Api, number: str) -> None:
    assert api.get(f"/cases/{number}", "clerk").status_code == 200
    store = api.world.store
    store.write(lambda c: c.execute(grants.delete().where(grants.c.user == "clerk")))
    refused(api.get(f"/cases/{number}", "clerk"), 403, "NOT_PERMITTED")
    store.write(lambda c: c.execute(update(users).where(users.c.name == "clerk").values(active=False)))
    refused(api.get(f"/cases/{number}", "clerk"), 401, "NOT_SIGNED_IN")


# --- faults


def test_a_fault_of_ours_is_a_problem_without_a_word_of_the_data(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    case = api.world.file()
    # The history of a case that nobody can read any more.
    api.world.store.write(lambda c: c.execute(text("UPDATE applicants SET name = '赵不能见', kind = 'zz'")))
    broken = update(history).values(data='{"赵不能见"')
    api.world.store.write(lambda c: c.execute(broken))
    answer = api.get(f"/cases/{case.number}", "clerk")
    said = refused(answer, 500, "ENVIRONMENT_FAILED")
    assert "赵不能见" not in answer.text + caplog.text
    assert not re.search(r"Traceback|File ", answer.text)
    assert said["title"] == "程序出错，本次操作没有完成"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_database_that_is_gone_is_a_problem(api: Api, number: str) -> None:
    api.get(f"/cases/{number}", "clerk")
    api.world.store.write(lambda c: c.execute(text("ALTER TABLE requests RENAME TO requests_away")))
    refused(api.get(f"/cases/{number}", "clerk"), 503, "ENVIRONMENT_FAILED")


def test_no_page_ever_answers_below_the_interface(api: Api) -> None:
    for method in ("GET", "POST", "DELETE"):
        for path in ("/", "/signin", "/cases/x/do/y", "/static/console.css", "/%2e%2e/signin"):
            assert api.call(method, path, "clerk").headers["Content-Type"] == PROBLEM


def test_the_pages_keep_their_own_apologies(api: Api) -> None:
    answer: httpx.Response = api.client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_a_form_above_the_limit_is_refused_by_the_pages_too(api: Api) -> None:
    much = "x" * (api.world.config.service.max_attachment_bytes + 3_000_000)
    answer = api.client.post("/signin", data={"user": much})
    assert answer.status_code == 413
    assert "超过上限" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
