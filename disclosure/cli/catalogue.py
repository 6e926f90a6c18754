"""`disclosure convert | catalogue`: the search for repeated demand without Prefect, and the catalogue it leads to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from disclosure.cases.catalogue import Offer, entries, offers
from disclosure.cases.conversion import ConversionReport, convert_on
from disclosure.cases.documents import entry_document
from disclosure.cases.now import ZONE
from disclosure.cases.words import MANNERS
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book, open_store
from disclosure.cli.output import emit

MOST = 50


@click.command("convert")
@click.option("--today", type=DAY, help="办理的日期，空为今天（北京时间）。")
@database_option
@json_option
def convert(today: date | None, db: str | None, as_json: bool) -> int:
    """找出重复申请，提出转主动公开的候选，并入新的申请，比较公开前后的申请量。"""
    now = datetime.now(ZONE).date()
    emit(_report(convert_on(*open_book(db), today or now, now)), as_json=as_json)
    return 0


@click.group()
def catalogue() -> None:
    """公开目录：列出、检索、按申请内容提示。"""


@catalogue.command("list")
@click.option("--all", "everything", is_flag=True, help="连同已撤下的。")
@database_option
@json_option
def list_entries(everything: bool, db: str | None, as_json: bool) -> int:
    """列出公开目录。"""
    with open_store(db).read() as connection:
        found = entries(connection, everything=everything)
    emit([entry_document(entry) for entry in found], as_json=as_json)
    return 0


@catalogue.command("search")
@click.argument("words")
@database_option
@json_option
def search_entries(words: str, db: str | None, as_json: bool) -> int:
    """检索名称、内容概述中有 WORDS 各词（以空格分开）的条目。"""
    with open_store(db).read() as connection:
        found = entries(connection, words=words)
    emit([entry_document(entry) for entry in found], as_json=as_json)
    return 0


@catalogue.command("offer")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, MOST), default=5, show_default=True, help="最多几条。")
@database_option
@json_option
def offer_entries(text: str, limit: int, db: str | None, as_json: bool) -> int:
    """申请内容 TEXT 所要的信息是否已经公开：列出对应的目录条目和理由。"""
    store, config = open_book(db)
    with store.read() as connection:
        found = offers(connection, config, text, limit)
    emit([_offer(one) for one in found], as_json=as_json)
    return 0


def _offer(offer: Offer) -> dict[str, Any]:
    """For the public as well: how much was asked for is not its business."""
    entry = offer.entry
    return {
        "index_number": entry.index_number,
        "title": entry.title,
        "summary": entry.summary,
        "formed_on": entry.formed_on,
        "manner_label": MANNERS[entry.manner],
        "scope": entry.scope,
        "place": entry.place,
        "published_on": entry.published_on,
        "same_information": offer.same_information,
        "why": offer.why,
    }


def _report(report: ConversionReport) -> dict[str, Any]:
    return {
        "asked": report.asked,
        "clusters": report.clusters,
        "regrouped": report.regrouped,
        "changes": [asdict(change) | {"requests": list(change.requests)} for change in report.changes],
        "measured": report.measured,
    }
