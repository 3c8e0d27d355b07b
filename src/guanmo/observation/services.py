"""Preparing a tour: its name and rule, its stops, its opening; each act leaves its history."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Pack
from guanmo.foundation.history import Change
from guanmo.observation import opinion_queries, queries, rules
from guanmo.observation.enums import OBJECTION_DAYS, TourState
from guanmo.observation.models import Stop, StopExcuse, Tour
from guanmo.projects.models import Project

TOUR_FIELDS = ("name", "held_on", "rule_id", "objection_days")


class TourNameTaken(Exception):
    """Circulars and lists know a tour by its name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已有名为“{name}”的观摩，请换一个名称，例如加上年份和季度。")


class NotPreparing(Exception):
    """Stops and rule are fixed once scoring begins."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”{tour.get_state_display()}，规则和观摩点不能再改。")


class StopTaken(Exception):
    """A project is visited once on a tour."""

    def __init__(self, project: Project) -> None:
        super().__init__(f"“{project}”已在观摩点里，不必重复加入。")


class NoRankedUnit(Exception):
    """A city project stands in no county; nobody could be given its score."""

    def __init__(self, project: Project) -> None:
        super().__init__(
            f"“{project}”的责任单位是{project.unit}，不属于任何县、区或功能区，请指定计分的参评单位。"
        )


class Vetoed(Exception):
    """A department keeps this project off the tour."""

    def __init__(self, project: Project, said: str) -> None:
        super().__init__(f"“{project}”不能加入：{said}确要看的，请在“预审”里写明不采纳的理由。")


class WrongOrder(Exception):
    """The order must name every stop once; somebody changed the stops meanwhile."""

    def __init__(self) -> None:
        super().__init__("观摩点在您打开页面之后有增减，顺序没有保存，请核对后重排。")


class NotReady(Exception):
    """Scoring cannot begin; `obstacles` says all that is missing."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__("还不能开始评分：" + " ".join(obstacles))
        self.obstacles = obstacles


def create_tour(
    *,
    name: str,
    held_on: date,
    pack: Pack,
    by: Person,
    at: datetime,
    objection_days: int = OBJECTION_DAYS,
    why: str = "",
) -> Tour:
    """Begin to prepare a tour; the rule's text is copied, so that later changes of the pack do not reach it.

    `objection_days`: how long after the seal units may object.
    """
    require(rules.may_manage_tours(by), "筹备观摩")
    tour = Tour(name=name, held_on=held_on, objection_days=objection_days)
    _take_rule(tour, pack)
    with transaction.atomic():
        _check_name(tour)
        return Change("tour.created", by=by, at=at, why=why).create(tour)


def update_tour(
    *,
    tour: Tour,
    name: str,
    held_on: date,
    pack: Pack,
    by: Person,
    at: datetime,
    objection_days: int = OBJECTION_DAYS,
    why: str = "",
    expected_revision: int | None = None,
) -> Tour:
    """Change what a tour in preparation is called, when it is held, how it is scored and how long units may object."""
    require(rules.may_manage_tours(by), "修改观摩")
    with transaction.atomic():
        lock_preparing(tour)
        tour.name, tour.held_on, tour.objection_days = name, held_on, objection_days
        _take_rule(tour, pack)
        _check_name(tour)
        fields = ["name", "held_on", "rule_id", "rule_text", "rule_hash", "objection_days"]
        Change("tour.updated", by=by, at=at, why=why).save(tour, fields, expected_revision=expected_revision)
    return tour


def add_stop(*, tour: Tour, project: Project, by: Person, at: datetime, unit: Unit | None = None) -> Stop:
    """Put a project at the end of the tour; without `unit` it counts for the county, district or zone it stands in."""
    require(rules.may_manage_tours(by), "选择观摩点")
    ranked = unit or queries.ranked_unit_of(project.unit)
    if ranked is None:
        raise NoRankedUnit(project)
    with transaction.atomic():
        lock_preparing(tour)
        stops = Stop.objects.filter(tour=tour)
        if stops.filter(project=project).exists():
            raise StopTaken(project)
        said = opinion_queries.vetoed(tour).get(project.pk)
        if said:
            raise Vetoed(project, said)
        stop = Stop(tour=tour, project=project, unit=ranked, order=stops.count() + 1)
        return Change("stop.added", by=by, at=at).create(stop)


def remove_stop(*, stop: Stop, by: Person, at: datetime) -> None:
    """Take a stop off the tour with who was excused from it; those behind it move up."""
    require(rules.may_manage_tours(by), "移出观摩点")
    with transaction.atomic():
        lock_preparing(stop.tour)
        excuses = StopExcuse.objects.filter(stop=stop).select_related("juror", "stop")
        Change("excuse.lifted", by=by, at=at).delete_many(list(excuses))
        Change("stop.removed", by=by, at=at).delete(stop)
        _number(list(Stop.objects.filter(tour=stop.tour)), by, at)


def reorder_stops(*, tour: Tour, order: Sequence[int], by: Person, at: datetime) -> None:
    """Put the stops into the order of these keys."""
    require(rules.may_manage_tours(by), "调整观摩点顺序")
    with transaction.atomic():
        lock_preparing(tour)
        stops = {stop.pk: stop for stop in Stop.objects.filter(tour=tour)}
        if sorted(order) != sorted(stops):
            raise WrongOrder
        _number([stops[pk] for pk in order], by, at)


def open_tour(*, tour: Tour, by: Person, at: datetime) -> Tour:
    """Begin the scoring; rule and stops are fixed from here on."""
    require(rules.may_manage_tours(by), "开始评分")
    with transaction.atomic():
        lock_preparing(tour)
        obstacles = queries.obstacles(tour)
        if obstacles:
            raise NotReady(obstacles)
        tour.state = TourState.OPEN
        Change("tour.opened", by=by, at=at).save(tour, ["state"])
    return tour


def withdraw_proposal(*, tour: Tour, why: str, by: Person, at: datetime) -> None:
    """Whoever proposed the seal counted other ballots than now stand: it must be proposed again. Under the tour's lock."""
    if tour.seal_proposed_by_id is not None:
        tour.seal_proposed_by, tour.seal_proposed_at = None, None
        Change("seal.withdrawn", by=by, at=at, why=why).save(tour, ["seal_proposed_by", "seal_proposed_at"])


def lock(tour: Tour) -> Tour:
    """The tour as it is now; whoever else writes to it waits until this transaction ends."""
    return Tour.objects.select_for_update().get(pk=tour.pk)


def lock_preparing(tour: Tour) -> None:
    """Lock a tour that must still be in preparation."""
    now = lock(tour)
    if now.state != TourState.PREPARING:
        raise NotPreparing(now)


def require(allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    """Raise NotAllowed unless `allowed`."""
    if not allowed:
        raise NotAllowed(what)


def _take_rule(tour: Tour, pack: Pack) -> None:
    tour.rule_id, tour.rule_text, tour.rule_hash = pack.id, pack.text, pack.hash


def _check_name(tour: Tour) -> None:
    if Tour.objects.filter(name=tour.name).exclude(pk=tour.pk).exists():
        raise TourNameTaken(tour.name)


def _number(stops: Sequence[Stop], by: Person, at: datetime) -> None:
    for order, stop in enumerate(stops, 1):
        stop.order = order
    Change("stop.moved", by=by, at=at).save_many(stops, ["order"])
