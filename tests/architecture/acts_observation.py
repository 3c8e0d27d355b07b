"""One act for each service of tours; see `test_history_guard`."""

from collections.abc import Callable
from datetime import date

from guanmo.accounts.roles import RoleName
from guanmo.engines.packs import shipped_pack
from guanmo.observation import (
    closing_services,
    excuse_services,
    juror_services,
    paper_services,
    rescue_services,
    seal_services,
    services,
    sync_services,
)
from guanmo.observation.ballot_services import submit_ballot as hand_in
from guanmo.observation.enums import ExcuseKind, TourState
from guanmo.observation.models import Juror, Tour
from tests.cast import NOON, Cast, make_person, make_project
from tests.observation import phones, tours

# Columns a check holds together; see `test_history_guard`.
SEALED = {"state": "sealed", "sealed_by": "a person", "sealed_at": NOON, "result": {"units": []}}
DECIDED = {"accepted": True, "decided_by": "a person", "decided_at": NOON}
TOGETHER = {
    **{f"observation.Tour.{column}": SEALED for column in ("state", "sealed_by_id", "sealed_at")},
    **{
        f"observation.LateDecision.{column}": DECIDED
        for column in ("accepted", "decided_by_id", "decided_at")
    },
}


def create_tour(cast: Cast) -> Callable[[], object]:
    return lambda: tours.make_tour(cast)


def update_tour(cast: Cast) -> Callable[[], object]:
    tour = tours.make_tour(cast)
    return lambda: services.update_tour(
        tour=tour,
        name="年终观摩",
        held_on=date(2026, 12, 20),
        pack=shipped_pack("drop-1-1"),
        by=cast.office,
        at=NOON,
    )


def add_stop(cast: Cast) -> Callable[[], object]:
    tour, project = tours.make_tour(cast), make_project(cast)
    return lambda: services.add_stop(tour=tour, project=project, by=cast.office, at=NOON)


def remove_stop(cast: Cast) -> Callable[[], object]:
    """The first of four: those behind it move up."""
    stop, *_ = tours.visit_all(cast, tours.make_tour(cast))
    return lambda: services.remove_stop(stop=stop, by=cast.office, at=NOON)


def reorder_stops(cast: Cast) -> Callable[[], object]:
    tour = tours.make_tour(cast)
    order = [stop.pk for stop in reversed(tours.visit_all(cast, tour))]
    return lambda: services.reorder_stops(tour=tour, order=order, by=cast.office, at=NOON)


def open_tour(cast: Cast) -> Callable[[], object]:
    tour = tours.make_tour(cast)
    tours.visit_all(cast, tour)
    tours.seat(cast, tour, "甲")
    return lambda: services.open_tour(tour=tour, by=cast.office, at=NOON)


def add_juror(cast: Cast) -> Callable[[], object]:
    tour, juror = tours.make_tour(cast), cast.juror
    return lambda: tours.seat(cast, tour, juror.name, group="领导", unit=juror.unit, person=juror)


def add_jurors(cast: Cast) -> Callable[[], object]:
    tour = tours.make_tour(cast)
    seats = [juror_services.Seat("甲"), juror_services.Seat("乙")]
    return lambda: juror_services.add_jurors(tour=tour, seats=seats, by=cast.office, at=NOON)


def remove_juror(cast: Cast) -> Callable[[], object]:
    juror = tours.seat(cast, tours.make_tour(cast), "甲")
    return lambda: juror_services.remove_juror(juror=juror, by=cast.office, at=NOON)


def submit_ballot(cast: Cast) -> Callable[[], object]:
    """A correction, which also says what it replaces."""
    tours.opened(cast)
    juror = Juror.objects.get(person=cast.juror)
    first = tours.vote(cast, juror)
    return lambda: hand_in(
        juror=juror,
        typed=tours.filled(juror, "80"),
        by=cast.juror,
        at=NOON,
        seen=tours.seen(first),
        why="录入时看错一格",
    )


def close_tour(cast: Cast) -> Callable[[], object]:
    tour = tours.voted(cast)
    return lambda: closing_services.close_tour(tour=tour, by=cast.office, at=NOON, why="全部走完")


def propose_late(cast: Cast) -> Callable[[], object]:
    tour, ballots = tours.with_late(cast)
    return lambda: closing_services.propose_late(
        tour=tour, ballots=ballots, count=True, reason="隧道内无信号", by=cast.office, at=NOON
    )


def decide_late(cast: Cast) -> Callable[[], object]:
    tour, ballots = tours.with_late(cast)
    closing_services.propose_late(
        tour=tour, ballots=ballots, count=True, reason="隧道内无信号", by=tours.second_of(cast), at=NOON
    )
    return lambda: closing_services.decide_late(
        tour=tour, ballots=ballots, agree=True, by=cast.office, at=NOON
    )


def propose_seal(cast: Cast) -> Callable[[], object]:
    tour = closing_services.close_tour(tour=tours.voted(cast), by=cast.office, at=NOON)
    return lambda: seal_services.propose_seal(tour=tour, by=cast.office, at=NOON, why="齐了")


def seal_tour(cast: Cast) -> Callable[[], object]:
    tour = closing_services.close_tour(tour=tours.voted(cast), by=cast.office, at=NOON)
    seal_services.propose_seal(tour=tour, by=tours.second_of(cast), at=NOON)
    return lambda: seal_services.seal_tour(tour=tour, by=cast.office, at=NOON, why="观摩结束")


def accept_ballots(cast: Cast) -> Callable[[], object]:
    """A late ballot with a device's clock, so that every column holds something."""
    tour = tours.opened(cast)
    juror, stop = tour.jurors.get(person=None), tour.stops.all()[0]
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.CLOSED)
    data = phones.body(juror, stop, finished_at=NOON, offset_ms=7)
    return lambda: sync_services.accept_ballots(juror=juror, bodies=[data], at=NOON)


def import_rescue(cast: Cast) -> Callable[[], object]:
    juror = tours.opened(cast).jurors.get(person=None)
    data = phones.body(juror, juror.tour.stops.all()[0])
    return lambda: rescue_services.import_rescue(juror=juror, bodies=[data], by=cast.office, at=NOON)


def type_paper(cast: Cast) -> Callable[[], object]:
    """The second typing of a correction: both are settled and the ballots replaced."""
    juror = tours.opened(cast).jurors.get(person=None)
    tours.on_paper(cast, juror)
    typed = tours.filled(juror, "80")
    paper_services.type_paper(
        juror=juror, number="A1", typed=typed, by=tours.second_of(cast), at=NOON, why="录入时看错一格"
    )
    return lambda: paper_services.type_paper(
        juror=juror, number="A1", typed=typed, by=cast.office, at=NOON, why="照纸复核"
    )


def settle_paper(cast: Cast) -> Callable[[], object]:
    juror, source = typed_differently(cast)
    chosen = {stop.pk: source for stop in juror.tour.stops.all()}
    third = make_person("office-third", "吴第三", cast.city.office, RoleName.OFFICE)
    return lambda: paper_services.settle_paper(juror=juror, chosen=chosen, by=third, at=NOON)


def drop_typings(cast: Cast) -> Callable[[], object]:
    juror, _ = typed_differently(cast)
    return lambda: paper_services.drop_typings(juror=juror, by=cast.office, at=NOON, why="两遍都不对")


def typed_differently(cast: Cast) -> tuple[Juror, int]:
    """A juror whose paper two people typed differently, and the key of the first typing."""
    juror = tours.opened(cast).jurors.get(person=None)
    for value, person in (("80", cast.office), ("81", tours.second_of(cast))):
        typed = tours.filled(juror, value)
        paper_services.type_paper(juror=juror, number="A1", typed=typed, by=person, at=NOON)
    return juror, juror.typings.order_by("pk")[0].pk


def withdraw_proposal(cast: Cast) -> Callable[[], object]:
    tour, _, _ = proposed(cast)
    return lambda: services.withdraw_proposal(tour=tour, why="又核定了迟到票", by=cast.office, at=NOON)


def excuse_jurors(cast: Cast) -> Callable[[], object]:
    """One new entry, one of the other kind; the proposal to seal is withdrawn."""
    tour, juror, stops = proposed(cast)
    return lambda: excuse_services.excuse_jurors(
        tour=tour,
        jurors=[juror],
        stops=stops,
        kind=ExcuseKind.RECUSED,
        reason="亲属",
        by=cast.office,
        at=NOON,
    )


def lift_excuses(cast: Cast) -> Callable[[], object]:
    tour, juror, stops = proposed(cast)
    return lambda: excuse_services.lift_excuses(
        tour=tour, jurors=[juror], stops=stops, by=cast.office, at=NOON
    )


def proposed(cast: Cast) -> tuple[Tour, int, list[int]]:
    """A tour somebody proposed to seal, a juror absent from the first of these two stops."""
    tour = tours.voted(cast)
    juror = tour.jurors.get(person=None).pk
    stops = [stop.pk for stop in tour.stops.all()[:2]]
    excuse_services.excuse_jurors(
        tour=tour, jurors=[juror], stops=stops[:1], kind=ExcuseKind.ABSENT, by=cast.office, at=NOON
    )
    closing_services.close_tour(tour=tour, by=cast.office, at=NOON)
    return seal_services.propose_seal(tour=tour, by=tours.second_of(cast), at=NOON), juror, stops


def issue_links(cast: Cast) -> Callable[[], object]:
    tour = tours.opened(cast)
    return lambda: sync_services.issue_links(tour=tour, jurors=tour.jurors.all(), by=cast.office, at=NOON)


def revoke_link(cast: Cast) -> Callable[[], object]:
    juror = tours.opened(cast).jurors.get(person=None)
    sync_services.issue_links(tour=juror.tour, jurors=[juror], by=cast.office, at=NOON)
    return lambda: sync_services.revoke_link(juror=juror, by=cast.office, at=NOON, why="手机丢了")


def record_check(cast: Cast) -> Callable[[], object]:
    juror = tours.opened(cast).jurors.get(person=None)
    found = {
        "browser": "Chromium", "storage": True, "persisted": True, "service_worker": True, "offline": True,
        "offset_ms": 7, "round_trip_ms": 40,
    }  # fmt: skip
    return lambda: sync_services.record_check(juror=juror, found=found, at=NOON)


ACTS = {
    f"observation.{module}.{act.__name__}": act
    for module, acts in {
        "services": (
            create_tour,
            update_tour,
            add_stop,
            remove_stop,
            reorder_stops,
            open_tour,
            withdraw_proposal,
        ),
        "juror_services": (add_juror, add_jurors, remove_juror),
        "ballot_services": (submit_ballot,),
        "sync_services": (accept_ballots, issue_links, revoke_link, record_check),
        "paper_services": (type_paper, settle_paper, drop_typings),
        "excuse_services": (excuse_jurors, lift_excuses),
        "closing_services": (close_tour, propose_late, decide_late),
        "rescue_services": (import_rescue,),
        "seal_services": (propose_seal, seal_tour),
    }.items()
    for act in acts
}
