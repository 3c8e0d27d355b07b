"""`guanmo ledger check`: exit code, JSON and the words on the terminal."""

import argparse
import json
from pathlib import Path

import pytest

from guanmo.config.commands import ledger
from tests.engines.sheets.books import workbook

LEDGER = """附件1,,,,
2026年重点项目计划表,,,,
单位：万元,,,,
序号,项目名称,建设内容,总投资,开工时间
,合计,3,600,
,一、交通,2,300,
1,甲,新建客站,100,2026年3月
2,乙,改造站房,约200,3月底
,二、能源,1,300,
1,丙,风电场,300,2026-05-01
注：按可研批复填报,,,,
"""


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    ledger.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["ledger", "check", *arguments])
    code: int = args.run(args)
    return code


def saved(tmp_path: Path, content: bytes, name: str = "计划表.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_check_prints_what_it_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(saved(tmp_path, LEDGER.encode()))

    assert code == 1
    assert capsys.readouterr().out == (
        "【计划表】\n"
        "  表头在第 4 行，5 列，单位：万元，3 条记录。\n"
        "  列：序号、项目名称、建设内容、总投资、开工时间\n"
        "  标题 2 行：\n"
        "    第 6 行  一、交通\n"
        "    第 9 行  二、能源\n"
        "  核对 6 处，一致 4 处：\n"
        "    √ 合计（第5行）项数：合计行写 3 项，读到 3 项\n"
        "    × 合计（第5行）总投资：合计行写 600 万元，读到 400 万元\n"
        "    √ 一、交通（第6行）项数：表头写 2 项，读到 2 项\n"
        "    × 一、交通（第6行）总投资：表头写 300 万元，读到 100 万元\n"
        "    √ 二、能源（第9行）项数：表头写 1 项，读到 1 项\n"
        "    √ 二、能源（第9行）总投资：表头写 300 万元，读到 300 万元\n"
        "  没有作为记录读取的行 2 行：\n"
        "    第 5 行 合计（合计行）\n"
        "    第 11 行 注：按可研批复填报（单位、注释或签名行）\n"
        "  问题 4 处：\n"
        "    D5  合计（第5行）总投资：合计行写 600 万元，读到 400 万元，少 200 万元；这部分一直读到表格末尾，也可能是文件不完整，请核对。\n"
        "    D6  一、交通（第6行）总投资：表头写 300 万元，读到 100 万元，少 200 万元，请核对。\n"
        "    D8  总投资：“约200”是约数，请填确切的金额。\n"
        "    E8  开工时间：“3月底”没有写年份，请写成 2026年3月 这样。\n"
        "\n"
        "计划表.csv：1 张工作表，3 条记录，4 处问题。\n"
    )


def test_check_prints_json_of_the_promised_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(saved(tmp_path, LEDGER.encode("gb18030")), "--json")

    out = capsys.readouterr().out
    assert code == 1
    assert json.loads(out) == {
        "sheets": [
            {
                "name": "计划表",
                "unit": "万元",
                "header_rows": [4],
                "columns": ["序号", "项目名称", "建设内容", "总投资", "开工时间"],
                "headings": [
                    {"row": 6, "level": 1, "text": "一、交通"},
                    {"row": 9, "level": 1, "text": "二、能源"},
                ],
                "records": [
                    {
                        "row": row,
                        "values": dict(
                            zip(["序号", "项目名称", "建设内容", "总投资", "开工时间"], cells, strict=True)
                        ),
                    }
                    for row, cells in [
                        (7, ["1", "甲", "新建客站", "100", "2026年3月"]),
                        (8, ["2", "乙", "改造站房", "约200", "3月底"]),
                        (10, ["1", "丙", "风电场", "300", "2026-05-01"]),
                    ]
                ],
                "controls": [
                    {"what": "合计（第5行）项数", "declared": 3, "read": 3, "agrees": True},
                    {"what": "合计（第5行）总投资", "declared": 600, "read": 400, "agrees": False},
                    {"what": "一、交通（第6行）项数", "declared": 2, "read": 2, "agrees": True},
                    {"what": "一、交通（第6行）总投资", "declared": 300, "read": 100, "agrees": False},
                    {"what": "二、能源（第9行）项数", "declared": 1, "read": 1, "agrees": True},
                    {"what": "二、能源（第9行）总投资", "declared": 300, "read": 300, "agrees": True},
                ],
                "problems": [
                    {
                        "sheet": "计划表",
                        "cell": "D5",
                        "code": "sum_differs",
                        "message": "合计（第5行）总投资：合计行写 600 万元，读到 400 万元，少 200 万元；"
                        "这部分一直读到表格末尾，也可能是文件不完整，请核对。",
                    },
                    {
                        "sheet": "计划表",
                        "cell": "D6",
                        "code": "sum_differs",
                        "message": "一、交通（第6行）总投资：表头写 300 万元，读到 100 万元，少 200 万元，请核对。",
                    },
                    {
                        "sheet": "计划表",
                        "cell": "D8",
                        "code": "amount_unclear",
                        "message": "总投资：“约200”是约数，请填确切的金额。",
                    },
                    {
                        "sheet": "计划表",
                        "cell": "E8",
                        "code": "date_unclear",
                        "message": "开工时间：“3月底”没有写年份，请写成 2026年3月 这样。",
                    },
                ],
            }
        ]
    }
    assert "项目名称" in out  # Chinese as Chinese, not as escapes


def test_clean_ledger_returns_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path, "项目名称,总投资（万元）\n甲,100.5\n合计,100.5\n".encode())

    assert run(path) == 0
    assert capsys.readouterr().out.endswith("计划表.csv：1 张工作表，1 条记录，没有发现问题。\n")
    assert run(path, "--json") == 0
    (sheet,) = json.loads(capsys.readouterr().out)["sheets"]
    assert (sheet["unit"], sheet["problems"]) == ("万元", [])
    assert sheet["controls"] == [
        {"what": "合计（第3行）总投资", "declared": 100.5, "read": 100.5, "agrees": True}
    ]


def test_sheets_without_content_or_header_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = workbook({"空": [], "无表头": [["1", "100"], ["2", "200"]]})

    assert run(saved(tmp_path, content, "a.xlsx")) == 1
    assert capsys.readouterr().out == (
        "【空】\n"
        "  没有可读的内容。\n"
        "\n"
        "【无表头】\n"
        "  没有表头，2 列，单位：未写，2 条记录。\n"
        "  列：A列、B列\n"
        "  问题 1 处：\n"
        "    A1  没有找到表头，各列按 A列、B列 称呼。请在数据上方加一行列名。\n"
        "\n"
        "a.xlsx：2 张工作表，2 条记录，1 处问题。\n"
    )


def test_hidden_sheet_is_a_problem_of_the_whole_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = workbook({"台账": [["项目名称"], ["甲"]], "旧表": [["项目名称"], ["乙"]]}, hidden=["旧表"])

    assert run(saved(tmp_path, content, "a.xlsx")) == 1
    assert "    整张表  工作表被隐藏，没有读取。要读的话请取消隐藏后另存。\n" in capsys.readouterr().out


def test_equal_messages_and_many_columns_are_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["项目名称", "总投资（万元）", *[f"栏{i}" for i in range(30)]]
    rows = [[f"项目{i}", "约100", *["甲"] * 30] for i in range(12)] + [["项目", "100", *["甲"] * 30]] * 12

    run(saved(tmp_path, "\n".join(map(",".join, [header, *rows])).encode()))

    out = capsys.readouterr().out
    assert "    B2、B3、B4、B5、B6、B7、B8、B9 等 12 格  总投资：“约100”是约数，请填确切的金额。\n" in out
    assert "、栏17 等 32 列\n" in out
    assert out.endswith("24 条记录，12 处问题。\n")


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_unreadable_file_returns_two(
    flags: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, b"%PDF-1.7", "通知.xlsx")

    assert run(path, *flags) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "读不了“通知.xlsx”：这是一份 PDF 文件，不是表格。请上传 .xlsx、.xls 或 .csv 文件。\n"


def test_missing_file_and_folder_return_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in tmp_path / "没有.xlsx", tmp_path:
        assert run(str(path)) == 2
        assert capsys.readouterr().err == f"打不开文件“{path}”，请检查路径和权限。\n"
