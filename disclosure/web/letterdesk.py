"""Letters of a case: looked at, drafted for the signers, issued once they have signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from disclosure.cases import rights, words
from disclosure.cases.previewing import Preview, previewed
from disclosure.cases.viewing import CaseView
from disclosure.errors import NotFound, Refused
from disclosure.letters.page import body_of
from disclosure.letters.template import Template
from disclosure.letters.vocabulary import GIVEN
from disclosure.web.casework import Number, again, give, seen_by
from disclosure.web.choices import case_options
from disclosure.web.statuses import http_status
from disclosure.web.visitor import House, Posted, Signed, Visitor, require_own_page, texts_of

Render = Callable[..., Response]
Purpose = Literal["draft", "issue"]
Kind = Annotated[str, Query(pattern=r"^(L-\d\d)?$")]
_COMMANDS = {"draft": "draft", "issue": "issue_letter"}


class LetterDesk:
    """Routes under /cases/{number}/letter."""

    def __init__(self, house: House, render: Render) -> None:
        self.house, self.render = house, render
        self.router = APIRouter(prefix="/cases/{number}")
        self.router.get("/letter")(self.ask)
        self.router.post("/letter")(self.take)
        self.router.get("/draft")(self.draft)

    def ask(
        self, request: Request, visitor: Signed, number: Number,
        purpose: Annotated[Purpose, Query(alias="for")] = "draft", kind: Kind = "",
    ) -> Response:  # fmt: skip
        seen = self._seen(number, visitor)
        typed = _typed_before(seen)
        if kind and kind != typed.get("kind"):
            typed = {"kind": kind}
        return self._page(request, seen, purpose, typed)

    def take(
        self, request: Request, visitor: Signed, number: Number, form: Posted,
        purpose: Annotated[Purpose, Query(alias="for")] = "draft",
    ) -> Response:  # fmt: skip
        """Button `look` shows the letter; `give` drafts or issues it."""
        require_own_page(visitor, form)
        seen, typed = self._seen(number, visitor), texts_of(form)
        draft = None
        try:
            draft = self._preview(seen, typed, visitor)
            if "give" in typed:
                self._give(number, purpose, typed, draft, visitor)
                return RedirectResponse(f"/cases/{quote(number)}?done={_COMMANDS[purpose]}", 303)
        except Refused as error:
            return self._page(request, seen, purpose, typed, draft, error)
        return self._page(request, seen, purpose, typed, draft)

    def draft(self, request: Request, visitor: Signed, number: Number) -> Response:
        """The text that waits for signatures, written anew from what it was drafted from."""
        seen = self._seen(number, visitor)
        typed = _typed_before(seen)
        if not typed:
            raise NotFound("没有可显示的文稿", "文稿不是在这里拟的", "在文件一栏打开，或向承办人索取")
        shown = self._preview(seen, typed, visitor)
        return self.render(
            request, "draft.html", case=seen.document, paper=Markup(body_of(shown.letter)),  # noqa: S704 - escaped there
            same=shown.sha256 == seen.facts.letter_hash, sha256=shown.sha256,
        )  # fmt: skip

    def _seen(self, number: str, visitor: Visitor) -> CaseView:
        seen = seen_by(self.house, number, visitor)
        rights.require_content(visitor.actor, seen.facts, self.house.config.organization)
        return seen

    def _preview(self, seen: CaseView, typed: Mapping[str, str], visitor: Visitor) -> Preview:
        """A letter names whom it is to: looking at it is looking at the applicant."""
        number, actor, now = seen.document["number"], visitor.actor, self.house.clock()
        rights.require_persons(actor, seen.facts, self.house.config.organization)
        draft = previewed(self.house.store, self.house.config, number, _fields(typed), now.date())
        self.house.store.write(lambda c: rights.note_sighting(c, actor, seen.id, "letter", now))
        return draft

    def _give(
        self, number: str, purpose: Purpose, typed: Mapping[str, str], draft: Preview, visitor: Visitor
    ) -> None:
        fields = _fields(typed)
        data = {"letter_hash": draft.sha256, "letter": fields} if purpose == "draft" else fields
        give(self.house, number, _COMMANDS[purpose], data, visitor, typed)

    def _page(
        self, request: Request, seen: CaseView, purpose: Purpose, typed: Mapping[str, str],
        draft: Preview | None = None, error: Refused | None = None,
    ) -> Response:  # fmt: skip
        templates = self.house.config.letters.templates
        chosen = templates.get(typed.get("kind", ""))
        with self.house.store.read() as connection:
            options = case_options(connection, self.house.config, seen, "issue_letter")
        return self.render(
            request,
            "letter.html",
            status_code=http_status(error) if error else 200,
            purpose=purpose,
            command=_COMMANDS[purpose],
            kinds=[(one.id, f"{one.id} {one.title}") for one in _first(templates, seen, self.house)],
            chosen=chosen,
            facts=_asked(chosen, seen),
            options=options,
            deliveries=words.DELIVERIES,
            paper=Markup(body_of(draft.letter)) if draft else None,  # noqa: S704 - escaped there
            **again(self.house, seen, typed, error),
        )


def _fields(typed: Mapping[str, str]) -> dict[str, Any]:
    plain = {name: typed.get(name, "").strip() or None for name in ("ref", "delivery", "content_hash")}
    facts = {
        key[6:]: text.strip() for key, text in typed.items() if key.startswith("facts.") and text.strip()
    }
    return {"kind": typed.get("kind", ""), "facts": facts, **plain}


def _typed_before(seen: CaseView) -> dict[str, str]:
    """What the latest draft was written from, as it would be typed."""
    drafts = [step["data"] for step in seen.document["history"] if step["command"] == "draft"]
    letter = drafts[-1].get("letter") if drafts else None
    if not letter:
        return {}
    plain = {name: letter[name] or "" for name in ("kind", "ref", "delivery", "content_hash")}
    return plain | {f"facts.{name}": text for name, text in letter["facts"].items()}


def _asked(template: Template | None, seen: CaseView) -> list[tuple[str, str]]:
    """The facts a person has to give for this letter, with their names."""
    if template is None:
        return []
    return [(name, GIVEN[name]) for name in template.needed(seen.facts.outcome) if name in GIVEN]


def _first(templates: Mapping[str, Template], seen: CaseView, house: House) -> list[Template]:
    """All of them, those of the outcome decided on first."""
    outcome = house.config.law.outcomes.get(seen.facts.outcome or "")
    mine = outcome.letters if outcome else ()
    return sorted(templates.values(), key=lambda one: (one.id not in mine, one.id))
