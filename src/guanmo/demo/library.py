"""Projects of the demonstration city, with three years of plans and monthly returns."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

from guanmo.accounts.models import Person, Unit
from guanmo.demo.city import WHY, City
from guanmo.demo.names import CENTRES, KINDS, PLACES, PROBLEMS, REPLANS, STEPS
from guanmo.engines.periods import Month
from guanmo.foundation.history import Change
from guanmo.projects.enums import Attribute, Category, Evidence, ReturnState, Stage
from guanmo.projects.models import MonthlyReturn, PlanChange, Project, YearPlan
from guanmo.projects.services import project_search_text

PROJECTS = 300
YEARS = 3


@dataclass(frozen=True)
class Life:
    """How one invented project goes: the year and month it starts, its length, and how fast against plan."""

    starts: Month
    months: int
    pace: float

    def share_done(self, month: Month) -> float:
        """The share of the whole built by the end of `month` if it keeps to plan: slow, fast, slow."""
        passed = (month.year - self.starts.year) * 12 + month.month - self.starts.month + 1
        x = min(max(passed / self.months, 0.0), 1.0)
        return x * x * (3 - 2 * x)


def make_library(city: City, last: Month, random: Random, at: datetime) -> list[Project]:
    """All projects with their plans and returns up to `last`; some late, some silent, some re-planned."""
    lives = [_life(last, random) for _ in range(PROJECTS)]
    projects = [_project(n, city, life, last, random) for n, life in enumerate(lives)]
    _name_phases(projects)
    _sort_in(projects)
    _locate(projects)
    change = Change("project.registered", by=city.people["zhongdian"], at=at, why=WHY)
    created = change.create_many(projects)
    plans = [plan for p, life in zip(created, lives, strict=True) for plan in _plans(p, life, last, random)]
    Change("plan.set", by=city.people["zhongdian"], at=at, why=WHY).create_many(plans)
    paces = {p.pk: life for p, life in zip(created, lives, strict=True)}
    senders = _senders(city)
    returns = [r for plan in plans for r in _returns(plan, paces[plan.project_id], last, senders, random)]
    Change("return.submitted", by=None, at=at, why=WHY).create_many(returns)
    _replan(plans, city.people["zhongdian"], last, random, at)
    return created


def _life(last: Month, random: Random) -> Life:
    start = Month(last.year - YEARS + 1, 1).shifted(random.randint(-10, YEARS * 12 - 2))
    pace = random.choices(
        (random.uniform(0.92, 1.12), random.uniform(0.7, 0.9), random.uniform(0.2, 0.6)), (78, 14, 8)
    )[0]
    return Life(start, random.randint(14, 40), pace)


def _project(number: int, city: City, life: Life, last: Month, random: Random) -> Project:
    county = city.counties[number % len(city.counties)]
    what, industry, size = KINDS[number % len(KINDS)]
    place = PLACES[(number // len(KINDS) + number) % len(PLACES)]
    ends = life.starts.shifted(life.months)
    return Project(
        code=f"GM{life.starts.year}-{number + 1:04d}",
        name=f"{place}{what}项目",
        unit=county,
        owner=f"观澜{place}建设（演示）有限公司",
        industry=industry,
        stage=_stage(life, last),
        place=f"{county.short_name}{place}街道",
        content=f"建设{what}及配套设施，用地约 {random.randint(40, 900)} 亩。",
        total_investment=Decimal(round(size * 10_000 * random.uniform(0.4, 1.9) / 100) * 100),
        starts_on=life.starts.first_day,
        ends_on=ends.first_day,
        leader=random.choice(("演示市长", "演示常务副市长", "演示副市长甲", "演示副市长乙", "演示副市长丙")),
        responsible=random.choice(("陈明远", "李文清", "王思齐", "周若川", "吴秉章")) + "（演示）",
    )


def _name_phases(projects: list[Project]) -> None:
    """A unit's second project of a name becomes its 二期, and so on."""
    seen: Counter[tuple[int, str]] = Counter()
    for project in projects:
        seen[project.unit_id, project.name] += 1
        phase = seen[project.unit_id, project.name]
        if phase > 1:
            project.name += f"（{'一二三四五六七八九'[phase - 1]}期）"
        project.search_text = project_search_text(project)


def _sort_in(projects: list[Project]) -> None:
    """Attributes by industry and turn, a park for most of the manufacturing."""
    for number, project in enumerate(projects):
        words = [
            (project.industry[0] in "CGI" and number % 2 == 0, Attribute.PROMOTED),
            (project.industry[0] in "PQ" or project.industry.startswith("E47"), Attribute.LIVELIHOOD),
            (project.industry.startswith(("C27", "C39", "I64")), Attribute.HIGH_TECH),
            (project.industry.startswith(("C38", "C34", "D4415")), Attribute.EMERGING),
            (project.industry[0] == "C" and number % 23 == 0, Attribute.FOREIGN),
            (project.industry[0] == "D" and number % 3 == 0, Attribute.CENTRAL),
            (project.industry[0] == "C" and number % 9 == 0, Attribute.NEW_DRIVERS),
        ]
        project.attributes = "、".join(word for holds, word in words if holds)
        if project.industry[0] == "C" and number % 7:
            project.carrier = f"{project.unit.short_name}{'先进制造业开发区' if number % 5 else '化工园区'}"


def _locate(projects: list[Project]) -> None:
    """A point within some ten kilometres of the centre of the county, district or zone."""
    random = Random(PROJECTS)  # noqa: S311 - a sequence of its own, so that nothing else of the city moves
    for number, project in enumerate(projects):
        east, north = CENTRES[number % len(CENTRES)]
        project.longitude = Decimal(f"{east + random.uniform(-0.09, 0.09):.6f}")
        project.latitude = Decimal(f"{north + random.uniform(-0.07, 0.07):.6f}")


def _stage(life: Life, last: Month) -> Stage:
    share = life.share_done(last) * min(life.pace, 1.0)
    if share >= 0.999:
        return Stage.FULL if last > life.starts.shifted(life.months + 9) else Stage.PRODUCING
    if share > 0.01:
        return Stage.BUILDING
    if life.starts <= last.shifted(4):
        return Stage.EARLY
    return Stage.RESERVE if life.starts <= last.shifted(9) else Stage.PLANNED


def _plans(project: Project, life: Life, last: Month, random: Random) -> list[YearPlan]:
    plans = []
    for year in range(last.year - YEARS + 1, last.year + 1):
        share = life.share_done(Month(year, 12)) - life.share_done(Month(year - 1, 12))
        if share < 0.01 or project.total_investment is None:
            continue
        amount = Decimal(round(float(project.total_investment) * share / 50) * 50)
        goal = random.choice(("完成主体工程", "完成基础工程", "完成设备安装", "建成投产", "形成实物工作量"))
        plans.append(
            YearPlan(
                project=project,
                year=year,
                category=_category(life, year),
                baseline=amount,
                amount=amount,
                goal=goal,
            )
        )
    return plans


def _category(life: Life, year: int) -> Category:
    if life.starts.year == year:
        return Category.PREPARING if life.starts.month > 9 else Category.NEW
    return Category.COMPLETING if life.starts.shifted(life.months).year <= year else Category.CONTINUED


def _senders(city: City) -> dict[int, tuple[Person, Person]]:
    """The clerk and the approver of each county."""
    return {
        county.pk: (city.people[f"xian{n:02d}"], city.people[f"xian{n:02d}-sh"])
        for n, county in enumerate(city.counties, 1)
    }


def _returns(
    plan: YearPlan, life: Life, last: Month, senders: dict[int, tuple[Person, Person]], random: Random
) -> list[MonthlyReturn]:
    january = Month(plan.year, 1)
    end = min(Month(plan.year, 12), last)
    before = life.share_done(january.previous())
    planned = max(life.share_done(Month(plan.year, 12)) - before, 0.01)
    silent = end if end == last and random.random() < 0.06 else None
    drift, done, returns = random.uniform(-0.05, 0.05), Decimal(0), []
    for month in january.months_until(end):
        # A plan is spent roughly evenly over its year; the curve only shapes the rest.
        share = 0.7 * month.month / 12 + 0.3 * (life.share_done(month) - before) / planned
        reached = Decimal(round(float(plan.amount) * min(share * (life.pace + drift), 1.08) / 10) * 10)
        done = max(done, reached)
        if month != silent:
            returns.append(_return(plan, month, done, last, senders[plan.project.unit_id], random))
    return returns


def _return(
    plan: YearPlan, month: Month, done: Decimal, last: Month, people: tuple[Person, Person], random: Random
) -> MonthlyReturn:
    share = float(done / plan.amount) if plan.amount else 0.0
    slow = share < month.month / 12 - 0.15
    waiting = month == last and random.random() < 0.3
    sent = datetime(
        *_day_after(month, random.randint(1, 5)), random.randint(1, 9), random.randint(0, 59), tzinfo=UTC
    )
    checked = random.choices(list(Evidence), (55, 25, 15, 5))[0]
    return MonthlyReturn(
        project=plan.project,
        year=month.year,
        month=month.month,
        done=done,
        progress=next(text for limit, text in STEPS if share < limit),
        problems=random.choice(PROBLEMS) if slow else "",
        evidence=Evidence.SELF_REPORTED if waiting else checked,
        state=ReturnState.SUBMITTED if waiting else ReturnState.APPROVED,
        submitted_by=people[0],
        submitted_at=sent,
        reviewed_by=None if waiting else people[1],
        reviewed_at=None if waiting else sent.replace(hour=sent.hour + 3),
    )


def _day_after(month: Month, day: int) -> tuple[int, int, int]:
    following: date = month.next().first_day
    return following.year, following.month, day


def _replan(plans: list[YearPlan], office: Person, last: Month, random: Random, at: datetime) -> None:
    """Every twelfth plan of the running year is changed in the middle of it."""
    changed = [plan for plan in plans if plan.year == last.year][::12]
    changes = []
    for plan in changed:
        reason = random.choice(REPLANS)
        factor = Decimal("1.2") if "调增" in reason else Decimal("0.8")
        before, plan.amount = plan.amount, (plan.amount * factor).quantize(Decimal(1))
        changes.append(
            PlanChange(
                plan=plan, before=before, after=plan.amount, reason=reason, approved_by=office, approved_at=at
            )
        )
    change = Change("plan.changed", by=office, at=at, why="年中调整（演示）")
    change.save_many(changed, ["amount"])
    change.create_many(changes)


def county_of(project: Project, counties: list[Unit]) -> Unit:
    """The county, district or zone a project stands in."""
    return next(county for county in counties if county.contains(project.unit))
