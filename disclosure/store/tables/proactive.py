"""依申请转主动公开: repeated demand, candidates, the catalogue."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from disclosure.store.tables.base import BigId, metadata
from disclosure.store.tables.dossiers import dossier_columns

# What is in `title` to `explanation` a person has written; before the first preparation there is nothing.
candidates = Table(
    "candidates",
    metadata,
    *dossier_columns(),
    Column("origin", String(12), nullable=False),  # repeated | suggested | reassessed
    Column("follows", String(40)),  # the number of an earlier candidate about the same that was closed
    Column("why", Text, nullable=False),  # what makes the requests the same; names no person
    Column("title", String(200)),  # 名称
    Column("summary", Text),  # 内容概述
    Column("formed_on", Date),  # 生成日期
    Column("manner", String(24)),  # 公开方式
    Column("scope", String(200)),  # 公开范围
    Column("content_hash", String(64)),
    Column("explanation", Text),  # what a person says to the findings of the screening
    Column("answered", Text),  # the rules of those findings, in a line
    Index(
        "ix_candidates_open",
        "state",
        sqlite_where=text("closed_on IS NULL"),
        postgresql_where=text("closed_on IS NULL"),
    ),
)

candidate_requests = Table(
    "candidate_requests",
    metadata,
    Column("request_id", BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False),
    Column("candidate_id", BigId, ForeignKey("candidates.id"), nullable=False, index=True),
    Column("joined_on", Date, nullable=False),
)

# Only requests that are not alone. A key is the number of the earliest member.
request_demand = Table(
    "request_demand",
    metadata,
    Column("request_id", BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False),
    Column("info", String(32), index=True),  # 同一信息
    Column("matter", String(32), index=True),  # 同一事项
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("index_number", String(40), nullable=False, unique=True),  # 索引号, by year, without gaps
    Column("title", String(200), nullable=False),
    Column("summary", Text, nullable=False),
    Column("formed_on", Date, nullable=False),
    Column("manner", String(24), nullable=False),
    Column("scope", String(200), nullable=False),
    Column("place", String(500), nullable=False),  # where it can be read
    Column("content_hash", String(64), nullable=False),
    Column("published_on", Date, nullable=False),
    Column("taken_down_on", Date),
    Column("candidate_id", BigId, ForeignKey("candidates.id"), unique=True),  # NULL when it came another way
    # Filings on the same information in equal spans before and after publication.
    Column("filings_before", Integer),
    Column("filings_after", Integer),
    Column("span_days", Integer),  # each of the two
    Column("measured_on", Date),
    Column("measured_last", Boolean, nullable=False),  # the whole span has passed
)
