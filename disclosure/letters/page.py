"""A letter as one HTML page, for looking at before it is signed. Every text is escaped; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from disclosure.letters import gb9704 as gb
from disclosure.letters.document import Block, Form, LetterDocument, day

_STYLE = f"""
body {{ background: #eee; margin: 0; }}
main {{ background: #fff; box-sizing: border-box; width: {gb.PAGE_MM[0]}mm; min-height: {gb.PAGE_MM[1]}mm;
  margin: 1rem auto; padding: {gb.TOP_MM}mm {gb.RIGHT_MM}mm {gb.BOTTOM_MM}mm {gb.LEFT_MM}mm;
  font: {gb.BODY_PT}pt/{gb.LINE_TWIPS / 20}pt "{gb.FANGSONG}", FangSong, serif; }}
.authority {{ color: #{gb.RED}; text-align: center; font: 36pt/1.4 "{gb.SONG_TITLE}", serif; }}
.reference {{ text-align: center; border-bottom: 1pt solid #{gb.RED}; padding-bottom: 4mm; margin: 1em 0 2em; }}
h1 {{ text-align: center; font: {gb.TITLE_PT}pt/1.5 "{gb.SONG_TITLE}", serif; margin: 0 0 1em; }}
p {{ margin: 0; text-indent: 2em; text-align: justify; }}
.addressee, .reference, .authority {{ text-indent: 0; }}
.level1 {{ font-family: "{gb.HEI}", SimHei, sans-serif; }}
.level2 {{ font-family: "{gb.KAI}", KaiTi, serif; }}
.attachments {{ margin-top: 1em; }}
footer {{ margin: 3em 4em 0 auto; width: max-content; text-align: center; }}
footer p {{ text-indent: 0; text-align: center; }}
table {{ border-collapse: collapse; width: 100%; font-size: {gb.FORM_PT}pt; margin-bottom: 1em; }}
td {{ border: 1px solid #000; padding: 2mm; white-space: pre-line; }}
"""


def page_of(letter: LetterDocument) -> str:
    """The letter as an HTML document."""
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="zh-CN">',
            f'<head><meta charset="utf-8"><title>{escape(letter.title)}</title><style>{_STYLE}</style></head>',
            "<body><main>",
            *_parts(letter),
            "</main></body></html>",
            "",
        )
    )


def body_of(letter: LetterDocument) -> str:
    """What stands on the paper, for a page that has its own looks."""
    return "\n".join(_parts(letter))


def _parts(letter: LetterDocument) -> Iterator[str]:
    if letter.authority:
        yield _p(letter.authority, "authority")
        yield _p(letter.reference or "　", "reference")
    yield f"<h1>{escape(letter.title)}</h1>"
    if letter.addressee:
        yield _p(f"{letter.addressee}：", "addressee")
    for block in letter.blocks:
        yield _block(block)
    for i, name in enumerate(letter.attachments, 1):
        number = f"{i}. " if len(letter.attachments) > 1 else ""
        yield _p(f"附件：{number}{name}" if i == 1 else f"{number}{name}", "attachments" if i == 1 else "")
    if letter.signer:
        dated = day(letter.dated) if letter.dated else "　　年　月　日"
        yield f"<footer>{_p(letter.signer, 'signer')}{_p(dated, 'dated')}</footer>"


def _block(block: Block) -> str:
    if isinstance(block, Form):
        rows = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f"<table>{''.join(rows)}</table>"
    return _p(block.text, f"level{block.level}" if block.level else "")


def _p(text: str, name: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if name else f"<p>{escape(text)}</p>"
