"""保密审查 (R17, S25, S31s, S35, S36): how high a content has to go, by whom, and what is never kept."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from disclosure.cases.door import Door
from disclosure.cases.secrecy_watch import SecrecyReport, backlog, watch
from disclosure.errors import BadInput, ClassifiedFile, GateRefused, NotFound, NotPermitted
from disclosure.law.secrecy import Threshold
from disclosure.params import Config
from disclosure.store.tables import contents, findings, refused_files, request_demand, secrecy_reviews
from tests.cases.world import (
    CONTENT,
    OTHER_CONTENT,
    RELEASES,
    START,
    CaseInHand,
    World,
    person,
    working_days_after,
)

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

PLAIN = "某路改造工程的批复：同意该工程按初步设计实施。"
PHONE = "某路改造工程的批复。联系电话13800138000。"
INTERNAL = "某路改造工程的情况说明，仅供内部参考。"
MENTION = "某路改造工程的批复。本件不涉及国家秘密。"
MARKED = "机密★5年\n\n关于甲乙丙丁戊专线的布设"
NAME = "戊己庚辛.txt"


def reviewed(world: World, text: str) -> CaseInHand:
    """A case in 保密审查 with `text` as what is to be released."""
    case = world.walk("categorising")
    case.do("attach_release", content_hash=world.put_on_file(text.encode()))
    case.do("categorise")
    assert case.state == "secrecy_review"
    return case


def review(case: CaseInHand) -> Any:
    return case._children(secrecy_reviews, secrecy_reviews.c.id)[-1]


def clear(case: CaseInHand, by: str) -> Any:
    return case.do("clear", by=by, content_hash=case.facts.content_hash)


@pytest.mark.parametrize(
    ("text", "level", "way"),
    [
        (PLAIN, None, [("section", "clear")]),
        (PLAIN, None, [("secrecy", "clear")]),
        (PHONE, "handler", [("handler", "answer_findings"), ("section", "clear")]),
        (INTERNAL, "unit_head", [("handler", "answer_findings"), ("office", "clear")]),
        (
            MENTION,
            "secrecy_office",
            [("handler", "answer_findings"), ("section", "pass_to_secrecy_office"), ("secrecy", "clear")],
        ),
    ],
    ids=["nothing found", "nothing found, secrecy office", "personal data", "internal", "mention"],
)
def test_a_content_goes_as_high_as_its_findings_ask(
    world: World, text: str, level: str | None, way: list[tuple[str, str]]
) -> None:
    """R17: every step of the way is needed; before its last nothing leaves."""
    case = reviewed(world, text)
    assert review(case).level == level
    for by, command in way:
        with pytest.raises(GateRefused):
            case.do("clear", by="everything", content_hash="0" * 64)  # another content
        for early in {"section", "secrecy"} if command != "clear" else ():
            with pytest.raises(GateRefused):
                clear(case, early)
        assert case.facts.clearance is None
        _ = clear(case, by) if command == "clear" else case.do(command, by=by)
    assert (case.state, review(case).state) == ("drafting", "cleared")
    assert case.facts.cleared
    assert world.faults() == []


def test_who_put_it_on_file_does_not_clear_it_at_any_level(world: World) -> None:
    """R17, S35: two persons for every clearance."""
    case = world.walk("categorising")
    case.do("attach_release", by="everything", content_hash=CONTENT)
    case.do("categorise")
    with pytest.raises(GateRefused, match="不得审查或批准本人"):
        clear(case, "everything")
    assert clear(case, "section").state == "drafting"


def test_who_passed_it_on_does_not_clear_it_in_the_secrecy_office(world: World) -> None:
    case = reviewed(world, MENTION)
    case.do("answer_findings")
    case.do("pass_to_secrecy_office", by="everything")
    with pytest.raises(GateRefused, match="本人已在前一级审查过"):
        clear(case, "everything")
    for head in ("section", "office"):
        with pytest.raises(GateRefused, match="已转保密机构审查"):
            clear(case, head)
    assert clear(case, "secrecy").state == "drafting"


@pytest.mark.parametrize(("wait", "status"), [(9, "met"), (10, "met"), (11, "late")])
def test_what_is_undetermined_is_referred_within_ten_working_days(
    world: World, wait: int, status: str
) -> None:
    """S25: 10 working days to refer, 10 to determine; neither stops the clock of the reply (X10)."""
    case = reviewed(world, MENTION)
    case.do("answer_findings")
    case.do("pass_to_secrecy_office")
    due_before = case.row.due
    case.do("plan_referral")
    referral = case.deadline("secrecy_referral")
    assert (referral.due, referral.status, referral.owner_role) == (
        working_days_after(START, 10),
        "open",
        "secrecy_reviewer",
    )
    world.today = working_days_after(START, wait)
    case.do("refer_secrecy")
    assert case.deadline("secrecy_referral").status == status
    assert case.deadline("secrecy_decision").due == working_days_after(world.today, 10)
    assert case.row.due == due_before
    world.today += timedelta(3)
    case.do("receive_determination", secret=False)
    assert (case.deadline("secrecy_decision").status, review(case).state) == ("met", "office_review")
    assert clear(case, "secrecy").state == "drafting"
    assert world.faults() == []


def test_what_is_determined_a_secret_goes_back_to_be_decided_anew(world: World) -> None:
    case = reviewed(world, MENTION)
    case.run("answer_findings", "pass_to_secrecy_office", "plan_referral", "refer_secrecy")
    assert case.do("receive_determination", secret=True).state == "categorising"
    assert review(case).state == "refused"
    assert case.facts.clearance is None
    with pytest.raises(GateRefused, match="没有在审"):
        clear(case, "secrecy")


def test_one_byte_changed_and_the_clearance_is_void(world: World) -> None:
    """S35: bound to exactly this content."""
    case = reviewed(world, PLAIN)
    clear(case, "secrecy")
    case.sign()
    case.do("return_draft")
    changed = world.put_on_file((PLAIN + " ").encode())
    case.do("attach_release", content_hash=changed)
    states = [row.state for row in case._children(secrecy_reviews, secrecy_reviews.c.id)]
    assert states == ["voided", "unit_review"]
    with pytest.raises(GateRefused, match="没有有效的保密审查结论"):
        case.do("submit_draft")
    case.do("clear", by="section", content_hash=changed)
    assert case.do("submit_draft").state == "approving"
    assert world.faults() == []


def test_a_clearance_withdrawn_goes_to_the_secrecy_office(world: World) -> None:
    case = reviewed(world, PLAIN)
    clear(case, "section")
    case.do("void_clearance")
    assert (review(case).state, case.facts.clearance) == ("office_review", None)
    with pytest.raises(GateRefused, match="已转保密机构审查"):
        clear(case, "section")
    clear(case, "secrecy")
    assert case.facts.cleared


def test_what_is_not_on_file_cannot_be_released(world: World) -> None:
    case = world.walk("categorising")
    with pytest.raises(BadInput, match="没有入卷"):
        case.do("attach_release", content_hash="e" * 64)


# What is refused because of its mark (S31s)


@pytest.fixture
def without_a_trace(world: World) -> Iterator[None]:
    before = world.snapshot()
    yield
    after = world.snapshot()
    known = {"refused_files", "counters"}  # its number and the verdict
    assert {name for name in after if after[name] != before[name]} == known
    with world.store.read() as connection:
        row = connection.execute(select(refused_files)).one()
    assert (row.number, row.verdict) == (f"拒收-{world.today.year}-0001", "classification_mark")
    _nowhere_on_disk(world)


def _nowhere_on_disk(world: World) -> None:
    """Not in a page of the database, not in its log."""
    if world.store.url.get_backend_name() == "sqlite":
        path = Path(world.store.url.database or "")
        for file in path.parent.glob(f"{path.name}*"):
            for trace in ("甲乙丙丁戊专线", "戊己庚辛"):
                assert trace.encode() not in file.read_bytes(), file


def test_a_marked_file_is_not_taken_into_a_case(world: World, request: pytest.FixtureRequest) -> None:
    case = world.file()
    request.getfixturevalue("without_a_trace")
    with pytest.raises(ClassifiedFile, match="拒收-2025-0001") as refused:
        world.door.attach(case.number, NAME, MARKED.encode(), actor="handler", on=world.today)
    assert "戊己庚辛" not in refused.value.message
    assert refused.value.field == "file"


def test_a_marked_attachment_refuses_the_whole_application(world: World, without_a_trace: None) -> None:
    marked = {"name": NAME, "content_base64": base64.b64encode(MARKED.encode()).decode()}
    plain = {"name": "说明.txt", "content_base64": base64.b64encode("附上说明".encode()).decode()}
    with pytest.raises(ClassifiedFile, match="文件内容和名称未留存") as refused:
        world.file(attachments=[plain, marked])
    assert refused.value.field == "attachments.1"


def test_a_mere_mention_is_taken_and_found(world: World) -> None:
    case = world.file()
    world.door.attach(case.number, "说明.txt", MENTION.encode(), actor="handler", on=world.today)
    with world.store.read() as connection:
        sha256 = hashlib.sha256(MENTION.encode()).hexdigest()
        found = connection.execute(select(findings).where(findings.c.sha256 == sha256)).all()
        kept = connection.execute(select(contents).where(contents.c.sha256 == sha256)).one()
    assert [row.rule for row in found] == ["classification_mention"]
    assert kept.text[found[0].start : found[0].end] == "国家秘密"
    assert "国家秘密" not in found[0].text_masked
    assert world.faults() == []


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "文件是空的"), (b"a" * 20_971_521, "超过上限"), (b"PK\x03\x04" + bytes(30), "压缩包|没有受理")],
    ids=["empty", "one byte too many", "an archive"],
)
def test_what_cannot_be_read_is_not_taken(world: World, content: bytes, why: str) -> None:
    case = world.file()
    before = world.snapshot()
    with pytest.raises(BadInput, match=why):
        world.door.attach(case.number, "a.txt", content, actor="handler", on=world.today)
    assert world.snapshot() == before


@pytest.mark.parametrize(
    ("actor", "late", "error"),
    [("nobody", 0, NotPermitted), ("handler", 1, BadInput)],
    ids=["nobody", "tomorrow"],
)
def test_who_may_not_hand_in_leaves_no_number_of_a_refused_file(
    world: World, actor: str, late: int, error: type[Exception]
) -> None:
    case = world.file()
    before = world.snapshot()
    with pytest.raises(error):
        world.door.attach(case.number, NAME, MARKED.encode(), actor=actor, on=world.today + timedelta(late))
    assert world.snapshot() == before


def test_a_secret_is_one_in_every_case(world: World) -> None:
    """S25: what the authority determined holds for the same bytes wherever they are brought."""
    case = reviewed(world, MENTION)
    case.run("answer_findings", "pass_to_secrecy_office", "plan_referral", "refer_secrecy")
    case.do("receive_determination", secret=True)
    other = world.walk("categorising")
    world.door.attach(other.number, "材料.txt", MENTION.encode(), actor="handler", on=world.today)
    with pytest.raises(GateRefused, match="已被确定为国家秘密"):
        other.do("attach_release", content_hash=hashlib.sha256(MENTION.encode()).hexdigest())


def test_a_file_of_before_is_screened_when_it_is_to_be_released(world: World) -> None:
    """Not only by the next run of the flow."""
    sha256 = world.put_on_file(MENTION.encode())
    unread = update(contents).where(contents.c.sha256 == sha256).values(level=None, rules="", kind="unread")
    world.store.write(lambda connection: connection.execute(unread))
    world.store.write(lambda connection: connection.execute(delete(findings)))
    case = world.walk("categorising")
    case.do("attach_release", content_hash=sha256)
    assert review(case).level == "secrecy_office"
    assert review(case).found >= 1  # the mention, and whatever its name says


@pytest.mark.parametrize("said", ["no", 0, "false", None])
def test_whether_it_is_a_secret_is_answered_by_yes_or_no(world: World, said: Any) -> None:
    case = reviewed(world, MENTION)
    case.run("answer_findings", "pass_to_secrecy_office", "plan_referral", "refer_secrecy")
    with pytest.raises(BadInput, match="secret"):
        case.do("receive_determination", secret=said)


# The flow: rules that change, disclosures taken together


def stricter(config: Config) -> Config:
    """The rules of another day: 初步设计 is a word that the secrecy office has to look at."""
    path = "law/secrecy.yaml"
    text = (
        config.files[path]
        .replace("words: [部队番号,", "words: [初步设计, 部队番号,")
        .replace("[部队番号, 部队代号", "[初步设计, 部队番号, 部队代号")
    )
    assert text != config.files[path]
    return Config.of_snapshot({**config.files, path: text})


def look(world: World, config: Config | None = None) -> SecrecyReport:
    config = config or world.config
    return watch(world.store, config, Door(world.store, config, world.door._now), world.today)


def test_a_quiet_day_changes_nothing(world: World) -> None:
    case = reviewed(world, PLAIN)
    before = world.snapshot()
    report = look(world)
    assert (report.screened, report.raised, report.errors, report.marked) == (0, 0, (), ())
    waiting = [(w.number, w.label, w.owner, w.level, w.found) for w in report.waiting]
    assert waiting == [(case.number, "科室负责人审查", "section_head", None, 0)]
    assert world.snapshot() == before


def test_new_rules_ask_anew_about_what_was_cleared(world: World) -> None:
    """What was sent stays; what has not left yet goes back to its handler, once."""
    case, sent = reviewed(world, PLAIN), world.walk("sent")
    clear(case, "section")
    case.sign()
    config = stricter(world.config)
    with world.store.read() as connection:
        assert backlog(connection, config) == len(RELEASES) + 1  # what the world has on file, and this one
    report = look(world, config)
    assert (report.screened, report.raised) == (len(RELEASES) + 1, 1)
    assert (review(case).state, review(case).level, case.facts.clearance) == (
        "handler_review",
        "secrecy_office",
        None,
    )
    with pytest.raises(GateRefused, match="没有有效的保密审查结论"):
        case.do("send")
    assert sent.facts.cleared
    again = look(world, config)
    assert (again.screened, again.raised) == (0, 0)
    assert world.faults() == []


def together(config: Config, applicant: int) -> Config:
    """A configuration in which `applicant` disclosures to one person are looked at together."""
    rules = config.screening
    threshold = Threshold(applicant, rules.aggregation.same_applicant.level, "同一申请人，合并审查")
    aggregation = replace(rules.aggregation, same_applicant=threshold)
    return replace(config, screened_by=replace(rules, aggregation=aggregation))


@pytest.mark.parametrize(
    ("people", "months_ago", "level"),
    [
        ((1, 1, 1), 1, "raised"),  # the third to one person
        ((1, 2, 1), 1, None),  # to another person
        ((1, 1, 1), 14, None),  # out of the window
    ],
)
def test_many_disclosures_to_one_applicant_are_looked_at_together(
    world: World, people: tuple[int, int, int], months_ago: int, level: str | None
) -> None:
    """S36: by the number of papers or the telephone, within the window of config/law/secrecy.yaml."""
    world.config = together(world.config, 3)
    world.door = Door(world.store, world.config, world.door._now)
    window = world.config.screening.aggregation.window_months
    assert 1 < window < 14
    world.today = START - timedelta(31 * months_ago)
    for n in people[:2]:
        case = world.file(applicants=[person(n)])
        case.run("register", "attach_release")
        case.do("clear", by="secrecy")
        case.do("reply_on_the_spot", by="clerk", outcome="OPEN_PROVIDE", content_hash=CONTENT)
    world.today = START
    third = world.file(applicants=[person(people[2])])
    third.do("register")
    third.do("attach_release", content_hash=OTHER_CONTENT)
    expected = world.config.screening.aggregation.same_applicant.level if level else None
    assert review(third).level == expected
    assert review(third).state == ("handler_review" if level else "unit_review")


def test_many_disclosures_on_one_subject_are_looked_at_together(world: World) -> None:
    """S36: to three different people, of one affair as the nightly search has grouped them."""
    rules = world.config.screening
    threshold = replace(rules.aggregation.same_subject, count=3)
    aggregation = replace(rules.aggregation, same_subject=threshold)
    world.config = replace(world.config, screened_by=replace(rules, aggregation=aggregation))
    world.door = Door(world.store, world.config, world.door._now)
    cases = []
    for n in (1, 2, 3, 4):
        case = world.file(applicants=[person(n)])
        case.do("register")
        cases.append(case)
    affair = [{"request_id": case.row.id, "matter": "m"} for case in cases[:3]]
    world.store.write(lambda connection: connection.execute(insert(request_demand), affair))
    for case in cases[:2]:
        case.do("attach_release")
        case.do("clear", by="secrecy")
        case.do("reply_on_the_spot", by="clerk", outcome="OPEN_PROVIDE", content_hash=CONTENT)
    levels = []
    for case in cases[2:]:
        case.do("attach_release", content_hash=OTHER_CONTENT)
        levels.append(review(case).level)
    assert levels == [threshold.level, None]  # the fourth belongs to no affair


def test_two_looks_at_once_ask_once(world: World) -> None:
    case = reviewed(world, PLAIN)
    config = stricter(world.config)
    for _ in range(2):
        look(world, config)
    commands = [row.command for row in case.history]
    assert commands.count("record_screening") == 1


def test_a_day_of_review_is_a_day_of_the_office(world: World) -> None:
    """G10: each level has the limit of config/organization.yaml, from the day the review came to it."""
    case = reviewed(world, PHONE)
    assert (case.deadline("step").owner_role, case.deadline("step").due) == (
        "handler",
        working_days_after(START, 5),
    )
    world.today = date(2025, 6, 5)
    case.do("answer_findings")
    step = case.deadline("step")
    assert (step.owner_role, step.due) == ("section_head", working_days_after(date(2025, 6, 5), 5))


# The same content again


def put_aside(world: World, case: CaseInHand) -> None:
    """Another content in its place, and the first one once more."""
    first = case.facts.content_hash
    case.do("attach_release", content_hash=world.put_on_file(OTHER_TEXT.encode()))
    case.do("attach_release", content_hash=first)


OTHER_TEXT = "某路改造工程的另一件批复。"


def test_what_was_determined_a_secret_does_not_come_back(world: World) -> None:
    """S25: nothing was found in it by the machine, so a unit head alone could let the same bytes out."""
    case = reviewed(world, PLAIN)
    secret = case.facts.content_hash
    case.run("pass_to_secrecy_office", "plan_referral", "refer_secrecy")
    case.do("receive_determination", secret=True)
    with pytest.raises(GateRefused, match="已被确定为国家秘密"):
        case.do("attach_release", content_hash=secret)
    assert world.faults() == []


@pytest.mark.parametrize(
    "way",
    [("pass_to_secrecy_office",), ("pass_to_secrecy_office", "plan_referral", "refer_secrecy"), ("void",)],
)
def test_what_had_come_to_the_secrecy_office_comes_back_to_it(world: World, way: tuple[str, ...]) -> None:
    """R17, S26: a content put in its place for a moment does not make the question smaller."""
    case = world.walk("categorising")
    case.do("attach_release", content_hash=world.put_on_file(PLAIN.encode()))
    if way == ("void",):
        clear(case, "section")
        case.do("void_clearance")
    else:
        case.run(*way)
    put_aside(world, case)
    assert (review(case).state, review(case).level) == ("handler_review", "secrecy_office")
    case.do("answer_findings")
    with pytest.raises(GateRefused, match="须由保密机构审查"):
        clear(case, "section")
    assert world.faults() == []


def test_what_was_refused_comes_back_to_the_secrecy_office(world: World) -> None:
    case = reviewed(world, PLAIN)
    content = case.facts.content_hash
    case.do("refuse_clearance", by="section")
    case.do("attach_release", content_hash=content)
    assert review(case).level == "secrecy_office"
    assert world.faults() == []


# The question only grows


def marked_now(world: World, content_hash: str) -> None:
    """As after the flow has read a content of before under rules that see its mark."""
    refuse = update(contents).where(contents.c.sha256 == content_hash).values(level="refuse")
    mark = {
        "rule": "classification_mark",
        "level": "refuse",
        "start": 0,
        "end": 1,
        "place": "",
        "text_masked": "",
    }
    seen = insert(findings).values(sha256=content_hash, suggestion="", **mark)

    def work(connection: Connection) -> None:
        connection.execute(refuse)
        connection.execute(seen)

    world.store.write(work)


def test_a_content_in_which_a_mark_is_seen_later_is_not_put_on_file_for_release(world: World) -> None:
    """S31s, S35."""
    case = world.walk("categorising")
    content = world.put_on_file(PLAIN.encode())
    marked_now(world, content)
    with pytest.raises(GateRefused, match="国家秘密标志"):
        case.do("attach_release", content_hash=content)


def test_a_mark_seen_later_ends_the_clearance_and_nobody_gives_another(world: World) -> None:
    case = reviewed(world, PLAIN)
    clear(case, "section")
    case.sign()
    marked_now(world, case.facts.content_hash or "")
    assert (look(world).raised, look(world).raised) == (1, 0)
    with pytest.raises(GateRefused, match="没有有效的保密审查结论"):
        case.do("send")
    case.run("answer_findings", "pass_to_secrecy_office")
    with pytest.raises(GateRefused, match="国家秘密标志"):
        clear(case, "secrecy")
    case.do("refuse_clearance", by="secrecy")
    assert world.faults() == []


def test_a_later_screening_does_not_lower_the_level(world: World) -> None:
    case = reviewed(world, MENTION)
    case.run("answer_findings", "pass_to_secrecy_office")
    lower = {"content_hash": case.facts.content_hash, "level": "handler", "found": 1, "why": "另一次筛查"}
    case.do("record_screening", by="secrecy", **lower)
    case.do("answer_findings")
    assert review(case).level == "secrecy_office"
    with pytest.raises(GateRefused, match="须由保密机构审查"):
        clear(case, "section")


def test_a_new_finding_of_the_same_level_is_asked_about_as_well(world: World) -> None:
    """S35: the clearance was given in view of one finding, not of the other."""
    case = reviewed(world, MENTION.replace("批复", "批复（初步设计）"))
    case.run("answer_findings", "pass_to_secrecy_office")
    clear(case, "secrecy")
    config = stricter(world.config)
    assert (look(world, config).raised, look(world, config).raised) == (1, 0)
    assert case.facts.clearance is None
    assert review(case).found > 1


def test_what_is_with_the_authority_waits_for_its_answer(world: World) -> None:
    case = reviewed(world, PLAIN)
    case.run("pass_to_secrecy_office", "plan_referral", "refer_secrecy")
    config = stricter(world.config)
    assert look(world, config).errors == ()
    case.do("receive_determination", secret=False)
    assert look(world, config).raised == 1


def test_a_file_of_another_case_is_nobodys_to_name(world: World) -> None:
    """Whoever knows the hash would be let into a file of a case he may not see."""
    theirs, mine = world.walk("searching"), world.walk("searching")
    content = "另一件申请中的材料".encode()
    world.door.attach(theirs.number, "材料.txt", content, actor="handler", on=world.today)
    sha256 = hashlib.sha256(content).hexdigest()
    with pytest.raises(NotFound, match=f"{mine.number} 没有收存"):
        mine.do("attach_release", content_hash=sha256)
    world.door.attach(mine.number, "材料.txt", content, actor="handler", on=world.today)
    mine.do("attach_release", content_hash=sha256)
    assert mine.facts.content_hash == sha256
