"""`guanmo read`: what reports, notices and minutes say; needs no database and sends nothing anywhere."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from guanmo.engines.text.answering import request_for
from guanmo.foundation.confined import Confined, Overrun

READ, UNREADABLE = 0, 2
_SERVED = "guanmo.engines.text.answering:answer"
_SECONDS = 60.0
Fields = Mapping[str, Any]  # plain JSON


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `read`."""
    parser = commands.add_parser(
        "read",
        help="读报道、通知、纪要",
        description="从文字里读出时间、数字、排名、任务、项目和人员。全部读成返回 0，有读不了的返回 2。",
    )
    parser.add_argument("files", metavar="文件", nargs="+", help=".txt、.html、.docx 或有文字的 .pdf")
    parser.add_argument(
        "--date", metavar="日期", type=_day, help="页面日期，如 2020-09-03；正文没写年份时用它"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON；多个文件时一行一个")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 all files read, 2 one or more not readable."""
    code = READ
    with Confined(_SERVED, seconds=_SECONDS) as reader:
        for name in args.files:
            try:
                fields = _fields(reader, Path(name), args.date)
            except _Refused as error:
                sys.stderr.write(f"读不了“{name}”：{error}\n")
                code = UNREADABLE
                continue
            many = len(args.files) > 1
            sys.stdout.write(_json(name, fields, many=many) if args.json else _sheet(name, fields))
    return code


class _Refused(ValueError):
    """The file cannot be read; the message says why and what to do."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2020-09-03 这样") from error


def _fields(reader: Confined, path: Path, published: date | None) -> Fields:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _Refused("打不开文件，请检查路径和权限。") from error
    try:
        answer = json.loads(reader.ask(request_for(content, published=published)))
    except Overrun as error:
        raise _Refused(str(error)) from error
    if "refused" in answer:
        raise _Refused(answer["refused"])
    fields: Fields = answer["fields"]
    return fields


def _json(name: str, fields: Fields, *, many: bool) -> str:
    if many:
        return json.dumps({"file": name, **fields}, ensure_ascii=False) + "\n"
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def _sheet(name: str, fields: Fields) -> str:
    return "\n".join([f"【{name}】", *_lines(fields), "", ""])


def _lines(fields: Fields) -> Iterator[str]:
    basis = _BASES.get(str(fields["date_basis"]), "没有写明")
    yield f"  标题：{fields['title'] or '没有'}"
    yield f"  日期：{fields['date'] or '不详'}（{basis}）；地点：{fields['city'] or '不详'}；类型：{fields['event_type'] or '不详'}"
    for title, key, line in _PARTS:
        found = fields[key]
        if found:
            yield f"  {title} {len(found)} 条："
            yield from (f"    {line(one)}" for one in found)


def _ranking(one: list[Any]) -> str:
    return f"第 {one[1]} 名  {one[0]}（{one[2] or '未写范围'}）"


def _figure(one: Fields) -> str:
    return f"{one['value']} {one['unit']}  {one['what']}  “{one['quote']}”"


def _task(one: Fields) -> str:
    return f"{one['deadline'] or '未写期限'}  “{one['quote']}”"


def _project(one: Fields) -> str:
    amount = f"{one['investment_yi']} 亿元" if one["investment_yi"] is not None else "未写投资"
    return f"{one['name']}  {amount}"


def _person(one: Fields) -> str:
    return f"{one['name']}  {one['post'] or '未写职务'}"


_BASES = {"event": "事件日期", "published": "页面日期"}
_PARTS = (
    ("排名", "rankings", _ranking),
    ("数字", "figures", _figure),
    ("任务", "tasks", _task),
    ("项目", "projects", _project),
    ("人员", "people", _person),
)
