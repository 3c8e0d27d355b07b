import csv
import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from guanmo.engines.packs import Pack, WrongKind, load_pack, shipped_pack
from guanmo.engines.periods import InvalidMonth
from guanmo.engines.progress import (
    NOT_APPLICABLE,
    Figure,
    Light,
    against_time_text,
    completion,
    figure_text,
    gap,
    lamp,
    light,
    percent_text,
    points_text,
    time_progress,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/algorithms/lights.md"
YINCHUAN, WUHAN, SANYA = (shipped_pack(one) for one in ("yinchuan-2025", "wuhan-2022", "sanya-2022"))


def worked_rows() -> list[list[str]]:
    """The rows of the worked table: those that start with a month."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0].isdigit()]


def figure(text: str) -> Figure:
    if text == "不适用":
        return NOT_APPLICABLE
    return Decimal(text) if text else None


def test_worked_table_is_there() -> None:
    assert len(worked_rows()) == 23


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: "/".join(row[:4]))
def test_light_agrees_with_the_worked_table(row: list[str]) -> None:
    month, (plan, done, to_date) = int(row[0]), map(figure, row[1:4])

    lights = [
        light(pack, done=done, plan=plan, planned_to_date=to_date, month=month).light.label
        for pack in (YINCHUAN, WUHAN, SANYA)
    ]

    assert [percent_text(completion(done, plan)), points_text(gap(done, plan, month)), *lights] == row[4:]


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: "/".join(row[:4]))
def test_lamp_is_the_light_without_the_words(row: list[str]) -> None:
    month, (plan, done, to_date) = int(row[0]), map(figure, row[1:4])

    lamps = [
        lamp(pack, done=done, plan=plan, planned_to_date=to_date, month=month).label
        for pack in (YINCHUAN, WUHAN, SANYA)
    ]

    assert lamps == row[6:]


def tolerance(printed: str) -> Decimal:
    """One unit of the last printed place: many notices cut instead of rounding."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


@pytest.mark.shared
def test_published_snapshots_reproduce(shared_data: Path) -> None:
    path = shared_data / "published-rankings/project-progress-snapshots.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    gaps = rates = 0
    off = []

    for row in rows:
        if not row["annual_plan_yi"]:
            continue
        done, plan, month = (
            Decimal(row["done_yi"]),
            Decimal(row["annual_plan_yi"]),
            int(row["months_elapsed"]),
        )
        share, points = completion(done, plan), gap(done, plan, month)
        assert share is not None
        assert points is not None
        rates += 1
        printed = row["completion_pct_published"]
        if abs(share * 100 - Decimal(printed)) >= tolerance(printed):
            off.append((row["place"], row["scope"], percent_text(share, 2), printed))
        if row["vs_time_progress_pp_published"]:
            gaps += 1
            printed = row["vs_time_progress_pp_published"]
            assert abs(points - Decimal(printed)) < tolerance(printed)

    # The one printed rate that its own figures contradict (domain-rules §11).
    assert off == [("连南县", "全县重点", "24.21%", "24.25")]
    assert (len(rows), rates, gaps) == (27, 24, 6)


def test_gap_is_not_rounded_first() -> None:
    # 97.2 % less 83.3 % would be 13.9.
    assert points_text(gap(Decimal("629.0"), Decimal("647.4"), 10)) == "+13.8"
    assert points_text(gap(Decimal(74), Decimal(100), 8), 2) == "+7.33"
    assert points_text(gap(Decimal("85.1"), Decimal(100), 10)) == "+1.8"


def test_gap_of_an_exact_half_rounds_up() -> None:
    assert points_text(gap(Decimal("5.05"), Decimal(100), 12)) == "-95.0"
    assert points_text(gap(Decimal("46.65"), Decimal(100), 6)) == "-3.4"


def test_time_progress_is_a_share_of_the_year() -> None:
    assert [time_progress(3), time_progress(12)] == [Decimal("0.25"), Decimal(1)]


@pytest.mark.parametrize("month", [0, 13, -1])
def test_time_progress_refuses_other_months(month: int) -> None:
    with pytest.raises(InvalidMonth):
        time_progress(month)


@pytest.mark.parametrize(
    ("done", "plan"),
    [
        (None, Decimal(1)),
        (Decimal(1), None),
        (Decimal(5), Decimal(0)),
        (NOT_APPLICABLE, Decimal(1)),
        (Decimal(1), NOT_APPLICABLE),
        (Decimal(1), Decimal(-1)),
    ],
)
def test_completion_without_a_figure_is_shown_as_a_dash(done: Figure, plan: Figure) -> None:
    assert (completion(done, plan), gap(done, plan, 6)) == (None, None)
    assert (percent_text(completion(done, plan)), points_text(gap(done, plan, 6))) == ("—", "—")


def test_figure_text_keeps_three_kinds_of_nothing_apart() -> None:
    texts = [figure_text(one) for one in (None, NOT_APPLICABLE, Decimal(0), Decimal("1234567.125"))]

    assert texts == ["未填", "不适用", "0.00", "1,234,567.13"]


REASONS = [
    (
        YINCHUAN,
        "40",
        None,
        "完成年度计划的40.00%，6月序时进度50.00%，落后10.00个百分点；按“落后序时进度10至30个百分点（含两端）”亮黄灯（预警）。",
    ),
    (
        YINCHUAN,
        "40.004",
        None,
        "完成年度计划的40.00%，6月序时进度50.00%，落后9.996个百分点；按“落后序时进度不足10个百分点”亮绿灯（正常）。原文没有规定落后不足10个百分点的情形，本规则包按正常处理。",
    ),
    (
        YINCHUAN,
        "50",
        None,
        "完成年度计划的50.00%，6月序时进度50.00%，与序时进度持平；按“达到或超过序时进度”亮绿灯（正常）。",
    ),
    (
        YINCHUAN,
        "62",
        None,
        "完成年度计划的62.00%，6月序时进度50.00%，超过12.00个百分点；按“达到或超过序时进度”亮绿灯（正常）。",
    ),
    (
        WUHAN,
        "30",
        None,
        "完成年度计划的30.00%，6月序时进度50.00%，为序时进度的60.00%；按“完成率低于序时进度的80%”亮黄灯（预警）。",
    ),
    (
        SANYA,
        "40",
        None,
        "至本月计划50.00（未填，按全年计划均匀推算），累计完成40.00，欠10.00，占至本月计划的20.00%；按“欠进度不超过至本月计划的50%”亮黄灯（预警）。",
    ),
    (
        SANYA,
        "40",
        "100",
        "至本月计划100.00，累计完成40.00，欠60.00，占至本月计划的60.00%；按“欠进度超过至本月计划的50%”亮红灯（滞后）。",
    ),
    (SANYA, "40", "0", "至本月计划0.00，累计完成40.00，没有欠进度；按“完成至本月计划”亮绿灯（正常）。"),
]


@pytest.mark.parametrize(("pack", "done", "to_date", "reason"), REASONS)
def test_light_gives_its_reason_with_the_figures(
    pack: Pack, done: str, to_date: str | None, reason: str
) -> None:
    planned = None if to_date is None else Decimal(to_date)

    found = light(pack, done=Decimal(done), plan=Decimal(100), planned_to_date=planned, month=6)

    assert found.reason == reason


def test_light_shows_more_places_up_to_a_limit() -> None:
    found = light(YINCHUAN, done=Decimal("40.00000001"), plan=Decimal(100), month=6)

    assert (found.light, "落后10.000000个百分点" in found.reason) == (Light.NORMAL, True)


@pytest.mark.parametrize(
    ("done", "plan", "reason"),
    [
        (None, Decimal(1), "累计完成未填，不亮灯。"),
        (NOT_APPLICABLE, Decimal(1), "累计完成不适用，不亮灯。"),
        (Decimal(1), None, "年度计划未填，不亮灯。"),
        (Decimal(1), NOT_APPLICABLE, "年度计划不适用，不亮灯。"),
        (Decimal(1), Decimal(0), "年度计划为0，没有完成率可言，不亮灯。"),
    ],
)
def test_light_without_a_figure_says_why(done: Figure, plan: Figure, reason: str) -> None:
    found = light(YINCHUAN, done=done, plan=plan, month=6)

    assert (found.light, found.value, found.band, found.reason) == (Light.NONE, None, None, reason)


def test_light_of_shortfall_needs_a_plan_to_date_that_applies() -> None:
    found = light(SANYA, done=Decimal(1), plan=Decimal(2), planned_to_date=NOT_APPLICABLE, month=6)

    assert (found.light, found.reason) == (Light.NONE, "至本月计划不适用，不亮灯。")


def test_light_of_shortfall_may_ask_for_the_plan_to_date() -> None:
    strict = load_pack(SANYA.text.replace('plan_to_date_missing = "linear"', 'plan_to_date_missing = "none"'))

    found = light(strict, done=Decimal(1), plan=Decimal(2), month=6)

    assert (found.light, found.reason) == (Light.NONE, "至本月计划未填，不亮灯。")


def test_light_carries_value_band_and_rule() -> None:
    found = light(YINCHUAN, done=Decimal(19), plan=Decimal(100), month=6)

    assert (found.light, found.value, found.measure.value) == (Light.BEHIND, Decimal(-31), "gap")
    assert found.band is not None
    assert found.band.consequence == "列入月度清单，市发展改革委发督办函"
    assert (found.pack_id, found.pack_hash) == ("yinchuan-2025", YINCHUAN.hash)


def test_light_band_may_give_no_light() -> None:
    silent = load_pack(YINCHUAN.text.replace('light = "normal"\nabove', 'light = "none"\nabove'))

    found = light(silent, done=Decimal(45), plan=Decimal(100), month=6)

    assert (found.light, found.light.colour) == (Light.NONE, "")
    assert "”不亮灯。原文没有规定" in found.reason


def test_light_refuses_a_pack_of_ballots() -> None:
    with pytest.raises(WrongKind) as refused:
        light(shipped_pack("mean"), done=Decimal(1), plan=Decimal(1), month=1)

    assert str(refused.value) == "规则包“平均分”是评分规则，不能用来亮灯。"


def test_light_is_named_in_words_and_colour() -> None:
    assert [(one.label, one.colour) for one in Light] == [
        ("正常", "绿"),
        ("预警", "黄"),
        ("滞后", "红"),
        ("不亮灯", ""),
    ]


def test_measures_have_names() -> None:
    names = [pack.light_rule.measure.label for pack in (YINCHUAN, WUHAN, SANYA)]

    assert names == ["完成率与序时进度之差（百分点）", "完成率与序时进度之比", "欠进度占至本月计划的比例"]


def test_light_result_is_frozen() -> None:
    found = light(YINCHUAN, done=Decimal(1), plan=Decimal(1), month=1)

    with pytest.raises(dataclasses.FrozenInstanceError):
        found.reason = "改"  # type: ignore[misc]  # that it is refused is the point


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (Decimal("-8.45"), "落后序时8.5个百分点"),
        (Decimal("13.83"), "快于序时13.8个百分点"),
        (Decimal("-0.04"), "与序时进度持平"),
        (None, "没有完成率"),
    ],
)
def test_a_gap_is_said_in_a_sentence(points: Decimal | None, said: str) -> None:
    assert against_time_text(points) == said
