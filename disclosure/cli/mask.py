"""`disclosure mask`: a copy of a file without what the screening found in it (R37). Needs no database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from disclosure.cases.fields import MaskedPlaces, parse
from disclosure.cases.json_text import parse_object
from disclosure.cli.opening import json_option, open_config
from disclosure.cli.output import emit
from disclosure.cli.screen import content_of
from disclosure.errors import BadInput, EnvironmentFailed, system_reason
from disclosure.masking import Choice
from disclosure.masking import mask as masked_copy


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "out",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="副本写到哪里，不得已有此文件。",
)
@click.option(
    "--spans",
    "spans",
    default="{}",
    metavar="JSON",
    help='增减遮盖的位置：{"add": [[起, 止]], "remove": [[起, 止]]}，起止是提取文字中的位置；空为筛查的全部发现。',
)
@json_option
def mask(file: Path, out: Path, spans: str, as_json: bool) -> int:
    """生成遮盖副本：遮盖 FILE 中筛查发现的文字，去掉批注、修订、属性等，复核后写到 --out。"""
    places = parse(MaskedPlaces, parse_object(spans, "--spans "), "--spans ")
    config = open_config()
    limits = config.service.screening
    content = content_of(file, limits.file_bytes)
    choice = Choice(places.add, places.remove)
    copy = masked_copy(content, file.name, out.name, choice, config.screening, limits)
    _write(out, copy.content)
    emit(
        {
            "file": str(file),
            "original_sha256": hashlib.sha256(content).hexdigest(),
            "out": str(out),
            "sha256": hashlib.sha256(copy.content).hexdigest(),
            "spans": [{"rule": s.rule, "start": s.start, "end": s.end} for s in copy.spans],
            "left_out": copy.left_out,
        },
        as_json=as_json,
    )
    return 0


def _write(out: Path, content: bytes) -> None:
    """Never over a file that is there: it could be the original."""
    try:
        with out.open("xb") as opened:
            opened.write(content)
    except FileExistsError as error:
        raise BadInput("没有写出副本", "已有这个文件", "换一个 --out 的名称", field="out") from error
    except OSError as error:
        raise EnvironmentFailed("没有写出副本", system_reason(error), "请核对路径和权限") from error
