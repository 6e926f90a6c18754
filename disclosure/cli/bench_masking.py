"""`disclosure bench screening`, its last row: a docx masked and proved, beside the same docx screened."""

from __future__ import annotations

from statistics import median
from typing import Any

from disclosure.cli.bench_timing import seconds
from disclosure.law.secrecy import ScreeningLimits, ScreeningRules
from disclosure.masking import Choice, mask
from disclosure.masking.package import Part, packed
from disclosure.screening import screen

_WORDS = "经审查，你单位申请公开的信息由相关部门制作，材料一式三份，联系科室设在办公楼二层。"
_PERSONAL = "联系电话13800138000。"
_PARAGRAPHS = 2_000
_EVERY = 20  # so many paragraphs have one telephone
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def bench_masking(
    rules: ScreeningRules, limits: ScreeningLimits, *, paragraphs: int = _PARAGRAPHS, runs: int = 3
) -> list[dict[str, Any]]:
    """One row, in paragraphs a second; `limit` is the screening of the same file, which masking begins with."""
    content = _document(paragraphs)
    pairs = [
        (
            seconds(lambda: mask(content, "a.docx", "b.docx", Choice(), rules, limits)),
            seconds(lambda: screen(content, "a.docx", rules, limits)),
        )
        for _ in range(runs)
    ]
    ours, limit = (paragraphs / median(side) for side in zip(*pairs, strict=True))
    return [
        {
            "name": "masking",
            "ours": round(ours, 1),
            "limit": round(limit, 1),
            "ratio": round(ours / limit, 4),
            "unit": "paragraphs/s",
            "n": paragraphs,
            "runs": runs,
        }
    ]


def _document(paragraphs: int) -> bytes:
    texts = (_WORDS * 2 + (_PERSONAL if n % _EVERY == 0 else "") for n in range(paragraphs))
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    xml = f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    return packed(Part("rId1", "officeDocument", "word/document.xml", _MEDIA, xml.encode()), [])
