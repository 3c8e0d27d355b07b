"""The ballot as a juror fills it in: which cells it has, and what the typed texts say."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.conf import settings

from guanmo.accounts.models import Unit
from guanmo.engines.packs import BallotRule, Pack
from guanmo.engines.packs.ballot_rules import OwnUnit, SkipOrRefuse, Weighted
from guanmo.engines.rounding import plain
from guanmo.engines.scoring import Mark, check_marks
from guanmo.engines.scoring.bodies import Body, read_body
from guanmo.engines.seal import close_envelope, open_envelope
from guanmo.observation import excuse_queries, queries
from guanmo.observation.enums import LeftOut
from guanmo.observation.models import Ballot, BallotQuerySet, Juror, Stop, Tour

_NUMBER = re.compile(r"[+-]?\d{1,6}(\.\d{1,6})?", re.ASCII)

Marks = Mapping[str, str | int]


@dataclass(frozen=True)
class Given:
    """What one ballot gives: scores of a stop by criterion, or places by unit; nothing for a stop not visited."""

    stop: int | None
    marks: Marks
    skipped: bool = False

    @property
    def subject(self) -> int:
        """What the ballot is about, as `Ballot.subject` has it."""
        return self.stop or Ballot.WHOLE_TOUR


@dataclass(frozen=True)
class Cell:
    """One figure asked for; `key` is its name in the form."""

    key: str
    unit: Unit
    stop: Stop | None = None
    criterion: str = ""
    weight: str = ""

    @property
    def mark_key(self) -> str:
        """What the mark is called in the ballot's body: the criterion, or the unit's number."""
        return str(self.unit.pk) if self.stop is None else self.criterion

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
    left_out: LeftOut | None = None
    """Why nothing is asked here."""

    @property
    def subject(self) -> int:
        """What a ballot about this is filed under: the stop, or 0 for the whole tour."""
        return self.stop.pk if self.stop else Ballot.WHOLE_TOUR


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
            if block.left_out is None:
                for cell in block.cells:
                    yield block, cell


@dataclass
class Reading:
    """What was typed: a ballot for each stop, or problems by the key of their cell."""

    given: list[Given] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def refuse(self, cell: Cell, reason: str) -> None:
        """One problem a cell: the first found."""
        self.problems.setdefault(cell.key, reason)


def given_ballots(juror: Juror) -> BallotQuerySet:
    """Every ballot of this juror, replaced ones too."""
    return Ballot.objects.filter(juror=juror)


def last_ballots(juror: Juror) -> BallotQuerySet:
    """The end of each chain of corrections, late ones too: what a correction takes the place of."""
    return given_ballots(juror).filter(replaced_by__isnull=True)


def envelope_label(tour: int, ballot_id: str) -> str:
    """What binds an envelope to its row."""
    return f"{tour}/{ballot_id}"


def sealed_body(tour: int, ballot_id: str, data: bytes) -> bytes:
    """The bytes of a ballot as a row may hold them."""
    key = settings.GUANMO_BALLOT_KEY
    return close_envelope(data, key=key, label=envelope_label(tour, ballot_id))


def body_bytes(ballot: Ballot) -> bytes:
    """The very bytes that were handed in; only for the juror's own pages, and for everybody's after the seal."""
    label = envelope_label(ballot.tour_id, ballot.ballot_id)
    return open_envelope(bytes(ballot.body), key=settings.GUANMO_BALLOT_KEY, label=label)


def opened(ballot: Ballot) -> Body:
    """What a ballot says; the same care as with `body_bytes`."""
    return read_body(body_bytes(ballot))


def given_of(ballots: Iterable[Ballot]) -> dict[int, Given]:
    """What ballots give, by subject."""
    bodies = [opened(ballot) for ballot in ballots]
    given = [Given(body.stop, body.marks, body.skipped) for body in bodies]
    return {one.subject: one for one in given}


def sheet_for(juror: Juror) -> BallotSheet:
    """The ballot of one juror under the tour's rule."""
    return sheets_for([juror])[juror.pk]


def sheets_for(jurors: Sequence[Juror]) -> dict[int, BallotSheet]:
    """The ballots of jurors of one tour under its rule, by the juror's key; at least one of them."""
    tour = jurors[0].tour
    pack = queries.pack_of(tour)
    stops = _stops_asked(tour)
    if pack.ballot_rule.points is not None:
        scopes = queries.ballot_scopes(pack.ballot_rule, queries.participants(stops))
        lists = tuple(
            Block(name, tuple(Cell(f"u{unit.pk}", unit) for unit in units)) for name, units in scopes.items()
        )
        return {juror.pk: BallotSheet(juror, pack, lists) for juror in jurors}
    blocks = tuple(_block(stop, pack.ballot_rule) for stop in stops)
    left_out = _left_out(jurors, stops, pack.ballot_rule)
    return {
        juror.pk: BallotSheet(
            juror,
            pack,
            tuple(
                replace(one, left_out=left_out[juror.pk][one.subject])
                if one.subject in left_out[juror.pk]
                else one
                for one in blocks
            ),
        )
        for juror in jurors
    }


def _stops_asked(tour: Tour) -> list[Stop]:
    """The stops in the order of the tour, with no more than a ballot shows: every ballot that comes in reads them."""
    shown = [f"project__{name}" for name in ("name", "total_investment", "place")]
    units = [f"unit__{name}" for name in ("name", "short_name", "kind", "path", "parent")]
    found = Stop.objects.filter(tour=tour).select_related("project", "unit")
    return list(found.only("tour", "order", *shown, *units))


def _block(stop: Stop, rule: BallotRule) -> Block:
    criteria = rule.criteria or (Weighted("", Decimal(1)),)
    cells = tuple(
        Cell(f"s{stop.pk}-{n}", stop.unit, stop, one.name, plain(one.weight) if one.name else "")
        for n, one in enumerate(criteria)
    )
    return Block(stop.project.name, cells, stop)


def _left_out(
    jurors: Sequence[Juror], stops: Sequence[Stop], rule: BallotRule
) -> dict[int, dict[int, LeftOut]]:
    """Which stops are not asked of each juror, and why; the own unit before anything the office noted."""
    excused = excuse_queries.left_out_for(jurors, rule)
    own: dict[int, Unit] = {}
    if rule.own_unit is OwnUnit.EXCLUDE:
        own = queries.ranked_units_of([juror.unit for juror in jurors if juror.unit])
    found = {}
    for juror in jurors:
        at_home = own.get(juror.unit_id or 0)
        at_home_stops = {stop.pk: LeftOut.OWN for stop in stops if stop.unit == at_home}
        found[juror.pk] = excused.get(juror.pk, {}) | at_home_stops
    return found


def typed_from(sheet: BallotSheet, given: Mapping[int, Given]) -> dict[str, str]:
    """The texts of ballots by cell, to fill a form with one's own earlier ones."""
    typed = {}
    for block in sheet.blocks:
        found = given.get(block.subject)
        for cell in block.cells:
            mark = found.marks.get(cell.mark_key) if found else None
            if mark is not None:
                typed[cell.key] = str(mark)
    return typed


def skipped_in(given: Mapping[int, Given]) -> set[int]:
    """The stops ballots say not to have been visited."""
    return {one.stop for one in given.values() if one.skipped and one.stop}


def read_sheet(
    sheet: BallotSheet, typed: Mapping[str, str], skipped: Collection[int] = (), *, only: int | None = None
) -> Reading:
    """Read a filled-in ballot whole; every problem of every cell is found in one pass.

    `skipped` are stops the juror says not to have been at; they count only where the rule lets them. Texts for cells
    that are not asked are ignored. `only` reads the cells of one subject.
    """
    reading = Reading()
    asked = [(block, cell) for block, cell in sheet.asked() if only in (None, block.subject)]
    left_out = set(skipped) if sheet.may_skip_stops else set()
    figures: list[tuple[Cell, Decimal]] = []
    for block, cell in asked:
        if block.subject in left_out:
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
        for _, cell in asked
        if cell.key in reading.problems
    ]
    if not figures and not reading.problems and only is None:
        reading.sentences = ["没有评任何一个点位，不能交票。"]
    if not reading.sentences:
        reading.given = _given(sheet, figures, {block.subject for block, _ in asked} & left_out)
    return reading


def _given(sheet: BallotSheet, figures: list[tuple[Cell, Decimal]], left_out: Collection[int]) -> list[Given]:
    """A ballot for each stop in the order of the tour, or one for the whole tour."""
    if sheet.by_rank:
        return [Given(None, {cell.mark_key: int(figure) for cell, figure in figures})]
    marks: dict[int, dict[str, str | int]] = defaultdict(dict)
    for cell, figure in figures:
        marks[cell.stop.pk if cell.stop else 0][cell.mark_key] = plain(figure)
    stops = [block.subject for block in sheet.blocks if block.subject in marks or block.subject in left_out]
    return [Given(stop, marks.get(stop, {}), stop in left_out) for stop in stops]


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
