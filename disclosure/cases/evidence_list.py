"""证据目录: what the file proves, read out of the history alone, and what it lacks (LT34, LT67, RV48, RV70, SC25.5).

What a case shows step by step is in `evidence_items`; here the list is put together for one case or one proceeding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.dispatches import Letter, letters
from disclosure.cases.door import read
from disclosure.cases.evidence_items import ITEMS, OURS, Item, Nature, Told
from disclosure.cases.facts import Remedy
from disclosure.cases.folding import corrected, read_rows
from disclosure.cases.proceedings import remedy_of
from disclosure.cases.steps import Step
from disclosure.cases.words import LETTERS
from disclosure.errors import NotFound
from disclosure.law.events import Channel
from disclosure.law.receipt import needs_confirmation
from disclosure.letters.document import Form, LetterDocument, Paragraph
from disclosure.params import Config
from disclosure.store.tables import documents

_HEAD = ("序号", "证据名称", "来源", "证明对象", "页码")
_WIDTHS_MM = (14, 42, 28, 56, 16)
# SC25.5: what only a file of its own can prove.
_PROOFS_OF = {"DENY_SECRET": "国家秘密标识、保密期限的证据", "DENY_3S1W": "公开会带来不利影响的证据"}


def evidence_list(
    connection: Connection, config: Config, number: str, on: date, ref: str | None = None
) -> dict[str, Any]:
    """The evidence of one case, oldest first, and by name what is missing; `ref` names the proceeding it is for.
    Raises NotFound."""
    case = read(connection, number)
    facts = case.facts
    assert facts is not None
    remedy = remedy_of(facts, ref)
    if ref is not None and remedy is None:
        known = "、".join(r.ref for r in facts.remedies) or "无"
        raise NotFound(f"{number} 没有编号为 {ref} 的救济程序", "编号不存在", f"现有编号：{known}")
    steps = corrected(row.step for row in read_rows(connection, case.id))
    query = select(documents.c.sha256, documents.c.name).where(documents.c.request_id == case.id)
    files = {row.sha256: row.name for row in connection.execute(query)}
    receipt = clock_of(facts, config.law, latest(facts, on)).receipt_date
    told = Told(facts, config, receipt, letters(steps), files)
    items = sorted(_items(steps, told), key=lambda item: (item.day, item.row))
    return {
        "number": number,
        "remedy": remedy and _heading(remedy),
        "items": [_shown(place, item, told, remedy) for place, item in enumerate(items, 1)],
        "missing": list(dict.fromkeys((*_unsaid(steps, told), *_unkept(items, files)))),
    }


def _heading(remedy: Remedy) -> dict[str, Any]:
    return {"ref": remedy.ref, "kind": remedy.kind, "body": remedy.body, "file_number": remedy.file_number}


def _shown(place: int, item: Item, told: Told, remedy: Remedy | None) -> dict[str, Any]:
    """LT34: a defendant gathers no evidence once it is sued, so what is younger than the proceeding is marked."""
    return {
        "n": place,
        "name": item.name,
        "source": item.source,
        "proves": item.proves,
        "day": item.day,
        "rule": item.rule,
        "row": item.row,
        "sha256": item.sha256,
        "file": told.files.get(item.sha256 or ""),
        "after_filing": remedy is not None and item.day > remedy.filed_on,
    }


def _items(steps: Sequence[Step], told: Told) -> Sequence[Item]:
    """One letter is one piece: what was issued stands with the step it belongs to, if there is such a step."""
    found: list[Item] = []
    for step in steps:
        if make := ITEMS.get(step.command):
            found += make(step, told)
    left = {step.data["letter_hash"] for step in steps if step.command == "send"}
    asked = {one.ref: one.about for one in told.letters}
    of = {step.n: (step.command, asked.get(f"l{step.n}") or step.data.get("ref")) for step in steps}
    for step in steps:
        if step.command == "issue_letter" and step.data["sha256"] not in left:
            _place(step, found, of, told)
    return found


def _place(issued: Step, found: list[Item], of: Mapping[int, tuple[str, str | None]], told: Told) -> None:
    """With the latest step of its occasion that has no letter yet, else by itself. `of` has the command of each row and
    the consultation it is about."""
    template = told.config.letters.templates.get(issued.data["kind"])
    occasions = () if template is None else template.commands
    sha256, ref = issued.data["sha256"], issued.data["ref"]
    for place in range(len(found) - 1, -1, -1):
        item = found[place]
        command, about = of[item.row]
        fits = item.row < issued.n and command in occasions and ref in (None, about)
        if fits and item.nature is Nature.LETTER and item.sha256 is None:
            found[place] = replace(item, sha256=sha256)
            return
    name = told.files.get(sha256, issued.data["kind"]).removesuffix(".docx")
    found.append(Item(name, OURS, "文书的内容和日期", issued.on, issued.n, "R45", sha256))


def _unsaid(steps: Sequence[Step], told: Told) -> Iterator[str]:
    """What was never written down."""
    done = {step.command for step in steps}
    facts, outcome = told.facts, told.facts.outcome or told.facts.first_outcome
    channel = Channel(facts.channel)
    confirm = next((step.data for step in steps if step.command == "confirm"), None)
    if needs_confirmation(channel, told.config.law, facts.filed_on) and not (
        confirm and (confirm.get("proof") or confirm.get("proof_hash"))
    ):
        yield "双方确认收到申请的凭证（R31）"
    if "extend" in done and not _was_issued(steps, told, "extend"):
        yield "延期已经批准，没有制发延期答复告知书（R33.3）"
    if "postpone" in done and not _was_issued(steps, told, "postpone"):
        yield "延迟答复的期限已经确定，没有制发告知书（R35.2）"
    if outcome == "NONE_NOT_EXIST" and "record_search" not in done:
        yield "检索记录：不存在的，须证明已经合理检索（SC25.5）"
    discloses = outcome is not None and told.config.law.outcomes[outcome].discloses
    if discloses and "clear" not in done:
        yield "对所公开内容的保密审查记录（R17）"
    if outcome in _PROOFS_OF and "attach" not in done:
        yield f"{_PROOFS_OF[outcome]}（SC25.5）"
    for letter in told.letters:
        yield from _undelivered(letter)


def _was_issued(steps: Sequence[Step], told: Told, command: str) -> bool:
    templates = told.config.letters.templates
    kinds = {kind for kind, template in templates.items() if command in template.commands}
    return any(step.command == "issue_letter" and step.data["kind"] in kinds for step in steps)


def _undelivered(letter: Letter) -> Iterator[str]:
    name = f"{LETTERS[letter.kind]}（{letter.mailed_on} 发出）"
    yield from (f"{name}的{gap}（C-10）" for gap in letter.gaps)
    if letter.standing in ("left", "returned"):
        yield f"{name}的送达之日和送达凭证（C-10）"


def _unkept(items: Sequence[Item], files: Mapping[str, str]) -> Iterator[str]:
    for item in items:
        if item.sha256 is not None and item.sha256 not in files:
            yield f"{item.name}（{item.day}）的文件没有入卷，校验值 {item.sha256[:12]}…"
        elif item.sha256 is None and item.nature is Nature.FILE:
            yield f"{item.name}（{item.day}）的文件没有入卷"


def paper_of(listed: dict[str, Any], agency: str, on: date) -> LetterDocument:
    """As handed to the body that hears the case. Page numbers are written in when the volume is bound; what is missing
    is not for the other side."""
    remedy = listed["remedy"]
    heading = [f"受理编号：{listed['number']}"]
    if remedy:
        heading.append(f"受理机关：{remedy['body'] or ''}")
        heading.append(f"案号：{remedy['file_number'] or ''}")
    rows = [(str(item["n"]), item["name"], item["source"], item["proves"], "　") for item in listed["items"]]
    return LetterDocument(
        authority=None,
        reference=None,
        title="证据目录",
        addressee=None,
        blocks=(*map(Paragraph, heading), Form((_HEAD, *rows), _WIDTHS_MM)),
        attachments=(),
        signer=agency,
        dated=on,
    )
