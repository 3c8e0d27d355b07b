"""Paper ballots on their way in: what the office types, who typed it once, where two typings differ."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from guanmo.engines.seal import close_envelope, open_envelope
from guanmo.observation.ballot_queries import BallotSheet, Block, Given, last_ballots, sheet_for
from guanmo.observation.enums import LeftOut, Origin, TypingOutcome
from guanmo.observation.models import Juror, Tour
from guanmo.observation.paper_models import PaperTyping

NOT_THERE = "没有到，不评"


@dataclass(frozen=True)
class Line:
    """A figure two people typed differently."""

    label: str
    first: str
    second: str


@dataclass(frozen=True)
class Difference:
    """A stop, or a whole rank ballot, that two people typed differently; figures they agree on are not among `lines`."""

    subject: int
    title: str
    lines: list[Line]


def paper_sheet(juror: Juror) -> BallotSheet:
    """What may be typed for a juror: all that is asked but what the juror, or the juror's phone, handed in."""
    own = set(last_ballots(juror).exclude(origin=Origin.PAPER).values_list("subject", flat=True))
    sheet = sheet_for(juror)
    return replace(sheet, blocks=tuple(_without(block, own) for block in sheet.blocks))


def last_on_paper(juror: Juror) -> int:
    """The last sequence number of what was typed for a juror and waits for no second typing; 0 if there is nothing."""
    last = last_ballots(juror).filter(origin=Origin.PAPER).order_by("-sequence").first()
    return last.sequence if last and not waiting_of(juror) else 0


def _without(block: Block, own: Collection[int]) -> Block:
    given = block.left_out is None and block.subject in own
    return replace(block, left_out=LeftOut.GIVEN) if given else block


def waiting_typings(tour: Tour) -> dict[int, list[PaperTyping]]:
    """The typings of a tour that nothing came of yet, by juror, the first one first."""
    found: dict[int, list[PaperTyping]] = {}
    waiting = PaperTyping.objects.filter(juror__tour=tour, outcome=TypingOutcome.WAITING).order_by("pk")
    for typing in waiting.select_related("typed_by", "juror").defer("content"):
        found.setdefault(typing.juror_id, []).append(typing)
    return found


def waiting_of(juror: Juror) -> list[PaperTyping]:
    """The typings of one juror's paper that nothing came of yet, the first one first."""
    waiting = PaperTyping.objects.filter(juror=juror, outcome=TypingOutcome.WAITING).order_by("pk")
    return list(waiting.select_related("typed_by"))


def unfinished_names(tour: Tour) -> list[str]:
    """The jurors whose paper was typed and does not count yet, for the closing and the seal."""
    return [typings[0].juror.name for typings in waiting_typings(tour).values()]


def papers_of(tour: Tour) -> list[PaperTyping]:
    """Every typing of a tour, the newest first; never what it says."""
    rows = PaperTyping.objects.filter(juror__tour=tour).order_by("-pk").defer("content")
    return list(rows.select_related("juror", "typed_by", "settled_by"))


def sealed_typing(juror: int, key: str, given: Iterable[Given]) -> bytes:
    """What was typed, as a row may hold it."""
    said = [{"stop": one.stop, "marks": dict(one.marks), "skipped": one.skipped} for one in given]
    return close_envelope(
        json.dumps(said, ensure_ascii=False).encode(),
        key=settings.GUANMO_BALLOT_KEY,
        label=_label(juror, key),
    )


def _label(juror: int, key: str) -> str:
    return f"{juror}/paper/{key}"


def given_in(typing: PaperTyping) -> dict[int, Given]:
    """What a typing says, by subject; only to compare it with another one."""
    label = _label(typing.juror_id, typing.key)
    said = json.loads(open_envelope(bytes(typing.content), key=settings.GUANMO_BALLOT_KEY, label=label))
    given = [Given(one["stop"], one["marks"], one["skipped"]) for one in said]
    return {one.subject: one for one in given}


def differences(
    sheet: BallotSheet, first: Mapping[int, Given], second: Mapping[int, Given]
) -> list[Difference]:
    """Where two typings say different things, in the order of the tour; what is not asked any more is left out."""
    found = []
    for subject in asked_subjects(sheet):
        one, other = first.get(subject), second.get(subject)
        if one != other:
            blocks = [block for block in sheet.blocks if block.subject == subject]
            found.append(Difference(subject, blocks[0].title or "排名票", _lines(blocks, one, other)))
    return found


def asked_subjects(sheet: BallotSheet) -> list[int]:
    """What is asked: the stops, or the one rank ballot."""
    return list(dict.fromkeys(block.subject for block, _ in sheet.asked()))


def _lines(blocks: Iterable[Block], one: Given | None, other: Given | None) -> list[Line]:
    cells = [cell for block in blocks for cell in block.cells]
    lines = [Line(cell.label, _said(one, cell.mark_key), _said(other, cell.mark_key)) for cell in cells]
    return [line for line in lines if line.first != line.second]


def _said(given: Given | None, key: str) -> str:
    if given is None:
        return "未录"
    return NOT_THERE if given.skipped else str(given.marks[key])
