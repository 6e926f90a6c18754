"""The layout of GB/T 9704-2012 in numbers, and the parts of a docx that python-docx takes as its beginning.

A4, 版心 156 × 225 mm, 22 lines of 28 characters of 三号. Fonts are named, not shipped.
"""

from __future__ import annotations

import io
import zipfile
from math import floor

PAGE_MM = (210, 297)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
MARK_MM = 35  # 发文机关标志 below the top of the 版心
LINES, CHARACTERS = 22, 28
LINE_TWIPS = 579  # 28.95 pt: 22 lines in 225 mm
FOOTER_MM = 23  # the 一字线 of the page number lies 7 mm below the 版心

SONG_TITLE, FANGSONG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
HEADING_FONTS = {1: HEI, 2: KAI, 3: FANGSONG, 4: FANGSONG}
TITLE_PT, BODY_PT, PAGE_NUMBER_PT, FORM_PT = 22, 16, 14, 14  # 二号、三号、四号、四号
RED = "FF0000"
TEXT_WIDTH_PT = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) / 25.4 * 72
# Twips added to each character, so that 28 of 三号 go into 156 mm. A character grid (w:docGrid) would say the same in
# Word, but other programs give a character wider than its cell two cells.
CHARACTER_TWIPS = floor((TEXT_WIDTH_PT / CHARACTERS - BODY_PT) * 20)

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# The day of a file inside the package: a letter carries its own date.
_EPOCH = (1980, 1, 1, 0, 0, 0)

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>',
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/settings" Target="settings.xml"/></Relationships>',
    "word/document.xml": f"<w:document {_W}><w:body><w:sectPr/></w:body></w:document>",
    "word/settings.xml": f"<w:settings {_W}><w:evenAndOddHeaders/>"
    '<w:characterSpacingControl w:val="doNotCompress"/></w:settings>',
    "word/styles.xml": f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FANGSONG}" w:hAnsi="{FANGSONG}" w:eastAsia="{FANGSONG}" w:cs="{FANGSONG}"/>'
    f'<w:sz w:val="{BODY_PT * 2}"/><w:szCs w:val="{BODY_PT * 2}"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
    f'<w:spacing w:before="0" w:after="0" w:line="{LINE_TWIPS}" w:lineRule="exact"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    # Stops stay within the 版心, figures stand close to characters: 28 of them are counted.
    '<w:pPr><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr>'
    f'<w:rPr><w:spacing w:val="{CHARACTER_TWIPS}"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    "</w:styles>",
}


def beginning() -> bytes:
    """A docx with nothing on its page."""
    return packed({name: (_HEAD + text).encode() for name, text in _PARTS.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of these parts: the same bytes for the same parts on every machine, so nothing is compressed and
    nothing is dated."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            package.writestr(entry, content)
    return stream.getvalue()
