import argparse
import json
from decimal import Decimal
from pathlib import Path

import pytest

from guanmo.config.commands import rank
from guanmo.engines.packs import shipped_pack

BALLOTS = "judge,unit,score\n甲,东县,90\n乙,东县,80\n甲,西县,70\n乙,西县,75.5\n"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    rank.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["rank", *arguments])
    code: int = args.run(args)
    return code


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    path = tmp_path / "选票.csv"
    path.write_text(BALLOTS, encoding="utf-8")
    return path


def test_rank_prints_a_table(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(str(ballots), "--rule", "mean")

    assert code == 0
    assert capsys.readouterr().out == (
        "平均分\n"
        "名次  单位  得分\n"
        "1     东县  85.00\n"
        "2     西县  72.75\n"
        "\n"
        "计分办法：\n"
        "  每项打0至100分。\n"
        "  评委没有打分的点位，按到场评委计算；缺项的按已打的分计算。\n"
        "  全部有效打分取平均。\n"
        "  单位得分为各点位得分的平均。\n"
        "  单位得分取2位小数（四舍五入），其余步骤不取舍。\n"
        "  按得分从高到低统一排名；公布得分相同的名次并列，后一名次顺延空出。\n"
        "\n"
        f"规则 mean，校验值 {shipped_pack('mean').hash}\n"
    )


def test_rank_prints_json(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(str(ballots), "--rule", "mean", "--json")

    data = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert code == 0
    assert data["units"] == [
        {"unit": "东县", "group": "", "score": 85, "rank": 1},
        {"unit": "西县", "group": "", "score": Decimal("72.75"), "rank": 2},
    ]
    assert data["rule"] == {"id": "mean", "hash": shipped_pack("mean").hash}
    assert data["workings"]["stops"][0]["groups"][0]["panels"][0]["total"] == "170"


def test_rank_takes_a_rule_file_with_groups_and_exclusions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = tmp_path / "规则.toml"
    groups = "".join(
        f"[[ballots.unit_groups]]\nname = '{name}'\nunits = ['{unit}']\n"
        for name, unit in (("县", "东县"), ("功能区", "高新区"))
    )
    text = shipped_pack("mean").text.replace('form = "scores"', 'form = "scores"\nown_unit = "exclude"')
    rule.write_text("\ufeff" + text + groups, encoding="utf-8")
    path = tmp_path / "选票.csv"
    path.write_bytes(
        "judge,judge_unit,unit,stop,score\n甲,东县,东县,一厂,99\n乙,,东县,一厂,80\n乙,,高新区,二厂,70\n".encode(
            "gb18030"
        )
    )

    code = run(str(path), "--rule", str(rule))

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[1:4] == [
        "组      名次  单位    得分",
        "县      1     东县    80.00",
        "功能区  1     高新区  70.00",
    ]
    assert lines[-4:-2] == ["不计的打分 1 个：", "  甲 给 东县 一厂：99，评委属于“东县”，不计本单位的分。"]


BAD = "judge,unit,score\n甲,东县,101\n甲,西县,八十\n乙,东县,70\n乙,东县,71\n"
BAD_PROBLEMS = [
    (2, "out_of_scale", "评委“甲”给“东县”：分数101超出范围，应在0至100之间。"),
    (3, "figure", "分数“八十”看不懂，应是数字。"),
    (4, "twice", "评委“乙”给“东县”：重复打分，同一评委对同一点位同一项目只能有一个分。"),
    (5, "twice", "评委“乙”给“东县”：重复打分，同一评委对同一点位同一项目只能有一个分。"),
]


def test_rank_lists_all_problems(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots.write_text(BAD, encoding="utf-8")

    code = run(str(ballots), "--rule", "mean")

    assert code == 1
    lines = [f"  第{line}行：{message}" for line, _, message in BAD_PROBLEMS]
    assert capsys.readouterr().err.splitlines() == ["选票有 4 处问题，没有计票：", *lines]


def test_rank_lists_all_problems_as_json(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots.write_text(BAD, encoding="utf-8")

    code = run(str(ballots), "--rule", "mean", "--json")

    assert code == 1
    assert json.loads(capsys.readouterr().out) == {
        "problems": [{"line": line, "code": name, "message": message} for line, name, message in BAD_PROBLEMS]
    }


def test_rank_refuses_ballots_the_rule_cannot_count(
    ballots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ballots.write_text("judge,unit,rank\n甲,东县,1\n甲,西县,1\n", encoding="utf-8")

    code = run(str(ballots), "--rule", "rank-100-3")

    assert (code, capsys.readouterr().err) == (
        1,
        "选票有 1 处问题，没有计票：\n  评委“甲”的排名票无效：第1名写了不止一个。\n",
    )


def test_rank_says_when_ballots_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "没有.csv"

    code = run(str(path), "--rule", "mean")

    assert (code, capsys.readouterr().err) == (2, f"读不了选票文件“{path}”，请检查路径和权限。\n")


def test_rank_says_when_ballots_are_no_text(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots.write_bytes(b"PK\x03\x04\x00")

    code = run(str(ballots), "--rule", "mean")

    assert (code, capsys.readouterr().err) == (2, "不是文本文件，或编码既不是 UTF-8 也不是 GB18030。\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "没有内置规则“{rule}”，也读不到这个文件；请检查路径，或用 --help 看内置规则。\n"),
        (b"\xff\xfe", "规则文件“{rule}”不是 UTF-8 文本，请另存为 UTF-8。\n"),
        (
            b"kind = 'ballots'\nid = 'x'\nb =",
            "规则包有 1 处问题：\n  不是有效的 TOML 文件，最后一行没有写完。\n",
        ),
        (
            shipped_pack("wuhan-2022").text.encode(),
            "规则包“武汉市重点项目进度亮灯（2022年）”是亮灯规则，不能用来计票。\n",
        ),
    ],
)
def test_rank_says_what_is_wrong_with_the_rule(
    ballots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str
) -> None:
    rule = tmp_path / "规则.toml"
    if content is not None:
        rule.write_bytes(content)

    code = run(str(ballots), "--rule", str(rule))

    assert (code, capsys.readouterr().err) == (2, message.format(rule=rule))


def jury_csv() -> str:
    lines = [
        f"{judge},{'东县' if judge == '甲' else ''},{unit},{80 + 3 * place + severity + (place * severity) % 2}"
        for judge, severity in (("甲", -4), ("乙", 0), ("丙", 3), ("丁", 1))
        for place, unit in enumerate(("东县", "西县", "南县", "北县"))
        if (judge, unit) != ("丙", "北县")
    ]
    return "judge,judge_unit,unit,score\n" + "\n".join(lines) + "\n"


def test_rank_by_fair_scores_says_how_sure_it_is(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots.write_text(jury_csv(), encoding="utf-8")

    code = run(str(ballots), "--rule", "adjusted")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[1].split() == ["名次", "单位", "得分", "名次范围", "第一的可能", "方阵", "直接平均"]
    assert [line.split()[1] for line in lines[2:6]] == ["北县", "南县", "西县", "东县"]
    assert lines[2].split()[3:6] == ["第1名", "100%", "第1方阵"]
    assert "不计的打分 1 个：" in lines


def test_rank_names_judges_and_changes_worth_a_look(
    ballots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "judge,unit,score\n甲,东县,70\n甲,西县,72\n乙,西县,90\n乙,南县,88\n丙,西县,82\n丙,东县,81\n丙,南县,80\n丁,东县,82\n丁,西县,80\n"
    ballots.write_text(text, encoding="utf-8")

    code = run(str(ballots), "--rule", "adjusted")

    out = capsys.readouterr().out
    assert code == 0
    assert "请留意的评委 3 位：\n  丁：打分太少\n  乙：打分太少\n  甲：打分太少\n" in out
    assert "换个算法，名次会变的单位：\n" in out
    assert "直接平均第1名，现第" in out


def test_rank_saves_a_workbook(ballots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots.write_text(jury_csv(), encoding="utf-8")
    book = tmp_path / "复算.xlsx"

    code = run(str(ballots), "--rule", "adjusted", "--xlsx", str(book))

    assert (code, book.read_bytes()[:2]) == (0, b"PK")
    assert "名次范围" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "target", "message"),
    [
        ("mean", "复算.xlsx", "只有校正评委松紧的规则（method = adjusted）才能导出可手工复算的表格。\n"),
        ("adjusted", "没有/复算.xlsx", "写不了表格“{target}”，请检查路径和权限。\n"),
    ],
)
def test_rank_says_why_no_workbook_was_saved(
    ballots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str, target: str, message: str
) -> None:
    ballots.write_text(jury_csv(), encoding="utf-8")
    path = tmp_path / target

    code = run(str(ballots), "--rule", rule, "--xlsx", str(path))

    assert (code, capsys.readouterr().err) == (2, message.format(target=path))
