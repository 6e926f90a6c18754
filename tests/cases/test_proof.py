"""Tables changed behind the history's back: every derived cell is compared, and a spoilt row ends nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from sqlalchemy import text

from disclosure.cases.clockwork import clock_of, owed
from disclosure.cases.folding import fold, read_rows
from disclosure.cases.proof import mismatches
from disclosure.cases.sweep import sweep
from disclosure.cases.writing import save_deadlines
from disclosure.cli import cli
from disclosure.errors import ConfigInvalid
from disclosure.params import Config
from disclosure.params.config import version_of
from tests.cases.world import CaseInHand, World, application, working_days_after
from tests.store.test_keys import ENVIRONMENT

pytestmark = pytest.mark.check  # each case is a book of its own, spoilt and read again

ATTACHED = b"a scanned letter"
FILE = {"name": "letter.pdf", "content_base64": base64.b64encode(ATTACHED).decode()}


def tamper(world: World, *statements: str, **values: Any) -> list[str]:
    """What the proof says afterwards, as "number：what"."""
    world.store.write(lambda c: [c.execute(text(statement), values) for statement in statements])
    return said(world)


def said(world: World, present: Config | None = None) -> list[str]:
    with world.store.read() as connection:
        return [f"{m.number}：{m.what}" for m in mismatches(connection, world.store.keys, present)]


@pytest.fixture
def case(world: World) -> CaseInHand:
    """The first of two cases; both are sound."""
    filed = world.file(attachments=[FILE])
    filed.do("register")
    world.file()
    assert said(world) == []
    return filed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            "UPDATE history SET data = '{' WHERE seq = 2",
            "历史无法重算：存储的内容无法解读（JSONDecodeError）",
        ),
        ("UPDATE history SET data = '{}' WHERE seq = 1", "历史无法重算：存储的内容无法解读（KeyError）"),
        ("UPDATE history SET command = 'note' WHERE seq = 1", "历史无法重算：没有收件记录"),
        ("DELETE FROM history WHERE request_id = 1", "历史无法重算：没有收件记录"),
        (
            "UPDATE applicants SET id_no = phone WHERE request_id = 1",
            "申请人无法核对：applicants.id_no 无法解密",
        ),
        ("UPDATE contents SET size = size + 1", "文件 "),
    ],
)
def test_a_spoilt_row_is_a_finding_of_its_case_alone(
    world: World, case: CaseInHand, change: str, why: str
) -> None:
    found = tamper(world, change)
    assert found
    assert {line.split("：")[0] for line in found} == {case.number}
    assert any(line.startswith(f"{case.number}：{why}") for line in found), found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("DELETE FROM config_versions", "没有留存"),
        ("UPDATE config_versions SET snapshot = '{}'", "读不出"),
        ("UPDATE config_versions SET snapshot = '['", "读不出"),
        ("UPDATE config_versions SET snapshot = '[]'", "读不出"),
        ("UPDATE config_versions SET snapshot = replace(snapshot, 'chunk: 5000', 'chunk: 5001')", "被改动"),
    ],
)
@pytest.mark.usefixtures("case")
def test_a_spoilt_configuration_is_named_by_its_version(world: World, change: str, why: str) -> None:
    found = tamper(world, change)
    assert len(found) == 2
    assert all(world.config.version[:12] in line and why in line for line in found), found


def test_a_configuration_of_an_earlier_program_is_still_read(world: World) -> None:
    """What rules have come to read since: a parameter, an outcome, a whole topic of law."""
    files = {name: text for name, text in world.config.files.items() if not name.startswith("letters/")}
    files["law/outcomes.yaml"] = _without(files["law/outcomes.yaml"], "  END_OTHER:")
    files["law/redo.yaml"] = _without(files["law/redo.yaml"], "  default_period:") + "  {}\n"
    del files["law/reassessment.yaml"]
    with pytest.raises(ConfigInvalid):
        Config.of_snapshot(files)
    earlier = Config.of_stored(files)
    assert earlier.version == version_of(files)
    assert "END_OTHER" not in earlier.law.outcomes
    of_then = World(world.store, earlier)
    of_then.file()
    assert said(world) == []


def test_every_other_mistake_in_a_stored_configuration_is_refused(world: World) -> None:
    broken = {**world.config.files, "law/reply.yaml": world.config.files["law/reply.yaml"] + "x: 1\n"}
    with pytest.raises(ConfigInvalid, match="law/reply"):
        Config.of_stored(broken)


def _without(yaml: str, key: str) -> str:
    """`yaml` without the block that begins with `key`."""
    lines = yaml.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith(key))
    depth = len(key) - len(key.lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * (depth + 1))):
        end += 1
    return "".join(lines[:start] + lines[end:])


def test_the_numbers_of_two_cases_swapped(world: World, case: CaseInHand) -> None:
    found = tamper(
        world,
        "UPDATE requests SET number = 'x' WHERE id = 1",
        "UPDATE requests SET number = '2025-00001' WHERE id = 2",
        "UPDATE requests SET number = '2025-00002' WHERE id = 1",
    )
    assert case.number == "2025-00001"
    assert found == ["2025-00002：number 与历史不符", "2025-00001：number 与历史不符"]


def test_the_key_of_the_filer(world: World, case: CaseInHand) -> None:
    found = tamper(world, "UPDATE requests SET request_key = 'other' WHERE id = 1")
    assert found == [f"{case.number}：request_key 与历史不符"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("UPDATE contents SET content = :other", ["{kept} 的内容被改动"]),
        ("UPDATE contents SET size = size + 1", ["{kept} 的内容被改动"]),
        ("DELETE FROM documents", ["{kept} 不见了"]),
        (
            "UPDATE documents SET sha256 = :given",
            ["{kept} 不见了", "{given} 不是递交或收存的文件"],
        ),
    ],
)
def test_attachments_are_those_that_were_filed(
    world: World, case: CaseInHand, change: str, expected: list[str]
) -> None:
    other = b"b scanned letter"  # as long as the first
    given = world.put_on_file(b"a letter of another case")
    names = {"kept": hashlib.sha256(ATTACHED).hexdigest()[:12], "given": given[:12]}
    values = {name: v for name, v in {"other": other, "given": given}.items() if f":{name}" in change}
    found = tamper(world, change, **values)
    assert found == [f"{case.number}：文件 {line.format(**names)}" for line in expected]


@pytest.mark.parametrize("name", ["ACME有限公司 ", "acme有限公司", "ＡＣＭＥ有限公司"])
def test_a_name_changed_only_in_case_width_or_blanks(world: World, name: str) -> None:
    person = {**application()["applicants"][0], "name": "ACME有限公司"}
    case = world.file(applicants=[person])
    assert said(world) == []
    found = tamper(world, "UPDATE applicants SET name = :name", name=name)
    assert found == [f"{case.number}：申请人信息与历史中的校验值不符"]


@pytest.mark.parametrize(
    "change",
    [
        "opened_on = '2025-06-02'",
        "due = '2025-07-02'",
        "basis = 'R1'",
        "on_expiry = 'task'",
        "owner_role = 'leader'",
        "unit = 'construction'",
        "status = 'met'",
        "status = 'void'",
        "met_on = '2025-06-04'",
        "provisional = true",
        "expires_on = '2025-07-02'",
        "level = 1",
        "next_alert_on = NULL",
        "next_alert_on = '2025-06-25'",
    ],
)
def test_every_cell_of_a_deadline_is_compared(world: World, case: CaseInHand, change: str) -> None:
    found = tamper(world, f"UPDATE deadlines SET {change} WHERE request_id = 1 AND kind = 'reply'")
    assert [line[: len(case.number) + 9] for line in found] == [f"{case.number}：期限 reply"]


def test_a_deadline_that_no_longer_counts_owes_nothing(world: World, case: CaseInHand) -> None:
    """The limit for registration was met when the case was registered."""
    found = tamper(
        world,
        "UPDATE deadlines SET next_alert_on = '2025-06-25' WHERE request_id = 1 AND kind = 'registration'",
    )
    assert [line.endswith("不应再有") for line in found] == [True]
    assert found[0].startswith(f"{case.number}：期限 registration")


def test_levels_are_those_a_sweep_recorded(world: World, case: CaseInHand) -> None:
    """G8: R33.2's last day is 2025-07-01, and by the day after every light has come on."""
    assert case.row.due == working_days_after(date(2025, 6, 3), 20) == date(2025, 7, 1)
    _swept_level(world, case)
    assert said(world) == []
    found = tamper(world, "DELETE FROM escalations")
    assert all("亮灯记录 0" in line for line in found)
    assert len(found) >= 2


def test_a_due_day_that_goes_and_comes_back_keeps_its_level(world: World, case: CaseInHand) -> None:
    """G8: what was recorded for that day still stands, so no light goes out in between."""
    level = _swept_level(world, case)
    facts, config = case.facts, world.config
    clock = clock_of(facts, config.law, world.today)
    there = list(owed(facts, clock, config))
    away = [replace(d, due=d.due + timedelta(30)) if d.kind == "reply" else d for d in there]
    of, on = case.row.id, world.today
    world.store.write(lambda c: save_deadlines(c, of, away, facts, config, on))
    assert case.deadline("reply").level == 0
    world.store.write(lambda c: save_deadlines(c, of, there, facts, config, on))
    assert case.deadline("reply").level == level
    assert said(world) == []


def _swept_level(world: World, case: CaseInHand) -> int:
    sweep(world.store, world.config, world.door, date(2025, 7, 2))
    level: int = case.deadline("reply").level
    assert level > 0
    return level


@pytest.mark.usefixtures("case")
def test_a_sweep_may_have_climbed_by_a_newer_ladder(world: World) -> None:
    """The next light follows the ladder in force when the sweep ran; no step has used it yet."""
    ladder = world.config.files["escalation.yaml"]
    newer = Config.of_snapshot(
        {**world.config.files, "escalation.yaml": ladder.replace("offset: -2", "offset: -3")}
    )
    day = world.today
    while day < date(2025, 6, 27):
        sweep(world.store, newer, world.door, day)
        day += timedelta(1)
    assert said(world, newer) == []


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, key in ENVIRONMENT.items():
        monkeypatch.setenv(name, key)
    monkeypatch.chdir(tmp_path)


def verified(url: str) -> Result:
    return CliRunner().invoke(cli, ["verify", "--history", "--db", url, "--json"], standalone_mode=False)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("data", ["{", "{}"])
def test_the_command_names_the_spoilt_row(
    world: World, case: CaseInHand, database_url: str, data: str
) -> None:
    assert verified(database_url).return_value == 0
    tamper(world, "UPDATE history SET data = :data WHERE seq = 1", data=data)
    result = verified(database_url)
    assert (result.exception, result.return_value) == (None, 1)
    proofs = {proof["id"]: proof for proof in json.loads(result.stdout)["proofs"]}
    assert proofs["history-chain"]["counterexample"] == ["第 1 条（案件 1 第 1 条）与写入时不同"]
    assert proofs["projection"]["counterexample"][0].startswith(f"{case.number}：历史无法重算")
    assert (proofs["anchors"]["ok"], proofs["anchors"]["explored"]) == (True, 0)


def test_a_configuration_of_before_screening_and_duties_can_be_read(world: World) -> None:
    """Its service.yaml had neither; the cases it was used for are proved with it all the same."""
    files = dict(world.config.files)
    for name in ("law/holiday_notice.yaml", "demand.yaml", "characters.yaml"):
        del files[name]
    service = yaml.safe_load(files["service.yaml"])
    for name in ("screening", "grace_minutes", "notify"):
        del service[name]
    del service["sign_in"]["tries_per_address"]
    files["service.yaml"] = yaml.safe_dump(service, allow_unicode=True)
    assert Config.of_stored(files).organization == world.config.organization


def test_history_of_before_reviews_had_a_machine_is_folded(world: World) -> None:
    """Its rows name no level, and a clearance stood without a review."""
    case = world.walk("drafting")
    with world.store.read() as connection:
        steps = [row.step for row in read_rows(connection, case.row.id)]
    newer = {"level", "found", "office"}
    old = [replace(s, data={k: v for k, v in s.data.items() if k not in newer}) for s in steps]
    facts = fold(old)
    assert (facts.cleared, facts.secrecy_reviews) == (True, ())
    assert facts.reviews == case.facts.reviews
