"""Who may open what: every role × every page × a case of the own unit and of another one. The table is the rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from disclosure.params import Config
from disclosure.store.store import Store
from tests.cases.world import CONTENT, STAFF, CaseInHand, World
from tests.web.desk import Desk, WebOffice, opened

pytestmark = pytest.mark.check

ROLES = (
    "intake_clerk", "handler", "secrecy_reviewer", "legal_reviewer", "section_head", "office_head", "leader",
    "archivist", "operations", "supervisor", "administrator",
)  # fmt: skip
WATCHERS = {"operations", "supervisor", "administrator"}
# page → for whoever holds the role in the unit of the case: roles that may not open it
CLOSED_TO = {
    "": set(),
    "/persons": WATCHERS | {"secrecy_reviewer"},
    f"/files/{CONTENT}": WATCHERS,
    "/letter": WATCHERS,
    "/attach": set(),
    "/do/register": set(),
}
EVERYBODY = (
    "/", "/todo", "/queues", "/queues/consultation", "/queues/approving", "/remedies", "/cases", "/export/file.xlsx",
    "/candidates", "/catalogue", "/dossiers/supervision", "/deadlines", "/runs?flow=outbox", "/password",
    "/ledger/status",
)  # fmt: skip
COUNTER = {"intake_clerk", "handler"}
# Of the whole agency: for nobody who holds a role in one unit only, but figures for watchers.
AGENCY = ("/config", "/outbox", "/users", "/audit", "/audit/sightings", "/audit/staff", "/ledger")


@pytest.fixture
def office(store: Store, config: Config) -> Iterator[WebOffice]:
    """One person for each role, holding it in `planning` only; watchers hold theirs where they please."""
    world = World(store, config)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    world.hire({f"u-{role}": [(role, "planning")] for role in ROLES} | {"nothing": []})
    with opened(world) as made:
        yield made


def test_rights_matrix(office: WebOffice) -> None:
    own = office.world.walk("secrecy_review")
    own.do("attach")
    other = office.world.walk("secrecy_review")
    other.do("transfer", unit="construction")
    other.do("attach")
    wrong = []
    for role in ROLES:
        with office.at(f"u-{role}") as desk:
            for page, closed in CLOSED_TO.items():
                wanted = 403 if role in closed else 200
                wrong += _differs(desk, own, page, wanted, role)
                # Of another unit: nothing for those who work on cases, the same as everywhere for watchers.
                wrong += _differs(desk, other, page, wanted if role in WATCHERS else 403, role)
            wanted_of = dict.fromkeys(EVERYBODY, 200) | dict.fromkeys(AGENCY, 403)
            wanted_of["/register"] = 200 if role in COUNTER else 403
            wanted_of["/report/2025"] = 200 if role in WATCHERS else 403
            for page, status in wanted_of.items():
                if (got := desk.client.get(page).status_code) != status:
                    wrong.append((role, page, got))
    assert wrong == []


def _differs(desk: Desk, case: CaseInHand, page: str, wanted: int, role: str) -> list[object]:
    got = desk.client.get(f"/cases/{case.number}{page}").status_code
    return [] if got == wanted else [(role, case.number, page, got)]


def test_lists_and_counts_hold_only_what_may_be_seen(office: WebOffice) -> None:
    mine = office.world.walk("searching")
    theirs = office.world.walk("searching")
    theirs.do("transfer", unit="construction")
    with office.at("u-handler") as desk:
        page = desk.page("/cases")
        assert mine.number in page
        assert theirs.number not in page
        assert "共 1 件" in page
        assert "<b>1</b> 审查" in desk.page("/")
        assert theirs.number not in desk.page("/deadlines")
    with office.at("u-operations") as desk:
        page = desk.page("/cases")
        assert "共 2 件" in page
        assert "某路改造工程" not in page
        assert "某路改造工程" not in desk.page(f"/cases/{mine.number}")
        assert "共 0 件" in desk.page("/cases?words=改造")  # nor by guessing words
    with office.at("nothing") as desk:
        assert "共 0 件" in desk.page("/cases")
        assert desk.client.get(f"/cases/{mine.number}").status_code == 403


def test_a_command_by_hand_is_refused_as_its_button_is_missing(office: WebOffice) -> None:
    case = office.world.walk("searching")
    with office.at("u-legal_reviewer") as desk:
        answer = desk.fill(f"/cases/{case.number}/do/record_search", scope="a", method="b", result="found")
        assert answer.status_code == 403
        assert "需要规划管理科的承办" in answer.text
    assert case.state == "searching"
