"""`guanmo ledger check`: what is in a ledger and everything wrong with it; needs no database."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from guanmo.engines.sheets import Sheet, UnreadableFile, Workbook, check_report, read_workbook
from guanmo.engines.sheets.characters import one_line

CLEAN, PROBLEMS, UNREADABLE = 0, 1, 2
_MOST_TITLES, _LONGEST_TITLE, _MOST_PLACES = 20, 24, 8


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `ledger check`."""
    parser = commands.add_parser("ledger", help="检查台账文件", description="读取 Excel 或 CSV 台账。")
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    check = actions.add_parser(
        "check",
        help="读一遍台账，列出全部问题",
        description="读一遍台账，列出全部问题。没有问题返回 0，有问题返回 1，读不了返回 2。",
    )
    check.add_argument("file", metavar="文件", help=".xlsx、.xls 或 .csv（UTF-8 或 GB18030）")
    check.add_argument("--json", action="store_true", help="输出 JSON，含全部记录")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 clean, 1 problems found, 2 not readable."""
    path = Path(args.file)
    try:
        workbook = read_workbook(path.read_bytes(), file_name=path.name)
    except UnreadableFile as error:
        sys.stderr.write(f"读不了“{path.name}”：{error}\n")
        return UNREADABLE
    except OSError:
        sys.stderr.write(f"打不开文件“{args.file}”，请检查路径和权限。\n")
        return UNREADABLE
    if args.json:
        sys.stdout.write(json.dumps(check_report(workbook), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(path.name, workbook)) + "\n")
    return PROBLEMS if workbook.problems else CLEAN


def _lines(name: str, workbook: Workbook) -> Iterator[str]:
    for sheet in workbook.sheets:
        yield from _sheet_lines(sheet)
        yield ""
    records = sum(len(sheet.records) for sheet in workbook.sheets)
    found = len(workbook.problems)
    yield f"{name}：{len(workbook.sheets)} 张工作表，{records} 条记录，{f'{found} 处问题' if found else '没有发现问题'}。"


def _sheet_lines(sheet: Sheet) -> Iterator[str]:
    yield f"【{sheet.name}】"
    if not sheet.columns:
        yield "  没有可读的内容。"
    else:
        rows = "、".join(map(str, sheet.header_rows))
        header = f"表头在第 {rows} 行" if rows else "没有表头"
        unit = sheet.stated_unit or "未写"
        yield f"  {header}，{len(sheet.columns)} 列，单位：{unit}，{len(sheet.records)} 条记录。"
        yield f"  列：{_column_names(sheet)}"
    if sheet.headings:
        yield f"  标题 {len(sheet.headings)} 行："
        yield from (f"    第 {one.row} 行  {'　' * (one.level - 1)}{one.text}" for one in sheet.headings)
    if sheet.controls:
        agreeing = sum(one.agrees for one in sheet.controls)
        yield f"  核对 {len(sheet.controls)} 处，一致 {agreeing} 处："
        yield from (f"    {'√' if one.agrees else '×'} {one.what}：{one.sentence}" for one in sheet.controls)
    if sheet.skipped:
        yield f"  没有作为记录读取的行 {len(sheet.skipped)} 行："
        yield from (f"    第 {one.row} 行 {one.text[:20]}（{one.reason}）" for one in sheet.skipped)
    if sheet.problems:
        yield f"  问题 {len(sheet.problems)} 处："
        yield from _problem_lines(sheet)


def _column_names(sheet: Sheet) -> str:
    shown = [one_line(column.title)[:_LONGEST_TITLE] for column in sheet.columns[:_MOST_TITLES]]
    rest = f" 等 {len(sheet.columns)} 列" if len(sheet.columns) > _MOST_TITLES else ""
    return "、".join(shown) + rest


def _problem_lines(sheet: Sheet) -> Iterator[str]:
    """The same message once, with all its cells."""
    cells: dict[str, list[str]] = {}
    for one in sheet.problems:
        cells.setdefault(one.message, []).append(one.cell or "整张表")
    for message, places in cells.items():
        rest = f" 等 {len(places)} 格" if len(places) > _MOST_PLACES else ""
        yield f"    {'、'.join(places[:_MOST_PLACES])}{rest}  {message}"
