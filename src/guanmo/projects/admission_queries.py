"""Applications with their verdict and opinions; the reserve library by maturity, its target and how far it came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.engines.admission import Facts, Mark, Relaxation, Verdict, judge_admission
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.packs.admission_rules import Criterion
from guanmo.projects.admission_models import Admission, AdmissionOpinion, ReserveTarget, StageMove
from guanmo.projects.enums import AdmissionState, Stage, Stance
from guanmo.projects.models import Project

DEFAULT_ADMISSION = "guanlan-entry"
# From here on a project counts towards the reserve; what left does not.
IN_LIBRARY = (Stage.RESERVE, Stage.EARLY, Stage.BUILDING, Stage.PRODUCING, Stage.FULL)


def admission_pack() -> Pack:
    """The rule of entry in force."""
    return shipped_pack(DEFAULT_ADMISSION)


@dataclass(frozen=True)
class OpinionRow:
    """One department's opinion as it counts today: past the deadline silence is consent, or is not, by the rule."""

    opinion: AdmissionOpinion
    is_late: bool
    is_silent_consent: bool

    @property
    def word(self) -> str:
        if self.is_silent_consent:
            return "到期未反馈，视为同意"
        return "到期未反馈" if self.is_late else self.opinion.get_stance_display()


@dataclass(frozen=True)
class Review:
    """An application as it stands: the rule, each condition, each opinion."""

    admission: Admission
    pack: Pack
    verdict: Verdict
    rows: Sequence[OpinionRow]

    @property
    def waiting(self) -> list[OpinionRow]:
        """Those whose silence does not count as consent yet, or never will."""
        return [
            row for row in self.rows if row.opinion.stance == Stance.WAITING and not row.is_silent_consent
        ]

    @property
    def waiting_word(self) -> str:
        """What to do about them."""
        if any(row.is_late for row in self.waiting):
            return "按规则不反馈不算同意，请催办"
        return f"反馈期限到{self.admission.due_on}"

    @property
    def unasked(self) -> list[str]:
        """The departments of the rule that the city has no unit of."""
        asked = {row.opinion.unit.name for row in self.rows}
        return [name for name in self.pack.admission_rule.departments if name not in asked]


def review_of(admission: Admission, today: date) -> Review:
    """Judge an application by the rule it was made under and the opinions given so far."""
    pack = load_pack(admission.text)
    opinions = list(admission.opinions.select_related("unit", "given_by"))
    verdict = judge_admission(facts_of(admission, opinions), pack.admission_rule)
    silent = pack.admission_rule.silent_consent
    rows = []
    for opinion in opinions:
        late = opinion.stance == Stance.WAITING and admission.due_on is not None and today > admission.due_on
        rows.append(OpinionRow(opinion, late, late and silent))
    return Review(admission, pack, verdict, rows)


def facts_of(admission: Admission, opinions: Iterable[AdmissionOpinion]) -> Facts:
    """What the application and the opinions say, as the engine takes it."""
    marks: dict[str, list[Mark]] = {}
    vetoes: list[str] = []
    for opinion in opinions:
        vetoes += opinion.vetoes
        for label, points in opinion.marks.items():
            marks.setdefault(label, []).append(Mark(opinion.unit.short_name, Decimal(points)))
    return Facts(
        industry=admission.industry,
        attributes=tuple(word for word in admission.attributes.split("、") if word),
        total=admission.total,
        land=admission.land,
        added_value=admission.added_value,
        tax=admission.tax,
        floor_ratio=admission.floor_ratio,
        coverage=admission.coverage,
        vetoes=tuple(vetoes),
        marks=marks,
        relaxed={key: Relaxation(**one) for key, one in admission.relaxed.items()},
    )


def criteria_for(opinion: AdmissionOpinion) -> list[Criterion]:
    """The lines of the scorecard this department marks."""
    rule = load_pack(opinion.admission.text).admission_rule
    return [line for line in rule.criteria if line.by in ("", opinion.unit.name)]


def admissions(by: Person, state: str = "") -> QuerySet[Admission]:
    """The applications a person sees, the open ones first, else the latest first."""
    found = Admission.objects.visible_to(by).select_related("project__unit", "applied_by")
    found = found.filter(state=state) if state else found
    return found.annotate(
        asked=Count("opinions"), given=Count("opinions", filter=~Q(opinions__stance=Stance.WAITING))
    ).order_by("-applied_at", "-pk")


def asked_of(by: Person) -> QuerySet[AdmissionOpinion]:
    """The open applications the person's own unit has not answered, the most urgent first; none for who does not answer."""
    if not by.has_permission(Permission.GIVE_OPINIONS):
        return AdmissionOpinion.objects.none()
    waiting = AdmissionOpinion.objects.filter(
        stance=Stance.WAITING, admission__state=AdmissionState.OPEN, unit__path__startswith=by.unit.path
    )
    return waiting.select_related("unit", "admission__project__unit").order_by("admission__due_on", "pk")


@dataclass(frozen=True)
class StageSum:
    """How many projects stand in a stage and what they come to, in 万元."""

    stage: Stage
    projects: int
    total: Decimal


@dataclass(frozen=True)
class TargetYear:
    """One year of the target's straight line: what the library is to hold at its end, and what it held.

    `held` is None for a year that has not come; for the running year it is what it holds now. Money in 万元.
    """

    year: int
    target: Decimal
    held: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        return None if self.held is None else self.held - self.target

    @property
    def share(self) -> Decimal | None:
        return None if self.held is None or not self.target else self.held / self.target


@dataclass(frozen=True)
class Reserve:
    """The library by maturity, its target and trajectory, the latest steps in and out."""

    stages: Sequence[StageSum]
    target: ReserveTarget | None
    years: Sequence[TargetYear]
    moves: Sequence[StageMove]

    @property
    def library(self) -> StageSum:
        """What counts towards the target."""
        counted = [one for one in self.stages if one.stage in IN_LIBRARY]
        return StageSum(
            Stage.RESERVE,
            sum(one.projects for one in counted),
            sum((one.total for one in counted), Decimal(0)),
        )


def reserve(by: Person, today: date, latest: int = 20) -> Reserve:
    """The library as a person sees it; a few queries however large."""
    seen = Project.objects.visible_to(by)
    grouped = seen.order_by().values_list("stage").annotate(Count("pk"), Sum("total_investment"))
    sums = {stage: (count, total) for stage, count, total in grouped}
    stages = [
        StageSum(stage, sums.get(stage, (0, None))[0], sums.get(stage, (0, None))[1] or Decimal(0))
        for stage in Stage
    ]
    moves = StageMove.objects.filter(project__in=seen.order_by()).select_related("project__unit", "moved_by")
    target = ReserveTarget.objects.first()
    shown = Reserve(stages, target, (), list(moves[:latest]))
    whole = by.has_permission(Permission.VIEW_ALL_PROJECTS)  # the target is the city's, not a county's
    years = _trajectory(target, seen, shown.library.total, today) if target and whole else ()
    return Reserve(stages, target, years, shown.moves)


def _trajectory(
    target: ReserveTarget, seen: QuerySet[Project], now: Decimal, today: date
) -> list[TargetYear]:
    """A straight line from what was held before the first year to the target; what was held, counted back from now."""
    before = _held(seen, now, target.first_year - 1, today)
    start = now if before is None else before
    span = target.last_year - target.first_year + 1
    return [
        TargetYear(
            year,
            start + (target.amount - start) * (year - target.first_year + 1) / span,
            _held(seen, now, year, today),
        )
        for year in range(target.first_year, target.last_year + 1)
    ]


def _held(seen: QuerySet[Project], now: Decimal, year: int, today: date) -> Decimal | None:
    """What the library held at the end of a year: what it holds now less what came, plus what left since."""
    if year > today.year:
        return None
    held = now
    since = StageMove.objects.filter(project__in=seen.order_by(), moved_on__gt=date(year, 12, 31))
    for before, after, total in since.values_list("before", "after", "project__total_investment"):
        came = (after in IN_LIBRARY) - (before in IN_LIBRARY)
        held -= came * (total or Decimal(0))
    return held
