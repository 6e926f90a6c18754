"""The columns of the 台账: the one place of their names, for the file that goes out and for the one that comes in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`read`: an import takes it. The others follow from the history and are only told."""

    key: str
    title: str
    read: bool = False


COLUMNS = (
    Column("ordinal", "序号"),
    Column("number", "编号", read=True),
    Column("received_on", "收到日期", read=True),
    Column("channel", "提交渠道", read=True),
    Column("applicant_kind", "申请人类别", read=True),
    Column("content", "申请内容", read=True),
    Column("unit", "承办单位", read=True),
    Column("due", "答复期限"),
    Column("extended", "是否延期"),
    Column("corrected", "是否补正"),
    Column("consulted", "是否征求意见"),
    Column("replied_on", "答复日期"),
    Column("closed_on", "办结日期", read=True),
    Column("outcome", "办理结果", read=True),
    Column("article", "依据"),
    Column("served_on", "送达日期"),
    Column("archived_on", "归档日期"),
    Column("reconsideration_result", "行政复议", read=True),
    Column("litigation_direct_result", "行政诉讼（直接起诉）", read=True),
    Column("litigation_after_result", "行政诉讼（复议后起诉）", read=True),
    Column("state", "目前环节"),
)
HEADER = tuple(column.title for column in COLUMNS)
READ: Mapping[str, str] = {column.key: column.title for column in COLUMNS if column.read}
REQUIRED = ("number", "applicant_kind", "received_on", "closed_on", "outcome")
PROCEEDINGS: Mapping[str, tuple[str, bool]] = {  # column → kind of remedy, whether after a reconsideration
    "reconsideration_result": ("reconsideration", False),
    "litigation_direct_result": ("litigation", False),
    "litigation_after_result": ("litigation", True),
}


def folded(label: str) -> str:
    """A word of the house however it is typed: without blanks, full width and half width alike."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).casefold()


BY_NAME: Mapping[str, Column] = {
    folded(name): column for column in COLUMNS for name in (column.key, column.title)
}
