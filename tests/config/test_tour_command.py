"""`guanmo tour plan` and `guanmo tour check`."""

import argparse
import json
from pathlib import Path

import pytest

from guanmo.config.commands import tour as command

TOUR = {
    "name": "两县一日",
    "sites": [
        {"id": "甲厂", "county": "东县", "visit_min": 30, "open": 480, "latest_start": 1020, "prize": 50},
        {"id": "乙园", "county": "西县", "visit_min": 30, "open": 480, "latest_start": 1020, "prize": 40},
        {"id": "丙站", "county": "西县", "visit_min": 30, "open": 480, "latest_start": 500, "prize": 40},
    ],
    "lunch_places": [{"id": "食堂"}],
    "hotels": [{"id": "宾馆"}],
    "days": [{"day": 1, "start": "宾馆", "end": "宾馆", "depart": 480, "back_by": 1080}],
    "lunch": {"minutes": 60, "earliest_start": 690, "latest_start": 750},
    "order": ["甲厂", "乙园", "丙站", "食堂", "宾馆"],
    "travel_min": [
        [0, 20, 30, 10, 10],
        [20, 0, 15, 10, 20],
        [30, 15, 0, 25, 30],
        [10, 10, 25, 0, 15],
        [10, 20, 30, 15, 0],
    ],
}


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["tour", *arguments])
    exit_code: int = args.run(args)
    return exit_code


def written(folder: Path, content: object, name: str = "tour.json") -> str:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_plan_prints_an_itinerary_a_person_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("plan", written(tmp_path, TOUR), "--iterations", "40", "--without-pyvrp")

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "两县一日",
        "",
        "第1天  8:00从“宾馆”出发",
        "   8:10–8:40   东县  甲厂（行车10分钟，最多可晚220分钟）",
        "  11:30–12:30  午餐  食堂（行车10分钟，等160分钟，最多可晚60分钟）",
        "  12:40–13:10  西县  乙园（行车10分钟，最多可晚260分钟）",
        "  13:30  回到“宾馆”（行车20分钟，余270分钟）",
        "",
        "没有排进的点位1个：",
        "  丙站  时间不够：最省时也要再多10分钟（排在第1天最先）。",
        "",
        "算法：自带搜索，种子1，40轮。",
        "共2个点位，权重合计90，行车50分钟，目标值8950。",
        "检查结果：全部符合。",
    ]


def test_plan_prints_json_the_checker_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tour = written(tmp_path, TOUR)

    run("plan", tour, "--iterations", "50", "--json")
    planned = capsys.readouterr().out
    (tmp_path / "plan.json").write_text(planned, encoding="utf-8")
    code = run("check", tour, str(tmp_path / "plan.json"))

    assert json.loads(planned)["objective"] == 8950
    assert json.loads(planned)["valid"] is True
    assert code == 0
    assert capsys.readouterr().out.splitlines()[-1] == "检查结果：全部符合。"


def test_minutes_of_a_sheet_go_before_the_tours_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "行车时间.csv"
    sheet.write_text("从,到,分钟\n宾馆,甲厂,9\n", encoding="utf-8")
    asked = (written(tmp_path, TOUR), "--iterations", "40", "--without-pyvrp", "--minutes")

    code = run("plan", *asked, str(sheet))
    planned = capsys.readouterr().out
    missing = run("plan", *asked, "没有.csv")

    assert (code, "8:09–8:39   东县  甲厂（行车9分钟" in planned) == (0, True)
    assert "说明：1对地点之间按行车时间表，其余按原来的行车时间。" in planned
    assert (missing, capsys.readouterr().err) == (2, "打不开文件“没有.csv”，请检查路径和权限。\n")


def test_check_lists_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tour, plan = written(tmp_path, TOUR), written(tmp_path, [["丙站"]], "plan.json")

    code = run("check", tour, plan)

    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "共1个点位，权重合计40，行车60分钟，目标值3940。",
        "检查结果：有3处不符合。",
        "  第1天8:30才到“丙站”，最晚8:20开始，晚10分钟。",
        "  第1天应安排1次午餐，方案有0次。",
        "  “东县”应至少看1个点位，方案只有0个。",
    ]


def test_check_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(
        "check", written(tmp_path, TOUR), written(tmp_path, {"plan": [["甲厂", "食堂"]]}, "p.json"), "--json"
    )

    assert code == 1
    assert json.loads(capsys.readouterr().out)["violations"] == [
        {"code": "county_min", "day": None, "id": "西县", "message": "“西县”应至少看1个点位，方案只有0个。"}
    ]


def test_rules_that_cannot_be_kept_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tour = {**TOUR, "rules": {"county_min": {"西县": 3}}}

    code = run("plan", written(tmp_path, tour))

    assert code == 1
    assert capsys.readouterr().err.splitlines() == [
        "规则无法同时满足：",
        "  “西县”应至少看3个点位，名单里2个，去得成的只有1个。",
    ]


def test_a_malformed_tour_is_refused_with_every_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tour = written(tmp_path, {**TOUR, "sites": [{"id": "甲厂"}, 3]})

    assert run("plan", tour) == 2
    assert capsys.readouterr().err.splitlines() == [
        "观摩文件有2处问题：",
        "  点位第1项：“open”缺少，或不是数字。",
        "  点位第2项：应是一个 JSON 对象。",
    ]
    assert run("check", tour, tour, "--json") == 2
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 2


def test_a_contradictory_tour_is_refused_when_checking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tour = written(tmp_path, {**TOUR, "lunch_places": []})

    assert run("check", tour, tour) == 2
    assert capsys.readouterr().err.splitlines()[1:] == ["  第1天要安排午餐，但没有给出用餐地点。"]


@pytest.mark.parametrize("arguments", [("plan", "没有.json"), ("check", "没有.json", "没有.json")])
def test_missing_files_are_said(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().err == "打不开文件“没有.json”，请检查路径和权限。\n"


SHEET = """名称,单位,经度,纬度,类型
甲厂,东县,114.00,33.00,
乙园,西县,114.30,33.00,点位
宾馆,,114.10,33.05,宾馆
"""


def test_a_sheet_of_stops_is_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "春季.csv"
    path.write_text(SHEET, encoding="utf-8")

    code = run("plan", str(path), "--days", "2", "--depart", "8:30", "--back", "17:00", "--iterations", "20")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0] == "春季"
    assert [line for line in lines if "出发" in line] == [
        "第1天  8:30从“宾馆”出发",
        "第2天  8:30从“宾馆”出发",
    ]
    assert lines[-1] == "检查结果：全部符合。"


@pytest.mark.parametrize("moment", ["八点", "8", "25:00", "8:75"])
def test_moments_that_are_none_are_refused(moment: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("plan", "a.csv", "--depart", moment)

    assert f"“{moment}”不是时刻，应像 8:30。" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--days", "0", "“0”应是从 1 起的整数。"),
        ("--days", "²", "“²”应是从 1 起的整数。"),
        ("--iterations", "9999999999", "“9999999999”应是从 1 起的整数。"),
        ("--seconds", "nan", "“nan”应是大于 0 的秒数。"),
        ("--seconds", "0", "“0”应是大于 0 的秒数。"),
        ("--seconds", "十", "“十”应是大于 0 的秒数。"),
    ],
)
def test_numbers_that_plan_nothing_are_refused(
    option: str, value: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("plan", "a.csv", option, value)

    assert message in capsys.readouterr().err


def test_the_forms_of_the_literature_are_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toptw, tsptw = tmp_path / "c.txt", tmp_path / "n.txt"
    toptw.write_text("1 1 1 1\n0 200\n0 0 0 0 0 0 0 0 100\n1 3 4 10 30 1 1 1 0 50\n", encoding="utf-8")
    tsptw.write_text("2\n0 5\n5 0\n0 100\n0 50\n", encoding="utf-8")

    codes = [
        run("plan", str(toptw), "--form", "toptw", "--days", "1", "--iterations", "20", "--json"),
        run("plan", str(tsptw), "--form", "tsptw", "--iterations", "20", "--json"),
    ]

    assert codes == [0, 0]
    decoder = json.JSONDecoder()
    out = capsys.readouterr().out
    first, end = decoder.raw_decode(out)
    second, _ = decoder.raw_decode(out[end:].lstrip())
    assert (first["prize"], first["travel_min"]) == (30, 10)
    assert (second["plan"], second["travel_min"]) == ([["1"]], 10)
