"""The itinerary of a day under way as the page shows it: planned beside expected, the next step, what will be missed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanmo.engines.routing import TIGHT_SLACK, LiveDay, Proposal, Way, troubles
from guanmo.engines.routing.live import Halted
from guanmo.engines.routing.wording import clock, minutes
from guanmo.observation.convoy_models import Passage
from guanmo.observation.convoy_queries import ARRIVED, LEFT, Convoy, Step, steps_of

WAYS = {Way.KEEP: "照原线路走", Way.DROP: "少看几个点", Way.REORDER: "重排其余的点"}


@dataclass(frozen=True)
class Mark:
    """One step as shown: its moment, planned and as it was or is expected; `passage` where it is on record."""

    step: Step
    verb: str
    planned: str
    moment: str
    passage: Passage | None
    is_behind: bool


@dataclass(frozen=True)
class Row:
    """A halt, or the end of the day. `delay` says in words how far from the plan, empty where nothing is known to say."""

    number: int | None
    name: str
    unit: str
    marks: tuple[Mark, ...]
    delay: str
    missed: str
    slack: str
    is_tight: bool
    state: str


@dataclass(frozen=True)
class LiveItinerary:
    """Today's page. `following` is the next step, None once the day is over; `last` the step that can be taken back."""

    convoy: Convoy
    says: str
    rows: tuple[Row, ...]
    following: Mark | None
    last: Mark | None
    troubles: tuple[str, ...]
    later: tuple[tuple[int, str, str], ...]

    @property
    def number(self) -> int:
        return self.convoy.today + 1

    @property
    def following_name(self) -> str:
        return self.convoy.name_of(self.following.step) if self.following else ""


@dataclass(frozen=True)
class ShownWay:
    """One way to go on, beside the others. `order_text` goes back with the choice."""

    way: str
    label: str
    says: str
    changes: tuple[str, ...]
    troubles: tuple[str, ...]
    visits: tuple[tuple[str, str, str], ...]
    order_text: str


def live_itinerary(convoy: Convoy) -> LiveItinerary:
    """What the page says of the day under way or next."""
    day = convoy.days[convoy.today]
    rows = tuple(_rows(convoy, day))
    marks = [mark for row in rows for mark in row.marks]
    behind = [mark for mark in marks if mark.passage]
    following = next((mark for mark in marks if not mark.is_behind), None)
    missed = tuple(one.message for one in troubles(day))
    return LiveItinerary(
        convoy=convoy,
        says=_says(convoy, following, missed),
        rows=rows,
        following=following,
        last=behind[-1] if behind else None,
        troubles=missed,
        later=tuple(
            (one.plan.number, clock(one.plan.depart), clock(one.plan.back_at))
            for one in convoy.days[convoy.today + 1 :]
        ),
    )


def shown_way(convoy: Convoy, proposal: Proposal) -> ShownWay:
    """A proposal in words."""
    titles, today = convoy.problem.titles, proposal.today
    changes = [f"去掉：{titles[name]}" for name in proposal.dropped]
    changes += [f"改到以后的一天：{titles[name]}" for name in proposal.moved]
    changes += [f"提前到今天：{titles[name]}" for name in proposal.brought]
    missed = tuple(one.message for one in troubles(today))
    back = clock(today.plan.back_at)
    return ShownWay(
        way=proposal.way.value,
        label=WAYS[proposal.way],
        says=f"{len(missed)}处赶不上，{back}返回" if missed else f"全部赶得上，{back}返回",
        changes=(*changes, *proposal.notes),
        troubles=missed,
        visits=tuple(
            (halt.visit.title, clock(halt.visit.arrive), clock(halt.visit.leave))
            for halt in today.halts
            if not halt.is_left
        ),
        order_text=json.dumps(proposal.sequences),
    )


def _rows(convoy: Convoy, day: LiveDay) -> Iterator[Row]:
    planned: Mapping[str, Any] = convoy.plan.result["days"][convoy.today]  # Any: a plan file
    start, *_, end = steps_of(convoy.problem, convoy.order, convoy.today)
    titles = convoy.problem.titles
    depart = _mark(convoy, start, "出发", planned["depart"], day.plan.depart, behind=day.has_departed)
    late = _delay(day.plan.depart - planned["depart"], known=day.has_departed or convoy.now is not None)
    yield Row(
        None, titles[start.place], "", (depart,), late, "", "", False, "left" if day.has_departed else ""
    )
    number = sum(name.isdigit() for names in convoy.order[: convoy.today] for name in names)
    for halt, visit in zip(day.halts, planned["stops"], strict=True):
        number += halt.visit.id.isdigit()
        yield _row(convoy, halt, visit, number if halt.visit.id.isdigit() else None)
    back = _mark(convoy, end, "返回", planned["back_at"], day.plan.back_at, behind=day.is_back)
    late = _delay(day.plan.back_at - planned["back_at"], known=_is_known(convoy, day))
    over = f"超过最晚返回时间{minutes(day.over)}分钟" if day.over else ""
    slack = "" if day.is_back else minutes(day.plan.slack)
    tight = not day.is_back and day.plan.slack < TIGHT_SLACK
    yield Row(None, titles[end.place], "", (back,), late, over, slack, tight, "left" if day.is_back else "")


def _row(
    convoy: Convoy, halt: Halted, planned: Mapping[str, Any], number: int | None
) -> Row:  # Any: a plan file
    visit = halt.visit
    marks = (
        _mark(
            convoy, Step(convoy.today, visit.id, ARRIVED), "到达", planned["arrive"], visit.arrive,
            behind=halt.is_reached,
        ),
        _mark(
            convoy, Step(convoy.today, visit.id, LEFT), "离开", planned["leave"], visit.leave, behind=halt.is_left
        ),
    )  # fmt: skip
    known = _is_known(convoy, convoy.days[convoy.today])
    missed = f"超过最晚开始时间{minutes(halt.too_late)}分钟" if halt.too_late else ""
    return Row(
        number=number,
        name=visit.title,
        unit=visit.county,
        marks=marks,
        delay=_delay(visit.start - planned["start"], known=known),
        missed=missed,
        slack="" if halt.is_reached else minutes(visit.slack),
        is_tight=not halt.is_reached and visit.slack < TIGHT_SLACK,
        state="left" if halt.is_left else "here" if halt.is_reached else "",
    )


def _is_known(convoy: Convoy, day: LiveDay) -> bool:
    return convoy.now is not None or day.has_departed


def _mark(convoy: Convoy, step: Step, verb: str, planned: float, moment: float, *, behind: bool) -> Mark:
    return Mark(step, verb, clock(planned), clock(moment), convoy.passages.get(step), behind)


def _delay(amount: float, *, known: bool) -> str:
    """To the started minute: what is under one is on time."""
    whole = round(amount)
    if not known:
        return ""
    if not whole:
        return "准点"
    return f"晚{whole}分" if whole > 0 else f"早{-whole}分"


def _says(convoy: Convoy, following: Mark | None, missed: Sequence[str]) -> str:
    """The answer on top: where the convoy is, and what will be missed."""
    number = convoy.today + 1
    if following is None:
        return f"第{number}天已返回"
    name = convoy.name_of(following.step)
    where = {
        "出发": f"第{number}天还没有出发",
        "到达": f"正去{name}",
        "离开": f"正在{name}",
        "返回": "正在返回",
    }[following.verb]
    return f"{where}，{len(missed)}处赶不上" if missed else where
