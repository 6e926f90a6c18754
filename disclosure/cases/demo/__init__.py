"""Demo data: 103 real request texts (no person named in them) on invented ways through an invented office, and a few
invented ones that ask for the same information.

Everything goes through the door, on the days and in the order it would have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files

from sqlalchemy import Connection

from disclosure.cases.accounts import set_password
from disclosure.cases.context import SYSTEM, Actor
from disclosure.cases.demo.conversion import Candidates, Turn, turns
from disclosure.cases.demo.duties import DutyRoster
from disclosure.cases.demo.journeys import Act, DemoRequest, Way, acts
from disclosure.cases.demo.people import EVERYWHERE, applicant, staff
from disclosure.cases.demo.post_room import PostRoom
from disclosure.cases.desk import Desk
from disclosure.cases.door import Door
from disclosure.cases.now import ZONE
from disclosure.cases.staff_record import COMMAND_LINE
from disclosure.cases.staffing import grant
from disclosure.cases.sweep import SweepReport, sweep
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from state_machines import REQUEST

Progress = Callable[[int, int], None]  # done, total
OPENING = time(9)
DEMO_ACCOUNT = "operations"
PASSWORD = "yanshi-2026-jinzi-yanshi"  # noqa: S105 - of every demo account, and of nobody else's


@dataclass(frozen=True, slots=True)
class DemoReport:
    users: int
    cases: int
    commands: int
    swept: SweepReport


@dataclass(frozen=True, slots=True)
class _Scene:
    """One act of one case; `act` is None for the filing."""

    on: date
    ordinal: int
    request: DemoRequest
    act: Act | None


def demo_requests() -> list[DemoRequest]:
    """The real texts first."""
    folder = files(__package__)
    texts = (folder.joinpath(name).read_text("utf-8") for name in ("requests.jsonl", "repeats.jsonl"))
    return [DemoRequest.model_validate_json(line) for text in texts for line in text.splitlines()]


def load_demo(store: Store, config: Config, today: date, progress: Progress | None = None) -> DemoReport:
    """Fill an empty database with what the days before `today` would have left, and sweep once on `today`. The
    same day gives the same book, save for the nonces of encrypted fields."""
    accounts = list(staff(config.organization))
    opening = datetime.combine(today, OPENING, ZONE)
    store.write(lambda connection: _hire(connection, store.keys, config, opening))
    for account in accounts:
        set_password(store, account.name, PASSWORD, config.service.sign_in, opening, by=COMMAND_LINE)
    scenes: list[_Scene | Turn] = [*_scenes(config, today), *turns(config, today)]
    scenes.sort(key=lambda scene: scene.on)
    stage = _Stage(store, config)
    for done, scene in enumerate(scenes, 1):
        stage.play(scene)
        if progress:
            progress(done, len(scenes))
    DutyRoster(stage.desk, stage.account, today).play()
    PostRoom(stage.desk, stage.account, today).play()
    swept = sweep(store, config, stage.door(today), today)
    return DemoReport(len(accounts), len(stage.numbers), stage.commands, swept)


def _hire(connection: Connection, keys: Keys, config: Config, now: datetime) -> None:
    for one in staff(config.organization):
        grant(connection, keys, one.name, one.role, one.unit, by=COMMAND_LINE, now=now)


def _scenes(config: Config, today: date) -> Iterator[_Scene]:
    """What happened before `today`. Within a case the order of acts is the order of the journey."""
    workdays = config.law.workdays
    for ordinal, request in enumerate(demo_requests()):
        came_in = workdays.after(today, -request.age)
        yield _Scene(came_in, ordinal, request, None)
        for act in acts(Way(request, config, came_in)):
            on = workdays.after(came_in, act.day)
            if on < today:
                yield _Scene(on, ordinal, request, act)


class _Stage:
    """Plays scenes through the door; a case that has come to its `halt` does not leave it."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._config = config
        self._by_role = {(one.role, one.unit): one.name for one in reversed(list(staff(config.organization)))}
        self.numbers: dict[int, str] = {}
        self._states: dict[int, str] = {}
        self.commands = 0
        by_id = {request.id: request for request in demo_requests()}
        self._candidates = Candidates(self.desk, self.account, by_id)

    def door(self, on: date) -> Door:
        return Door(self._store, self._config, lambda: datetime.combine(on, OPENING, ZONE))

    def desk(self, on: date) -> Desk:
        return Desk(self._store, self._config, lambda: datetime.combine(on, OPENING, ZONE))

    def account(self, role: str, unit: str) -> str:
        """Whoever has the role in the unit, or else in the whole agency."""
        return self._by_role.get((role, unit)) or self._by_role[role, EVERYWHERE]

    def play(self, scene: _Scene | Turn) -> None:
        if isinstance(scene, Turn):
            self._candidates.play(scene)
        elif scene.act is None:
            self._file(scene)
        elif not self._lies_still(scene, scene.act):
            self._act(scene, scene.act)

    def _lies_still(self, scene: _Scene, act: Act) -> bool:
        """At its halt a case takes no act that might lead on."""
        state = self._states[scene.ordinal]
        arms = REQUEST.arms.get((state, act.command), ())
        return state == scene.request.halt and not (arms and all(arm.internal for arm in arms))

    def _file(self, scene: _Scene) -> None:
        request = scene.request
        application = {
            "applicants": [applicant(request, scene.ordinal)],
            "content": request.text,
            "channel": request.channel,
            "received_on": scene.on.isoformat(),
            "delivery_form": "纸质",
            "request_key": f"demo-{request.id}",
            "unit": request.unit,
        }
        done = self.door(scene.on).file(application, actor=self._who("intake_clerk", request))
        self.numbers[scene.ordinal] = done.number
        self._states[scene.ordinal] = done.state

    def _act(self, scene: _Scene, act: Act) -> None:
        number = self.numbers[scene.ordinal]
        who = self._who(act.role, scene.request)
        door = self.door(scene.on)
        if act.command == "attach":
            content = scene.request.copy_of(act.data["paper"])
            done = door.attach(number, "拟公开的材料.txt", content, actor=who, on=scene.on)
        else:
            done = door.do(number, act.command, act.data, actor=who, on=scene.on)
        self._states[scene.ordinal] = done.state
        self.commands += 1

    def _who(self, role: str, request: DemoRequest) -> str | Actor:
        if role == SYSTEM.name:
            return SYSTEM
        if role.startswith("chain "):
            chain = self._config.organization.units[request.unit].approval_chain
            role = chain[int(role.removeprefix("chain "))]
        return self.account(role, request.unit)
