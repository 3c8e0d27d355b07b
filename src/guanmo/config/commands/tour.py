"""`guanmo tour`: plan a tour from a file, check a plan; needs no database."""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from guanmo.engines.routing import (
    TIGHT_SLACK,
    Budget,
    DayPlan,
    Infeasible,
    InvalidTour,
    Outline,
    Plan,
    Tour,
    UnreadableTour,
    Verdict,
    Visit,
    check_plan,
    check_tour,
    plan_json,
    plan_tour,
    read_plan,
    read_stops,
    read_toptw,
    read_tour,
    read_tsptw,
    verdict_json,
    with_minutes,
)
from guanmo.engines.routing.wording import clock, minutes

OK, REFUSED, UNREADABLE = 0, 1, 2
_MOST_DIGITS = 9


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `tour plan` and `tour check`."""
    parser = commands.add_parser(
        "tour", help="排观摩线路，检查线路方案", description="排观摩线路，检查线路方案。"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    _add_plan(actions)
    check = actions.add_parser(
        "check",
        help="检查一个方案是否守规则",
        description="逐条检查方案是否违反时间和规则。全部符合返回 0，有违反返回 1，读不了返回 2。",
    )
    _add_tour(check)
    check.add_argument("plan", metavar="方案文件", help="JSON：按天分组的编号，或 tour plan --json 的输出")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.set_defaults(run=run_check)


def _add_plan(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    plan = actions.add_parser(
        "plan",
        help="排出线路",
        description="在限定时间内排出最好的线路。排出返回 0，规则无法同时满足返回 1，读不了返回 2。",
    )
    _add_tour(plan)
    plan.add_argument("--seconds", type=_seconds, default=10.0, metavar="秒", help="计算时间，默认 10 秒")
    plan.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子，默认 1")
    plan.add_argument(
        "--iterations", type=_whole, metavar="次", help="按轮数而不按时间停止，同一种子结果完全相同"
    )
    plan.add_argument("--without-pyvrp", action="store_true", help="只用自带的搜索")
    plan.add_argument("--json", action="store_true", help="输出 JSON，含时刻、余量和落选原因")
    plan.set_defaults(run=run_plan)


def _add_tour(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "tour",
        metavar="观摩文件",
        help="JSON（格式见 docs/algorithms/routing.md），或点位表 .xlsx、.xls、.csv",
    )
    parser.add_argument("--days", type=_whole, default=1, metavar="天", help="点位表排几天，默认 1 天")
    parser.add_argument(
        "--depart", type=_moment, default=480.0, metavar="时刻", help="点位表每天几点出发，默认 8:00"
    )
    parser.add_argument(
        "--back", type=_moment, default=1080.0, metavar="时刻", help="点位表每天几点前返回，默认 18:00"
    )
    parser.add_argument(
        "--minutes",
        metavar="文件",
        help="行车时间表 .xlsx、.xls、.csv，列：从、到、分钟；没写的地点之间按原来的",
    )
    parser.add_argument(
        "--form", choices=("toptw", "tsptw"), help="文献里的文本算例：toptw（配合 --days）或 tsptw"
    )


def _moment(text: str) -> float:
    hour, _, minute = text.replace("：", ":").partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise argparse.ArgumentTypeError(f"“{text}”不是时刻，应像 8:30。")
    return 60.0 * int(hour) + int(minute)


def _whole(text: str) -> int:
    """A number of days or rounds: at least one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text)):
        raise argparse.ArgumentTypeError(f"“{text}”应是从 1 起的整数。")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}”应是大于 0 的秒数。")
    return seconds


def _tour(args: argparse.Namespace) -> Tour:
    tour = _read(args)
    if args.minutes is None:
        return tour
    return with_minutes(tour, _bytes(args.minutes), file_name=Path(args.minutes).name)


def _read(args: argparse.Namespace) -> Tour:
    data, path = _bytes(args.tour), Path(args.tour)
    if args.form == "toptw":
        return read_toptw(data.decode("utf-8", "replace"), days=args.days)
    if args.form == "tsptw":
        return read_tsptw(data.decode("utf-8", "replace"))
    if path.suffix.lower() in (".xlsx", ".xls", ".csv"):
        return read_stops(data, file_name=path.name, outline=Outline(args.days, args.depart, args.back))
    return read_tour(data)


def run_plan(args: argparse.Namespace) -> int:
    """0 planned, 1 the rules cannot be kept, 2 not readable."""
    try:
        tour = _tour(args)
        budget = Budget(seconds=args.seconds, rounds=args.iterations)
        plan = plan_tour(tour, budget=budget, seed=args.seed, use_pyvrp=not args.without_pyvrp)
    except Infeasible as error:
        head = "规则无法同时满足：" if error.proved else "没有找到满足全部规则的线路，最接近的还差："
        _print_problems(head, error.problems, as_json=args.json)
        return REFUSED
    except InvalidTour as error:
        _print_problems(f"观摩文件有{len(error.problems)}处问题：", error.problems, as_json=args.json)
        return UNREADABLE
    except UnreadableTour as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    if args.json:
        sys.stdout.write(json.dumps(plan_json(tour, plan), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_itinerary(tour, plan)) + "\n")
    return OK


def run_check(args: argparse.Namespace) -> int:
    """0 valid, 1 rules broken, 2 not readable."""
    try:
        tour = _tour(args)
        problems = check_tour(tour)
        if problems:
            raise InvalidTour(problems)
        verdict = check_plan(tour, read_plan(_bytes(args.plan)))
    except InvalidTour as error:
        _print_problems(f"观摩文件有{len(error.problems)}处问题：", error.problems, as_json=args.json)
        return UNREADABLE
    except UnreadableTour as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    if args.json:
        sys.stdout.write(json.dumps(verdict_json(verdict), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_verdict(verdict)) + "\n")
    return OK if verdict.valid else REFUSED


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UnreadableTour(f"打不开文件“{name}”，请检查路径和权限。") from error


def _print_problems(head: str, problems: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"problems": list(problems)}, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stderr.writelines([f"{head}\n", *(f"  {problem}\n" for problem in problems)])


def _itinerary(tour: Tour, plan: Plan) -> Iterator[str]:
    yield tour.name or "观摩线路"
    for day in plan.days:
        yield ""
        yield from _day(day, tour.titles)
    if plan.left_out:
        yield ""
        yield f"没有排进的点位{len(plan.left_out)}个："
        yield from (f"  {one.title}  {one.reason}" for one in plan.left_out)
    yield ""
    yield from (f"说明：{note}" for note in plan.notes)
    engine = "PyVRP 构造、自带搜索改进" if plan.engine == "pyvrp+own" else "自带搜索"
    yield f"算法：{engine}，种子{plan.seed}，{plan.iterations}轮。"
    yield from _verdict(check_plan(tour, plan.sequences))


def _day(day: DayPlan, titles: dict[str, str]) -> Iterator[str]:
    yield f"第{day.number}天  {clock(day.depart)}从“{titles.get(day.start, day.start)}”出发"
    for visit in day.visits:
        yield _visit(visit)
    back = f"行车{minutes(day.drive_back)}分钟，余{minutes(day.slack)}分钟"
    yield f"  {clock(day.back_at):>5}  回到“{titles.get(day.end, day.end)}”（{back}）"


def _visit(visit: Visit) -> str:
    what = f"{visit.county}  {visit.title}".strip() if visit.county else f"午餐  {visit.title}"
    wait = f"，等{minutes(visit.wait)}分钟" if visit.wait else ""
    tight = "，余量不足" if visit.slack < TIGHT_SLACK else ""
    told = f"行车{minutes(visit.drive)}分钟{wait}，最多可晚{minutes(visit.slack)}分钟{tight}"
    return f"  {clock(visit.start):>5}–{clock(visit.leave):<5}  {what}（{told}）"


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield (
        f"共{verdict.stops}个点位，权重合计{minutes(verdict.prize)}，行车{minutes(verdict.travel_min)}分钟，"
        f"目标值{verdict.objective:.10g}。"
    )
    if verdict.valid:
        yield "检查结果：全部符合。"
    else:
        yield f"检查结果：有{len(verdict.violations)}处不符合。"
        yield from (f"  {one.message}" for one in verdict.violations)
