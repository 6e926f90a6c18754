"""R51, facts §6: a proceeding against us step by step, its deadlines, how it comes out and what that sets going."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure.errors import BadInput, GateRefused
from disclosure.law.decisions import DECISIONS
from tests.cases.world import CaseInHand, World, on_or_after, working_days_after

pytestmark = pytest.mark.check  # each row walks a case of its own

DAY = timedelta(1)
MONDAY = date(2025, 7, 7)


def on(case: CaseInHand, day: date) -> CaseInHand:
    case.world.today = day
    return case


def opened(world: World, leaf: str = "remedy_period", **fields: object) -> CaseInHand:
    case = on(world.walk(leaf), max(MONDAY, world.today))
    case.do("open_remedy", **fields)
    return case


def heard(world: World, leaf: str = "remedy_period", **fields: object) -> CaseInHand:
    """As far as it can be decided."""
    case = opened(world, leaf, **fields)
    case.do("accept_remedy")
    return case


@pytest.mark.parametrize(
    ("rule", "kind", "procedure", "due"),
    [
        # From Monday 2025-07-07: ten working days end on Monday the 21st, five on Monday the 14th.
        ("RV48", "reconsideration", "ordinary", date(2025, 7, 21)),
        ("RV54", "reconsideration", "simple", date(2025, 7, 14)),
        ("RV54", "reconsideration", None, date(2025, 7, 14)),  # X16: as long as nobody has said
        # Fifteen days, whatever the procedure: Tuesday the 22nd.
        ("LT67", "litigation", None, date(2025, 7, 22)),
        ("LT67", "litigation", "simple", date(2025, 7, 22)),
    ],
)
@pytest.mark.parametrize(("late", "status"), [(-1, "met"), (0, "met"), (1, "late")])
def test_our_answer_is_due(
    world: World, rule: str, kind: str, procedure: str | None, due: date, late: int, status: str
) -> None:
    """RV48, RV54, LT67, X16: counted from the day the copy arrived; met by handing in, the day before, the day, late
    the day after."""
    case = opened(world, kind=kind)
    case.do("request_remedy_answer", procedure=procedure)
    owed = case.deadline("remedy_answer")
    assert (owed.due, owed.basis, owed.status) == (due, rule, "open")
    assert owed.next_alert_on is not None
    on(case, due + late * DAY).do("answer_remedy", answer_hash="c" * 64)
    answered = case.deadline("remedy_answer")
    assert (answered.status, answered.met_on, answered.next_alert_on) == (status, world.today, None)
    assert world.faults() == []


@pytest.mark.parametrize(
    ("kind", "command"), [("reconsideration", "decide_remedy"), ("litigation", "end_remedy")]
)
def test_the_first_remedies_stay_open(world: World, kind: str, command: str) -> None:
    """RV20, LT46: served on 2025-06-03, so six months end on Wednesday 2025-12-03; an early end changes nothing."""
    case = heard(world, kind=kind)
    case.do(command)
    assert case.deadline("remedy_period").due == date(2025, 12, 3)


@pytest.mark.parametrize(
    ("rule", "kind", "decision", "end"),
    [
        # Told on Monday 2025-12-15. Fifteen days: Tuesday the 30th. Ten days: Thursday the 25th. None: the six months.
        ("LT45", "reconsideration", "upheld", date(2025, 12, 30)),
        ("RV34", "reconsideration", "not_accepted", date(2025, 12, 30)),
        ("RV34", "reconsideration", "application_rejected", date(2025, 12, 30)),
        ("RV73/74", "reconsideration", "withdrawn", date(2025, 12, 3)),
        ("LT85", "litigation", "claim_dismissed", date(2025, 12, 30)),
        ("LT85", "litigation", "suit_dismissed", date(2025, 12, 25)),
        ("LT51", "litigation", "not_docketed", date(2025, 12, 25)),
        ("LT51", "litigation", "withdrawn", date(2025, 12, 3)),
        ("R47.2", "complaint", "unsubstantiated", date(2025, 12, 3)),
    ],
)
def test_the_next_remedy_stays_open(world: World, rule: str, kind: str, decision: str, end: date) -> None:
    """LT45, RV34, LT85, LT88: from the day the decision reached us."""
    assert rule
    case = heard(world, kind=kind)
    command = "decide_remedy" if DECISIONS[kind][decision].on_merits else "end_remedy"
    on(case, date(2025, 12, 15)).do(command, decision=decision)
    assert (case.state, case.deadline("remedy_period").due) == ("remedy_period", end)
    if end > world.today:
        with pytest.raises(GateRefused):
            on(case, end).do("archive")
    assert on(case, max(end, world.today) + DAY).do("archive").state == "archived"


ORDERS = [
    (kind, decision.code)
    for kind, table in DECISIONS.items()
    for decision in table.values()
    if decision.orders
]


@pytest.mark.parametrize(("kind", "decision"), ORDERS)
@pytest.mark.parametrize("leaf", ["remedy_period", "sent", "archived", "abandoned", "withdrawn"])
def test_an_order_opens_a_new_round_at_once(world: World, leaf: str, kind: str, decision: str) -> None:
    """K14, RV63–69, SC25.7, R47.2: in the same step, from wherever the case is, and it can be answered again."""
    case = heard(world, leaf, kind=kind)
    ordered = world.today
    steps = case.row.version
    done = case.do("decide_remedy", decision=decision, working_days=15)
    assert (done.state, done.phase, done.version) == ("searching", "review", steps + 1)
    row = case.row
    assert (row.round, row.outcome, row.closed_on) == (2, None, None)
    assert row.due == working_days_after(ordered, 15)
    assert (case.deadline("redo").status, case.deadline("redo").basis) == ("open", "K14")
    assert case.facts.remedies[0].result == "corrected"
    case.do("record_search")
    case.do("attach_release")
    case.do("categorise")
    case.do("clear")
    case.sign()
    case.run("send", "serve")
    assert (case.state, case.deadline("redo").status) == ("remedy_period", "met")
    assert world.faults() == []


@pytest.mark.parametrize("leaf", ["awaiting_correction", "searching", "consulting", "drafting", "signed"])
def test_an_order_against_silence_leaves_the_work_where_it_is(world: World, leaf: str) -> None:
    """K14, LT47: nothing has been replied; the period of the order takes the place of that of the law."""
    case = heard(world, leaf)
    assert case.do("decide_remedy", decision="ordered", working_days=10).state == leaf
    assert (case.row.due, case.row.round) == (working_days_after(world.today, 10), 1)
    assert "redo" in case.open_kinds()


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ({"working_days": 15}, working_days_after(MONDAY, 15)),
        ({"until": "2025-08-29"}, date(2025, 8, 29)),
        ({}, working_days_after(MONDAY, 20)),  # X17: where the decision names none
    ],
)
def test_the_period_of_the_order(world: World, term: dict[str, object], due: date) -> None:
    """K14, SC25.7."""
    case = heard(world)
    case.do("decide_remedy", decision="ordered", **term)
    assert case.row.due == due


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"decision": "revoked", "working_days": 15}, "不责令重新处理"),
        ({"decision": "ordered", "working_days": 15, "until": "2025-08-29"}, "限期写了两个"),
        ({"decision": "ordered", "not_in_force": True}, "只有一审"),
        ({"decision": "upheld", "decided_on": "2025-07-06"}, "不在提起之日和收到之日之间"),
        ({"decision": "upheld", "ref": "j2"}, "没有编号为 j2"),
    ],
)
def test_what_does_not_go_together_is_refused(world: World, fields: dict[str, object], why: str) -> None:
    case = heard(world)
    with pytest.raises(GateRefused, match=why):
        case.do("decide_remedy", **fields)
    assert case.facts.open_remedies


@pytest.mark.parametrize(
    ("kind", "command", "decision"),
    [
        ("reconsideration", "decide_remedy", "claim_dismissed"),
        ("reconsideration", "decide_remedy", "withdrawn"),  # RV73/74: no decision at all
        ("reconsideration", "end_remedy", "upheld"),  # RV62: a decision is not an ending
        ("litigation", "decide_remedy", "upheld"),
        ("complaint", "decide_remedy", "ordered"),
    ],
)
def test_the_kinds_of_decision_are_a_closed_list(
    world: World, kind: str, command: str, decision: str
) -> None:
    case = heard(world, kind=kind)
    with pytest.raises(BadInput, match="可用") as refused:
        case.do(command, decision=decision)
    assert refused.value.field == "decision"


def test_no_proceeding_ends_without_a_decision_or_a_reason(world: World) -> None:
    case = heard(world)
    for command in ("decide_remedy", "end_remedy"):
        with pytest.raises(BadInput):
            world.door.do(case.number, command, {"ref": "j1"}, actor="legal", on=world.today)


def test_a_judgment_not_yet_in_force_waits(world: World) -> None:
    """K14, LT85, LT88: of a first instance; it is not forgotten, and opens the round when nobody has appealed."""
    case = heard(world, kind="litigation")
    judged = on(case, date(2025, 11, 28)).do("decide_remedy", decision="ordered", not_in_force=True)
    assert (judged.state, case.row.round) == ("remedy_period", 1)
    on(case, date(2026, 1, 5))
    with pytest.raises(GateRefused, match="order_to_act"):
        case.do("archive")
    assert case.do("order_to_act", working_days=20).state == "searching"
    assert case.row.due == working_days_after(date(2026, 1, 5), 20)
    assert world.faults() == []


@pytest.mark.parametrize(
    ("second", "result", "state"),
    [
        ("appeal_dismissed", "corrected", "searching"),  # the order takes effect now
        ("claim_dismissed", "upheld", "remedy_period"),  # 改判: the order is gone
        ("remanded", "other", "remedy_period"),
    ],
)
def test_a_second_instance_is_a_proceeding_of_its_own(
    world: World, second: str, result: str, state: str
) -> None:
    """LT85, LT88, N6: its result in T4 is that of the judgment it upholds; three months; no third instance."""
    case = heard(world, kind="litigation", after_reconsideration=True)
    case.do("decide_remedy", decision="ordered", not_in_force=True)
    on(case, date(2025, 7, 15)).do("open_remedy", kind="litigation", body="市中级人民法院", appeal_of="j1")
    assert case.state == "in_proceedings"
    assert case.facts.remedies[1].after_reconsideration
    assert case.deadline("remedy_decision").due == on_or_after(date(2025, 10, 15))
    case.do("accept_remedy", ref="j2")
    done = on(case, date(2025, 9, 1)).do("decide_remedy", ref="j2", decision=second)
    assert (done.state, case.facts.remedies[1].result) == (state, result)
    assert case.facts.remedies[0].order is None
    if state == "remedy_period":
        assert case.deadline("remedy_period").due == date(2025, 12, 3)
    with pytest.raises(GateRefused, match="不是已经裁判的一审"):
        case.do("open_remedy", kind="litigation", appeal_of="j2")
    assert world.faults() == []


def test_only_a_second_instance_dismisses_an_appeal(world: World) -> None:
    case = heard(world, kind="litigation")
    with pytest.raises(GateRefused, match="二审"):
        case.do("decide_remedy", decision="appeal_dismissed")


@pytest.mark.parametrize(("late", "status"), [(-1, "met"), (0, "met"), (1, "late")])
def test_what_we_corrected_is_reported(world: World, late: int, status: str) -> None:
    """RV76: sixty days after the written opinion; 2025-07-07 and 60 days is Friday 2025-09-05. Until then the case
    stays in 救济程序中."""
    case = heard(world)
    assert case.do("decide_remedy", decision="unlawful", opinion=True).state == "in_proceedings"
    owed = case.deadline("opinion_report")
    assert (owed.due, owed.status, owed.basis) == (date(2025, 9, 5), "open", "RV76")
    done = on(case, owed.due + late * DAY).do("report_remedy_opinion")
    assert (done.state, case.deadline("opinion_report").status) == ("remedy_period", status)
    assert world.faults() == []


def test_an_order_and_an_opinion_at_once(world: World) -> None:
    """K14, RV76: the new round begins, and the report is owed beside it."""
    case = heard(world)
    assert case.do("decide_remedy", decision="revoked_redo", opinion=True).state == "searching"
    assert {"redo", "opinion_report"} <= case.open_kinds()
    assert case.do("report_remedy_opinion").state == "searching"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"filed_on": "2025-06-02"}, "提起之日"),
        ({"filed_on": "2025-07-08"}, "提起之日"),
        ({"claimant": "third_party", "third_party": "c1"}, "没有编号为 c1"),
        ({"after_reconsideration": True}, "只能是诉讼"),
        ({"kind": "litigation", "appeal_of": "j1"}, "不是已经裁判的一审"),
    ],
)
def test_a_proceeding_that_cannot_be_is_refused(world: World, fields: dict[str, object], why: str) -> None:
    case = on(world.walk("remedy_period"), MONDAY)
    with pytest.raises(GateRefused, match=why):
        case.do("open_remedy", **fields)


@pytest.mark.parametrize("fields", [{"claimant": "third_party"}, {"third_party": "甲公司"}])
def test_a_third_party_is_named(world: World, fields: dict[str, object]) -> None:
    case = world.walk("remedy_period")
    with pytest.raises(BadInput) as refused:
        case.do("open_remedy", **fields)
    assert refused.value.field == "third_party"


def test_everything_told_of_a_proceeding_is_kept(world: World) -> None:
    """R51: whose it is, where, since when, their number, our answer, how it was decided."""
    case = on(world.walk("remedy_period"), MONDAY)
    told = {"claimant": "third_party", "third_party": "甲公司", "filed_on": "2025-07-01"}
    case.do("open_remedy", **told)
    case.do("accept_remedy", file_number="政复〔2025〕9号")
    case.do("request_remedy_answer", procedure="ordinary")
    on(case, MONDAY + DAY).do("answer_remedy", answer_hash="c" * 64)
    on(case, MONDAY + 9 * DAY).do("decide_remedy", decision="changed", decided_on="2025-07-14")
    [remedy] = case.facts.remedies
    assert (remedy.third_party, remedy.body, remedy.file_number) == (
        "甲公司",
        "市人民政府",
        "政复〔2025〕9号",
    )
    assert (remedy.filed_on, remedy.answer_asked_on) == (date(2025, 7, 1), MONDAY)
    assert (remedy.answered_on, remedy.answer_hash) == (MONDAY + DAY, "c" * 64)
    assert (remedy.decision, remedy.result, remedy.decided_on) == ("changed", "corrected", date(2025, 7, 14))
    assert remedy.closed_on == MONDAY + 9 * DAY
    assert world.faults() == []


def test_a_reply_on_its_way_that_an_order_overtakes_is_no_result(world: World) -> None:
    """N3, C-10: handed over but not yet received, it concluded nothing; the reply made again does."""
    case = world.walk("signed")
    case.do("send", delivery="electronic")
    case.run("open_remedy", "accept_remedy")
    case.do("decide_remedy", decision="ordered")
    assert (case.facts.first_outcome, case.row.concluded_as) == (None, None)
    posted = world.walk("sent")
    posted.run("open_remedy", "accept_remedy")
    posted.do("decide_remedy", decision="ordered")
    assert (posted.facts.first_outcome, posted.row.concluded_as) == ("OPEN_PROVIDE", "OPEN_PROVIDE")


def test_a_mistyped_decision_is_corrected_with_its_column(world: World) -> None:
    """R45, T4: by a second person; what orders us anew where the other did not is no slip of the pen."""
    case = heard(world)
    decided = case.do("decide_remedy", decision="upheld").version
    wrong = {"n": decided, "field": "decision", "reason": "看错"}
    with pytest.raises(BadInput, match="不是笔误"):
        case.do("rectify", value="revoked_redo", **wrong)
    with pytest.raises(BadInput, match="可用"):
        case.do("rectify", value="claim_dismissed", **wrong)
    proposed = case.do("rectify", value="unlawful", **wrong).version
    assert case.facts.remedies[0].result == "upheld"
    case.do("approve_rectification", n=proposed)
    assert (case.facts.remedies[0].decision, case.facts.remedies[0].result) == ("unlawful", "corrected")
    assert world.faults() == []
