"""Help and complaints of the command line: Chinese throughout, but for what is typed as it stands."""

import re
from collections.abc import Iterator

import pytest

from guanmo.config.cli import main
from guanmo.config.parsing import ChineseParser, said
from guanmo.engines.packs import Kind
from guanmo.engines.packs.shipped import shipped_packs

COMMANDS = [
    "", "serve", "demo", "init", "manage", "doctor", "ledger", "ledger check", "rank", "seal", "seal verify", "seal verifier",
    "tour", "tour plan", "tour check", "read",
]  # fmt: skip
# What is typed as it stands: options, commands, files, columns of ballots, values, names of formats and programs.
TYPED = re.compile(r"-{1,2}[a-z-]+|[\w/]*\.[a-z]+\b|\w+(?:_\w+)+|UTF-8|GB18030")
NAMES = {
    "guanmo", "JSON", "TOML", "CSV", "Excel", "Django", "migrate", "plan", "toptw", "tsptw", "GUANMO", "Python",
    "judge", "unit", "stop", "criterion", "score", "rank", "xlsx", "xls",
}  # fmt: skip


def english(text: str) -> list[str]:
    """Words of English prose in what a command prints."""
    for pack in shipped_packs(Kind.BALLOTS):
        text = text.replace(pack.id, "")
    known = NAMES | {word for command in COMMANDS for word in command.split()}
    return [word for word in re.findall(r"[A-Za-z]{2,}", TYPED.sub("", text)) if word not in known]


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    output = capsys.readouterr()
    return ended.value.code, output.out + output.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = printed([*command.split(), "--help"], capsys)

    assert (code, english(text)) == (0, [])
    assert text.startswith(f"用法：guanmo {command}".rstrip())
    assert "显示这份说明" in text


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("", "guanmo：还缺：命令"),
        ("levger check a.xlsx", "guanmo：命令：没有“levger”，可以用：serve, demo, init"),
        ("ledger check", "guanmo ledger check：还缺：文件"),
        ("ledger check a.xlsx b.xlsx", "guanmo：不认识“b.xlsx”"),
        ("demo --port many", "guanmo demo：--port：“many”不是整数"),
        ("demo --port", "guanmo demo：--port：后面要写一个值"),
        ("demo --load-only=yes", "guanmo demo：--load-only：后面不带值，请去掉“yes”"),
        ("tour plan a.json --days 0", "guanmo tour plan：--days：“0”应是从 1 起的整数。加 --help 看说明。"),
        ("tour plan a.json --se 1", "guanmo tour plan：“--se”不够清楚，可能是--seconds, --seed，请写全"),
        ("tour plan a.json --form xml", "guanmo tour plan：--form：没有“xml”，可以用：toptw, tsptw"),
        ("read", "guanmo read：还缺：文件"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    arguments: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = printed(arguments.split(), capsys)

    assert code == 2
    assert complaint in text
    typed = set(arguments.split()) | {"many", "yes", "xml", "levger"}
    assert [word for word in english(text) if word not in typed] == []


def rows(help_text: str) -> Iterator[str]:
    return (line for line in help_text.splitlines() if line.startswith("  ") and "  " in line.strip())


def test_explanations_stand_below_each_other_on_a_screen() -> None:
    parser = ChineseParser(prog="guanmo")
    parser.add_argument("文件", help="说明")
    parser.add_argument("--port", metavar="端口", help="说明")

    places = {
        len(row[: row.index("显示" if "显示" in row else "说明")].encode("gbk"))
        for row in rows(parser.format_help())
    }

    assert places == {len("  --port 端口  ".encode("gbk"))}


def test_long_explanations_break_by_the_width_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    parser = ChineseParser(prog="guanmo")
    parser.add_argument("--json", action="store_true", help="输出JSON，" + "含全部记录" * 5 + "。")

    lines = parser.format_help().splitlines()

    assert max(len(line.encode("gbk")) for line in lines) <= 40
    assert not any(line.strip().startswith(("，", "。")) for line in lines)


def test_what_argparse_has_not_said_before_is_passed_on() -> None:
    assert said("不是我们说的。") == "不是我们说的"
