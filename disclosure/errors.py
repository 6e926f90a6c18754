"""Every error a user can meet, in one tree with stable codes.

DisclosureError
├── Refused                 what was asked is refused, nothing was stored        exit 1
│   ├── BadInput            a file, line or field is wrong
│   ├── TooLarge            more was sent than is taken at once
│   ├── ClassifiedFile      a file with a classification mark, which may not be kept here
│   ├── NotFound            no such case, user, file
│   ├── NotPermitted        the user's role, unit or earlier part in the case forbids it
│   ├── NotLawful           the statechart has no such move from here
│   ├── GateRefused         a fact the law asks for is missing
│   ├── Conflict            somebody else changed the case first
│   ├── TooOften            the same was asked too often; later it may be asked again
│   └── NotInForce          the law or the calendar says nothing for that day
├── ConfigInvalid           config/ cannot be used                               exit 1
├── WrongUsage              the command line is wrong                            exit 2
└── EnvironmentFailed       no database, no key, disk full                       exit 3

Each says what happened, why, and what to do; the values stay on the error as attributes.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


class DisclosureError(Exception):
    """Root of the tree. `code` is stable: others script against it."""

    code: ClassVar[str] = "ERROR"
    exit_status: ClassVar[int] = 1

    def __init__(self, what: str, why: str, todo: str, *, field: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.todo = todo
        self.field = field

    @property
    def message(self) -> str:
        """One line in Chinese: what; why; what to do. Input it quotes cannot break the line or the terminal."""
        parts = (self.what, self.why, self.todo)
        return printable("；".join(part.rstrip("。；") for part in parts if part) + "。")

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Refused(DisclosureError):
    """Refused as a whole; nothing was stored."""

    code = "REFUSED"


class BadInput(Refused):
    """A file, line or field is wrong. `field` is a dotted path such as `applicants.0.id_no`."""

    code = "BAD_INPUT"


class TooLarge(Refused):
    code = "TOO_LARGE"


class ClassifiedFile(Refused):
    """S31s: the file carries the mark of a state secret; only its number and the verdict were kept."""

    code = "CLASSIFIED_FILE"


class NotFound(Refused):
    code = "NOT_FOUND"


class NotPermitted(Refused):
    code = "NOT_PERMITTED"


class NotLawful(Refused):
    """The statechart has no such move from the present state. `lawful` lists the commands it does have."""

    code = "NOT_LAWFUL"

    def __init__(self, what: str, why: str, todo: str, *, lawful: tuple[str, ...] = ()) -> None:
        super().__init__(what, why, todo)
        self.lawful = lawful


@dataclass(frozen=True, slots=True)
class Refusal:
    """One gate's answer: the article, why it refuses, and what would mend it (all Chinese)."""

    basis: str
    because: str
    remedy: str


class GateRefused(Refused):
    """One or more gates refuse; all of them are told, in gate order."""

    code = "GATE_REFUSED"

    def __init__(self, what: str, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        why = "；".join(f"{r.because}（{r.basis}）" for r in self.refusals)
        super().__init__(what, why, "；".join(dict.fromkeys(r.remedy for r in self.refusals)))


class Conflict(Refused):
    code = "CONFLICT"


class TooOften(Refused):
    """A limit in time is reached: nothing of what was sent has been looked at."""

    code = "TOO_OFTEN"


class NotInForce(Refused):
    """No rule, value or calendar covers the day asked for."""

    code = "NOT_IN_FORCE"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in config/: where it stands and how to mend it. `line` counts from 1, 0 when unknown."""

    file: str
    line: int
    code: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        tail = f"；{self.suggestion}" if self.suggestion else ""
        return f"{self.file}:{self.line} {self.code} {self.message}{tail}"


class ConfigInvalid(DisclosureError):
    """config/ has mistakes; all of them are listed and none of it is used."""

    code = "CONFIG_INVALID"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (one.file, one.line)))
        super().__init__(
            f"配置有 {len(self.problems)} 处错误，整体未采用",
            "；".join(map(str, self.problems)),
            "请按文件和行号改正后重试",
        )


class WrongUsage(DisclosureError):
    """The command line is wrong: an unknown command or option, one too few, a value of the wrong kind."""

    code = "USAGE"
    exit_status = 2


class EnvironmentFailed(DisclosureError):
    """The machine, not the request, is at fault: database, key, disk, another server."""

    code = "ENVIRONMENT_FAILED"
    exit_status = 3


_SYSTEM_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.ENAMETOOLONG: "文件名过长",
}


def system_reason(error: OSError) -> str:
    """Why the machine refused a file, in Chinese."""
    return _SYSTEM_REASONS.get(error.errno or 0, f"系统错误 {error.errno}")


def place_of(error: BaseException) -> str:
    """The kind of a fault of ours and where it arose, never its values: they may be personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = f"，在 {Path(ours[-1].filename).name} 第 {ours[-1].lineno} 行" if ours else ""
    return f"{type(error).__name__}{where}"


def unexpected(error: Exception) -> EnvironmentFailed:
    """A fault of ours in one line."""
    return EnvironmentFailed("程序出错，本次操作没有完成", place_of(error), "请把这一行告诉维护人员")


def printable(text: str) -> str:
    """`text` without what could break a line, a terminal or an encoding."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
