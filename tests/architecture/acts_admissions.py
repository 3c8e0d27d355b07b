"""One act for each service of entry to the reserve library; see `test_history_guard`."""

from collections.abc import Callable
from decimal import Decimal

from guanmo.engines.admission import SIZE, Relaxation
from guanmo.projects import admission_services
from guanmo.projects.enums import Stance
from tests.cast import NOON, Cast
from tests.projects import admissions

TOGETHER: dict[str, dict[str, object]] = {
    "projects.Admission.decided_by_id": {"decided_at": NOON},
    "projects.Admission.decided_at": {"decided_by": "a person"},
    "projects.AdmissionOpinion.given_by_id": {"given_at": NOON},
    "projects.AdmissionOpinion.given_at": {"given_by": "a person"},
}


def apply_for_admission(cast: Cast) -> Callable[[], object]:
    project = admissions.planned(cast)
    return lambda: admissions.applied(cast, project, added_value=Decimal(6000), coverage=Decimal(42))


def withdraw_admission(cast: Cast) -> Callable[[], object]:
    admission = admissions.applied(cast)
    return lambda: admission_services.withdraw_admission(
        admission=admission, why="选址未定", by=cast.clerk, at=NOON
    )


def give_opinion(cast: Cast) -> Callable[[], object]:
    admission = admissions.applied(cast)
    return lambda: admissions.answered(
        admission,
        cast.city.county_bureau,
        cast.clerk,
        stance=Stance.OBJECT,
        text="属于淘汰类",
        vetoes=admissions.PACK.admission_rule.vetoes[:1],
    )


def admit(cast: Cast) -> Callable[[], object]:
    """Three rows: the application, the project, the step between stages."""
    small = admissions.planned(cast, total_investment=Decimal(9000), attributes="")
    admission = admissions.all_agreed(cast, admissions.applied(cast, small, land=Decimal(20)))
    relaxed = {SIZE: Relaxation("科技含量高", "领导小组第3次会议", "首台套")}
    return lambda: admission_services.admit(
        admission=admission, relaxed=relaxed, reason="首台套", by=cast.office, at=NOON
    )


def reject(cast: Cast) -> Callable[[], object]:
    admission = admissions.applied(cast)
    return lambda: admission_services.reject(
        admission=admission, reason="不符合规划", by=cast.office, at=NOON
    )


def remove_from_reserve(cast: Cast) -> Callable[[], object]:
    project = admissions.planned(cast)
    return lambda: admission_services.remove_from_reserve(
        project=project,
        reason="投资方撤资",
        approved_by="领导小组第4次会议",
        on=NOON.date(),
        by=cast.office,
        at=NOON,
    )


def set_reserve_target(cast: Cast) -> Callable[[], object]:
    return lambda: admission_services.set_reserve_target(
        first_year=2026, last_year=2030, amount=Decimal(10**8), basis="规划纲要", by=cast.office, at=NOON
    )


ACTS = {
    f"projects.admission_services.{act.__name__}": act
    for act in (
        apply_for_admission,
        withdraw_admission,
        give_opinion,
        admit,
        reject,
        remove_from_reserve,
        set_reserve_target,
    )
}
