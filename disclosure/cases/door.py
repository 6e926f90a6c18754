"""The one door. Statechart → permission → gates → one history row → deadlines → outbox, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from disclosure.cases import uploads, writing
from disclosure.cases.actors import find_actor, known_actor
from disclosure.cases.admission import admitted, permit, permit_move, refusal_without_data
from disclosure.cases.commands import COMMANDS, Command
from disclosure.cases.context import SYSTEM, Actor, Context
from disclosure.cases.effects import apply
from disclosure.cases.facts import FACTS_JSON
from disclosure.cases.fields import Key, MaskRelease, parse
from disclosure.cases.filing import Application, read_application
from disclosure.cases.intake import file_case, filed_before
from disclosure.cases.masking import masked
from disclosure.cases.now import ZONE, system_clock
from disclosure.cases.older_names import LABELS_OF_THEN
from disclosure.cases.rectifying import rectified
from disclosure.cases.relating import PREPARE
from disclosure.cases.scribe import Case, Done, Scribe
from disclosure.cases.steps import Step, require_seen
from disclosure.cases.uploads import Upload
from disclosure.errors import BadInput, ClassifiedFile, Conflict, DisclosureError, NotFound
from disclosure.params import Config
from disclosure.store.store import Store
from state_machines import REQUEST


class Door:
    """`now` gives the instant of recording. Nothing may be dated after its day in Asia/Shanghai, or after
    `rehearsed` when a later day is being rehearsed."""

    def __init__(
        self,
        store: Store,
        config: Config,
        now: Callable[[], datetime] = system_clock,
        rehearsed: date = date.min,
    ) -> None:
        self.store = store
        self.config = config
        self._now = now
        self._rehearsed = rehearsed
        self._scribe = Scribe(store.keys, config)

    def check(self, data: object) -> Application:
        """The application in `data`, checked and not filed. Raises BadInput with the field."""
        service = self.config.service
        return read_application(
            data,
            today=date.fromisoformat(self.recorded_at()[:10]),
            max_chars=service.max_content_characters,
            max_bytes=service.max_attachment_bytes,
            units=self.config.organization.units,
        )

    def file(self, data: object, *, actor: str | Actor = SYSTEM) -> Done:
        """File one application (`data` as in `cases.filing.Application`). The same request_key gives the first
        case again. Raises BadInput with the field; then nothing was written."""
        recorded_at = self.recorded_at()
        application = self.check(data)
        if application.request_key:
            with self.store.read() as connection:
                if done := filed_before(connection, application.request_key):
                    return done
        files = [(a.name, a.content) for a in application.attachments]
        taken = self._read_files(files, None, actor, date.fromisoformat(recorded_at[:10]))

        def work(connection: Connection) -> Done:
            if application.request_key and (done := filed_before(connection, application.request_key)):
                return done
            who = known_actor(connection, actor)
            return file_case(connection, self._scribe, application, who, recorded_at, taken)

        try:
            return self.store.write(work)
        except IntegrityError:
            # Another process filed under the same key at this very moment; now its case can be seen.
            if application.request_key is None:
                raise
            return self.store.write(work)

    def do(
        self,
        number: str,
        command: str,
        data: Mapping[str, Any],
        *,
        actor: str | Actor,
        on: date,
        key: str | None = None,
        if_version: int | None = None,
    ) -> Done:
        """Give one command to a case. The same `key` twice writes once; `if_version` is the step the person saw.
        `actor` is the name of a user; an Actor stands for itself. Raises a Refused of the error tree; then
        nothing was written."""
        if command == "mask_release":
            return self._mask_release(number, data, actor=actor, on=on, key=key, if_version=if_version)
        return self._do((), number, command, data, actor=actor, on=on, key=key, if_version=if_version)

    def attach(
        self,
        number: str,
        name: str,
        content: bytes,
        *,
        actor: str | Actor,
        on: date,
        key: str | None = None,
    ) -> Done:
        """收存文件: take `content` into the case, read and screened before anything is written. Raises ClassifiedFile
        for one with a classification mark; then only its number and the verdict were kept (S31s)."""
        self.recorded_at(on)
        if key is not None:
            with self.store.read() as connection:
                if done := done_before(connection, read(connection, number), "attach", key):
                    return done
        taken = self._read_files([(name, content)], number, actor, on)
        data = {"sha256": taken[0].sha256, "name": name}
        return self._do(taken, number, "attach", data, actor=actor, on=on, key=key)

    def _mask_release(
        self,
        number: str,
        data: Mapping[str, Any],
        *,
        actor: str | Actor,
        on: date,
        key: str | None,
        if_version: int | None,
    ) -> Done:
        """R37: the copy is made and screened before the transaction; it may take seconds."""
        self.recorded_at(on)
        with self.store.read() as connection:
            case = read(connection, number)
            if key is not None and (done := done_before(connection, case, "mask_release", key)):
                return done
            assert case.facts is not None
            who = known_actor(connection, actor)
            ctx = Context(case.facts, "mask_release", {}, who, on, self.config)
            permit_move(ctx)
            permit(ctx, COMMANDS["mask_release"])
            fields = parse(MaskRelease, data, REQUEST.labels["mask_release"])
            original = uploads.kept(connection, case.id, fields.original_hash)
        made = masked(original, fields, self.config)
        taken = self._read_files([(made.name, made.content)], number, actor, on)
        return self._do(
            taken,
            number,
            "mask_release",
            data,
            actor=actor,
            on=on,
            key=key,
            if_version=if_version,
            found=made.recorded(taken[0].sha256),
        )

    def _do(
        self,
        taken: Sequence[Upload],
        number: str,
        command: str,
        data: Mapping[str, Any],
        *,
        actor: str | Actor,
        on: date,
        key: str | None = None,
        if_version: int | None = None,
        found: Mapping[str, Any] = MappingProxyType({}),
    ) -> Done:
        """`found` is what the door has found out itself; it is recorded with the fields."""
        if key is not None:
            key = parse(Key, {"key": key}, "操作号").key
        recorded_at = self.recorded_at(on)

        def work(connection: Connection) -> Done:
            case = load(connection, number)
            for upload in taken:
                uploads.keep(connection, upload)
            who = known_actor(connection, actor)
            if key is not None and (done := done_before(connection, case, command, key)):
                return done
            require_seen(number, if_version, case.version)
            return self.give(connection, case, command, data, who, on, recorded_at, key, found)

        return self.store.write(work)

    def give(
        self,
        connection: Connection,
        case: Case,
        command: str,
        given: Mapping[str, Any],
        actor: Actor,
        on: date,
        recorded_at: str,
        key: str | None,
        found: Mapping[str, Any] = MappingProxyType({}),
        beside: Sequence[int] = (),
    ) -> Done:
        """One command inside a write transaction, to a `load`ed case: for a caller that does more in the same one.
        `beside`: ids of the cases that get the same command in one go."""
        assert case.facts is not None
        spec = _known_command(command, case.facts.state)
        ctx = Context(case.facts, command, {}, actor, on, self.config,
                      lambda name: find_actor(connection, name))  # fmt: skip
        permit_move(ctx)
        permit(ctx, spec)
        fields = parse(spec.fields, given, REQUEST.labels[command]).model_dump(mode="json")
        uploads.require_own(connection, case, fields, beside)
        ctx = replace(ctx, data={**fields, **found})
        arm = admitted(ctx, spec)
        data = {**ctx.data, **(spec.complete(ctx) if spec.complete else {})}
        if prepare := PREPARE.get(command):
            data |= prepare(connection, self._scribe, case, ctx, recorded_at)
        step = Step(case.version + 1, command, actor.name, on, arm.target, data)
        after = (
            rectified(connection, case, step, self.config.law)
            if command == "approve_rectification"
            else apply(case.facts, step)
        )
        return self._scribe.record(connection, case, step, after, recorded_at, key)

    def _read_files(
        self, files: Sequence[tuple[str, bytes]], number: str | None, actor: str | Actor, on: date
    ) -> list[Upload]:
        """Raises BadInput or ClassifiedFile, whose `field` says which of the files it was."""
        taken: list[Upload] = []
        for nth, (name, content) in enumerate(files):
            place = f"attachments.{nth}" if number is None else "file"
            try:
                taken.append(uploads.read(name, content, self.config))
            except BadInput as error:
                error.field = place
                raise
            except uploads.Marked:
                raise self._refuse_marked(number, actor, on, place) from None
        return taken

    def _refuse_marked(self, number: str | None, actor: str | Actor, on: date, place: str) -> ClassifiedFile:
        def note(connection: Connection) -> ClassifiedFile:
            who = known_actor(connection, actor).name
            request_id = None if number is None else read(connection, number).id
            return uploads.refuse_marked(connection, request_id, who, on, place)

        return self.store.write(note)

    def choices(self, number: str, *, actor: str | Actor, on: date) -> dict[str, DisclosureError | None]:
        """Every command of the lifecycle for this user and day: None when it may be given, else why not."""
        with self.store.read() as connection:
            case = read(connection, number)
            who = known_actor(connection, actor)
        assert case.facts is not None
        found = {}
        for command, spec in COMMANDS.items():
            found[command] = refusal_without_data(
                Context(case.facts, command, {}, who, on, self.config), spec
            )
        return found

    def recorded_at(self, on: date | None = None) -> str:
        """The instant of recording. Raises BadInput when `on` has not come yet."""
        now = self._now().astimezone(ZONE)
        today = max(now.date(), self._rehearsed)
        if on is not None and on > today:
            raise BadInput("没有办理", f"{on} 晚于今天 {today}", "只能登记已经发生的事", field="on")
        return now.isoformat(timespec="seconds")


def load(connection: Connection, number: str) -> Case:
    """The case, locked against other writers inside `Store.write`."""
    return _found(writing.LOAD.row(connection, {"wanted": number}), number)


def read(connection: Connection, number: str) -> Case:
    """The case as it stands in this snapshot, not locked."""
    return _found(writing.READ.row(connection, {"wanted": number}), number)


def _found(row: tuple[Any, ...] | None, number: str) -> Case:
    if row is None:
        raise NotFound(f"没有编号为 {number} 的申请", "编号不存在", "核对编号")
    return Case(row[0], number, row[1], row[2], FACTS_JSON.validate_json(row[3]))


def _known_command(command: str, state: str) -> Command:
    if command in COMMANDS:
        return COMMANDS[command]
    lawful = "、".join(f"{REQUEST.labels[event]}（{event}）" for event in REQUEST.lawful(state))
    raise BadInput(
        f"没有办理事项 {command}", "该名称不在办理事项之列", f"此时可办：{lawful}", field="command"
    )


def done_before(connection: Connection, case: Case, command: str, key: str) -> Done | None:
    """What this key did in the case, if anything. Raises Conflict when it was another command."""
    found = writing.DONE.row(connection, {"of": case.id, "wanted": key})
    if found is None:
        return None
    done, state, n, due = found
    if done != command:
        raise Conflict(
            f"操作号 {key} 已经用过",
            f"它属于第 {n} 步{REQUEST.labels.get(done) or LABELS_OF_THEN[done]}",
            "换一个操作号再办理",
        )
    return Done(case.number, REQUEST.states[state].phase, state, n, due, repeated=True)
