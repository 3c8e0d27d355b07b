"""The parts of an .xlsx: what is noticed before reading, and what is refused."""

import io
import struct
import zipfile

import pytest

from guanmo.engines.sheets import UnreadableFile, read_workbook
from guanmo.engines.sheets.archives import Archive
from guanmo.engines.sheets.facts import SheetFacts
from guanmo.engines.sheets.workbook_parts import inspect_xlsx
from tests.engines.sheets.hostile_files import (
    SHEET_END,
    SHEET_START,
    cells,
    lying_zip_bomb,
    workbook,
    zip_bomb,
)

STYLES = (
    '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.0"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    '<cellStyles><xf numFmtId="9"/></cellStyles></styleSheet>'
)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as told:
        read_workbook(content, file_name="台账.xlsx")
    return str(told.value)


def facts(sheet: str, **parts: str) -> SheetFacts:
    named = {f"xl/{name}.xml": text for name, text in parts.items()}
    return inspect_xlsx(workbook(SHEET_START + sheet + SHEET_END, parts=dict(named)))["台账"]


def test_filled_cells_are_counted_to_the_furthest() -> None:
    found = facts(
        '<row r="2"><c r="B2"><v>1</v></c><c r="AA2" s="1"/></row><row r="9"><c r="A9"><v>1</v></c></row>'
    )

    assert found == SheetFacts(rows=9, columns=2)
    assert found.cells == 18


def test_places_may_be_left_out() -> None:
    """Some writers number neither rows nor cells."""
    assert facts("<row><c><v>1</v></c></row><row><c/><c><v>1</v></c></row>") == SheetFacts(rows=2, columns=2)


def test_error_values_percents_and_hidden_rows_are_noted() -> None:
    sheet = (
        '<row r="1" hidden="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" s="1"><v>0.5</v></c><c r="C1" s="2"><v>1</v></c></row>'
        '<row r="2" hidden="true"><c r="A2" s="3"><v>1</v></c><c r="B2" t="str"><f>A1</f><v>甲</v></c></row>'
        '<row r="3" hidden="0"><c r="A3" s="0"><v>1</v></c></row>'
    )

    assert facts(sheet, styles=STYLES) == SheetFacts(
        rows=3, columns=3, errors={(0, 0): "#REF!"}, percents={(0, 1), (0, 2)}, hidden=[0, 1]
    )


def test_formula_without_a_stored_result_is_noted() -> None:
    found = facts('<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"/></row>')

    assert found.uncomputed == [(0, 0)]


def test_formula_with_an_empty_result_is_noted_unless_the_result_is_a_text() -> None:
    """What programs that cannot calculate write; an empty text is a result."""
    found = facts('<row r="1"><c r="A1"><f>1+1</f><v></v></c><c r="B1" t="str"><f>""</f><v></v></c></row>')

    assert found.uncomputed == [(0, 0)]


def test_error_percent_and_hidden_row_reach_the_reader() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c><c r="B1" t="inlineStr"><is><t>完成率</t></is></c></row>'
        '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2" s="1"><v>0.851</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>乙</t></is></c><c r="B3" t="e"><v>#N/A</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>丙</t></is></c><c r="B4" s="1" t="str"><v>待定</v></c></row>'
        '<row r="5"><c r="C5" t="e"><v>#REF!</v></c></row>'
    )

    content = workbook(SHEET_START + sheet + SHEET_END, parts={"xl/styles.xml": STYLES})

    found = read_workbook(content, file_name="a.xlsx").sheets[0]
    assert [one.values["完成率"] for one in found.records] == ["85.1%", "#N/A", "待定"]
    assert [(one.cell, one.code) for one in found.problems] == [
        ("C1", "no_title"),
        ("A2", "hidden_rows"),
        ("B3", "formula_error"),
        ("C5", "formula_error"),
    ]


@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml"]
)
def test_sheet_is_found_by_its_relation(target: str) -> None:
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/theme" Target="theme.xml"/>'
        f'<Relationship Id="rId1" Type="http://x/worksheet" Target="{target}"/></Relationships>'
    )
    content = replaced(workbook(cells("甲")), "xl/_rels/workbook.xml.rels", relations)

    assert inspect_xlsx(content) == {"台账": SheetFacts(rows=1, columns=1)}


def test_sheet_without_part_has_no_facts() -> None:
    names = '<?xml version="1.0"?><workbook><sheets><sheet name="空"/><sheet/></sheets></workbook>'

    assert inspect_xlsx(replaced(workbook(cells("甲")), "xl/workbook.xml", names)) == {"空": SheetFacts()}


def test_parts_that_are_no_xml_are_only_measured() -> None:
    parts: dict[str, str | bytes] = {
        "xl/media/image1.png": b"\x89PNG" + b"x" * 1000,
        "docs/y.xml": "\ufeff <a:b/>",
    }

    assert inspect_xlsx(workbook(cells("甲"), parts=parts))["台账"].rows == 1


def test_part_without_any_element_is_damage() -> None:
    assert "已损坏" in refused(workbook(cells("甲"), parts={"xl/x.xml": "<?pi?>"}))


def test_part_in_utf16_is_read() -> None:
    sheet = (
        SHEET_START.replace("?>", ' encoding="UTF-16"?>')
        + '<row r="1"><c r="A1"><v>1</v></c></row>'
        + SHEET_END
    )

    assert inspect_xlsx(workbook(sheet.encode("utf-16")))["台账"].rows == 1


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ('<row r="x"/>', "已损坏"),
        ('<row r="1"><c r="1A"/></row>', "已损坏"),
        ('<row r="1"><c r="A"/></row>', "已损坏"),
        ('<row r="1"><c r="XFE1"/></row>', "已损坏"),
        ('<row r="1"><c r="11"/></row>', "已损坏"),
        ("<row>", "已损坏"),
        ("<x>" * 250 + "</x>" * 250, "层层嵌套"),
        ('<row r="1"><c r="A1" t="str"><v>' + "长" * 32_768 + "</v></c></row>", "超过 32,767 字"),
        ('<row r="100001"><c r="A100001"><v>1</v></c></row>', "第 100001 行"),
        (
            '<row r="1">' + '<c r="A1" s="1"/>' * 301 + "</row>",
            "300 多个只有格式、没有内容的空单元格",
        ),
        ("<row/>" * 202, "200 多个只有格式、没有内容的空行"),
        ("<x/>" * 2_001, "单元格太多"),
    ],
    ids=lambda value: value[:12],
)
def test_sheets_that_would_hurt_are_refused(sheet: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With small bounds; test_hostile_files measures the real ones."""
    parts = "guanmo.engines.sheets.workbook_parts"
    for name, bound in (("MOST_EMPTY_CELLS", 300), ("MOST_EMPTY_ROWS", 200), ("MOST_ELEMENTS", 2_000)):
        monkeypatch.setattr(f"{parts}.{name}", bound)

    assert says in refused(workbook(SHEET_START + sheet + SHEET_END))


def test_empty_rows_within_bounds_are_read() -> None:
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row>' + '<row s="1"/>' * 5_000

    assert facts(sheet).rows == 1


def strings(*texts: str) -> str:
    return '<?xml version="1.0"?><sst>stray' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def test_shared_strings_are_measured_where_they_are_shown() -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 2001))
    shown = SHEET_START + rows + SHEET_END

    assert "文字太多" in refused(workbook(shown, parts={"xl/sharedStrings.xml": strings("长" * 20_000)}))
    assert "超过 32,767 字" in refused(
        workbook(shown, parts={"xl/sharedStrings.xml": strings("长" * 32_768)})
    )
    assert facts(rows, sharedStrings=strings("短", "没有用到")).rows == 2000


@pytest.mark.parametrize("index", ["7", "x"])
def test_shared_string_that_is_not_there_is_left_to_the_reader(index: str) -> None:
    assert (
        facts(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>', sharedStrings=strings("甲")).rows == 1
    )


def test_macros_are_refused_wherever_they_show() -> None:
    for content in (
        workbook(cells("甲"), macro=True),
        workbook(cells("甲"), parts={"xl/vbaProject.bin": b"x"}),
        workbook(cells("甲"), parts={"xl/macrosheets/sheet1.xml": "<x/>"}),
    ):
        assert "文件里有宏" in refused(content)


def test_package_without_its_list_of_contents_is_damaged() -> None:
    assert "已损坏" in refused(replaced(workbook(cells("甲")), "[Content_Types].xml", None))


def test_bombs_are_refused() -> None:
    """Their time and memory are measured in test_hostile_files."""
    for content in zip_bomb(), lying_zip_bomb():
        assert "异常庞大" in refused(content)


def test_too_many_sheets_are_refused() -> None:
    names = "".join(f'<sheet name="表{i}" r:id="rId1"/>' for i in range(201))
    book = f'<?xml version="1.0"?><workbook xmlns:r="x"><sheets>{names}</sheets></workbook>'

    assert "201 张工作表" in refused(replaced(workbook(cells("甲")), "xl/workbook.xml", book))


def replaced(content: bytes, name: str, text: str | None) -> bytes:
    """The package with one part replaced, or left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if text is not None:
            new.writestr(name, text)
    return buffer.getvalue()


def test_stored_members_are_read_in_pieces() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.bin", b"x" * 200_000)

    archive = Archive(buffer.getvalue())

    assert archive.names == ("a.bin",)
    assert archive.start_of("a.bin", 3) == b"xxx"
    assert [len(piece) for piece in archive.pieces("a.bin")] == [65_536, 65_536, 65_536, 3_392]


def zipped(compression: int = zipfile.ZIP_DEFLATED, text: bytes = b"y" * 5_000) -> bytearray:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        package.writestr("xl/workbook.xml", text)
    return bytearray(buffer.getvalue())


def central(content: bytes | bytearray) -> int:
    return bytes(content).index(b"PK\x01\x02")


def refused_archive(content: bytes | bytearray) -> str:
    with pytest.raises(UnreadableFile) as told:
        list(Archive(bytes(content)).pieces("xl/workbook.xml"))
    return str(told.value)


def test_broken_directory_is_damage() -> None:
    assert "已损坏" in refused_archive(b"PK\x03\x04 and nothing else")


def test_locked_member_is_said() -> None:
    content = zipped()
    content[central(content) + 8] |= 1

    assert "加了密码" in refused_archive(content)


def test_other_compressions_are_damage() -> None:
    assert "已损坏" in refused_archive(zipped(zipfile.ZIP_BZIP2))


def test_broken_data_is_damage() -> None:
    content = zipped()
    content[50:55] = b"\xff" * 5

    assert "已损坏" in refused_archive(content)


def test_member_that_breaks_off_is_damage() -> None:
    content = zipped(text=bytes(range(256)) * 20)
    at = central(content)
    packed: int = struct.unpack_from("<I", content, at + 20)[0]
    struct.pack_into("<I", content, at + 20, packed - 20)

    assert "已损坏" in refused_archive(content)


def test_member_that_ends_outside_the_file_is_damage() -> None:
    content = zipped()
    struct.pack_into("<I", content, central(content) + 20, 10**6)

    assert "已损坏" in refused_archive(content)


def test_member_that_begins_elsewhere_is_damage() -> None:
    content = zipped()
    struct.pack_into("<I", content, central(content) + 42, 7)

    assert "已损坏" in refused_archive(content)


def test_size_that_lies_is_damage() -> None:
    content = zipped()
    struct.pack_into("<I", content, central(content) + 24, 4_999)

    assert "已损坏" in refused_archive(content)


def test_equal_names_are_damage() -> None:
    """Readers differ in which of two they take."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "1")
        package.writestr("XL/workbook.xml", "2")

    assert "已损坏" in refused_archive(buffer.getvalue())


def test_too_many_members_are_damage() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for number in range(2_001):
            package.writestr(f"{number}.xml", "")

    assert "已损坏" in refused_archive(buffer.getvalue())


def test_declared_sizes_are_added_up() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(7):
            package.writestr(f"{number}.xml", b"z" * 19_000_000)

    assert "异常庞大" in refused_archive(buffer.getvalue())
