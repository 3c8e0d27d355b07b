"""What a circular says: what the office fills in, with every number taken from the sealed result."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from django.db.models import QuerySet

from guanmo.accounts.models import Person, Unit
from guanmo.engines.documents.circular import (
    Attachment,
    Block,
    DocumentNumber,
    Heading,
    InvalidCircular,
    Paragraph,
    Table,
    chinese_date,
)
from guanmo.engines.documents.circular import Circular as Draft
from guanmo.engines.scoring import rule_sentences
from guanmo.foundation.clock import day_of
from guanmo.observation import queries, result_queries
from guanmo.observation.circular_models import Circular
from guanmo.observation.models import Tour
from guanmo.observation.result_queries import GroupRanking, Place
from guanmo.observation.seal_queries import sealed_content, signing_fingerprint

HASH_GROUP = 8
SHORT_HASH = 16
# The words of the fairness page, on paper.
RANGES = (
    "名次范围是在评分误差范围内反复重排时，一百次里约九十五次所在的名次；"
    "同一方阵的相邻单位，这些评分分不出先后。"
)
STOP_SCORES, RULE = "观摩点得分表", "计分规则和核验信息"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the office decides about a circular; no number of the result is among it."""

    issuer_mark: str
    agency: str
    year: int
    serial: int
    approver: str
    """签发人; printed in papers that go upwards only, so here it is kept in the record."""
    title: str
    recipients: str
    opening: str
    praise: int
    """How many places from the top of each group are praised."""
    praise_words: str
    question: int
    """How many places from the bottom are questioned."""
    question_words: str
    demands: str
    """有关要求, a paragraph a line."""
    stop_scores: bool
    rule: bool
    more_attachments: str
    """Names of papers added by hand, one a line."""
    signer: str
    issued_on: date
    sealed: bool
    """Whether a seal is stamped on the paper."""
    note: str
    copies_to: str
    printed_by: str
    printed_on: date

    def as_json(self) -> dict[str, Any]:  # Any: whatever JSON can hold
        return {
            name: str(value) if isinstance(value, date) else value for name, value in asdict(self).items()
        }


# What belongs to one circular alone; the rest is proposed again for the next.
_OF_ONE = ("title", "year", "serial", "issued_on", "printed_on", "more_attachments")


def circulars_of(person: Person, tour: Tour) -> QuerySet[Circular]:
    """The circulars made of this tour, newest first, without their files."""
    made: QuerySet[Circular] = Circular.objects.visible_to(person).filter(tour=tour)
    return made.defer("content", "wording").select_related("issued_by")


def first_wording(tour: Tour, by: Person, today: date) -> Wording:
    """What to propose: as in the last circular, with a new title, number and date."""
    last = Circular.objects.defer("content").first()
    proposed = _usual_wording(tour, by, today)
    if last is None:
        return proposed
    # A circular made by an earlier version may lack what was added since.
    names = {field.name for field in fields(Wording)}.difference(_OF_ONE).intersection(last.wording)
    proposed = replace(proposed, **{name: last.wording[name] for name in names})
    proposed = replace(proposed, serial=_next_serial(proposed.agency, today.year))
    try:
        compose(tour, proposed)
    except InvalidCircular:  # fewer units than last time
        return replace(proposed, praise=1, question=0)
    return proposed


def compose(tour: Tour, wording: Wording) -> Draft:
    """The circular of a sealed tour. Raises InvalidCircular with a sentence for the office."""
    rankings = result_queries.ranking(tour)
    body: list[Block] = [Paragraph(_opening(tour, wording)), Heading(1, "评比结果")]
    for group in rankings:
        body += _group_blocks(group)
    body += _judgement(rankings, wording)
    demands = [line.strip() for line in wording.demands.splitlines() if line.strip()]
    if demands:
        body += [Heading(1, "有关要求"), *map(Paragraph, demands)]
    body += [Heading(1, "计分依据和结果核验"), Paragraph(_proof(tour))]
    return Draft(
        issuer_mark=wording.issuer_mark,
        number=DocumentNumber(wording.agency, wording.year, wording.serial),
        title=wording.title,
        recipients=wording.recipients,
        body=body,
        attachments=_attachments(tour, wording),
        signer=wording.signer,
        issued_on=wording.issued_on,
        sealed=wording.sealed,
        note=wording.note,
        copies_to=wording.copies_to,
        printed_by=wording.printed_by,
        printed_on=wording.printed_on,
    )


def praised(group: GroupRanking, places: int) -> list[Place]:
    """Those with fewer than `places` units above them; whoever is level with one of them is among them."""
    return [one for one in group.places if sum(other.rank < one.rank for other in group.places) < places]


def questioned(group: GroupRanking, places: int) -> list[Place]:
    """Those with fewer than `places` units below them, best first."""
    return [one for one in group.places if sum(other.rank > one.rank for other in group.places) < places]


def _usual_wording(tour: Tour, by: Person, today: date) -> Wording:
    city = Unit.objects.filter(parent=None).values_list("name", flat=True).first() or ""
    office = city.removesuffix("市") + by.unit.name if by.unit.name.startswith("市") else by.unit.name
    agency = f"{city[:1]}重办"
    return Wording(
        issuer_mark=f"{office}文件",
        agency=agency,
        year=today.year,
        serial=_next_serial(agency, today.year),
        approver="",
        title=_title(tour),
        recipients="各县（区）人民政府，各功能区管委会，市直有关部门",
        opening="根据全市重点项目建设工作安排，",
        praise=1,
        praise_words="予以通报表扬，希望珍惜荣誉、再接再厉。",
        question=0,
        question_words="要认真查找差距、制定整改措施，整改情况及时报市重点项目建设办公室。",
        demands="各县区、各功能区要对照先进找差距、补短板，压实责任、强化措施，加快推进重点项目建设，确保完成全年目标任务。\n"
        "各责任单位要对观摩中发现的问题逐项明确责任人和完成时限，及时协调解决用地、资金、配套等堵点。",
        stop_scores=True,
        rule=True,
        more_attachments="",
        signer=office,
        issued_on=today,
        sealed=True,
        note="",
        copies_to="市委办公室，市人大常委会办公室，市政府办公室，市政协办公室",
        printed_by=office,
        printed_on=today,
    )


def _title(tour: Tour) -> str:
    ending = "" if tour.name.endswith("评比") else "评比" if tour.name.endswith("观摩") else "观摩评比"
    subject = tour.name + ending
    if "项目" not in subject:
        subject = subject.replace("观摩", "全市重点项目观摩", 1)
    return f"关于{subject}情况的通报"


def _next_serial(agency: str, year: int) -> int:
    made = Circular.objects.values_list("wording", flat=True)
    used = [one["serial"] for one in made if (one["agency"], one["year"]) == (agency, year)]
    return max(used, default=0) + 1


def _opening(tour: Tour, wording: Wording) -> str:
    content = sealed_content(tour)
    lead = wording.opening.strip()
    if lead and lead[-1] not in "，。；：":
        lead += "，"
    day = chinese_date(date.fromisoformat(content["tour"]["held_on"]))
    stops = len(content["stops"])
    return (
        f"{lead}{day}，{wording.signer}组织{len(content['ballots'])}名评委，对{len(content['units'])}个单位的"
        f"{stops}个重点项目进行了现场观摩和评分。现将结果通报如下。"
    )


def _group_blocks(group: GroupRanking) -> Iterator[Block]:
    if group.name:
        yield Heading(2, f"{group.name}组")
    yield Paragraph(f"共{len(group.places)}个单位参评。" + "".join(_place_sentences(group)))
    yield _places_table(group)
    if group.places[0].range:
        yield Paragraph(RANGES)
    yield from (Paragraph(f"{p.unit}：{said}。") for p in group.places for said in p.corrections)


def _places_table(group: GroupRanking) -> Table:
    """The places; under a rule that weighs chance also how far each could move, and which cannot be told apart."""
    if group.places[0].range:
        fair = tuple((str(p.rank), p.unit, str(p.stops), p.score, p.range, p.band) for p in group.places)
        header = ("名次", "单位", "观摩点（个）", "得分", "名次范围", "方阵")
        return Table(header, fair, (3, 6, 7, 4, 7, 5), caption=_caption(group))
    rows = tuple((str(p.rank), p.unit, str(p.stops), p.score) for p in group.places)
    return Table(("名次", "单位", "观摩点（个）", "得分"), rows, (2, 5, 3, 3), caption=_caption(group))


def _caption(group: GroupRanking) -> str:
    return f"{group.name}组得分和名次" if group.name else "得分和名次"


def _place_sentences(group: GroupRanking) -> Iterator[str]:
    """The first place, and every place that is shared."""
    for rank, members in groupby(group.places, lambda place: place.rank):
        level = list(members)
        if len(level) > 1:
            yield f"{_names(level)}同为{level[0].score}分，并列第{rank}位。"
        elif rank == 1:
            yield f"{level[0].unit}{level[0].score}分，列第1位。"
    if any(one.score == next_.score and one.rank != next_.rank for one, next_ in pairwise(group.places)):
        yield "表中得分相同而名次不同的，取舍前的得分不同。"


def _judgement(rankings: Sequence[GroupRanking], wording: Wording) -> list[Block]:
    """Praise and question, as far as the office wants them; nobody gets both."""
    for group in rankings:
        both = {p.unit for p in praised(group, wording.praise)} & {
            p.unit for p in questioned(group, wording.question)
        }
        if both:
            where = f"{group.name}组" if group.name else ""
            raise InvalidCircular(
                f"{where}参评单位少，{'、'.join(sorted(both))}既在表扬又在提醒之列，请减少表扬或提醒的名次。"
            )
    said: list[Block] = []
    if wording.praise:
        listed = _listed(rankings, wording.praise, top=True)
        said.append(Paragraph(f"对{listed}，{wording.praise_words.strip()}"))
    if wording.question:
        listed = _listed(rankings, wording.question, top=False)
        said.append(Paragraph(f"{listed}，{wording.question_words.strip()}"))
    titles = {(True, True): "表扬和提醒", (True, False): "表扬先进", (False, True): "提醒后进"}
    title = titles.get((wording.praise > 0, wording.question > 0))
    return [Heading(1, title), *said] if title else []


def _listed(rankings: Sequence[GroupRanking], places: int, *, top: bool) -> str:
    """县组前2位的甲县、乙县，区组第1位的丙区."""
    parts = []
    for group in rankings:
        found = praised(group, places) if top else questioned(group, places)
        where = f"{group.name}组" if group.name else ""
        single = "第1位" if top else "末位"
        several = f"{'前' if top else '后'}{places}位"
        tied = "（含并列）" if len(found) > places else ""
        parts.append(f"{where}{single if places == 1 else several}{tied}的{_names(found)}")
    return "，".join(parts)


def _names(places: Sequence[Place]) -> str:
    return "、".join(place.unit for place in places)


def _proof(tour: Tour) -> str:
    pack = queries.pack_of(tour)
    assert tour.sealed_at is not None  # noqa: S101 - a sealed tour, by its constraint
    return (
        f"本次评比按《{pack.title}》计分，结果于{chinese_date(day_of(tour.sealed_at))}封存，"
        f"封存编号{tour.seal_hash[:SHORT_HASH]}，规则校验值{tour.rule_hash[:SHORT_HASH]}。"
        "本通报的分数和名次均取自封存结果，可据此核对。"
    )


def _attachments(tour: Tour, wording: Wording) -> list[Attachment]:
    made = []
    rows = [row for row in result_queries.stop_rows(tour) if row.pk]
    if wording.stop_scores and rows:
        cells = tuple((str(row.order), row.name, row.unit, str(row.n), row.score) for row in rows)
        header = ("序号", "观摩点", "单位", "打分数", "得分")
        notes = [Paragraph(f"{row.name}：{said}。") for row in rows for said in row.corrections]
        made.append(Attachment(STOP_SCORES, (Table(header, cells, (3, 12, 6, 4, 4)), *notes)))
    if wording.rule:
        made.append(Attachment(RULE, _rule_blocks(tour)))
    return made + [Attachment(name.strip()) for name in wording.more_attachments.splitlines() if name.strip()]


def _rule_blocks(tour: Tour) -> list[Block]:
    pack = queries.pack_of(tour)
    content = sealed_content(tour)
    rows = (
        ("规则", f"《{pack.title}》"),
        ("规则校验值", _spaced(tour.rule_hash)),
        ("封存编号", _spaced(tour.seal_hash)),
        ("封存人", content["tour"]["sealed_by"]),
        ("公钥指纹", signing_fingerprint()),
        ("计入的选票", f"{len(content['ballots'])}名评委的{content['tree']['size']}张"),
    )
    return [
        Heading(1, "计分规则"),
        *map(Paragraph, rule_sentences(pack.ballot_rule)),
        Heading(1, "核验信息"),
        Table(("项目", "内容"), rows, (3, 9)),
    ]


def _spaced(digest: str) -> str:
    """In groups that can be read aloud, and between which a line may end."""
    return " ".join(digest[at : at + HASH_GROUP] for at in range(0, len(digest), HASH_GROUP))
