"""Short ways to a tour at each point of its life, made through the services as in real life."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.observation.ballot_queries import opened as opened_body
from guanmo.observation.ballot_queries import read_sheet, sheet_for
from guanmo.observation.ballot_services import submit_ballot
from guanmo.observation.closing_services import close_tour
from guanmo.observation.enums import TourState
from guanmo.observation.juror_services import add_juror
from guanmo.observation.late_queries import late_ballots
from guanmo.observation.models import Ballot, Juror, Stop, Tour
from guanmo.observation.paper_services import type_paper
from guanmo.observation.seal_services import propose_seal, seal_tour
from guanmo.observation.services import add_stop, create_tour, open_tour
from guanmo.observation.sync_services import accept_ballots
from tests.cast import NOON, Cast, make_person, make_project
from tests.observation import phones
from tests.remembered import remembered

HELD_ON = date(2026, 11, 20)
LATER = NOON + timedelta(hours=2)
HEADER = "id = 'trial'\ntitle = '试行办法'\nplace = '观澜市'\nkind = 'ballots'\n[source]\ndocument = '试行'\n"
SCORES = "[ballots]\nform = 'scores'\nties = 'competition'\n{keys}\n[ballots.scale]\nmin = 0\nmax = 100\n[ballots.rounding]\nresult = 2\n{tables}"
RANKS = "[ballots]\nform = 'ranks'\nties = 'competition'\n{keys}\n[ballots.points]\n{points}\n[ballots.rounding]\nresult = 2\n{tables}"


def score_rule(keys: str = "", tables: str = "") -> Pack:
    """A rule for scores of 0 to 100."""
    return load_pack(HEADER + SCORES.format(keys=keys, tables=tables))


def rank_rule(keys: str = "", tables: str = "", points: str = "first = 100\nstep = 3") -> Pack:
    return load_pack(HEADER + RANKS.format(keys=keys, tables=tables, points=points))


def make_tour(cast: Cast, pack: Pack | str = "mean", name: str = "2026年第四季度观摩") -> Tour:
    """A tour in preparation without stops and jurors."""
    rule = shipped_pack(pack) if isinstance(pack, str) else pack
    return create_tour(name=name, held_on=HELD_ON, pack=rule, by=cast.office, at=NOON)


def visit(cast: Cast, tour: Tour, name: str = "滨海产业园", unit: Unit | None = None) -> Stop:
    """One more stop, at a new project of `unit` (the county if none is named)."""
    return add_stop(tour=tour, project=make_project(cast, name=name, unit=unit), by=cast.office, at=NOON)


def visit_all(cast: Cast, tour: Tour) -> list[Stop]:
    """Four stops in both counties, the district and the zone."""
    city = cast.city
    places = {
        "滨海产业园": city.county,
        "云溪电站": city.other_county,
        "城北枢纽": city.district,
        "高新算力": city.zone,
    }
    return [visit(cast, tour, name, unit) for name, unit in places.items()]


def seat(
    cast: Cast, tour: Tour, name: str, group: str = "", unit: Unit | None = None, person: Person | None = None
) -> Juror:
    return add_juror(tour=tour, name=name, group=group, unit=unit, person=person, by=cast.office, at=NOON)


@remembered
def opened(cast: Cast, pack: Pack | str = "mean", jurors: int = 2) -> Tour:
    """A tour of four stops being scored; the cast's juror sits on it, and paper jurors 甲 乙 丙 …"""
    tour = make_tour(cast, pack)
    visit_all(cast, tour)
    seat(cast, tour, cast.juror.name, person=cast.juror, unit=cast.juror.unit)
    for name in "甲乙丙丁戊"[: jurors - 1]:
        seat(cast, tour, name)
    return open_tour(tour=tour, by=cast.office, at=NOON)


def filled(juror: Juror, value: str = "90", **other: str) -> dict[str, str]:
    """A complete ballot: the same figure everywhere, on a rank ballot 1 to n; `other` cells by key."""
    sheet = sheet_for(juror)
    cells = [(n, cell.key) for block in sheet.blocks for n, cell in enumerate(block.cells, 1)]
    return {key: str(n) if sheet.by_rank else value for n, key in cells} | other


def vote(
    cast: Cast,
    juror: Juror,
    value: str = "90",
    typed: Mapping[str, str] | None = None,
    skipped: Collection[int] = (),
) -> list[Ballot]:
    """The juror's own ballots, one a stop: from the desk page, by phone where the juror has no account."""
    typed = typed or filled(juror, value)
    if juror.person:
        return submit_ballot(juror=juror, typed=typed, skipped=skipped, by=juror.person, at=NOON)
    given = read_sheet(sheet_for(juror), typed, skipped).given
    bodies = [phones.body_of(juror, one) for one in given]
    accept_ballots(juror=juror, bodies=bodies, at=NOON)
    return list(Ballot.objects.filter(juror=juror).order_by("sequence"))


def on_paper(cast: Cast, juror: Juror, value: str = "90", why: str = "") -> list[Ballot]:
    """The ballots of a paper both people of the office typed alike."""
    for person in (second_of(cast), cast.office):
        typed = type_paper(juror=juror, number="A1", typed=filled(juror, value), by=person, at=NOON, why=why)
    return list(typed.ballots)


def seen(ballots: Sequence[Ballot]) -> int:
    """What a correction of these ballots says it was opened on."""
    return max(ballot.sequence for ballot in ballots)


def scores(juror: Juror) -> list[str]:
    """The scores that count for a juror, in the order of the tour."""
    heads = Ballot.objects.filter(juror=juror).counted().order_by("stop__order")
    return [str(mark) for head in heads for mark in opened_body(head).marks.values()]


@remembered
def voted(cast: Cast, pack: Pack | str = "mean", jurors: int = 2) -> Tour:
    """A tour on which everybody has voted: 90, 89, 88 and so on."""
    tour = opened(cast, pack, jurors)
    for n, juror in enumerate(tour.jurors.order_by("pk")):
        vote(cast, juror, str(Decimal(90 - n)))
    return tour


def second_of(cast: Cast) -> Person:
    """Another person of the office: closing, late ballots and the seal take two."""
    found = Person.objects.filter(username="office-second").first()
    return found or make_person("office-second", "何复核", cast.city.office, RoleName.OFFICE)


@remembered
def with_late(cast: Cast, jurors: int = 2) -> tuple[Tour, list[int]]:
    """A closed tour and the keys of its late ballots: 甲 gives every stop 50 after the closing."""
    tour = voted(cast, jurors=jurors)
    juror = tour.jurors.get(name="甲")
    close_tour(tour=tour, by=cast.office, at=NOON)
    heads = {head.stop_id: head.ballot_id for head in Ballot.objects.filter(juror=juror).counted()}
    bodies = [phones.body(juror, stop, "50", supersedes=heads[stop.pk]) for stop in tour.stops.all()]
    accept_ballots(juror=juror, bodies=bodies, at=LATER)
    return tour, [ballot.pk for ballot in late_ballots(tour)]


def seal(cast: Cast, tour: Tour, at: datetime = LATER, why: str = "") -> Tour:
    """Close a tour, let the second person propose the seal and the office seal."""
    if Tour.objects.get(pk=tour.pk).state == TourState.OPEN:
        close_tour(tour=tour, by=cast.office, at=at)
    propose_seal(tour=tour, by=second_of(cast), at=at)
    return seal_tour(tour=tour, by=cast.office, at=at, why=why)


@remembered
def sealed_tour(cast: Cast, pack: Pack | str = "mean", jurors: int = 2) -> Tour:
    return seal(cast, voted(cast, pack, jurors))


@remembered
def sealed_with(cast: Cast, pack: Pack | str, given: Mapping[str, Sequence[str]]) -> Tour:
    """A sealed tour of four stops; each juror gave these scores in their order, and did not visit those left empty."""
    tour = opened(cast, pack, jurors=len(given))
    stops = list(tour.stops.all())
    for juror in tour.jurors.all():
        scores = dict(zip(filled(juror), given[juror.name], strict=True))
        missed = [stop.pk for stop, score in zip(stops, scores.values(), strict=True) if not score]
        vote(cast, juror, typed=scores, skipped=missed)
    return seal(cast, tour, at=NOON)
