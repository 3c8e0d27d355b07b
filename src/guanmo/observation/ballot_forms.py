"""A ballot on its way through the browser: the sheet, what was typed into it, what is wrong with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from guanmo.observation.ballot_queries import (
    BallotSheet,
    Block,
    Cell,
    Reading,
    given_of,
    sheet_for,
    skipped_in,
    typed_from,
)
from guanmo.observation.models import Ballot, Juror
from guanmo.observation.paper_queries import last_on_paper, paper_sheet

SKIP, WHY, SEEN, NUMBER = "skip", "why", "seen", "number"
LONGEST_NUMBER = 20
LONGEST_WHY = 200


@dataclass(frozen=True)
class FilledCell:
    """A figure asked for, with what stands in it."""

    cell: Cell
    value: str
    problem: str


@dataclass(frozen=True)
class FilledBlock:
    """A stop or a list of units, with what stands in its cells."""

    block: Block
    cells: list[FilledCell]
    skipped: bool


@dataclass
class BallotForm:
    """One juror's ballot; `seen` is the last sequence number a correction was opened on, 0 for a first ballot."""

    sheet: BallotSheet
    typed: Mapping[str, str] = field(default_factory=dict)
    skipped: Collection[int] = ()
    why: str = ""
    seen: int = 0
    reading: Reading = field(default_factory=Reading)
    why_problem: str = ""
    number: str = ""
    """What stands on the paper the office types from."""
    number_problem: str = ""

    @classmethod
    def empty(cls, juror: Juror) -> "BallotForm":
        return cls(sheet_for(juror))

    @classmethod
    def of_paper(cls, juror: Juror) -> "BallotForm":
        """Empty, also where it corrects something: the office sees no ballot."""
        return cls(paper_sheet(juror), seen=last_on_paper(juror))

    @classmethod
    def holding(cls, juror: Juror, heads: Sequence[Ballot]) -> "BallotForm":
        """Filled with what the juror handed in before, to be shown or corrected."""
        sheet, given = sheet_for(juror), given_of(heads)
        seen = max((head.sequence for head in heads), default=0)
        return cls(sheet, typed_from(sheet, given), skipped_in(given), seen=seen)

    @classmethod
    def posted(cls, juror: Juror, data: QueryDict, *, paper: bool = False) -> "BallotForm":
        sheet = paper_sheet(juror) if paper else sheet_for(juror)
        seen = data.get(SEEN, "")
        return cls(
            sheet,
            typed={cell.key: data.get(cell.key, "") for _, cell in sheet.asked()},
            skipped={int(pk) for pk in data.getlist(SKIP) if pk.isdecimal()},
            why=data.get(WHY, "").strip()[:LONGEST_WHY],
            seen=int(seen) if seen.isdecimal() else 0,
            number=data.get(NUMBER, "").strip()[:LONGEST_NUMBER],
        )

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Everything to mend: the name of a field, empty where no single one is meant, and a sentence."""
        keyed = [
            (cell.key, f"{cell.full_label}：{self.reading.problems[cell.key]}")
            for _, cell in self.sheet.asked()
            if cell.key in self.reading.problems
        ]
        whole = [] if keyed else [("", sentence) for sentence in self.reading.sentences]
        fields = ((NUMBER, self.number_problem), (WHY, self.why_problem))
        return [*keyed, *whole, *((key, problem) for key, problem in fields if problem)]

    def blocks(self) -> Iterator[FilledBlock]:
        """The ballot as it is drawn."""
        for block in self.sheet.blocks:
            cells = [
                FilledCell(cell, self.typed.get(cell.key, ""), self.reading.problems.get(cell.key, ""))
                for cell in block.cells
            ]
            yield FilledBlock(block, cells, block.stop is not None and block.stop.pk in self.skipped)
