"""config/ as one value: read whole or refused whole, and named by the hash of its files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from disclosure.demand.lexicon import Lexicon
from disclosure.errors import ConfigInvalid, EnvironmentFailed, Problem, system_reason
from disclosure.law.escalation import Ladder
from disclosure.law.secrecy import ScreeningRules
from disclosure.law.terms import Law
from disclosure.law.workdays import Workdays
from disclosure.params.calendars import read_calendar
from disclosure.params.choices import read_options, read_outcomes
from disclosure.params.demand import read_lexicon
from disclosure.params.expected import PARAMETERS
from disclosure.params.ladder import read_ladder
from disclosure.params.letters import NAME as _LETTER
from disclosure.params.letters import WORDING, Letters, check_outcomes, read_letters
from disclosure.params.organization import Organization, read_organization
from disclosure.params.parameters import Parameters, read_topic
from disclosure.params.reading import Document, Problems, decode, read
from disclosure.params.screening import read_screening
from disclosure.params.service import Service, read_service
from disclosure.params.wording import likely

T = TypeVar("T")

_TOPICS = {f"law/{topic}.yaml": topic for topic in PARAMETERS}
DEMAND = ("demand.yaml", "characters.yaml")
_SINGLE = (
    "law/options.yaml",
    "law/outcomes.yaml",
    "organization.yaml",
    "escalation.yaml",
    "service.yaml",
    WORDING,
    *DEMAND,
)
_YEAR = re.compile(r"calendar/(\d{4})\.yaml")
_REGION = re.compile(r"calendar/regions/([a-z0-9_]+)\.yaml")


@dataclass(frozen=True)
class Config:
    """`files` maps the path below config/ to its text; `version` is the SHA-256 of that snapshot, in hex."""

    version: str
    law: Law
    ladder: Ladder
    organization: Organization
    service: Service
    demand: Lexicon
    files: Mapping[str, str]
    screened_by: ScreeningRules | None  # None in a snapshot from before there was any screening
    written_by: Letters | None  # None in a snapshot from before there were letters

    @property
    def screening(self) -> ScreeningRules:
        """What a secrecy review looks for. Raises KeyError when the snapshot knew no screening."""
        if self.screened_by is None:
            raise KeyError("law/secrecy.yaml: screening")
        return self.screened_by

    @property
    def letters(self) -> Letters:
        """The templates of the letters. Raises KeyError when the snapshot knew none."""
        if self.written_by is None:
            raise KeyError(WORDING)
        return self.written_by

    def __reduce__(self) -> tuple[Callable[[Mapping[str, str]], Config], tuple[dict[str, str]]]:
        """To another process it travels as its files."""
        return Config.of_stored, (dict(self.files),)

    @classmethod
    def of_snapshot(cls, files: Mapping[str, str]) -> Config:
        """The configuration these files make, today as on the day they were stored. Raises ConfigInvalid with
        every mistake."""
        problems = Problems()
        config = _assemble(files, problems)
        if config is None:
            raise ConfigInvalid(problems)
        return config

    @classmethod
    def of_stored(cls, files: Mapping[str, str]) -> Config:
        """A snapshot kept under an earlier program: a value the program has come to read since may be missing,
        and what asks for it raises KeyError. Raises ConfigInvalid with every other mistake."""
        problems = Problems()
        config = _assemble(files, problems, _later_name)
        if config is None:
            raise ConfigInvalid(problems)
        return config


def load(directory: Path) -> Config:
    """The configuration in `directory`. Raises ConfigInvalid with every mistake, EnvironmentFailed when a file
    cannot be read."""
    problems = Problems()
    files = _files(directory, problems)
    config = _assemble(files, problems)
    if config is None:
        raise ConfigInvalid(problems)
    return config


def check(directory: Path) -> list[Problem]:
    """Every mistake in `directory`, by file and line; empty when it can be used."""
    problems = Problems()
    files = _files(directory, problems)
    if files or not problems:
        _assemble(files, problems)
    return sorted(problems, key=lambda p: (p.file, p.line))


def version_of(files: Mapping[str, str]) -> str:
    """The name of a snapshot: the same files give the same name on every machine."""
    canonical = json.dumps(dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _files(directory: Path, problems: Problems) -> dict[str, str]:
    if not directory.is_dir():
        problems.note(
            directory.name, 0, "FILE_MISSING", "没有这个配置目录", "请核对 DISCLOSURE_CONFIG 或命令中的目录"
        )
        return {}
    files = {}
    try:
        for path in sorted((*directory.rglob("*.y*ml"), *directory.rglob("*.md"))):
            name = path.relative_to(directory).as_posix()
            text = decode(name, path.read_bytes(), problems)
            if text is not None:
                files[name] = text
    except OSError as error:
        raise EnvironmentFailed(
            f"读不到配置文件 {error.filename}", system_reason(error), "请检查文件权限和磁盘"
        ) from error
    return files


def _later_name(problem: Problem) -> bool:
    return problem.code in ("MISSING", "FILE_MISSING")


def _never(_: Problem) -> bool:
    return False


def _assemble(
    files: Mapping[str, str], problems: Problems, tolerated: Callable[[Problem], bool] = _never
) -> Config | None:
    documents = _documents(files, problems)
    parameters = Parameters()
    for name, topic in _TOPICS.items():
        if name in documents:
            read_topic(topic, documents[name], parameters, problems)

    def single(name: str, reader: Callable[[Document, Problems], T | None]) -> T | None:
        return reader(documents[name], problems) if name in documents else None

    options = single("law/options.yaml", read_options)
    outcomes = single("law/outcomes.yaml", read_outcomes)
    organization = single("organization.yaml", read_organization)
    ladder = single("escalation.yaml", read_ladder)
    service = single("service.yaml", read_service)
    screening = single("law/secrecy.yaml", read_screening)
    letters = read_letters(files, documents.get(WORDING), outcomes, problems)
    if letters and outcomes:
        check_outcomes(letters.templates, documents["law/outcomes.yaml"], outcomes, problems)
    demand = _lexicon(documents, problems)
    workdays = _workdays(documents, service, problems)
    serious = [problem for problem in problems if not tolerated(problem)]
    if serious or not (options and outcomes and organization and ladder and service and demand and workdays):
        return None
    version = version_of(files)
    law = Law(
        version=version,
        workdays=workdays,
        numbers=parameters.numbers,
        choices=parameters.choices,
        bands=parameters.bands,
        options=options,
        outcomes=outcomes,
    )
    return Config(version, law, ladder, organization, service, demand, dict(files), screening, letters)


def _documents(files: Mapping[str, str], problems: Problems) -> dict[str, Document]:
    """The files that can be read at all; unknown and missing ones are noted."""
    documents = {}
    for name, text in files.items():
        if _LETTER.fullmatch(name):
            continue  # no YAML as a whole: `read_letters` takes it apart
        if not (name in _TOPICS or name in _SINGLE or _YEAR.fullmatch(name) or _REGION.fullmatch(name)):
            todo = likely(name, (*_TOPICS, *_SINGLE), "请核对文件名，或移出配置目录")
            problems.note(name, 1, "UNKNOWN_FILE", "不认识的配置文件", todo)
        elif (document := read(name, text, problems)) is not None:
            documents[name] = document
    noted = {problem.file for problem in problems}
    for name in (*_TOPICS, *_SINGLE):
        if name not in documents and name not in noted:
            problems.note(name, 0, "FILE_MISSING", "缺少配置文件", "请从上一个版本恢复")
    return documents


def _lexicon(documents: Mapping[str, Document], problems: Problems) -> Lexicon | None:
    """Without words where a stored snapshot has neither file."""
    demand, characters = (documents.get(name) for name in DEMAND)
    if demand is None and characters is None:
        return Lexicon.empty()
    return read_lexicon(demand, characters, problems) if demand and characters else None


def _workdays(
    documents: Mapping[str, Document], service: Service | None, problems: Problems
) -> Workdays | None:
    years = {int(match[1]): documents[name] for name in documents if (match := _YEAR.fullmatch(name))}
    if not years:
        problems.note("calendar", 0, "FILE_MISSING", "没有任何年份的日历", "请从上一个版本恢复")
    regions = {match[1]: documents[name] for name in documents if (match := _REGION.fullmatch(name))}
    chosen = service.region if service else None
    if chosen is not None and chosen not in regions:
        line = documents["service.yaml"].line("region")
        todo = likely(chosen, regions, "请补上文件或改正 region")
        problems.note(
            "service.yaml", line, "FILE_MISSING", f"没有地区日历 calendar/regions/{chosen}.yaml", todo
        )
    return read_calendar(years, regions, chosen, problems)
