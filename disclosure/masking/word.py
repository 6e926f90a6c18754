"""docx: the document as it is printed, insertions accepted, and nothing else of the file.

What a reader of the paper does not see is not in the copy: deletions, comments, hidden text, properties, links,
fields, alternative texts. Pictures and embedded files go too, since no program here can say what they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from disclosure.errors import BadInput
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.cuts import Cut, Cuts, Node, applied
from disclosure.masking.package import Package, Part, packed
from disclosure.masking.tree import Element, Text, rewritten, written
from disclosure.screening.package import local_name

MAIN: Final = "word/document.xml"
_ML: Final = "application/vnd.openxmlformats-officedocument"
_MEDIA: Final[Mapping[str, str]] = {
    kind: f"{_ML}.wordprocessingml.{kind}+xml"
    for kind in ("header", "footer", "footnotes", "endnotes", "styles", "numbering", "settings")
} | {"theme": f"{_ML}.theme+xml"}
# Parts whose text is on the page, by the names their texts are read under.
_STORIES: Final = re.compile(r"word/(header\d*|footer\d*|footnotes|endnotes)\.xml")
_STORY_KINDS: Final = frozenset({"header", "footer", "footnotes", "endnotes"})

_UNWRAPPED: Final = frozenset({"hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "ins", "moveTo"})
# What goes with all that is in it, and what the person is told of it; None: nothing anybody could miss.
_GONE: Final[Mapping[str, str | None]] = {
    **dict.fromkeys(("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"), "批注"),
    **dict.fromkeys(("del", "moveFrom", "cellDel", "cellIns", "cellMerge", "numberingChange"), "修订"),
    **dict.fromkeys(("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange"), "修订"),
    **dict.fromkeys(("trPrChange", "tcPrChange", "tblGridChange"), "修订"),
    **dict.fromkeys(("object", "control", "altChunk", "subDoc", "contentPart", "OLEObject", "oleObject"), "内嵌文件"),
    **dict.fromkeys(("pic", "blip", "blipFill", "imagedata", "graphicFrame", "chart", "relIds"), "图片"),
    **dict.fromkeys(("fill", "numPicBullet", "lvlPicBulletId"), None),
    "textpath": "水印、艺术字",
    **dict.fromkeys(("bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "proofErr"), None),
    **dict.fromkeys(("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "ffData", "extLst", "Fallback"), None),
    **dict.fromkeys(("hlinkClick", "hlinkHover", "webHidden", "docPartObj", "rsid"), None),
}  # fmt: skip
_RANGES: Final = re.compile(r"(customXml)?(ins|del|moveFrom|moveTo)Range(Start|End)", re.IGNORECASE)
_BOX: Final = "txbxContent"
_DRAWN: Final = frozenset({"drawing", "pict", "AlternateContent"})
_ATTRIBUTES_GONE: Final = frozenset(
    {"paraId", "textId", "author", "date", "initials", "descr", "title", "alt", "tooltip", "href", "gfxdata",
     "docLocation"}
)  # fmt: skip
_NAMED: Final = frozenset(
    {"docPr", "cNvPr"}
)  # their names are in no reader's way and say what somebody typed
_HIDING: Final = frozenset({"vanish", "specVanish"})
_PAGE_FIELD: Final = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\s*(\\\*\s*\w+\s*|\\#\s*\"?0*\"?\s*)*", re.IGNORECASE
)
_SETTINGS: Final = frozenset(
    {"evenAndOddHeaders", "mirrorMargins", "defaultTabStop", "characterSpacingControl", "compat", "footnotePr",
     "endnotePr", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "autoHyphenation"}
)  # fmt: skip
_SYMBOLS: Final = frozenset({"sym", "symEx", "noBreakHyphen"})


class WordCopy:
    """The parts of a docx that are kept, before anything is masked in them."""

    def __init__(self, content: bytes, limits: ScreeningLimits) -> None:
        package = Package(content, limits)
        if [r.target for r in package.relations("") if r.kind == "officeDocument"] != [MAIN]:
            raise BadInput(
                "没有生成遮盖副本", "文件里没有正文，或正文不在通常的位置", "用 Word 另存为 docx 后重新收存"
            )
        self.removed: set[str] = set()
        self._stories: dict[str, Element] = {MAIN: self._cleaned(package.tree(MAIN))}
        self._others: list[tuple[str, str, str]] = []  # id, kind, name
        self._looks: dict[str, Element] = {}
        for relation in package.relations(MAIN):
            if (
                relation.kind not in _MEDIA
                or relation.target in self._stories
                or relation.target in self._looks
            ):
                continue
            tree = package.tree(relation.target)
            if relation.kind == "theme" and tree.has("blip"):
                continue  # pictures for backgrounds; without a theme the colours are those of the program
            tree = tree if relation.kind == "theme" else self._cleaned(tree)
            if relation.kind not in _STORY_KINDS:
                self._looks[relation.target] = _settled(tree) if relation.kind == "settings" else tree
            elif _STORIES.fullmatch(relation.target):
                self._stories[relation.target] = tree
            else:
                raise BadInput(
                    "没有生成遮盖副本", "页眉、页脚或脚注不在通常的位置", "用 Word 另存为 docx 后重新收存"
                )
            self._others.append((relation.id, relation.kind, relation.target))
        used = {MAIN, *self._stories, *self._looks}
        self.removed |= {label for name in package.parts if name not in used and (label := _label(name))}
        self.nodes: frozenset[Node] = frozenset(
            (part, one.number) for part, root in self._stories.items() for one in root.within()
        )

    def masked(self, cuts: Cuts) -> bytes:
        """The copy."""
        for part, root in self._stories.items():
            marks = {node: each for (of, node), each in cuts.items() if of == part}
            rewritten(root, partial(_cut, marks=marks))
        trees = self._stories | self._looks
        main = Part(
            "rId1", "officeDocument", MAIN, f"{_ML}.wordprocessingml.document.main+xml", written(trees[MAIN])
        )
        others = [
            Part(id_, kind, name, _MEDIA[kind], written(trees[name])) for id_, kind, name in self._others
        ]
        return packed(main, others)

    def _cleaned(self, root: Element) -> Element:
        links = _link_prefixes(root)
        self._drop_fields(root)
        rewritten(root, self._change)
        for one in (root, *root.within()):
            if isinstance(one, Element):
                _cleared(one, links)
        return root

    def _change(self, element: Element) -> list[Element | Text]:
        name = element.local
        if name in _GONE or _RANGES.fullmatch(name):
            if label := _GONE.get(name):
                self.removed.add(label)
            return []
        if name in _UNWRAPPED:
            self.removed |= {"链接"} if name == "hyperlink" else set()
            return element.children
        if name in _DRAWN and not element.has(_BOX):
            self.removed.add("图片")
            return []
        if (name == "r" and _is_hidden(element)) or (name == "tr" and _is_hidden_row(element)):
            self.removed.add("隐藏文字")
            return []
        return [element]

    def _drop_fields(self, root: Element) -> None:
        """Fields become the text they show; page numbers stay what they are."""
        kept: set[int] = set()
        for paragraph in _elements(root, "p"):
            for field in _fields(paragraph):
                codes = "".join(one.text for one in field if one.local == "instrText")
                if _PAGE_FIELD.fullmatch(codes):
                    kept |= {id(one) for one in field}

        def change(element: Element) -> list[Element | Text]:
            name = element.local
            if name == "fldSimple" and not _PAGE_FIELD.fullmatch(element.value("instr")):
                self.removed.add("域代码")
                return element.children
            if name in ("fldChar", "instrText", "delInstrText") and id(element) not in kept:
                self.removed.add("域代码")
                return []
            return [element]

        rewritten(root, change)


def _elements(root: Element, name: str) -> Iterator[Element]:
    return (one for one in root.within() if isinstance(one, Element) and one.local == name)


def _fields(paragraph: Element) -> Iterator[list[Element]]:
    """The tags and codes of each field that begins and ends in the paragraph and has no field within."""
    field: list[Element] | None = None
    for one in paragraph.within():
        if not isinstance(one, Element) or one.local not in ("fldChar", "instrText"):
            continue
        kind = one.value("fldCharType")
        if kind == "begin":
            field = []
        if field is None:
            continue
        field.append(one)
        if kind == "end":
            yield field
            field = None


def _on(element: Element | None) -> bool:
    return element is not None and element.value("val") not in ("0", "false", "off")


def _is_hidden(run: Element) -> bool:
    properties = run.child("rPr")
    return properties is not None and any(_on(properties.child(name)) for name in _HIDING)


def _is_hidden_row(row: Element) -> bool:
    properties = row.child("trPr")
    return properties is not None and _on(properties.child("hidden"))


def _link_prefixes(root: Element) -> frozenset[str]:
    """The prefixes whose attributes lead to other parts."""
    return frozenset(
        key.partition(":")[2]
        for one in (root, *root.within())
        if isinstance(one, Element)
        for key, value in one.attributes.items()
        if key.startswith("xmlns:") and value.endswith("/relationships")
    )


def _cleared(element: Element, links: frozenset[str]) -> None:
    """Without what hides text (what was hidden is gone by now) and without attributes that tell of people."""
    element.children = [
        child for child in element.children if isinstance(child, Text) or child.local not in _HIDING
    ]
    for key in list(element.attributes):
        name, prefix = local_name(key), key.partition(":")[0] if ":" in key else ""
        leads = prefix in links and element.local not in ("headerReference", "footerReference")
        if name.startswith("rsid") or name in _ATTRIBUTES_GONE or leads:
            del element.attributes[key]
        elif name == "name" and element.local in _NAMED:
            element.attributes[key] = ""


def _settled(settings: Element) -> Element:
    """What of the settings bears on how the page looks."""
    settings.children = [child for child in settings.elements if child.local in _SETTINGS]
    return settings


def _cut(element: Element, marks: Mapping[int, Sequence[Cut]]) -> list[Element | Text]:
    if element.local in _SYMBOLS and element.number in marks:
        prefix = element.name.rpartition(":")[0]
        name = f"{prefix}:t" if prefix else "t"
        text = applied("?", marks[element.number])
        return [Element(name, {}, element.number, [Text(element.number, text)])] if text else []
    for child in element.children:
        if isinstance(child, Text) and child.number in marks:
            child.text = applied(child.text, marks[child.number])
            if element.local == "t":
                element.attributes["xml:space"] = "preserve"
    return [element]


def _label(name: str) -> str | None:
    return next((label for pattern, label in _LABELS if re.match(pattern, name)), None)


_LABELS: Final = (
    (r"word/comments|word/people", "批注"),
    (r"docProps/", "文档属性"),
    (r"customXml/", "自定义数据"),
    (r"word/media/", "图片"),
    (r"word/(embeddings|activeX|vbaProject|afchunk)", "内嵌文件"),
    (r"word/(charts|diagrams)/", "图片"),
    (r"word/glossary/", "自动图文集"),
)
