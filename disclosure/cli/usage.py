"""A wrong call told in Chinese: what click says in English, by the class of its error."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from disclosure.cli.day import Day
from disclosure.errors import WrongUsage

# click gives these no class of their own that keeps the word: (its text, ours, why).
_PLAIN = (
    (re.compile(r"Got unexpected extra arguments? \((.+)\)"), "多出了参数 {}", "命令只取说明中的参数"),
    (re.compile(r"Got unexpected extra arguments?"), "多出了参数", "命令只取说明中的参数"),
    (re.compile(r"Missing command"), "没有写明命令", "这一组命令须选一个"),
)


def explained(error: click.ClickException) -> WrongUsage:
    """What click refused: what; why; what to do."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    what, why = _told(error)
    return WrongUsage(what, why, f"用法见 {ctx.command_path if ctx else 'disclosure'} --help")


def _told(error: click.ClickException) -> tuple[str, str]:
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return "没有写明命令", "这一组命令须选一个"
        case click.NoSuchCommand():
            return f"没有命令 {error.command_name}", _near(error.possibilities, "没有这个名称的命令")
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}", _near(error.possibilities, "这个命令没有这个选项")
        case click.MissingParameter():
            return f"缺少{_named(error)}", "这一项必须给出"
        case click.BadParameter():
            return f"{_named(error)} 的值不对", _wanted(error)
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 的写法不对", "选项须带一个值，或不应带值"
    return _plain(error.format_message())


def _plain(message: str) -> tuple[str, str]:
    for pattern, what, why in _PLAIN:
        if found := pattern.match(message):
            return what.format(*found.groups()), why
    if message.isascii():  # not one of our own sentences
        return "命令的写法不对", "参数或选项与说明不符"
    what, _, why = message.partition("；")
    return what, why


def _named(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项 {param.opts[-1]}"
    return f"参数 {param.human_readable_name}"


def _wanted(error: click.BadParameter) -> str:
    """What the parameter takes, from its type."""
    match error.param.type if error.param else None:
        case Day():
            return "应为实际存在的日期，写作 YYYY-MM-DD"
        case click.Choice(choices=choices):
            return f"应为 {'、'.join(map(str, choices))} 之一"
        case click.IntRange(min=least, max=None):
            return f"应为不小于 {least} 的整数"
        case click.IntRange(min=least, max=most):
            return f"应为 {least} 至 {most} 的整数"
        case click.types.IntParamType():
            return "应为整数"
        case click.Path():
            return "没有这个文件，或它不是能读的文件"
    return error.message if not error.message.isascii() else "与说明不符"


def _near(known: Sequence[str] | None, otherwise: str) -> str:
    return f"{otherwise}，相近的有 {'、'.join(known)}" if known else otherwise
