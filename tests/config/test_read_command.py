"""`guanmo read`: JSON with its exact fields, lines for many files, the words on the terminal, refusals."""

import argparse
import json
from pathlib import Path

import pytest

from guanmo.config.commands import read

TEXT = """观澜县28个项目集中开工
5月6日，观澜县28个重大项目集中开工，总投资13.5亿元，其中总投资2亿元的天池光伏电站项目年内建成投产。
县长王建国强调，县发改委要在6月底前完成审查。项目进度排序结果：甲镇、乙镇、丙镇。
"""


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    read.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["read", *arguments])
    code: int = args.run(args)
    return code


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "报道.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_json_has_the_fields_of_the_annotations(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report, "--json", "--date", "2020-09-03") == 0

    fields = json.loads(capsys.readouterr().out)
    assert list(fields) == [
        "title",
        "date",
        "date_basis",
        "city",
        "event_type",
        "rankings",
        "figures",
        "tasks",
        "projects",
        "people",
    ]
    assert [fields[key] for key in ("title", "date", "date_basis", "city", "event_type")] == [
        "观澜县28个项目集中开工",
        "2020-05-06",
        "event",
        "观澜县",
        "集中开工",
    ]
    assert fields["rankings"] == [
        ["甲镇", 1, "项目进度排序"],
        ["乙镇", 2, "项目进度排序"],
        ["丙镇", 3, "项目进度排序"],
    ]
    assert [(one["value"], one["unit"]) for one in fields["figures"]] == [
        (28, "个"),
        (13.5, "亿元"),
        (2, "亿元"),
    ]
    assert [one["deadline"] for one in fields["tasks"]] == ["6月底前"]
    assert [(one["name"], one["investment_yi"]) for one in fields["projects"]] == [("天池光伏电站项目", 2)]
    assert [(one["name"], one["post"]) for one in fields["people"]] == [("王建国", "县长")]
    assert all(TEXT[slice(*one["span"])] == one["quote"] for one in fields["figures"] + fields["tasks"])


def test_many_files_are_json_lines(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report, report, "--json") == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["file"], line["city"]) for line in lines] == [(report, "观澜县"), (report, "观澜县")]


def test_the_words_on_the_terminal(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report) == 0

    assert capsys.readouterr().out.splitlines()[1:] == [
        "  标题：观澜县28个项目集中开工",
        "  日期：不详（没有写明）；地点：观澜县；类型：集中开工",
        "  排名 3 条：",
        "    第 1 名  甲镇（项目进度排序）",
        "    第 2 名  乙镇（项目进度排序）",
        "    第 3 名  丙镇（项目进度排序）",
        "  数字 3 条：",
        "    28 个  重大项目  “28个重大项目”",
        "    13.5 亿元  总投资  “总投资13.5亿元”",
        "    2 亿元  其中总投资  “其中总投资2亿元”",
        "  任务 1 条：",
        "    6月底前  “县发改委要在6月底前完成审查”",
        "  项目 1 条：",
        "    天池光伏电站项目  2 亿元",
        "  人员 1 条：",
        "    王建国  县长",
        "",
    ]


def test_a_text_that_says_little_is_shown_shortly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "短.txt"
    path.write_text("全市上下认真落实会议精神，大家干劲十足。", encoding="utf-8")

    assert run(str(path)) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  标题：没有",
        "  日期：不详（没有写明）；地点：不详；类型：进展报道",
        "",
    ]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "空.txt"
    empty.touch()

    assert run(str(empty), str(tmp_path / "没有.txt"), report) == 2

    told = capsys.readouterr()
    assert told.err.splitlines() == [
        f"读不了“{empty}”：文件是空的，请检查是否保存成功后重新上传。",
        f"读不了“{tmp_path / '没有.txt'}”：打不开文件，请检查路径和权限。",
    ]
    assert f"【{report}】" in told.out


def test_a_text_that_takes_too_long_is_given_up(
    report: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(read, "_SECONDS", 0.0)

    assert run(report) == 2
    assert "已停止" in capsys.readouterr().err


def test_a_date_that_is_none_is_refused(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(report, "--date", "九月三日")

    assert "“九月三日”不是日期" in capsys.readouterr().err
