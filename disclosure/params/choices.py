"""config/law/options.yaml and outcomes.yaml: the readings chosen, and the 23 answers of facts §1.4."""

from __future__ import annotations

from pydantic import Field

from disclosure.law.terms import Option, Outcome, RemedyTemplate
from disclosure.params.expected import OPTIONS, OUTCOMES
from disclosure.params.forms import Bool, Day, Form, LetterId, RuleId, Text, keys_of
from disclosure.params.reading import Document, Problems, parse
from disclosure.params.wording import likely


class OptionForm(Form):
    doubt: RuleId = Field(title="疑问编号")
    label: Text = Field(title="名称")
    choices: tuple[Text, ...] = Field(title="可选口径", description="由规则决定，第一项是默认口径")
    value: Text = Field(title="采用的口径")
    basis: Text = Field(title="依据")
    checked: Day = Field(title="核对日期")


class OptionsForm(Form):
    options: dict[str, OptionForm] = Field(title="有疑问的读法", json_schema_extra=keys_of(OPTIONS))


class OutcomeForm(Form):
    label: Text = Field(title="名称")
    article: Text = Field(title="条款")
    rule: RuleId = Field(title="规则编号")
    report_row: str = Field(pattern=r"^T3\.3(\.\d){1,2}$", title="年报栏目")
    letters: tuple[LetterId, ...] = Field(min_length=1, title="文书")
    remedy: tuple[RemedyTemplate, ...] = Field(min_length=1, max_length=2, title="救济模板")
    reconsideration_first: Bool = Field(title="复议前置")
    discloses: Bool = Field(title="提供信息内容")
    withholds: Bool = Field(default=False, title="有不予公开的内容", description="须定期评估（R18）")
    since: Day = Field(title="自何日起的决定可用")
    checked: Day = Field(title="核对日期")


class OutcomesForm(Form):
    outcomes: dict[str, OutcomeForm] = Field(title="办理结果", json_schema_extra=keys_of(OUTCOMES))


def read_options(document: Document, problems: Problems) -> dict[str, Option]:
    """The options by name; the choices must be the ones the rules know, in their order."""
    form = parse(OptionsForm, document, problems)
    if form is None:
        return {}
    _compare("选项", set(OPTIONS), set(form.options), "options", document, problems)
    for name, option in form.options.items():
        known = OPTIONS.get(name, option.choices)
        if option.choices != known:
            message = f"选项 {name} 的口径应为 {'、'.join(known)}"
            line = document.line("options", name, "choices")
            problems.note(document.file, line, "NOT_A_CHOICE", message, "口径由规则决定，请照原样写")
        elif option.value not in known:
            message = f"选项 {name} 的取值“{option.value}”不在 {'、'.join(known)} 之中"
            line = document.line("options", name, "value")
            todo = likely(option.value, known, "请改为其中之一")
            problems.note(document.file, line, "NOT_A_CHOICE", message, todo)
    return {
        name: Option(name, option.doubt, option.choices, option.value, option.label)
        for name, option in form.options.items()
    }


def read_outcomes(document: Document, problems: Problems) -> dict[str, Outcome]:
    """The outcomes by code, in the order of the file."""
    form = parse(OutcomesForm, document, problems)
    if form is None:
        return {}
    _compare("办理结果", set(OUTCOMES), set(form.outcomes), "outcomes", document, problems)
    for code, outcome in form.outcomes.items():
        if outcome.reconsideration_first != (RemedyTemplate.RECONSIDERATION_FIRST in outcome.remedy):
            line = document.line("outcomes", code, "remedy")
            message = f"{code} 是否复议前置与救济模板 A 不一致"
            problems.note(document.file, line, "INCONSISTENT", message, "复议前置的用模板 A，否则不用")
    return {
        code: Outcome(
            code=code,
            label=outcome.label,
            article=outcome.article,
            rule=outcome.rule,
            report_row=outcome.report_row,
            letters=outcome.letters,
            remedy=outcome.remedy,
            reconsideration_first=outcome.reconsideration_first,
            discloses=outcome.discloses,
            withholds=outcome.withholds,
            since=outcome.since,
        )
        for code, outcome in form.outcomes.items()
    }


def _compare(
    noun: str, expected: set[str], found: set[str], section: str, document: Document, problems: Problems
) -> None:
    for name in sorted(expected - found):
        problems.note(
            document.file, document.line(section), "MISSING", f"缺少{noun} {name}", "有规则要用它，请补上"
        )
    for name in sorted(found - expected):
        line = document.line(section, name)
        todo = likely(name, expected, "请核对拼写或删去")
        problems.note(document.file, line, "UNKNOWN_KEY", f"不认识的{noun} {name}", todo)
