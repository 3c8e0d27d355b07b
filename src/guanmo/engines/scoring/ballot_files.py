"""Reads ballots in long form from CSV, one mark a line."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from guanmo.engines.packs import BallotRule, Pack
from guanmo.engines.packs.ballot_rules import Form, OwnUnit
from guanmo.engines.scoring.marks import Mark, Problem

_NAMES: Final = ("judge", "judge_group", "judge_unit", "unit", "stop", "criterion")
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_PLACE = re.compile(r"\d{1,4}", re.ASCII)


class UnreadableBallots(ValueError):
    """The bytes are not a CSV text."""


def read_ballots(data: bytes, pack: Pack) -> tuple[list[Mark], list[Problem]]:
    """All marks that could be read, and a problem for every line that could not.

    UTF-8 (with or without a mark) or GB18030. The first line names the columns: judge, unit and
    score (or rank); judge_group, judge_unit, stop and criterion where the rule needs them.
    """
    try:
        reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableBallots("不是有效的 CSV 文件，请在 Excel 里另存为 CSV 后重试。") from error
    header = [_plain(name).lower() for name in rows[0][1]] if rows else []
    problems = _header_problems(header, pack.ballot_rule)
    if problems:
        return [], problems
    return _marks(header, rows[1:], pack.ballot_rule)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableBallots("不是文本文件，或编码既不是 UTF-8 也不是 GB18030。")


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _figure_column(rule: BallotRule) -> str:
    return "score" if rule.form is Form.SCORES else "rank"


def _header_problems(header: Sequence[str], rule: BallotRule) -> list[Problem]:
    figure = _figure_column(rule)
    needed = {"judge", "unit", figure}
    needed |= {"judge_group"} if rule.judge_groups else set()
    # A fair rule says among its checks that nobody's unit is known; the others would leave nothing out unsaid.
    needed |= {"judge_unit"} if rule.own_unit is OwnUnit.EXCLUDE and rule.fair is None else set()
    needed |= {"criterion"} if rule.criteria else set()
    known = (*_NAMES, figure)
    found = [
        Problem("column", f"不认识的列“{name}”；可用的列：{'、'.join(known)}。", 1)
        for name in header
        if name not in known
    ]
    found += [
        Problem("column", f"列“{name}”重复。", 1) for name in sorted(set(header)) if header.count(name) > 1
    ]
    found += [
        Problem("column", f"缺少列“{name}”，这个规则需要它。", 1) for name in sorted(needed - set(header))
    ]
    return found


def _marks(
    header: Sequence[str], rows: Sequence[tuple[int, list[str]]], rule: BallotRule
) -> tuple[list[Mark], list[Problem]]:
    marks: list[Mark] = []
    problems: list[Problem] = []
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            problems.append(Problem("cells", f"应有{len(header)}格，实有{len(row)}格。", line))
            continue
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        figure = _plain(cells[_figure_column(rule)])
        score = _score(figure, rule)
        if score is not None:
            marks.append(_mark(cells, line, score=score))
        elif rule.form is Form.RANKS and _PLACE.fullmatch(figure):
            marks.append(_mark(cells, line, rank=int(figure)))
        else:
            what = "分数" if rule.form is Form.SCORES else "名次"
            said = f"“{figure}”看不懂，应是数字。" if figure else "没有填。"
            problems.append(Problem("figure", f"{what}{said}", line))
    return marks, problems


def _score(figure: str, rule: BallotRule) -> Decimal | None:
    """A number, or a grade of the rule's scale; None where it is neither or the ballot has places."""
    if rule.scale is None:
        return None
    return Decimal(figure) if _NUMBER.fullmatch(figure) else rule.scale.of_word(figure)


def _mark(
    cells: Mapping[str, str], line: int, *, score: Decimal | None = None, rank: int | None = None
) -> Mark:
    return Mark(
        judge=cells["judge"],
        judge_group=cells.get("judge_group", ""),
        judge_unit=cells.get("judge_unit", ""),
        unit=cells["unit"],
        stop=cells.get("stop", ""),
        criterion=cells.get("criterion", ""),
        score=score,
        rank=rank,
        line=line,
    )
