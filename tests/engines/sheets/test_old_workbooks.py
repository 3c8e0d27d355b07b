"""The old .xls: what is read, what is noticed before reading, what is refused."""

import struct
from collections.abc import Callable

import pytest

from guanmo.engines.sheets import UnreadableFile, read_workbook
from guanmo.engines.sheets.facts import SheetFacts
from guanmo.engines.sheets.old_workbooks import inspect_xls
from tests.engines.sheets import old_files as old
from tests.engines.sheets.hostile_files import compound_file, encrypted, old_macro

TITLES = old.strings(3, old.text("项目名称") + old.text("总投资（万元）") + old.text("甲"))
HEAD = old.shared(0, 0, 0) + old.shared(0, 1, 1)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as told:
        inspect_xls(content)
    return str(told.value)


def test_strings_and_numbers_are_read() -> None:
    rows = (
        HEAD
        + old.shared(1, 0, 2)
        + old.number(1, 1, 1269611.5)
        + old.shared(2, 0, 2)
        + old.small_numbers(2, 1, [7, 8])
    )

    sheet = read_workbook(
        old.old_workbook([old.Page("台账", rows)], before=TITLES), file_name="a.xls"
    ).sheets[0]

    assert sheet.name == "台账"
    assert [list(one.values.values()) for one in sheet.records] == [["甲", "1269611.5", ""], ["甲", "7", "8"]]


def test_each_sheet_has_its_own_facts() -> None:
    first = (
        HEAD
        + old.error(3, 1, 0x17)
        + old.truth(1, 0)
        + old.row_height(1, hidden=True)
        + old.row_height(2, hidden=False)
    )
    second = (
        old.small_numbers(4, 2, [1, 2, 3])
        + old.formula_error(1, 0, 0x07)
        + old.formula(2, 0, struct.pack("<d", 1.5))
    )

    found = inspect_xls(old.old_workbook([old.Page("甲", first), old.Page("乙", second)], before=TITLES))

    assert found == [
        SheetFacts(rows=4, columns=2, errors={(3, 1): "#REF!"}, hidden=[1]),
        SheetFacts(rows=5, columns=5, errors={(1, 0): "#DIV/0!"}),
    ]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (0x00, "#NULL!"),
        (0x07, "#DIV/0!"),
        (0x0F, "#VALUE!"),
        (0x1D, "#NAME?"),
        (0x24, "#NUM!"),
        (0x2A, "#N/A"),
    ],
)
@pytest.mark.parametrize("make", [old.error, old.formula_error])
def test_error_values_come_back(make: Callable[[int, int, int], bytes], code: int, shown: str) -> None:
    content = old.old_workbook(
        [old.Page("台账", HEAD + old.shared(1, 0, 2) + make(1, 1, code))], before=TITLES
    )

    sheet = read_workbook(content, file_name="a.xls").sheets[0]

    assert [(one.cell, one.code) for one in sheet.problems] == [("B2", "formula_error")]
    assert sheet.records[0].values["总投资（万元）"] == shown


def test_unknown_error_value_is_damage() -> None:
    assert "已损坏" in refused(old.old_workbook([old.Page("台账", old.error(0, 0, 0x63))]))


def test_table_may_begin_in_any_column() -> None:
    page = old.shared(1, 2, 0) + old.shared(1, 3, 1) + old.shared(2, 2, 2) + old.error(2, 3, 0x17)

    sheet = read_workbook(
        old.old_workbook([old.Page("台账", page)], before=TITLES), file_name="a.xls"
    ).sheets[0]

    assert [(one.letter, one.title) for one in sheet.columns] == [("C", "项目名称"), ("D", "总投资（万元）")]
    assert [(one.cell, one.code) for one in sheet.problems] == [("D3", "formula_error")]


def test_hidden_sheet_is_named_and_hidden_row_is_read() -> None:
    page = HEAD + old.shared(1, 0, 2) + old.row_height(1, hidden=True)

    book = read_workbook(
        old.old_workbook([old.Page("字典", b"", hidden=1), old.Page("台账", page)], before=TITLES),
        file_name="a.xls",
    )

    assert [(one.sheet, one.cell, one.code) for one in book.problems] == [
        ("字典", "", "hidden_sheet"),
        ("台账", "A2", "hidden_rows"),
    ]
    assert len(book.sheets[1].records) == 1


def test_strings_may_run_on_in_the_next_record() -> None:
    """Within a string the next part begins with its own format; extra data runs on without one."""
    long = "路" * 50
    half = long[:20].encode("utf-16-le")
    table = old.strings(
        4,
        struct.pack("<HB", 50, 1) + half,
        b"\x01"
        + long[20:].encode("utf-16-le")
        + old.text("乙", flags=1 | 8, extra=struct.pack("<H", 1))
        + b"\x00\x00",
        b"\x00\x00" + old.text("丙", flags=1 | 4, extra=struct.pack("<I", 2)) + b"\x00\x00",
        struct.pack("<HB", 3, 0) + b"abc",
    )
    page = b"".join(old.shared(index, 0, index) for index in range(4))

    assert inspect_xls(old.old_workbook([old.Page("台账", page)], before=table)) == [
        SheetFacts(rows=4, columns=1)
    ]


def test_repeated_string_is_refused() -> None:
    table = old.strings(1, old.text("长" * 4000))
    page = b"".join(old.shared(row, 0, 0) for row in range(10_000))

    assert "文字太多" in refused(old.old_workbook([old.Page("台账", page)], before=table))


def test_longer_string_than_excel_allows_is_refused() -> None:
    table = old.strings(1, struct.pack("<HB", 40_000, 0) + b"x" * 8000, *[b"\x00" + b"x" * 8000] * 4)

    assert "超过 32,767 字" in refused(
        old.old_workbook([old.Page("台账", old.shared(0, 0, 0))], before=table)
    )


@pytest.mark.parametrize("index", [5, 4_000_000])
def test_string_that_is_not_there_is_damage(index: int) -> None:
    assert "已损坏" in refused(old.old_workbook([old.Page("台账", old.shared(0, 0, index))], before=TITLES))


def test_string_table_that_breaks_off_is_damage() -> None:
    table = old.strings(2, struct.pack("<HB", 50, 1) + b"ab")

    assert "已损坏" in refused(old.old_workbook([old.Page("台账", old.shared(0, 0, 0))], before=table))


def test_string_without_any_table_is_damage() -> None:
    assert "已损坏" in refused(old.old_workbook([old.Page("台账", old.shared(0, 0, 0))]))


def test_password_is_refused() -> None:
    locked = old.start(5) + old.record(0x002F, b"\x00" * 6)

    assert "加了密码" in refused(compound_file({"Workbook": locked.ljust(4096, b"\x00")}))


def test_what_excel_wraps_in_a_compound_file_is_told_apart() -> None:
    assert "加了密码" in refused(encrypted())
    assert "文件里有宏" in refused(old_macro())


def test_scattered_cells_are_refused() -> None:
    page = old.number(0, 0, 1) + old.number(65_535, 255, 1)

    assert "第 65536 行、第 256 列" in refused(old.old_workbook([old.Page("台账", page)]))


def test_endless_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanmo.engines.sheets.old_workbooks.MOST_ELEMENTS", 1_000)
    content = compound_file({"Workbook": old.start(5) + old.record(0x0001) * 2_000})

    assert "单元格太多" in refused(content)


def test_small_stream_lies_in_the_small_sectors() -> None:
    """Below 4096 bytes a stream is kept in sectors of 64 bytes inside the root entry's own stream."""
    body = old.stream([old.Page("台账", HEAD)], before=TITLES)

    assert inspect_xls(small_compound_file(body)) == [SheetFacts(rows=1, columns=2)]


@pytest.mark.parametrize("name", ["WordDocument", "PowerPoint Document"])
def test_other_office_files_are_refused(name: str) -> None:
    assert "不是 Excel 表格" in refused(compound_file({name: b"\x00" * 4096}))


def damaged(at: int, value: bytes) -> bytes:
    content = bytearray(old.old_workbook([old.Page("台账", HEAD)], before=TITLES))
    content[at : at + len(value)] = value
    return bytes(content)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (30, struct.pack("<H", 3)),  # sectors of 8 bytes
        (48, struct.pack("<I", 0xFFFF)),  # the directory lies outside
        (76, struct.pack("<I", 0xFFFF)),  # so does the allocation table
        (68, struct.pack("<II", 0xFFFF, 5)),  # and what continues it
    ],
)
def test_damaged_compound_files_are_refused(at: int, value: bytes) -> None:
    assert "已损坏" in refused(damaged(at, value))


def test_chain_that_runs_in_a_circle_is_refused() -> None:
    content = old.old_workbook([old.Page("台账", HEAD)], before=TITLES)
    table_at = 512 * (struct.unpack_from("<I", content, 76)[0] + 1)

    assert "已损坏" in refused(content[:table_at] + struct.pack("<I", 0) + content[table_at + 4 :])


def test_allocation_table_may_go_on_in_further_sectors() -> None:
    """A file of more than seven megabytes lists the rest of its table sectors elsewhere."""
    content = bytearray(old.old_workbook([old.Page("台账", HEAD)], before=TITLES))
    more = len(content) // 512 - 1
    content += struct.pack("<127I", *[0xFFFFFFFF] * 127) + struct.pack("<I", 0xFFFFFFFE)
    struct.pack_into("<II", content, 68, more, 1)

    assert inspect_xls(bytes(content)) == [SheetFacts(rows=1, columns=2)]


def small_compound_file(body: bytes) -> bytes:
    """A compound file whose Workbook lies in small sectors: root stream, small table, directory, table."""
    blocks = -(-len(body) // 64)
    root = body.ljust(blocks * 64, b"\x00")
    root_sectors = -(-len(root) // 512)
    small = [*range(1, blocks), 0xFFFFFFFE]
    directory = entry("Root Entry", 5, 0, len(root)) + entry("Workbook", 2, 0, len(body))
    links = [*range(1, root_sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    first_small, first_directory, first_table = root_sectors, root_sectors + 1, root_sectors + 2
    head = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, first_small, 1, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", first_table, *[0xFFFFFFFF] * 108)
    return (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + head)
        + root.ljust(root_sectors * 512, b"\x00")
        + struct.pack("<128I", *small, *[0xFFFFFFFF] * (128 - len(small)))
        + directory.ljust(512, b"\x00")
        + struct.pack("<128I", *links, *[0xFFFFFFFF] * (128 - len(links)))
    )


def entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    head = written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1)
    return head + b"\xff" * 12 + b"\x00" * 36 + struct.pack("<III", first, size, 0)
