"""The tour book as a Word file: what the page says, in the words of paper."""

import io
from collections.abc import Mapping, Sequence
from datetime import date

import segno

from guanmo.engines.documents.circular import chinese_date
from guanmo.engines.documents.tour_book import BookDay, Card, TourBook, render_book
from guanmo.engines.money import NO_VALUE, headline
from guanmo.engines.periods import Month
from guanmo.engines.progress import against_time_text, percent_text
from guanmo.observation.book_queries import Briefing
from guanmo.observation.models import Tour
from guanmo.observation.plan_queries import PlannedDay, ShownPlan
from guanmo.observation.promise_queries import PromiseRow

# Dots of the picture to a dot of the code: sharp at the size it is printed in.
CODE_SCALE = 8


def word_file(
    tour: Tour,
    plan: ShownPlan | None,
    cards: Sequence[Briefing],
    *,
    month: Month,
    author: str,
    made_on: date,
    addresses: Mapping[int, str],
) -> bytes:
    """The .docx. `plan` None leaves the moments out; `addresses` says where each project's page is, by its key."""
    days = plan.days if plan else ()
    travel = f"，{len(days)}天，行车{plan.travel}" if plan else ""
    book = TourBook(
        title=f"{tour}手册",
        notes=[
            f"{chinese_date(tour.held_on)}，{len(cards)}个观摩点{travel}",
            f"项目情况截至{month.label}，扫卡片上的码打开项目",
        ],
        author=author,
        made_on=made_on,
        days=[_day(day) for day in days],
        cards=[_card(card, addresses[card.stop.project_id], planned=plan is not None) for card in cards],
    )
    return render_book(book)


def _day(day: PlannedDay) -> BookDay:
    rows = [
        (
            str(visit.number or ""),
            visit.name if visit.number else f"午餐：{visit.name}",
            visit.unit or NO_VALUE,
            visit.drive,
            visit.arrive,
            visit.leave,
            visit.slack,
        )
        for visit in day.visits
    ]
    note = f"{day.depart}从{day.start}出发，{day.back_at}回到{day.end}。"
    return BookDay(f"第{day.number}天", note, rows)


def _card(card: Briefing, address: str, *, planned: bool) -> Card:
    project, standing = card.stop.project, card.standing
    return Card(
        title=f"{card.stop.order}. {project}",
        note=f"{card.stop.unit}{_when(card, planned=planned)}",
        pairs=(
            ("亮灯", standing.lamp.label),
            ("核实程度", standing.evidence_label or NO_VALUE),
            ("完成率", percent_text(standing.completion)),
            ("比序时", NO_VALUE if standing.gap is None else against_time_text(standing.gap)),
            ("年度计划", str(headline(standing.plan))),
            ("累计完成", str(headline(standing.done))),
            ("总投资", str(headline(standing.total_investment))),
            ("包联领导", project.leader or NO_VALUE),
        ),
        lines=(
            ("责任人", project.responsible or NO_VALUE),
            ("建设单位", project.owner or NO_VALUE),
            ("建设地点", project.place or NO_VALUE),
            ("建设内容", project.content or NO_VALUE),
            ("形象进度", _progress(card)),
            ("存在问题", _problems(card)),
            *(("回头看", _promise(row)) for row in card.promises),
        ),
        code=_code(address),
        code_says=f"打开“{project}”的二维码",
    )


def _code(address: str) -> bytes:
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=CODE_SCALE, border=2)
    return picture.getvalue()


def _when(card: Briefing, *, planned: bool) -> str:
    if card.visit:
        return f"，第{card.day}天{card.visit.start}至{card.visit.leave}"
    return "，没有排进线路" if planned else ""


def _progress(card: Briefing) -> str:
    return f"{card.report.progress or NO_VALUE}（{card.report.month}月）" if card.report else "未报"


def _problems(card: Briefing) -> str:
    return (card.report.problems or "未报告问题") if card.report else NO_VALUE


def _promise(row: PromiseRow) -> str:
    promise, found = row.promise, f"：{row.check.finding}" if row.check else ""
    return f"{promise.text}（{promise.promised_by}，{promise.due_on:%Y-%m-%d}前；{row.state.label}{found}）"
