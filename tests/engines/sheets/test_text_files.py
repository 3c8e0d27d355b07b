"""Text files of cells: encodings, delimiters, and what is no table at all."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.sheets import UnreadableFile, read_workbook
from guanmo.engines.sheets.delimited import decode, read_delimited, swallowing_cells

TABLE = "序号,项目名称,总投资（万元）\n1,甲,100\n2,乙,200\n"


def outcome(content: bytes) -> str:
    """The refusal, or that there was none."""
    try:
        read_workbook(content, file_name="a.csv")
    except UnreadableFile as told:
        return str(told)
    return "读出来了。"


def refused(content: bytes, name: str = "台账.csv") -> str:
    with pytest.raises(UnreadableFile) as told:
        read_workbook(content, file_name=name)
    return str(told.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encoding_is_found(encoding: str) -> None:
    (sheet,) = read_workbook(TABLE.encode(encoding), file_name="C:\\\\桌面\\\\2026年台账.csv").sheets

    assert sheet.name == "2026年台账"
    assert [list(one.values.values()) for one in sheet.records] == [["1", "甲", "100"], ["2", "乙", "200"]]
    assert sheet.problems == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_and_line_ends_are_found(delimiter: str, ending: str) -> None:
    content = TABLE.replace(",", delimiter).replace("\n", ending).encode()

    assert read_delimited(content) == ([line.split(",") for line in TABLE.split()], delimiter)


def test_delimiter_is_that_of_most_rows() -> None:
    """Titles and texts hold other signs."""
    text = "2026年表；单位：万元\n编制，某办\n" + "".join(f"{i}\t甲,乙;丙\t{i}00\n" for i in range(9))

    rows, delimiter = read_delimited(text.encode())

    assert (delimiter, len(rows), rows[2]) == ("\t", 11, ["0", "甲,乙;丙", "000"])


def test_single_column_has_no_delimiter() -> None:
    assert read_delimited("项目名称\n甲\n乙\n".encode()) == ([["项目名称"], ["甲"], ["乙"]], ",")


def test_quoted_cell_holds_lines_delimiters_and_quotes() -> None:
    (sheet,) = read_workbook('项目名称,备注\n甲,"一,二\r\n""三"""\n'.encode(), file_name="a.csv").sheets

    assert sheet.records[0].values == {"项目名称": "甲", "备注": '一,二\n"三"'}


def test_rows_may_be_of_different_lengths() -> None:
    (sheet,) = read_workbook(
        "附件1\n项目名称,总投资（万元）,备注\n甲,100\n乙,200,无,多\n".encode(), file_name="a.csv"
    ).sheets

    assert [one.title for one in sheet.columns] == ["项目名称", "总投资（万元）", "备注", "D列"]
    assert sheet.records[0].values == {"项目名称": "甲", "总投资（万元）": "100", "备注": "", "D列": ""}


def test_unclosed_quote_is_said() -> None:
    assert "没有结束的引号" in refused(('项目名称,备注\n甲,"' + "长" * 140_000).encode())


@pytest.mark.parametrize("sign", [",", "\t"])
def test_unclosed_quote_that_would_swallow_rows_is_said(sign: str) -> None:
    rows = [["项目名称", "总投资（万元）"], ["甲", "12"], ['"乙', "3"], ["丙", "4"]]

    said = refused("\n".join(map(sign.join, rows)).encode())

    assert said == (
        "第 3 行有一格的引号没有结束，后面各行都会并进这一格。"
        "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再上传。"
    )


def test_delimiter_inside_quotes_is_none() -> None:
    assert read_delimited(b'"2",";"\r\n"2",";"\r\n') == ([["2", ";"], ["2", ";"]], ",")


def test_cell_of_many_lines_may_reach_beyond_the_sample() -> None:
    rows, sign = read_delimited(("项目名称;备注\n" + "甲;一\n" * 50 + '乙;"' + "二\n" * 30 + '"\n').encode())

    assert (len(rows), sign) == (52, ";")


def test_unclosed_quote_in_every_sign_leaves_the_comma() -> None:
    assert "没有结束的引号" in refused(('"' + "长" * 140_000).encode())


def test_binary_is_no_text() -> None:
    assert "控制字符" in refused(b"\x01\x02\x03abc")
    assert "空字节" in refused("项目名称".encode() + b"\x00")


def test_unknown_encoding_is_said() -> None:
    assert "文字编码无法识别" in refused("项目".encode() + b"\xff\xff\xff")


def test_broken_utf16_is_said() -> None:
    assert "文字编码无法识别" in refused(b"\xff\xfe\x00")


def test_text_under_an_excel_name_is_no_table() -> None:
    assert "文件名像 Excel" in refused("就是一句话\n".encode(), "台账.xlsx")
    assert len(read_workbook(TABLE.encode(), file_name="其实是CSV.xls").sheets[0].records) == 2


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b",,,\n,,,\n", "\ufeff".encode()])
def test_nothing_is_said(content: bytes) -> None:
    assert "文件" in refused(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"," * 2_100_000, "单元格超过 2,000,000 个"),
        (b"a\n" * 100_001, "超过 100,000 行"),
        (b"," * 50_000 + b"\n" * 60_000, "单元格超过 2,000,000 个"),
    ],
)
def test_endless_text_is_refused(content: bytes, reason: str) -> None:
    assert reason in refused(content)


def test_decode_keeps_every_character() -> None:
    assert decode("㐀𠀀ａ".encode("gb18030")) == "㐀𠀀ａ"


@given(
    st.lists(
        st.lists(st.text("甲乙,;|\t\"'一2 ", min_size=1, max_size=6), min_size=2, max_size=2), min_size=2
    )
)
def test_what_a_spreadsheet_writes_is_read_back(cells: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(cells)

    rows, delimiter = read_delimited(buffer.getvalue().encode("utf-8-sig"))

    if delimiter == ",":
        assert rows == cells


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_sentence(content: bytes) -> None:
    assert outcome(content).endswith("。")


# Rows that a pair of stray quotes has merged


@pytest.mark.parametrize(
    ("opening", "closing"),
    [('2,"甲,100', '4,丙",300'), ('2,"甲,100', '4,"丙,300'), ('2,甲,"100', '4,丙,300"')],
)
def test_rows_merged_by_two_stray_quotes_are_told_with_their_cell(opening: str, closing: str) -> None:
    text = f"序号,项目名称,总投资（万元）\n1,滨海,50\n{opening}\n3,乙,200\n{closing}\n5,丁,60\n"

    (sheet,) = read_workbook(text.encode(), file_name="a.csv").sheets

    [merged] = [problem for problem in sheet.problems if problem.code == "rows_merged"]
    assert merged.cell == ("C3" if opening.endswith('"100') else "B3")
    assert merged.message.startswith("这一格并进了 3 行")
    assert [record.values["序号"] for record in sheet.records] == ["1", "2", "5"]


def test_rows_merged_from_the_first_cell_on_are_told_too() -> None:
    rows, delimiter = read_delimited('a;b;c\n"1;甲;5\n2";乙;6\n'.encode())

    assert list(swallowing_cells(rows, delimiter)) == [(1, 0, 2)]


@pytest.mark.parametrize(
    "text",
    [
        '序号,项目名称,备注\n1,甲,"一期\n二期"\n2,乙,丙\n',
        '序号,项目名称,备注\n1,甲,"一,二\n三,四"\n2,乙,丙\n',
        '序号,项目名称,备注\n1,"甲\n（一期）",无\n2,乙,丙\n',
        '项目名称,备注\n甲,"一\n二,三"\n乙,无\n',
        "",
    ],
)
def test_a_text_of_several_lines_has_swallowed_nothing(text: str) -> None:
    assert list(swallowing_cells(*read_delimited(text.encode()))) == []


def test_a_page_of_prose_is_told_to_have_no_columns() -> None:
    prose = "关于召开观摩会的通知\n各县区人民政府：\n现将有关事项通知如下。\n"

    (sheet,) = read_workbook(prose.encode(), file_name="通知.csv").sheets

    assert [(one.cell, one.code) for one in sheet.problems] == [("A1", "no_columns")]
    assert sheet.problems[0].message.startswith("只读到一列文字，没有找到台账的列。")


def test_a_list_of_project_names_alone_is_a_ledger() -> None:
    (sheet,) = read_workbook("项目名称\n甲\n乙\n".encode(), file_name="a.csv").sheets

    assert (len(sheet.records), sheet.problems) == (2, ())
