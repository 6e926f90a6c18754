"""config/letters: one template a letter, and the words of the remedies. What they name has to exist, and what they say
of remedies has to agree with config/law/outcomes.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from disclosure.law.events import Delivery
from disclosure.law.terms import Outcome, RemedyTemplate
from disclosure.letters.citing import RULES
from disclosure.letters.redress import PLACES, TOLD, Wording
from disclosure.letters.template import PLACE, Line, Template, is_rule, read_lines
from disclosure.letters.vocabulary import LABELS, OCCASIONS
from disclosure.params.forms import Form, LetterId, Text
from disclosure.params.nodes import FENCE, front
from disclosure.params.reading import Document, Problems, parse, read
from disclosure.params.wording import likely

NAME = re.compile(r"letters/(L-\d{2})\.md")
WORDING = "letters/remedy.yaml"
IDS = tuple(f"L-{n:02d}" for n in range(1, 34))  # facts §9.3, and L-31 to L-33 of outcomes.yaml
_PERIOD = re.compile(
    r"\d|[一二三四五六七八九十两百]+(?:个工作日|个月|日(?:内|之内|以内)|天)|第[一二三四五六七八九十百〇]+条"
)
_Long = Annotated[str, Field(min_length=1, max_length=500)]


class TemplateForm(Form):
    id: LetterId = Field(title="文书编号")
    title: Text = Field(title="标题")
    rules: tuple[Text, ...] = Field(title="规则编号")
    outcomes: tuple[Text, ...] = Field(title="用于哪些办理结果")
    commands: tuple[Text, ...] = Field(title="用于哪些办理事项")
    facts: tuple[Text, ...] = Field(title="必备的事实")
    optional: tuple[Text, ...] = Field(title="可选的事实")
    remedy: tuple[RemedyTemplate, ...] = Field(max_length=2, title="救济模板")
    channels: tuple[Delivery, ...] = Field(title="送达方式")
    to: Text | None = Field(title="主送")
    series: Text | None = Field(title="文号的类别")
    encloses: tuple[LetterId, ...] = Field(default=(), title="附送的文书")


class WordingForm(Form):
    A: _Long = Field(title="复议前置的告知")
    B: _Long = Field(title="复议或者诉讼的告知")
    D: _Long = Field(title="受限的告知")
    whole: Text = Field(title="对整份文书不服")
    disclosed: Text = Field(title="对公开部分不服")
    withheld: Text = Field(title="对不予公开部分不服")
    link: Text = Field(title="互联网申请复议的告知")


@dataclass(frozen=True, slots=True)
class Letters:
    templates: Mapping[str, Template]
    wording: Wording


def read_letters(
    files: Mapping[str, str],
    wording: Document | None,
    outcomes: Mapping[str, Outcome] | None,
    problems: Problems,
) -> Letters | None:
    """None when there is no wording, as in a snapshot from before there were letters."""
    templates: dict[str, Template] = {}
    for name, text in files.items():
        if (match := NAME.fullmatch(name)) and (
            template := _template(name, text, match[1], outcomes, problems)
        ):
            templates[template.id] = template
    for letter in IDS:
        if f"letters/{letter}.md" not in files:
            problems.note(f"letters/{letter}.md", 0, "FILE_MISSING", "缺少文书模板", "请从上一个版本恢复")
    said = _wording(wording, problems) if wording else None
    return Letters(templates, said) if said else None


def _template(
    name: str, text: str, letter: str, outcomes: Mapping[str, Outcome] | None, problems: Problems
) -> Template | None:
    yaml, rest = front(text)
    body = rest.removeprefix(FENCE)
    if not body.strip():
        problems.note(name, 1, "SYNTAX", "文书模板应以两行 --- 之间的说明开头，后面是正文", "请参照其他模板")
        return None
    document = read(name, yaml, problems)
    form = parse(TemplateForm, document, problems) if document else None
    if document is None or form is None:
        return None
    lines = read_lines(body, yaml.count("\n") + 2)
    template = Template(
        id=form.id,
        title=form.title,
        rules=form.rules,
        outcomes=form.outcomes,
        commands=form.commands,
        facts=form.facts,
        optional=form.optional,
        remedy=form.remedy,
        channels=tuple(form.channels),
        to=form.to,
        series=form.series,
        encloses=form.encloses,
        lines=lines,
    )
    checks = _Checks(document, problems, template, outcomes)
    if form.id != letter:
        checks.note("id", "INCONSISTENT", f"编号 {form.id} 与文件名不符", f"应为 {letter}")
    checks.run()
    return template


@dataclass(frozen=True, slots=True)
class _Checks:
    document: Document
    problems: Problems
    template: Template
    outcomes: Mapping[str, Outcome] | None

    def run(self) -> None:
        self._names()
        self._remedies()
        self._places()
        for line in self.template.lines:
            self._line(line)

    def note(self, key: str, code: str, message: str, suggestion: str) -> None:
        self.problems.note(self.document.file, self.document.line(key), code, message, suggestion)

    def _at(self, line: Line, code: str, message: str, suggestion: str) -> None:
        self.problems.note(self.document.file, line.number, code, message, suggestion)

    def _unknown(self, key: str, found: tuple[str, ...], known: Iterable[str],
                 code: str, noun: str) -> None:  # fmt: skip
        names = set(known)
        for name in found:
            if name not in names:
                self.note(key, code, f"不认识的{noun} {name}", likely(name, names, "请核对拼写"))
        for name in sorted({name for name in found if found.count(name) > 1}):
            self.note(key, "DUPLICATE", f"{noun} {name} 写了两次", "请删去一处")

    def _names(self) -> None:
        template = self.template
        self._unknown("rules", template.rules, RULES, "UNKNOWN_RULE", "规则编号")
        self._unknown("facts", template.facts, LABELS, "UNKNOWN_FACT", "事实")
        self._unknown("optional", template.optional, LABELS, "UNKNOWN_FACT", "事实")
        self._unknown("encloses", template.encloses, frozenset(IDS), "UNKNOWN_LETTER", "文书")
        self._unknown("commands", template.commands, OCCASIONS, "UNKNOWN_COMMAND", "办理事项")
        if self.outcomes is not None:
            self._unknown("outcomes", template.outcomes, self.outcomes, "UNKNOWN_OUTCOME", "办理结果")
        if template.to is not None and template.to not in template.facts:
            self.note("to", "UNKNOWN_FACT", f"主送 {template.to} 不在 facts 之中", "请列入 facts")
        if not (template.outcomes or template.commands):
            self.note("commands", "MISSING", "没有写明属于哪一办理结果或者办理事项", "请补上")
        for name in sorted(set(template.facts) & set(template.optional)):
            self.note("optional", "DUPLICATE", f"事实 {name} 既是必备又是可选", "请删去一处")

    def _remedies(self) -> None:
        """Template ↔ outcomes.yaml, both ways, and the place where the remedy is told."""
        template = self.template
        for code in template.outcomes:
            outcome = (self.outcomes or {}).get(code)
            if outcome is None:
                continue
            if template.id not in outcome.letters:
                what = f"outcomes.yaml 中 {code} 的文书是 {'、'.join(outcome.letters)}，不是 {template.id}"
                self.note("outcomes", "INCONSISTENT", what, "请改正其中之一")
            if outcome.remedy != template.remedy:
                theirs = f"outcomes.yaml 中 {code} 的 {_joined(outcome.remedy)}"
                what = f"救济模板 {_joined(template.remedy)} 与 {theirs} 不一致"
                self.note("remedy", "INCONSISTENT", what, "请改正其中之一")
            if outcome.rule not in template.rules:
                what = f"{code} 的依据 {outcome.rule} 不在 rules 之中"
                self.note("rules", "INCONSISTENT", what, "请补上")
        told = any(part in TOLD for part in template.remedy)
        if told != any(line.text == "{{ remedy }}" for line in template.lines):
            what = "正文应有单独一行 {{ remedy }}" if told else "程序性文书和表格没有救济告知"
            self.note("remedy", "INCONSISTENT", what, "请改正正文或者 remedy")

    def _places(self) -> None:
        """What is listed is used."""
        used = {*PLACE.findall(self.template.title), self.template.to}
        for line in self.template.lines:
            used |= {*line.places, *line.when}
        for key, names in (("facts", self.template.facts), ("optional", self.template.optional)):
            for name in names:
                if name in LABELS and name not in used:
                    self.note(key, "UNUSED_FACT", f"正文没有用到事实 {name}", "请在正文使用，或者从这里删去")

    def _line(self, line: Line) -> None:
        template = self.template
        for name in line.when:
            if name not in template.outcomes and name not in template.optional:
                todo = likely(name, (*template.outcomes, *template.optional), "请核对拼写")
                what = f"条件 {name} 不是本文书的办理结果或者可选的事实"
                self._at(line, "UNKNOWN_CONDITION", what, todo)
        for name in line.places:
            if is_rule(name):
                if name not in template.rules:
                    todo = likely(name, template.rules, "请核对拼写，或者列入 rules")
                    self._at(line, "UNKNOWN_RULE", f"规则编号 {name} 不在 rules 之中", todo)
            elif name not in template.facts and name not in template.optional:
                todo = likely(name, (*template.facts, *template.optional), "请核对拼写，或者列入")
                self._at(line, "UNKNOWN_FACT", f"事实 {name} 不在 facts、optional 之中", todo)
            elif name in template.optional and name not in line.when:
                self._at(line, "UNGUARDED", f"可选的事实 {name} 前面没有条件", f"请在行首写 ?{name}: ")
        rest = PLACE.sub("", line.text)
        if "{{" in rest or "{%" in rest or "}}" in rest:
            self._at(line, "SYNTAX", "双花括号里只能写一个名称", "请写成 {{ 名称 }}，模板里没有表达式")
        if found := _PERIOD.search(rest):
            what = f"“{found.group()}”是期限、条次或者数字，不写在模板里"
            self._at(line, "SECOND_COPY", what, "期限用事实，条款用 {{ R30.1 }} 这样的规则编号")


def _joined(remedy: tuple[RemedyTemplate, ...]) -> str:
    return "[" + ", ".join(remedy) + "]"


def check_outcomes(letters: Mapping[str, Template], outcomes: Document, read_as: Mapping[str, Outcome],
                   problems: Problems) -> None:  # fmt: skip
    """Every outcome has its letters, and they say so."""
    for code, outcome in read_as.items():
        for letter in outcome.letters:
            if letter in letters and code not in letters[letter].outcomes:
                line = outcomes.line("outcomes", code, "letters")
                what = f"{code} 的文书 {letter} 没有列出这一办理结果"
                problems.note(
                    outcomes.file, line, "INCONSISTENT", what, f"请改正 letters/{letter}.md 或者这里"
                )
            elif letter not in letters and letter not in IDS:
                line = outcomes.line("outcomes", code, "letters")
                problems.note(outcomes.file, line, "UNKNOWN_LETTER", f"没有文书 {letter}", "请核对编号")


def _wording(document: Document, problems: Problems) -> Wording | None:
    form = parse(WordingForm, document, problems)
    if form is None:
        return None
    for key, text in form.model_dump().items():
        for name in PLACE.findall(text):
            if name not in PLACES:
                what = f"不认识的事实 {name}"
                todo = likely(name, PLACES, "请核对拼写")
                problems.note(document.file, document.line(key), "UNKNOWN_FACT", what, todo)
        if found := _PERIOD.search(PLACE.sub("", text)):
            what = f"“{found.group()}”是期限或者数字，不写在这里"
            problems.note(document.file, document.line(key), "SECOND_COPY", what, "期限由程序填入")
    paragraphs = {
        RemedyTemplate.RECONSIDERATION_FIRST: form.A,
        RemedyTemplate.EITHER: form.B,
        RemedyTemplate.RESTRICTED: form.D,
    }
    return Wording(paragraphs, form.whole, form.disclosed, form.withheld, form.link)
