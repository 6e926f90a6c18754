"""xlsx: the values of the cells that are shown, with their looks, and nothing else of the book.

Every formula becomes its value: one that refers to a masked cell could be worked back. Hidden sheets, rows, columns
and what lies under merged cells are not in the copy; nor are comments, names, links, charts, tables, caches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from disclosure.errors import BadInput
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.cuts import Cuts, Node, applied
from disclosure.masking.package import OFFICE, Package, Part, packed
from disclosure.masking.spans import MASK
from disclosure.masking.tree import Element, Text, written
from disclosure.screening.sheet import NAME_NODE, PRINTED, column_number

MAIN: Final = "xl/workbook.xml"
_SPREADSHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ML: Final = "application/vnd.openxmlformats-officedocument"
_SHEET_MEDIA: Final = f"{_ML}.spreadsheetml.worksheet+xml"
_LOOKS: Final[Mapping[str, str]] = {
    "styles": f"{_ML}.spreadsheetml.styles+xml",
    "theme": f"{_ML}.theme+xml",
}
# What of a sheet is kept, in the order in which it stands there.
_KEPT: Final = frozenset(
    {"sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "printOptions", "pageMargins", "pageSetup",
     "headerFooter", "rowBreaks", "colBreaks"}
)  # fmt: skip
_LOST: Final[Mapping[str, str]] = {
    "dataValidations": "数据验证",
    "conditionalFormatting": "条件格式",
    "hyperlinks": "链接",
    "drawing": "图片、图表",
    "legacyDrawing": "批注",
    "oleObjects": "内嵌文件",
    "tableParts": "表的定义",
}
_CELL_KEPT: Final = frozenset({"r", "s", "t"})
_ROW_KEPT: Final = frozenset({"r", "spans", "s", "customFormat", "ht", "customHeight"})
_LONGEST_NAME: Final = 31
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_YES: Final = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Area:
    """Merged cells; only the first is shown."""

    left: int
    top: int
    right: int
    bottom: int

    def covers(self, row: int, column: int) -> bool:
        inside = self.top <= row <= self.bottom and self.left <= column <= self.right
        return inside and (row, column) != (self.top, self.left)


@dataclass(slots=True)
class _Sheet:
    name: str
    part: str
    root: Element


class SheetCopy:
    """The parts of an xlsx that are kept, before anything is masked in them. `shown` is the text of every node as the
    reader tells it: a cell names its string by number."""

    def __init__(
        self, content: bytes, limits: ScreeningLimits, shown: Mapping[str, Mapping[int, str]]
    ) -> None:
        package = Package(content, limits)
        book = package.tree(MAIN)
        self._shown = shown
        self._dates_from_1904 = any(
            one.value("date1904") in _YES for one in book.elements if one.local == "workbookPr"
        )
        relations = package.relations(MAIN)
        self.removed: set[str] = {
            label for pattern, label in _LABELS if any(map(pattern.match, package.parts))
        }
        self.removed |= {"定义的名称"} if book.has("definedName") else set()
        self._sheets: list[_Sheet] = []
        for one in book.elements:
            if one.local == "sheets":
                self._sheets += self._shown_sheets(one, package)
        if not self._sheets:
            raise BadInput("没有生成遮盖副本", "没有可见的工作表", "取消隐藏要公开的工作表后重新收存")
        self._looks = [
            Part("", r.kind, r.target, _LOOKS[r.kind], written(_plain_looks(package.tree(r.target))))
            for r in relations
            if r.kind in _LOOKS and r.target in package.parts
        ]
        self.nodes: frozenset[Node] = frozenset(node for sheet in self._sheets for node in self._nodes(sheet))

    def _shown_sheets(self, sheets: Element, package: Package) -> Iterator[_Sheet]:
        targets = {r.id: r.target for r in package.relations(MAIN) if r.kind == "worksheet"}
        for one in sheets.elements:
            if one.value("state") in ("hidden", "veryHidden"):
                self.removed.add("隐藏的工作表")
            elif (part := targets.get(one.value("id"), "")) not in package.parts:
                self.removed.add("图片、图表")
            else:
                yield _Sheet(one.value("name"), part, self._cleaned(package.tree(part)))

    def _nodes(self, sheet: _Sheet) -> Iterator[Node]:
        yield sheet.part, NAME_NODE
        for one in sheet.root.within():
            if isinstance(one, Element) and one.children and (one.local == "c" or one.local in PRINTED):
                yield sheet.part, one.number

    def masked(self, cuts: Cuts) -> tuple[bytes, Mapping[Node, str]]:
        """The copy, and the text of the nodes that could not be cut: names of sheets, printed headers."""
        names: dict[str, str] = {}
        instead: dict[Node, str] = {}
        parts: list[Part] = []
        for n, sheet in enumerate(self._sheets, 1):
            marks = cuts.get((sheet.part, NAME_NODE), ())
            name = applied(self._shown[sheet.part][NAME_NODE], marks) if marks else sheet.name
            names[sheet.part] = _unlike(name, names.values())
            instead[sheet.part, NAME_NODE] = names[sheet.part].rstrip("”")
            for one in list(sheet.root.within()):
                if isinstance(one, Element) and one.local in PRINTED and (sheet.part, one.number) in cuts:
                    one.children = [Text(one.number, f"&C{MASK}")]
                    instead[sheet.part, one.number] = MASK
                elif isinstance(one, Element) and one.local == "c":
                    self._mask(one, sheet.part, cuts)
            parts.append(Part(f"rId{n}", "worksheet", sheet.part, _SHEET_MEDIA, written(sheet.root)))
        for n, look in enumerate(self._looks, len(parts) + 1):
            parts.append(Part(f"rId{n}", look.kind, look.name, look.media, look.content))
        return packed(self._book(names), parts), instead

    def _mask(self, cell: Element, part: str, cuts: Cuts) -> None:
        """A number that is touched becomes text; texts stand in their cells, not in a table of all texts."""
        marks = cuts.get((part, cell.number), ())
        if marks or cell.value("t") in ("s", "str", "inlineStr"):
            _write_text(cell, applied(self._shown.get(part, {}).get(cell.number, ""), marks))

    def _book(self, names: Mapping[str, str]) -> Part:
        sheets = [
            Element("sheet", {"name": name, "sheetId": str(n), "r:id": f"rId{n}"})
            for n, name in enumerate(names.values(), 1)
        ]
        children: list[Element | Text] = [
            Element("workbookPr", {"date1904": "1"} if self._dates_from_1904 else {}),
            Element("bookViews", {}, 0, [Element("workbookView", {})]),
            Element("sheets", {}, 0, [*sheets]),
        ]
        root = Element("workbook", {"xmlns": _SPREADSHEET, "xmlns:r": OFFICE}, 0, children)
        return Part("rId1", "officeDocument", MAIN, f"{_ML}.spreadsheetml.sheet.main+xml", written(root))

    def _cleaned(self, root: Element) -> Element:
        self.removed |= {_LOST[one.local] for one in root.elements if one.local in _LOST}
        root.children = [one for one in root.elements if one.local in _KEPT]
        root.attributes = {k: v for k, v in root.attributes.items() if k.partition(":")[0] == "xmlns"}
        hidden = _hidden_columns(root)
        areas = list(_areas(root))
        for one in root.elements:
            match one.local:
                case "sheetData":
                    self._clean_rows(one, hidden, areas)
                case "cols":
                    for column in one.elements:
                        column.attributes.pop("hidden", None)
                case "sheetFormatPr":
                    one.attributes.pop("zeroHeight", None)
                case "pageSetup":
                    one.attributes = {k: v for k, v in one.attributes.items() if ":" not in k}
                case "sheetViews":
                    for view in one.elements:
                        view.children = [c for c in view.elements if c.local in ("pane", "selection")]
        return root

    def _clean_rows(self, data: Element, hidden: list[range], areas: list[_Area]) -> None:
        rows: list[Element | Text] = []
        number = 0
        for row in data.elements:
            number = _whole(row.value("r"), number + 1)
            if row.value("hidden") in _YES:
                self.removed.add("隐藏的行")
                continue
            row.attributes = {k: v for k, v in row.attributes.items() if k in _ROW_KEPT} | {"r": str(number)}
            across = [area for area in areas if area.top <= number <= area.bottom]
            row.children = [*self._clean_cells(row, number, hidden, across)]
            rows.append(row)
        data.children = rows

    def _clean_cells(
        self, row: Element, number: int, hidden: list[range], areas: list[_Area]
    ) -> Iterator[Element]:
        column = 0
        for cell in row.elements:
            column = column_number(cell.value("r")) or column + 1
            if any(column in columns for columns in hidden):
                self.removed.add("隐藏的列")
                continue
            covered = any(area.covers(number, column) for area in areas)
            if covered and cell.children:
                self.removed.add("合并单元格遮住的内容")
            if cell.child("f"):
                self.removed.add("公式（只留算出的值）")
            cell.children = [c for c in cell.elements if c.local in ("v", "is") and not covered]
            if covered:
                cell.attributes.pop("t", None)
            cell.attributes = {k: v for k, v in cell.attributes.items() if k in _CELL_KEPT}
            yield cell


def _write_text(cell: Element, text: str) -> None:
    prefix = cell.name[: -len("c")]
    cell.attributes.pop("t", None)
    cell.children = []
    if text:
        cell.attributes["t"] = "inlineStr"
        words = Element(f"{prefix}t", {"xml:space": "preserve"}, 0, [Text(0, text)])
        cell.children = [Element(f"{prefix}is", {}, 0, [words])]


def _hidden_columns(root: Element) -> list[range]:
    return [
        range(_whole(one.value("min"), 1), _whole(one.value("max"), 0) + 1)
        for group in root.elements
        if group.local == "cols"
        for one in group.elements
        if one.value("hidden") in _YES
    ]


def _areas(root: Element) -> Iterator[_Area]:
    for group in root.elements:
        if group.local == "mergeCells":
            for one in group.elements:
                if found := _AREA.fullmatch(one.value("ref")):
                    yield _Area(
                        column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])
                    )


def _plain_looks(root: Element) -> Element:
    """Styles without what only other programs read; a theme without pictures."""
    root.children = [one for one in root.elements if one.local not in ("extLst", "tableStyles")]
    return root


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _unlike(name: str, others: Iterable[str]) -> str:
    """A name of a sheet, cut to what a book takes and unlike the others."""
    taken = {other.upper() for other in others}
    name = name[:_LONGEST_NAME]
    n = 2
    unlike = name
    while unlike.upper() in taken:
        unlike = f"{name[: _LONGEST_NAME - 4]}{n}"
        n += 1
    return unlike


_LABELS: Final = tuple(
    (re.compile(pattern), label)
    for pattern, label in (
        (r"xl/(comments|threadedComments|persons)", "批注"),
        (r"docProps/", "文档属性"),
        (r"customXml/", "自定义数据"),
        (r"xl/(media|charts|drawings|chartsheets)/", "图片、图表"),
        (r"xl/(embeddings|activeX|vbaProject)", "内嵌文件"),
        (r"xl/externalLinks/", "外部链接"),
        (r"xl/pivot", "透视表"),
        (r"xl/(revisions|tables)/", "修订记录、表的定义"),
    )
)
