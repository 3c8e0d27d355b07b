"""Tours of the demonstration city: one sealed in autumn, one whose jury is voting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from guanmo.accounts.models import Person
from guanmo.demo.city import SECOND_OF_OFFICE, WHY, City
from guanmo.demo.names import GIVEN, SURNAMES
from guanmo.demo.papers import type_papers
from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.scoring.bodies import Body, write_body
from guanmo.foundation.clock import CITY_ZONE, day_of
from guanmo.foundation.history import Change
from guanmo.observation.ballot_queries import BallotSheet, read_sheet, sheets_for
from guanmo.observation.ballot_services import Entry, Filing, file_ballots
from guanmo.observation.closing_services import close_tour
from guanmo.observation.enums import Origin
from guanmo.observation.juror_services import Seat, add_jurors
from guanmo.observation.models import Juror, Stop, Tour
from guanmo.observation.queries import ranked_unit_of
from guanmo.observation.seal_services import propose_seal, seal_tour
from guanmo.observation.services import create_tour, open_tour
from guanmo.projects.enums import Stage
from guanmo.projects.models import Project

RULE = "guanlan-tour"
OWN_SEAT = "pingwei"
LEADERS = 6
STOPS_OF_A_UNIT = 2
# Of the open tour this many jurors have voted; the account the demonstration offers has not.
VOTED = 31
USUAL = 85


@dataclass(frozen=True)
class Habit:
    """How one juror scores: mild or strict, and how far apart good and poor."""

    offset: float
    spread: float


def make_tours(city: City, projects: Sequence[Project], random: Random, at: datetime) -> None:
    """The tour of the third quarter, sealed; the one of the fourth, open, with most ballots in."""
    office = city.people["zhongdian"]
    autumn, winter = _last_autumn(day_of(at)), day_of(at) - timedelta(days=1)
    leaders = _leaders(city, random)
    first = _tour(city, projects, leaders, f"{autumn.year}年三季度观摩", autumn, random, _moment(autumn, 8))
    _vote(_jurors(first), office, random, _moment(autumn, 18))
    close_tour(tour=first, by=office, at=_moment(autumn, 20))
    propose_seal(tour=first, by=office, at=_moment(autumn + timedelta(days=1), 9))
    confirming = city.people[SECOND_OF_OFFICE]
    seal_tour(tour=first, by=confirming, at=_moment(autumn + timedelta(days=1), 10))
    second = _tour(
        city, projects, leaders, f"{at.year}年四季度观摩", winter, random, at - timedelta(hours=26)
    )
    waiting = [juror for juror in _jurors(second) if juror.person != city.people[OWN_SEAT]]
    _vote(random.sample(waiting, VOTED), office, random, at - timedelta(hours=2))
    type_papers(city, second, at - timedelta(hours=1))


def _last_autumn(today: date) -> date:
    """The last 24th of September that is at least a week gone: a sealed tour lies in the past on any day of loading."""
    autumn = date(today.year, 9, 24)
    return autumn if autumn <= today - timedelta(days=7) else date(today.year - 1, 9, 24)


def _leaders(city: City, random: Random) -> list[str]:
    """Invented names nobody of the city has; leaders vote on paper."""
    taken = {person.name for person in city.people.values()}
    free = [surname + given for surname in SURNAMES for given in GIVEN if surname + given not in taken]
    return random.sample(free, LEADERS)


def _tour(
    city: City,
    projects: Sequence[Project],
    leaders: Sequence[str],
    name: str,
    held_on: date,
    random: Random,
    at: datetime,
) -> Tour:
    """A tour being scored: two building sites of each county, district and zone, and the whole jury."""
    office, pack = city.people["zhongdian"], shipped_pack(RULE)
    tour = create_tour(name=name, held_on=held_on, pack=pack, by=office, at=at, why=WHY)
    stops = [
        Stop(tour=tour, project=project, unit=county, order=0)
        for county in city.counties
        for project in _sites(projects, county.pk, random)
    ]
    for order, stop in enumerate(stops, 1):
        stop.order = order
    Change("stop.added", by=office, at=at, why=WHY).create_many(stops)
    add_jurors(tour=tour, seats=_seats(city, leaders, pack), by=office, at=at)
    return open_tour(tour=tour, by=office, at=at)


def _sites(projects: Sequence[Project], county: int, random: Random) -> list[Project]:
    """Sites worth a visit: building or producing; whatever there is where too few are."""
    own = [project for project in projects if project.unit_id == county]
    seen = [project for project in own if project.stage in (Stage.BUILDING, Stage.PRODUCING)]
    return random.sample(seen if len(seen) >= STOPS_OF_A_UNIT else own, STOPS_OF_A_UNIT)


def _seats(city: City, leaders: Sequence[str], pack: Pack) -> list[Seat]:
    """Leaders with paper ballots; everybody else with an account, in the group of the own unit."""
    above, departments, counties = (group.name for group in pack.ballot_rule.judge_groups)
    seats = [Seat(name, above) for name in leaders]
    for person in city.jurors:
        group = counties if ranked_unit_of(person.unit) else departments
        seats.append(Seat(person.name, group, person.unit, person))
    return seats


def _jurors(tour: Tour) -> list[Juror]:
    return list(Juror.objects.filter(tour=tour).select_related("tour", "person", "unit").order_by("pk"))


def _vote(jurors: Sequence[Juror], office: Person, random: Random, at: datetime) -> None:
    """A ballot each stop, by habit of the juror and quality of the stop; those on paper are typed by the office."""
    sheets = list(sheets_for(jurors).values())
    stops = [block.stop.pk for block in sheets[0].blocks if block.stop]
    quality = {stop: random.gauss(USUAL, 3.5) for stop in stops}
    filings = []
    for minute, sheet in enumerate(sheets):
        moment = at + timedelta(minutes=minute)
        by = sheet.juror.person or office
        origin = Origin.OWN if sheet.juror.person else Origin.PAPER
        filings.append(Filing(sheet.juror, _entries(sheet, quality, random, moment), by, moment, WHY, origin))
    file_ballots(jurors[0].tour, filings)


def _entries(sheet: BallotSheet, quality: dict[int, float], random: Random, at: datetime) -> list[Entry]:
    habit = Habit(random.gauss(0, 2), random.uniform(0.7, 1.3))
    typed = {
        cell.key: _score(quality[block.stop.pk], habit, random) for block, cell in sheet.asked() if block.stop
    }
    entries = []
    for given in read_sheet(sheet, typed).given:
        body = Body(
            ballot_id=f"{random.getrandbits(128):032x}",
            nonce=f"{random.getrandbits(128):032x}",
            tour=sheet.juror.tour_id,
            juror=sheet.juror.pk,
            stop=given.stop,
            marks=given.marks,
            finished_at=at,
        )
        entries.append(Entry(write_body(body), body, None))
    return entries


def _score(quality: float, habit: Habit, random: Random) -> str:
    """A score in halves, as the rule asks, between 60 and 100."""
    meant = USUAL + habit.offset + (quality - USUAL) * habit.spread + random.gauss(0, 2)
    return str(Decimal(round(min(max(meant, 60), 100) * 2)) / 2)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 0), CITY_ZONE)
