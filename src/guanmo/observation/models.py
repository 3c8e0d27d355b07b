"""Tours, their stops and jurors, who is excused from which stop, the ballots, the sealed result, the itinerary."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.engines.packs.stop_rules import USUAL_PRIZE
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.observation.circular_models import (  # noqa: F401 - Django finds models from here
    Circular,
    CircularTemplate,
)
from guanmo.observation.convoy_models import Passage  # noqa: F401 - Django finds models from here
from guanmo.observation.enums import OBJECTION_DAYS, ExcuseKind, Origin, TourState
from guanmo.observation.nomination_models import (  # noqa: F401 - Django finds models from here
    Nomination,
    NominationCall,
    Opinion,
)
from guanmo.observation.objection_models import Objection  # noqa: F401 - Django finds models from here
from guanmo.observation.paper_models import PaperTyping  # noqa: F401 - Django finds models from here
from guanmo.observation.promise_models import (  # noqa: F401 - Django finds models from here
    Promise,
    PromiseCheck,
)
from guanmo.observation.yearly_models import YearlyResult  # noqa: F401 - Django finds models from here
from guanmo.projects.models import Project


class TourQuerySet(RecordedQuerySet["Tour"]):
    """Tours, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for the office; sealed ones for those who may view results; their own for jurors."""
        if person.has_permission(Permission.MANAGE_TOURS):
            return self.filter()
        sealed = Q(state=TourState.SEALED) if person.has_permission(Permission.VIEW_RESULTS) else Q(pk__in=())
        seats = Juror.objects.filter(tour=OuterRef("pk"), person=person)
        return self.filter(sealed | (Exists(seats) & ~Q(state=TourState.PREPARING)))

    def followed_by(self, person: Person) -> Self:
        """Those whose itinerary a person may follow: besides the visible ones, those under way to a project seen."""
        theirs = Stop.objects.filter(tour=OuterRef("pk"), project__in=Project.objects.visible_to(person))
        under_way = Q(state__in=(TourState.OPEN, TourState.CLOSED))
        visible = self.visible_to(person).values("pk")
        return self.filter(Q(pk__in=visible) | (under_way & Exists(theirs)))


class Tour(Recorded):
    """One observation tour (观摩): sites visited, scored and ranked under one rule."""

    name = models.CharField("名称", max_length=80, unique=True)
    held_on = models.DateField("观摩日期")
    state = models.CharField("状态", max_length=10, choices=TourState.choices, default=TourState.PREPARING)
    rule_id = models.CharField("规则", max_length=40)
    rule_text = models.TextField("规则正文")
    rule_hash = models.CharField("规则哈希", max_length=64)
    # Written once, by sealing: the whole tally with its workings, and the hash over it and the counted ballots.
    result = models.JSONField("结果", null=True, editable=False)
    seal_hash = models.CharField("封存哈希", max_length=64, blank=True, editable=False)
    sealed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="封存人", related_name="+", editable=False
    )
    sealed_at = models.DateTimeField("封存时间", null=True, editable=False)
    # Ballots up to this sequence came in time.
    closed_sequence = models.PositiveIntegerField("截止序号", null=True, editable=False)
    closed_at = models.DateTimeField("截止时间", null=True, editable=False)
    # Sealing takes two: one proposes, another seals.
    seal_proposed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="提议封存人", related_name="+", editable=False
    )
    seal_proposed_at = models.DateTimeField("提议封存时间", null=True, editable=False)
    # How many days after the seal a unit may object to it.
    objection_days = models.PositiveSmallIntegerField("异议期（天）", default=OBJECTION_DAYS)

    UNTRACKED = ("id", "revision", "result")

    objects: ClassVar = TourQuerySet.as_manager()

    class Meta:
        verbose_name = "观摩"
        ordering = ("-held_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state="sealed", sealed_by__isnull=False, sealed_at__isnull=False, result__isnull=False
                )
                | Q(sealed_by__isnull=True, sealed_at__isnull=True, result__isnull=True),
                name="tour_seal_whole",
            ),
        )

    if TYPE_CHECKING:
        sealed_by_id: int | None
        seal_proposed_by_id: int | None

    def __str__(self) -> str:
        return self.name


class Stop(Recorded):
    """A project visited on a tour; scored for the county, district or zone it stands in."""

    tour = models.ForeignKey(Tour, models.PROTECT, verbose_name="观摩", related_name="stops")
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="参评单位", related_name="+")
    order = models.PositiveSmallIntegerField("顺序")
    # What the planner starts from when time is short; the plan's own conditions may say otherwise.
    prize = models.PositiveSmallIntegerField("权重", default=USUAL_PRIZE)

    class Meta:
        verbose_name = "观摩点"
        ordering = ("order", "pk")
        # The order is not unique here: no database can swap two unique numbers in one statement.
        constraints = (models.UniqueConstraint(fields=("tour", "project"), name="stop_project_unique"),)

    if TYPE_CHECKING:
        tour_id: int
        project_id: int
        unit_id: int

    def __str__(self) -> str:
        return f"{self.order}. {self.project.name}"


class Juror(Recorded):
    """A seat on a tour's jury. With an account the juror votes alone; without one the office types the paper ballot."""

    tour = models.ForeignKey(Tour, models.PROTECT, verbose_name="观摩", related_name="jurors")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="账号", related_name="+"
    )
    name = models.CharField("姓名", max_length=40)
    group = models.CharField("评委组", max_length=20)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="所在单位", related_name="+"
    )

    class Meta:
        verbose_name = "评委"
        ordering = ("group", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("tour", "name"), name="juror_name_unique"),
            models.UniqueConstraint(fields=("tour", "person"), name="juror_person_unique"),
        )

    if TYPE_CHECKING:
        tour_id: int
        person_id: int | None
        unit_id: int | None

    def __str__(self) -> str:
        return self.name


class StopExcuse(Recorded):
    """A juror who owes a stop no ballot: recused (回避), or not there (未到)."""

    juror = models.ForeignKey(Juror, models.PROTECT, verbose_name="评委", related_name="excuses")
    stop = models.ForeignKey(Stop, models.PROTECT, verbose_name="观摩点", related_name="excuses")
    kind = models.CharField("情形", max_length=10, choices=ExcuseKind.choices)
    reason = models.CharField("原因", max_length=200, blank=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回避与未到"
        constraints = (models.UniqueConstraint(fields=("juror", "stop"), name="excuse_juror_stop_unique"),)

    if TYPE_CHECKING:
        juror_id: int
        stop_id: int

    def __str__(self) -> str:
        return f"{self.juror}{self.get_kind_display()}第{self.stop.order}站"


class BallotQuerySet(RecordedQuerySet["Ballot"]):
    """Ballots."""

    def standing(self) -> Self:
        """Those that came before the closing; a late one stands only once two people let it."""
        return self.filter(Q(late=False) | Q(late_decision__accepted=True))

    def counted(self) -> Self:
        """The last standing one of each juror and subject."""
        later = Ballot.objects.standing().filter(
            juror=OuterRef("juror"), subject=OuterRef("subject"), sequence__gt=OuterRef("sequence")
        )
        return self.standing().filter(~Exists(later))

    def visible_to(self, person: Person) -> Self:
        """Before sealing nobody but the juror sees a score; afterwards whoever sees workings of results."""
        own = Q(juror__person=person)
        if person.has_permission(Permission.MANAGE_TOURS) or person.has_permission(Permission.VIEW_HISTORY):
            return self.filter(own | Q(tour__state=TourState.SEALED))
        return self.filter(own)


class Ballot(Recorded):
    """What one juror gave one stop, never altered: a correction is a new ballot that replaces it.

    `body` holds the very bytes that were sent, in an envelope nobody opens without the key outside the database.
    Order and deadlines go by `sequence`; what the device's clock said is kept as evidence only.
    """

    WHOLE_TOUR = 0

    tour = models.ForeignKey(Tour, models.PROTECT, verbose_name="观摩", related_name="ballots")
    juror = models.ForeignKey(Juror, models.PROTECT, verbose_name="评委", related_name="ballots")
    stop = models.ForeignKey(
        Stop, models.PROTECT, null=True, blank=True, verbose_name="观摩点", related_name="ballots"
    )
    # The stop's key, or 0 for a rank ballot: databases disagree on whether two nulls are the same.
    subject = models.PositiveBigIntegerField("评分对象")
    ballot_id = models.CharField("票号", max_length=32, unique=True)
    sequence = models.PositiveIntegerField("序号")
    body = models.BinaryField("密封内容")
    body_hash = models.CharField("选票哈希", max_length=64)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正", related_name="replaced_by"
    )
    late = models.BooleanField("迟到", default=False)
    # The bytes of a rescue file stay the juror's own, whoever brought it in.
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.OWN)
    # None: the juror, by the scores-only link.
    entered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="录入人", related_name="+"
    )
    submitted_at = models.DateTimeField("交票时间")
    finished_at = models.DateTimeField("设备上的完成时间", null=True, blank=True)
    offset_ms = models.BigIntegerField("设备时差（毫秒）", default=0)

    # What it says stays out of the history: before sealing nobody but the juror may read it. Its hash is there.
    UNTRACKED = ("id", "revision", "body", "subject")

    objects: ClassVar = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = "选票"
        ordering = ("sequence",)
        constraints = (
            # One first ballot a juror and subject: two taps on "submit" cannot become two votes.
            models.UniqueConstraint(
                fields=("juror", "subject"), condition=Q(replaces__isnull=True), name="ballot_first_unique"
            ),
            models.UniqueConstraint(fields=("tour", "sequence"), name="ballot_sequence_unique"),
        )

    if TYPE_CHECKING:
        tour_id: int
        juror_id: int
        stop_id: int | None
        replaces_id: int | None
        entered_by_id: int | None

    def __str__(self) -> str:
        return f"{self.juror}的选票"


class LateDecision(Recorded):
    """Whether a ballot that came after the closing counts: one person proposes, another decides."""

    ballot = models.OneToOneField(Ballot, models.PROTECT, verbose_name="选票", related_name="late_decision")
    proposal = models.BooleanField("提议计入")
    reason = models.CharField("理由", max_length=200)
    proposed_by = models.ForeignKey(Person, models.PROTECT, verbose_name="提议人", related_name="+")
    proposed_at = models.DateTimeField("提议时间")
    # None while nobody has agreed yet.
    accepted = models.BooleanField("计入", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="复核人", related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = "迟到票处理"
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="late_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="late_decision_by_two",
            ),
        )

    if TYPE_CHECKING:
        proposed_by_id: int

    def __str__(self) -> str:
        return f"{self.ballot}（迟到）"


class BallotLink(Recorded):
    """A juror's scores-only link: it opens this tour's ballot and nothing else, and ends with the tour."""

    juror = models.OneToOneField(Juror, models.PROTECT, verbose_name="评委", related_name="link")
    token_hash = models.CharField("链接哈希", max_length=64, unique=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, verbose_name="发放人", related_name="+")
    issued_at = models.DateTimeField("发放时间")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    SECRET = ("token_hash",)

    class Meta:
        verbose_name = "评分链接"

    if TYPE_CHECKING:
        juror_id: int

    def __str__(self) -> str:
        return f"{self.juror}的评分链接"


class DeviceCheck(Recorded):
    """The last self-test of a juror's device before departure."""

    juror = models.OneToOneField(Juror, models.PROTECT, verbose_name="评委", related_name="device_check")
    browser = models.CharField("浏览器", max_length=300)
    storage = models.BooleanField("能存储")
    persisted = models.BooleanField("保证不清除")
    service_worker = models.BooleanField("后台脚本")
    offline = models.BooleanField("离线可开")
    offset_ms = models.BigIntegerField("时差（毫秒）")
    round_trip_ms = models.PositiveIntegerField("往返（毫秒）")
    checked_at = models.DateTimeField("自检时间")

    class Meta:
        verbose_name = "设备自检"

    if TYPE_CHECKING:
        juror_id: int

    def __str__(self) -> str:
        return f"{self.juror}的设备自检"

    @property
    def is_ready(self) -> bool:
        """The device keeps what is typed and reaches the server; the rest is worth knowing."""
        return self.storage


class TourPlan(Recorded):
    """One version of a tour's itinerary, never altered: a new run or a move by hand makes the next.

    `request` is a tour file as docs/algorithms/routing.md describes it, with the keys of the stops as ids, so that
    `guanmo tour check` can judge the plan without us; `result` is the plan file that answers it.
    """

    tour = models.ForeignKey(Tour, models.PROTECT, verbose_name="观摩", related_name="plans")
    number = models.PositiveSmallIntegerField("版本")
    request = models.JSONField("条件")
    result = models.JSONField("线路")
    engine = models.CharField("算法", max_length=20)
    seed = models.PositiveIntegerField("种子")
    made_by = models.ForeignKey(Person, models.PROTECT, verbose_name="排线人", related_name="+")
    made_at = models.DateTimeField("排线时间")
    # Why it was changed on the way; a version made before departure needs no reason.
    reason = models.CharField("调整原因", max_length=200, blank=True)

    # These stay in the row as they are; a copy of them in the history would tell nothing more.
    UNTRACKED = ("id", "revision", "request", "result", "engine")

    class Meta:
        verbose_name = "观摩线路"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("tour", "number"), name="tour_plan_number_unique"),)

    if TYPE_CHECKING:
        tour_id: int

    def __str__(self) -> str:
        return f"{self.tour}线路第{self.number}版"
