"""Entry to the reserve library: applying, asking the departments, deciding, removing; the city's target."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.admission import Outcome, Relaxation
from guanmo.engines.packs import Pack
from guanmo.engines.workdays import working_days_after
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.projects import admission_queries, rules
from guanmo.projects.admission_models import Admission, AdmissionOpinion, ReserveTarget, StageMove
from guanmo.projects.enums import AdmissionState, Stage, Stance
from guanmo.projects.models import Project

# What an applicant fills in; the rest is taken from the project as it is then.
APPLIED = ("land", "added_value", "tax", "floor_ratio", "coverage", "statement")
MAY_APPLY = (Stage.PLANNED, Stage.EXITED)
MAY_LEAVE = (Stage.PLANNED, Stage.RESERVE)
_VERDICTS = {
    AdmissionState.ADMITTED: "admission.admitted",
    AdmissionState.REJECTED: "admission.rejected",
}


class CannotApply(Exception):
    """The project is in the library, or being reviewed; the message says which."""


class NotOpen(Exception):
    """The application was decided or withdrawn."""

    def __init__(self, admission: Admission) -> None:
        super().__init__(f"这份申请{admission.get_state_display()}，不能再改，请刷新页面。")


class WordsMissing(Exception):
    """Some acts must say why, or what has to be mended."""


class WrongMark(Exception):
    """Points beyond what the criterion gives."""


class CannotAdmit(Exception):
    """Conditions or opinions stand against it; the message names them."""


class CannotRemove(Exception):
    """Only what waits in the library leaves it this way."""


class WrongTarget(Exception):
    """Years or amount that make no target."""


def apply_for_admission(
    *, project: Project, pack: Pack, values: Mapping[str, object], by: Person, at: datetime
) -> Admission:
    """Apply for a project in 谋划, or one that left; `values` are words of APPLIED, the rule is kept as it reads now.

    The departments the rule names are asked at once; those the city has no unit of are left out. Raises CannotApply.
    """
    _require(rules.may_apply_for_admission(by, project), "申请入库")
    rule = pack.admission_rule
    change = Change("admission.applied", by=by, at=at)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if locked.stage not in MAY_APPLY:
            raise CannotApply(f"“{locked}”已在库里（{locked.get_stage_display()}），不用再申请。")
        if locked.admissions.filter(state=AdmissionState.OPEN).exists():
            raise CannotApply(f"“{locked}”的上一份申请还在审查，等结论出来再申请。")
        admission = change.create(
            Admission(
                project=locked,
                pack_id=pack.id,
                text=pack.text,
                pack_hash=pack.hash,
                industry=locked.industry,
                attributes=locked.attributes,
                total=locked.total_investment,
                due_on=working_days_after(day_of(at), rule.days) if rule.departments else None,
                applied_by=by,
                applied_at=at,
                **{word: values[word] for word in APPLIED if word in values},
            )
        )
        asked = Unit.objects.filter(name__in=rule.departments, is_active=True)
        change.create_many([AdmissionOpinion(admission=admission, unit=unit) for unit in asked])
    return admission


def withdraw_admission(*, admission: Admission, why: str, by: Person, at: datetime) -> Admission:
    """Take an application back before it is decided; raises NotOpen, and WordsMissing without a reason."""
    _require(rules.may_apply_for_admission(by, admission.project), "撤回入库申请")
    _require_words(why, "撤回申请须写明原因。")
    with transaction.atomic():
        locked = _open(admission)
        locked.state = AdmissionState.WITHDRAWN
        Change("admission.withdrawn", by=by, at=at, why=why).save(locked, ["state"])
    return locked


def give_opinion(
    *,
    opinion: AdmissionOpinion,
    stance: Stance,
    text: str = "",
    marks: Mapping[str, Decimal],
    vetoes: Sequence[str] = (),
    by: Person,
    at: datetime,
    expected_revision: int | None = None,
) -> AdmissionOpinion:
    """Say what a department thinks, or say it anew while the application is open, late or not.

    `marks` are points by criterion, `vetoes` the rule's items found to hold. Raises NotOpen, WordsMissing for anything
    but plain agreement without words, WrongMark, EditConflict.
    """
    _require(rules.may_give_opinion(by, opinion), "反馈这个部门的意见")
    if stance != Stance.AGREE or vetoes:
        _require_words(text, "不是完全同意的，或认定有一票否决项的，请写明理由和要求。")
    asked = admission_queries.criteria_for(opinion)
    for criterion in asked:
        points = marks.get(criterion.label)
        if points is not None and not 0 <= points <= criterion.points:
            raise WrongMark(f"“{criterion.label}”应在0至{criterion.points}分之间。")
    labels = {criterion.label for criterion in asked}
    with transaction.atomic():
        _open(opinion.admission)
        locked = AdmissionOpinion.objects.select_for_update().get(pk=opinion.pk)
        for field, value in {
            "stance": stance,
            "text": text.strip(),
            "marks": {label: str(points) for label, points in marks.items() if label in labels},
            "vetoes": list(vetoes),
            "given_by": by,
            "given_at": at,
        }.items():
            setattr(locked, field, value)
        fields = ("stance", "text", "marks", "vetoes", "given_by", "given_at")
        change = Change("admission.opinion_given", by=by, at=at, why=text.strip())
        change.save(locked, fields, expected_revision=expected_revision)
    return locked


def admit(
    *,
    admission: Admission,
    relaxed: Mapping[str, Relaxation],
    reason: str = "",
    by: Person,
    at: datetime,
) -> Admission:
    """Let the project in, which moves it to 储备; `relaxed` is by the key of a condition.

    Raises CannotAdmit while a condition fails and is not relaxed, a figure is missing, or a department may still answer;
    WordsMissing when a department objects and no reason is given; NotOpen.
    """
    _require(rules.may_decide_admissions(by), "定入库审查结论")
    with transaction.atomic():
        locked = _open(admission)
        locked.relaxed = {
            key: {"ground": one.ground, "approved_by": one.approved_by, "why": one.why}
            for key, one in relaxed.items()
        }
        _check_admissible(locked, reason, day_of(at))
        _close(locked, AdmissionState.ADMITTED, reason, by, at)
        _move(
            locked.project,
            Stage.RESERVE,
            f"联合审查同意入库。{reason}".strip(),
            "联合审查",
            day_of(at),
            by,
            at,
        )
    return locked


def reject(*, admission: Admission, reason: str, by: Person, at: datetime) -> Admission:
    """Refuse the application with its reason; the unit may apply again. Raises WordsMissing, NotOpen."""
    _require(rules.may_decide_admissions(by), "定入库审查结论")
    _require_words(reason, "不予入库须写明理由，申请单位会看到。")
    with transaction.atomic():
        locked = _open(admission)
        _close(locked, AdmissionState.REJECTED, reason, by, at)
    return locked


def remove_from_reserve(
    *, project: Project, reason: str, approved_by: str, on: date, by: Person, at: datetime
) -> StageMove:
    """Take a project out of the library, with day, reason and approval; raises CannotRemove and WordsMissing."""
    _require(rules.may_decide_admissions(by), "移出储备库")
    _require_words(reason, "移出储备库须写明原因。")
    _require_words(approved_by, "移出储备库须写明由谁批准或依据的文号。")
    if on > day_of(at):
        raise CannotRemove("移出日期不能晚于今天。")
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if locked.stage not in MAY_LEAVE:
            raise CannotRemove(f"“{locked}”是{locked.get_stage_display()}项目，这里只移出谋划和储备的。")
        if locked.admissions.filter(state=AdmissionState.OPEN).exists():
            raise CannotRemove(f"“{locked}”的入库申请还在审查，请先定结论。")
        return _move(locked, Stage.EXITED, reason.strip(), approved_by.strip(), on, by, at)


def set_reserve_target(
    *, first_year: int, last_year: int, amount: Decimal, basis: str, by: Person, at: datetime
) -> ReserveTarget:
    """Set what the library is to hold (万元) at the end of `last_year`; earlier targets stay on record."""
    _require(rules.may_decide_admissions(by), "设定储备目标")
    _require_words(basis, "储备目标须写明依据。")
    if not first_year < last_year <= first_year + 20:
        raise WrongTarget("目标年度应晚于起始年度，最多20年。")
    if amount <= 0:
        raise WrongTarget("储备目标应大于0。")
    target = ReserveTarget(
        first_year=first_year,
        last_year=last_year,
        amount=amount,
        basis=basis.strip(),
        set_by=by,
        set_at=at,
    )
    return Change("reserve.target_set", by=by, at=at, why=basis.strip()).create(target)


def _check_admissible(admission: Admission, reason: str, today: date) -> None:
    shown = admission_queries.review_of(admission, today)
    if shown.verdict.outcome in (Outcome.UNFIT, Outcome.INCOMPLETE):
        raise CannotAdmit(f"还不能同意入库：{''.join(shown.verdict.reasons)}")
    if shown.waiting:
        names = "、".join(row.opinion.unit.short_name for row in shown.waiting)
        raise CannotAdmit(f"{names}还没有反馈，{shown.waiting_word}。")
    objecting = [row.opinion.unit.short_name for row in shown.rows if row.opinion.stance == Stance.OBJECT]
    if objecting and not reason.strip():
        raise WordsMissing(f"{'、'.join(objecting)}不同意，仍要入库的须写明理由。")


def _open(admission: Admission) -> Admission:
    locked = Admission.objects.select_for_update().get(pk=admission.pk)
    if locked.state != AdmissionState.OPEN:
        raise NotOpen(locked)
    return locked


def _close(admission: Admission, state: AdmissionState, reason: str, by: Person, at: datetime) -> None:
    admission.state, admission.reason = state, reason.strip()
    admission.decided_by, admission.decided_at = by, at
    change = Change(_VERDICTS[state], by=by, at=at, why=reason.strip())
    change.save(admission, ["state", "reason", "relaxed", "decided_by", "decided_at"])


def _move(
    project: Project, after: Stage, reason: str, approved_by: str, on: date, by: Person, at: datetime
) -> StageMove:
    """Put a project into another stage and keep the step; the act is named by where it leads."""
    action = "project.removed" if after == Stage.EXITED else "admission.admitted"
    change = Change(action, by=by, at=at, why=reason)
    before, project.stage = project.stage, after
    change.save(project, ["stage"])
    return change.create(
        StageMove(
            project=project,
            before=before,
            after=after,
            moved_on=on,
            reason=reason[:300],
            approved_by=approved_by,
            moved_by=by,
            moved_at=at,
        )
    )


def _require(allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    if not allowed:
        raise NotAllowed(what)


def _require_words(text: str, message: str) -> None:
    if not text.strip():
        raise WordsMissing(message)
