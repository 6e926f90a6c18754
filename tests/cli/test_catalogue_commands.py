"""`disclosure demand --since | convert | catalogue`: their documents, and what they refuse."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from disclosure.cli import cli
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from tests.cases.demanding import OTHER_YEAR, PEOPLE, SAME, TO_PUBLISH, Office
from tests.cases.world import STAFF, START, World
from tests.house.schemas import SCHEMAS

pytestmark = pytest.mark.check  # too slow in sum for the quick tier

NUMBER = "转公开-2025-0001"


@pytest.fixture
def office(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", database_url)
    monkeypatch.setenv("DISCLOSURE_HISTORY_KEY", b64encode(bytes(range(32))).decode())
    monkeypatch.setenv("DISCLOSURE_FIELD_KEY", b64encode(bytes(range(32, 64))).decode())
    world = World(store, load(default_directory()))
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    made = Office(world)
    made.repeated(3)
    made.disclosed(OTHER_YEAR, PEOPLE[5])
    made.disclosed(OTHER_YEAR, PEOPLE[5])
    return made


def run(schema: str, *arguments: str) -> Any:
    done = CliRunner().invoke(cli, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    Draft202012Validator(SCHEMAS[schema], format_checker=FormatChecker()).validate(document)
    return document


def test_demand_says_what_several_have_asked_for(office: Office) -> None:
    office.convert()
    found = run("demand-since", "demand", "--since", START.isoformat())
    assert [(c["info"], c["numbers"], c["applicants"], c["candidate"]) for c in found["clusters"]] == [
        ("2025-00001", ["2025-00001", "2025-00002", "2025-00003"], 3, NUMBER),
        ("2025-00004", ["2025-00004", "2025-00005"], 1, None),
    ]
    assert (found["clusters"][0]["first"], found["clusters"][0]["last"]) == (str(START), str(START))
    assert found["clusters"][0]["title"] in SAME
    assert run("demand-since", "demand", "--since", "2025-06-04") == {"clusters": [], "matters": []}


def test_convert_and_then_nothing_more(office: Office) -> None:
    first = run("convert", "convert", "--today", str(START))
    assert [change["number"] for change in first["changes"]] == [NUMBER]
    assert run("convert", "convert", "--today", str(START))["changes"] == []


def test_the_catalogue_is_listed_searched_and_offered(office: Office) -> None:
    office.convert()
    office.run(NUMBER, *TO_PUBLISH)
    (entry,) = run("catalogue", "catalogue", "list")
    assert (entry["index_number"], entry["manner_label"]) == (
        "公开-2025-0001",
        "政府网站和其他互联网政务媒体",
    )
    assert run("catalogue", "catalogue", "search", "柳树湾 安置") == [entry]
    assert run("catalogue", "catalogue", "search", "石桥") == []
    (offer,) = run("catalogue-offer", "catalogue", "offer", SAME[3])
    assert offer["same_information"] is True
    assert "filings_before" not in offer
    office.do(NUMBER, "take_down")
    assert run("catalogue", "catalogue", "list") == []
    assert len(run("catalogue", "catalogue", "list", "--all")) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["demand"], 2, "--texts 和 --since"),
        (["demand", "--since", "2025-01-01", "--texts", "-"], 2, "--texts 和 --since"),
        (["convert", "--today", "2999-01-01"], 1, "晚于今天"),
        (["convert", "--today", "2019-01-01"], 1, "没有规定"),  # R44 came with the law of 2019-05-15
        (["catalogue", "offer", "某村征地批复", "--limit", "0"], 2, "limit"),
    ],
)
def test_what_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    monkeypatch.setenv("DISCLOSURE_ENV", "production")  # a day to come is rehearsed elsewhere
    done = CliRunner().invoke(cli, arguments)
    told = f"{done.output}{done.exception}"
    assert said in told
    assert code == 1 or done.exit_code == code
