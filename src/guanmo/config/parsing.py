"""The command line in Chinese: argparse's own words said anew for our parsers only."""

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any, NoReturn

# What argparse says of a wrong command line, and how we say it; %s are the groups found.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "还缺：%s"),
    (r"unrecognized arguments: (.+)", "不认识“%s”"),
    (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", "没有“%s”，可以用：%s"),
    (r"invalid int value: '(.*)'", "“%s”不是整数"),
    (r"expected one argument", "后面要写一个值"),
    (r"expected at most one argument", "后面最多写一个值"),
    (r"expected at least one argument", "后面至少要写一个值"),
    (r"expected (\d+) arguments?", "后面要写%s个值"),
    (r"ignored explicit argument '(.*)'", "后面不带值，请去掉“%s”"),
    (r"ambiguous option: (.+) could match (.+)", "“%s”不够清楚，可能是%s，请写全"),
    (r"not allowed with argument (.+)", "不能与%s同时用"),
    (r"one of the arguments (.+) is required", "要写其中一个：%s"),
)
# What stays on one line: a word of Latin letters or one character, with the marks that may not begin a line.
_WORD = re.compile(r"(?:[!-~]+|\S)[，。、；：）”]*|\s")
_ABOUT = re.compile(r"argument (.+?): (.+)", re.DOTALL)


class ChineseParser(argparse.ArgumentParser):
    """A parser that explains itself and complains in Chinese; so do the parsers of its subcommands."""

    def __init__(self, **kwargs: Any) -> None:  # Any: argparse's own signature
        super().__init__(formatter_class=_ChineseHelp, add_help=False, **kwargs)
        self._positionals.title, self._optionals.title = "要写的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is written; exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{said(message)}。加 --help 看说明。\n")


class _ChineseHelp(argparse.HelpFormatter):
    """Says 用法, pads and breaks lines by the places texts take on a screen, two for a Chinese character."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],  # Any: argparse's own, private
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        places = _places(self._format_action_invocation(action)) + self._current_indent
        self._action_max_length = max(self._action_max_length, places)

    def format_help(self) -> str:
        return super().format_help().replace(":\n", "：\n")

    def _format_action(self, action: argparse.Action) -> str:
        name = self._format_action_invocation(action)
        wider = _places(name) - len(name)
        return super()._format_action(action).replace(name + " " * (wider + 2), name + "  ", 1)

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines = [""]
        for word in _WORD.findall(text):
            if _places(lines[-1] + word) > width:
                lines.append("")
            lines[-1] = (lines[-1] + word).lstrip()
        return [line.rstrip() for line in lines]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width))


def _places(text: str) -> int:
    """How many places a text takes on a screen."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def said(message: str) -> str:
    """An error of argparse in Chinese; a sentence of ours inside it stays as it is."""
    about = _ABOUT.fullmatch(message)
    if about:
        return f"{about[1]}：{said(about[2])}"
    for pattern, words in _SAYINGS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words % tuple(group.replace("'", "") for group in found.groups())
    return message.removesuffix("。")
