"""Routes under /cases: filing, reading and working on a case, through the same door and views as everybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select

from disclosure.cases import rights
from disclosure.cases.commands import COMMANDS
from disclosure.cases.context import Actor
from disclosure.cases.documents import attached_document, choices_document, done_document
from disclosure.cases.door import read
from disclosure.cases.scribe import Done
from disclosure.cases.uploads import on_file
from disclosure.cases.viewing import view
from disclosure.errors import BadInput
from disclosure.store.tables import history, requests
from disclosure.web.api.answers import (
    AttachedAnswer,
    CaseAnswer,
    CaseLine,
    ChoicesAnswer,
    DoneAnswer,
    FilesAnswer,
    Page,
    PersonsAnswer,
)
from disclosure.web.api.bodies import Body, Command, Form, Key, On, command_of, file_and_day
from disclosure.web.api.caller import Caller
from disclosure.web.api.description import FILE_BODY, FILING_BODY, command_operation
from disclosure.web.casefile import Hash, bare_name
from disclosure.web.caselist import listed
from disclosure.web.casework import Number, door_of, handed_over, persons_of
from disclosure.web.views import Filters
from disclosure.web.visitor import House
from state_machines import REQUEST

# Given by sending the file itself.
BY_FILE = "attach"


class CaseRoutes:
    def __init__(self, house: House) -> None:
        self.house = house
        self.router = routes = APIRouter(prefix="/cases", tags=["申请"])
        routes.post(
            "", response_model=DoneAnswer, status_code=201, summary="登记申请", openapi_extra=FILING_BODY
        )(self.file)
        routes.get("", response_model=Page[CaseLine], summary="申请列表")(self.cases)
        routes.get("/{number}", response_model=CaseAnswer, summary="一件申请")(self.case)
        routes.get("/{number}/persons", response_model=PersonsAnswer, summary="申请人、代理人（查看留痕）")(
            self.persons
        )
        routes.get("/{number}/files", response_model=FilesAnswer, summary="案卷中的文件")(self.files)
        routes.post(
            "/{number}/files",
            response_model=AttachedAnswer,
            status_code=201,
            summary="收存文件",
            openapi_extra=FILE_BODY,
        )(self.attach)
        routes.get(
            "/{number}/files/{sha256}",
            response_class=Response,
            summary="取出文件（查看留痕）",
            responses={200: {"content": {"application/octet-stream": {}, "application/pdf": {}}}},
        )(self.take)
        routes.get("/{number}/commands", response_model=ChoicesAnswer, summary="此时可办和不可办的事项")(
            self.choices
        )
        for command, spec in COMMANDS.items():
            if command != BY_FILE:
                routes.post(
                    f"/{{number}}/commands/{command}",
                    response_model=DoneAnswer,
                    summary=REQUEST.labels[command],
                    **command_operation(f"case_{command}", REQUEST.bases[command], spec.fields),
                )(self._giving(command))
        # What is no command is refused by the door, which says what there is.
        routes.post("/{number}/commands/{command}", include_in_schema=False)(self.do)

    def file(self, actor: Caller, body: Body, answer: Response, key: Key = None) -> dict[str, Any]:
        if key is not None and body.setdefault("request_key", key) != key:
            raise BadInput(
                "申请没有登记",
                "request_key 与 Idempotency-Key 不同",
                "两处写同一操作号，或只写一处",
                field="request_key",
            )
        done = door_of(self.house).file(body, actor=actor.name)
        answer.headers["Location"] = f"/api/v1/cases/{quote(done.number)}"
        return done_document(done)

    def cases(self, actor: Caller, wanted: Annotated[Filters, Query()]) -> dict[str, Any]:
        scope, contents = rights.scope_of(actor), rights.contents_of(actor)
        today = self.house.clock().date()
        with self.house.store.read() as connection:
            page = listed(connection, scope, wanted.filter(), wanted.after, today, contents)
        return {"items": [row._asdict() for row in page.rows], "next": page.after}

    def case(self, actor: Caller, number: Number) -> dict[str, Any]:
        with self.house.store.read() as connection:
            return view(connection, self.house.config, number, actor, self.house.clock().date()).document

    def persons(self, actor: Caller, number: Number) -> dict[str, Any]:
        found = persons_of(self.house, number, actor)
        agent = found.agent and found.agent.model_dump()
        return {"applicants": [one.model_dump() for one in found.applicants], "agent": agent}

    def files(self, actor: Caller, number: Number) -> dict[str, Any]:
        with self.house.store.read() as connection:
            seen = view(connection, self.house.config, number, actor, self.house.clock().date())
        rights.require_content(actor, seen.facts, self.house.config.organization)
        return {"items": [row._mapping for row in seen.files]}

    def attach(self, actor: Caller, number: Number, form: Form, key: Key = None) -> dict[str, Any]:
        upload, sent = file_and_day(form)
        self._require_sight(actor, number, key)
        name, content = bare_name(upload.filename or ""), upload.file.read()
        done = door_of(self.house).attach(number, name, content, actor=actor.name, on=sent.on, key=key)
        with self.house.store.read() as connection:
            return attached_document(done, on_file(connection, _taken_in(connection, done)))

    def take(self, actor: Caller, number: Number, sha256: Hash) -> Response:
        return handed_over(self.house, number, sha256, actor)

    def choices(self, actor: Caller, number: Number, on: On) -> dict[str, Any]:
        self._require_sight(actor, number)
        door = door_of(self.house)
        door.recorded_at(on)  # no day that has not come
        return choices_document(
            REQUEST, lambda name: COMMANDS[name].fields, door.choices(number, actor=actor, on=on)
        )

    def do(
        self, actor: Caller, number: Number, command: Command, body: Body, key: Key = None
    ) -> dict[str, Any]:
        if command == BY_FILE:
            raise BadInput("没有收存", "收存文件要提交文件本身", "POST 到 files", field="command")
        return self._give(actor, number, command, body, key)

    def _giving(self, command: str) -> Callable[..., dict[str, Any]]:
        def give(actor: Caller, number: Number, body: Body, key: Key = None) -> dict[str, Any]:
            return self._give(actor, number, command, body, key)

        return give

    def _give(
        self, actor: Actor, number: str, command: str, body: dict[str, Any], key: str | None
    ) -> dict[str, Any]:
        given = command_of(body)
        self._require_sight(actor, number, key)
        done = door_of(self.house).do(
            number, command, given.data, actor=actor.name, on=given.on, key=key, if_version=given.if_version
        )
        return done_document(done)

    def _require_sight(self, actor: Actor, number: str, key: str | None = None) -> None:
        """Raises NotFound, NotPermitted. A repeated call gets the first answer, even when the first gave the case to
        another unit."""
        with self.house.store.read() as connection:
            case = read(connection, number)
            assert case.facts is not None
            if key is None or not _gave(connection, case.id, key, actor.name):
                rights.require_sight(actor, case.facts.unit, self.house.config.organization)


def _taken_in(connection: Connection, done: Done) -> str:
    """The hash of the file this step took in; of a repeated call, that of the first."""
    step = select(history.c.data).join(requests, requests.c.id == history.c.request_id)
    text = connection.execute(step.where(requests.c.number == done.number, history.c.n == done.version))
    sha256: str = json.loads(text.scalar_one())["sha256"]
    return sha256


def _gave(connection: Connection, request_id: int, key: str, name: str) -> bool:
    """Whether this person gave a command to the case under this key."""
    h = history.c
    mine = (h.request_id == request_id, h.key == key, h.actor == name)
    return connection.execute(select(h.n).where(*mine)).first() is not None
