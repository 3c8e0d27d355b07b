"""`guanmo rank`: ballots and a rule in, the ranking out; needs no database."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from guanmo.engines.fairness import Method
from guanmo.engines.packs import InvalidPack, Kind, Pack, WrongKind, load_pack, shipped_packs
from guanmo.engines.rounding import plain
from guanmo.engines.scoring import (
    FLAG_LABELS,
    Excluded,
    FairTour,
    InvalidBallots,
    NoWorkbook,
    Problem,
    Result,
    UnreadableBallots,
    check_marks,
    fair_workbook,
    order_changes,
    range_text,
    read_ballots,
    result_json,
    rule_sentences,
    tally,
)

OK, INVALID, UNREADABLE = 0, 1, 2


class _Unwritable(ValueError):
    """The workbook could not be saved where it was asked for."""


class _UnreadableRule(ValueError):
    """The rule names no shipped pack and no readable file."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("rank", help="按规则包计票并排名", description="按规则包计票并排名。")
    parser.add_argument(
        "ballots",
        metavar="选票.csv",
        help="长表：judge,judge_group,judge_unit,unit,stop,criterion,score（或 rank）",
    )
    shipped = "、".join(pack.id for pack in shipped_packs(Kind.BALLOTS))
    parser.add_argument(
        "--rule", required=True, metavar="规则", help=f"规则包文件（TOML），或内置规则：{shipped}"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON，含全部计算过程")
    parser.add_argument(
        "--xlsx", metavar="文件.xlsx", help="另存可手工复算的表格（只用于校正评委松紧的规则，如 adjusted）"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 ranked, 1 ballots invalid, 2 a file is not readable."""
    try:
        pack = _rule(args.rule)
        data = Path(args.ballots).read_bytes()
        result = _tally(data, pack)
        if args.xlsx:
            _write(Path(args.xlsx), fair_workbook(result))
    except InvalidBallots as error:
        _report(error.problems, as_json=args.json)
        return INVALID
    except InvalidPack as error:
        _print_problems(f"规则包有 {len(error.problems)} 处问题：", error.problems)
        return UNREADABLE
    except (WrongKind, _UnreadableRule, UnreadableBallots, NoWorkbook, _Unwritable) as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    except OSError:
        sys.stderr.write(f"读不了选票文件“{args.ballots}”，请检查路径和权限。\n")
        return UNREADABLE
    sys.stdout.write(_json(result_json(result)) if args.json else _table(result))
    return OK


def _rule(name: str) -> Pack:
    """A shipped pack of that id, otherwise the file of that name."""
    for pack in shipped_packs(Kind.BALLOTS):
        if pack.id == name:
            return pack
    try:
        return load_pack(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _UnreadableRule(
            f"没有内置规则“{name}”，也读不到这个文件；请检查路径，或用 --help 看内置规则。"
        ) from error
    except UnicodeDecodeError as error:
        raise _UnreadableRule(f"规则文件“{name}”不是 UTF-8 文本，请另存为 UTF-8。") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _Unwritable(f"写不了表格“{path}”，请检查路径和权限。") from error


def _tally(data: bytes, pack: Pack) -> Result:
    marks, problems = read_ballots(data, pack)
    if problems:
        raise InvalidBallots([*problems, *check_marks(marks, pack)])
    return tally(marks, pack)


def _report(problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        found = [{"line": one.line, "code": one.code, "message": one.message} for one in problems]
        sys.stdout.write(_json({"problems": found}))
        return
    _print_problems(f"选票有 {len(problems)} 处问题，没有计票：", problems)


def _print_problems(head: str, problems: Sequence[object]) -> None:
    sys.stderr.writelines([f"{head}\n", *(f"  {problem}\n" for problem in problems)])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _table(result: Result) -> str:
    with_groups = any(unit.group for unit in result.units)
    header = ["组", "名次", "单位", "得分"]
    rows = [[unit.group, str(unit.rank), unit.unit, str(unit.score)] for unit in result.units]
    if result.fair is not None:
        header, rows = _with_ranges(header, rows, result.fair)
    lines = [result.pack.title, *_aligned([row if with_groups else row[1:] for row in (header, *rows)])]
    lines += ["", "计分办法：", *(f"  {sentence}" for sentence in rule_sentences(result.pack.ballot_rule))]
    if result.fair is not None:
        lines += _fair_lines(result.fair)
    if result.excluded:
        lines += ["", f"不计的打分 {len(result.excluded)} 个："]
        lines += [f"  {_excluded(one)}" for one in result.excluded]
    lines += ["", f"规则 {result.rule.id}，校验值 {result.rule.hash}", ""]
    return "\n".join(lines)


def _with_ranges(
    header: Sequence[str], rows: Sequence[Sequence[str]], fair: FairTour
) -> tuple[list[str], list[list[str]]]:
    """The table with what is known about each rank; `rows` hold the unit in their third column."""
    sure = {unit.unit: unit for unit in fair.units}
    added = [
        [
            range_text(unit),
            f"{unit.p_first:.0%}",
            f"第{unit.band}方阵",
            f"{unit.values[Method.PLAIN]:.2f}",
        ]
        for unit in (sure[row[2]] for row in rows)
    ]
    wide = [[*row, *cells] for row, cells in zip(rows, added, strict=True)]
    return [*header, "名次范围", "第一的可能", "方阵", "直接平均"], wide


def _fair_lines(fair: FairTour) -> list[str]:
    """Judges worth a look, and units that another method would move."""
    flagged = [judge for judge in fair.judges if judge.flags]
    changes = order_changes(fair)
    lines = ["", f"请留意的评委 {len(flagged)} 位："] if flagged else []
    lines += [f"  {one.judge}：{'、'.join(FLAG_LABELS[flag] for flag in one.flags)}" for one in flagged]
    lines += ["", "换个算法，名次会变的单位："] if changes else []
    lines += [
        f"  {one.unit}：{one.label}第{one.rank}名，现第{one.adjusted_rank}名。{one.reason}" for one in changes
    ]
    return lines


def _excluded(entry: Excluded) -> str:
    what = " ".join(filter(None, (entry.unit, entry.stop, entry.criterion)))
    return f"{entry.judge} 给 {what}：{plain(entry.value)}，{entry.reason}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width on a screen where a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
