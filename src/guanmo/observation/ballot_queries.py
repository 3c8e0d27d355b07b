"""The ballot as a juror fills it in: which cells it has, and what the typed texts say."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guanmo.accounts.models import Unit
from guanmo.engines.packs import BallotRule, Pack
from guanmo.engines.packs.ballot_rules import OwnUnit, SkipOrRefuse, Weighted
from guanmo.engines.rounding import plain
from guanmo.engines.scoring import Mark, check_marks
from guanmo.observation import queries
from guanmo.observation.models import Ballot, BallotQuerySet, Juror, Stop

_NUMBER = re.compile(r"[+-]?\d{1,6}(\.\d{1,6})?", re.ASCII)

MarkData = dict[str, Any]  # Any: one mark as JSON holds it


@dataclass(frozen=True)
class Cell:
    """One figure asked for; `key` is its name in the form."""

    key: str
    unit: Unit
    stop: Stop | None = None
    criterion: str = ""
    weight: str = ""

    @property
    def label(self) -> str:
        """The criterion on a score sheet, the unit on a rank ballot."""
        if self.stop is None:
            return self.unit.name
        return self.criterion or "得分"

    @property
    def full_label(self) -> str:
        """What a message about this cell calls it."""
        if self.stop is None:
            return self.unit.name
        where = f"第{self.stop.order}站“{self.stop.project.name}”"
        return f"{where}的“{self.criterion}”" if self.criterion else where


@dataclass(frozen=True)
class Block:
    """Cells that belong together: a stop with its criteria, or a list of units to put in order."""

    title: str
    cells: tuple[Cell, ...]
    stop: Stop | None = None
    own: bool = False
    """The juror's own unit, whose marks the rule leaves out: nothing is asked here."""


@dataclass(frozen=True)
class BallotSheet:
    """Everything one juror is asked, in the order of the tour."""

    juror: Juror
    pack: Pack
    blocks: tuple[Block, ...]

    @property
    def rule(self) -> BallotRule:
        return self.pack.ballot_rule

    @property
    def by_rank(self) -> bool:
        return self.rule.points is not None

    @property
    def may_skip_stops(self) -> bool:
        """Whether a juror who was not at a stop may say so."""
        return not self.by_rank and self.rule.missing.stop is SkipOrRefuse.SKIP

    @property
    def hint(self) -> str:
        """What a figure may be, beside the cells."""
        scale = self.rule.scale
        if scale is None:
            return "写名次，每个名次只用一次"
        step = f"，{plain(scale.step)}分一档" if scale.step else ""
        return f"{plain(scale.least)}～{plain(scale.most)}分{step}"

    def asked(self) -> Iterator[tuple[Block, Cell]]:
        """The cells to fill in."""
        for block in self.blocks:
            if not block.own:
                for cell in block.cells:
                    yield block, cell


@dataclass
class Reading:
    """What was typed: marks as they are stored, or problems by the key of their cell."""

    marks: list[MarkData] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def refuse(self, cell: Cell, reason: str) -> None:
        """One problem a cell: the first found."""
        self.problems.setdefault(cell.key, reason)


def given_ballots(juror: Juror) -> BallotQuerySet:
    """Every ballot of this juror, replaced ones too."""
    return Ballot.objects.filter(juror=juror)


def sheet_for(juror: Juror) -> BallotSheet:
    """The ballot of one juror under the tour's rule."""
    pack = queries.pack_of(juror.tour)
    rule = pack.ballot_rule
    stops = list(queries.stops_of(juror.tour))
    if rule.points is not None:
        scopes = queries.ballot_scopes(rule, queries.participants(stops))
        blocks = [
            Block(name, tuple(Cell(f"u{unit.pk}", unit) for unit in units)) for name, units in scopes.items()
        ]
        return BallotSheet(juror, pack, tuple(blocks))
    at_home = queries.ranked_unit_of(juror.unit) if juror.unit else None
    leaves_out = rule.own_unit is OwnUnit.EXCLUDE and at_home is not None
    criteria = rule.criteria or (Weighted("", Decimal(1)),)
    return BallotSheet(
        juror,
        pack,
        tuple(
            Block(
                stop.project.name,
                tuple(
                    Cell(f"s{stop.pk}-{n}", stop.unit, stop, one.name, plain(one.weight) if one.name else "")
                    for n, one in enumerate(criteria)
                ),
                stop,
                own=leaves_out and stop.unit == at_home,
            )
            for stop in stops
        ),
    )


def typed_from(sheet: BallotSheet, marks: Collection[MarkData]) -> dict[str, str]:
    """The texts of stored marks by cell, to fill a form with one's own earlier ballot."""
    found = {(mark["stop"], mark["unit"], mark["criterion"]): mark for mark in marks}
    typed = {}
    for block in sheet.blocks:
        for cell in block.cells:
            mark = found.get((cell.stop.pk if cell.stop else None, cell.unit.pk, cell.criterion))
            if mark:
                typed[cell.key] = str(mark["rank"] if sheet.by_rank else mark["score"])
    return typed


def skipped_in(sheet: BallotSheet, marks: Collection[MarkData]) -> set[int]:
    """The stops a stored ballot left out."""
    scored = {mark["stop"] for mark in marks}
    return {block.stop.pk for block in sheet.blocks if block.stop and not block.own} - scored


def read_sheet(sheet: BallotSheet, typed: Mapping[str, str], skipped: Collection[int] = ()) -> Reading:
    """Read a filled-in ballot whole; every problem of every cell is found in one pass.

    `skipped` are stops the juror says not to have been at; they count only where the rule lets them.
    Texts for cells that are not asked are ignored.
    """
    reading = Reading()
    left_out = set(skipped) if sheet.may_skip_stops else set()
    figures: list[tuple[Cell, Decimal]] = []
    for block, cell in sheet.asked():
        if block.stop and block.stop.pk in left_out:
            continue
        figure = _figure(typed.get(cell.key, ""))
        if figure is None:
            reading.refuse(cell, _not_a_figure(typed.get(cell.key, ""), by_rank=sheet.by_rank))
        else:
            figures.append((cell, figure))
    if sheet.by_rank:
        _check_places(sheet, figures, reading)
    else:
        _check_scores(sheet, figures, reading)
    reading.sentences = [
        f"{cell.full_label}：{reading.problems[cell.key]}"
        for _, cell in sheet.asked()
        if cell.key in reading.problems
    ]
    if not figures and not reading.problems:
        reading.sentences = ["没有评任何一个点位，不能交票。"]
    if not reading.sentences:
        reading.marks = [_stored(cell, figure, by_rank=sheet.by_rank) for cell, figure in figures]
    return reading


def _figure(text: str) -> Decimal | None:
    """A number as people type it, full-width digits too; None for anything else."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return Decimal(narrow) if _NUMBER.fullmatch(narrow) else None


def _not_a_figure(text: str, *, by_rank: bool) -> str:
    what = "名次" if by_rank else "分数"
    return f"“{text.strip()[:20]}”看不懂，{what}应是数字。" if text.strip() else f"还没有填{what}。"


def _check_scores(sheet: BallotSheet, figures: list[tuple[Cell, Decimal]], reading: Reading) -> None:
    """Scale and step are the tally's own business: it is asked, and its answers go back to the cells."""
    marks = [
        Mark(
            judge="本票",
            judge_group=sheet.juror.group,
            unit=cell.unit.name,
            stop=str(cell.stop and cell.stop.pk),
            criterion=cell.criterion,
            score=figure,
            line=line,
        )
        for line, (cell, figure) in enumerate(figures)
    ]
    for problem in check_marks(marks, sheet.pack):
        cell = figures[problem.line or 0][0]
        reading.refuse(cell, problem.message.rpartition("：")[2])


def _check_places(sheet: BallotSheet, figures: list[tuple[Cell, Decimal]], reading: Reading) -> None:
    placed = dict(figures)
    for block in sheet.blocks:
        count = len(block.cells)
        at_place: dict[Decimal, list[Cell]] = defaultdict(list)
        for cell in block.cells:
            if cell in placed:
                if placed[cell] % 1 or not 1 <= placed[cell] <= count:
                    reading.refuse(cell, f"名次应是1至{count}的整数。")
                at_place[placed[cell]].append(cell)
        for place, cells in at_place.items():
            if len(cells) > 1:
                names = "、".join(cell.unit.name for cell in cells)
                for cell in cells:
                    reading.refuse(cell, f"第{plain(place)}名写给了{names}，每个名次只能用一次。")


def _stored(cell: Cell, figure: Decimal, *, by_rank: bool) -> MarkData:
    given: MarkData = {"rank": int(figure)} if by_rank else {"score": plain(figure)}
    return {
        "stop": cell.stop.pk if cell.stop else None,
        "unit": cell.unit.pk,
        "criterion": cell.criterion,
        **given,
    }
