"""Says a ballot rule in Chinese sentences, in the order in which it is applied."""

from guanmo.engines.packs.ballot_rules import (
    AbsentMarks,
    BallotRule,
    Combine,
    Compare,
    FairMethod,
    FairRule,
    Missing,
    OwnUnit,
    Points,
    ReweightOrRefuse,
    Scale,
    SkipOrRefuse,
    Ties,
    TooFew,
    Trim,
    TrimOf,
    VoidOrRefuse,
    Weighted,
    Within,
)
from guanmo.engines.rounding import plain


def rule_sentences(rule: BallotRule) -> tuple[str, ...]:
    """What the rule does, one step a sentence."""
    sentences = [
        _ballot(rule),
        "评委给本单位的分不计。" if rule.own_unit is OwnUnit.EXCLUDE else "",
        # Left out is the default and says nothing: sentences stand in results sealed before anybody could say otherwise.
        "记为未到的评委交了票也计入。" if rule.absent is AbsentMarks.COUNT else "",
        _missing(rule),
        _trim(rule.trim) if rule.trim is not None else "全部有效打分取平均。",
        _criteria(rule),
        _judge_groups(rule),
        "单位得分为各点位得分" + ("之和。" if rule.stops is Combine.SUM else "的平均。"),
        "" if rule.fair is None else _fair(rule.fair),
        _rounding(rule),
        _places(rule),
        "" if rule.show_turnout else "封存之前，大屏不显示交票数。",
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _ballot(rule: BallotRule) -> str:
    if rule.scale is not None:
        return _scale(rule.scale)
    return "" if rule.points is None else _points(rule, rule.points)


def _scale(scale: Scale) -> str:
    step = "" if scale.step is None else f"，以{plain(scale.step)}分为一档"
    return f"每项打{plain(scale.least)}至{plain(scale.most)}分{step}。"


def _points(rule: BallotRule, points: Points) -> str:
    scope = "在本组内" if rule.within is Within.GROUP else ""
    void = "整票作废" if rule.invalid_ballot is VoidOrRefuse.VOID else "退回更正"
    if points.table:
        worth = "、".join(plain(one) for one in points.table)
        return f"每位评委{scope}排出全部名次，自第一名起依次得{worth}分；名次重复或不全的{void}。"
    worth = f"第一名{plain(points.first)}分，每后一名少{plain(points.step)}分"
    return f"每位评委{scope}排出全部名次，{worth}；名次重复或不全的{void}。"


def _missing(rule: BallotRule) -> str:
    absent = "必须补齐" if rule.missing.stop is SkipOrRefuse.REFUSE else "按到场评委计算"
    if rule.points is not None:
        return f"评委没有排到的点位，{absent}。" if rule.missing.stop is SkipOrRefuse.REFUSE else ""
    partial = {
        Missing.SKIP: "缺项的按已打的分计算",
        Missing.VOID: "缺项的，这个点位的打分作废",
        Missing.REFUSE: "缺项的退回补齐",
    }[rule.missing.criterion]
    return f"评委没有打分的点位，{absent}；{partial}。"


def _trim(trim: Trim) -> str:
    row = "每个点位每个评分项目" if trim.of is TrimOf.CRITERION else "每个点位按评委总分"
    few = "不去掉" if trim.too_few is TooFew.KEEP_ALL else "不能计分"
    return (
        f"{row}去掉{trim.high}个最高分、{trim.low}个最低分，其余取平均；有效打分不足{trim.least}个的{few}。"
    )


def _criteria(rule: BallotRule) -> str:
    if not rule.criteria:
        return ""
    how = "加权平均" if rule.combine is Combine.MEAN else "乘以系数相加"
    return f"评分项目按{_weights(rule.criteria)}{how}。"


def _judge_groups(rule: BallotRule) -> str:
    if not rule.judge_groups:
        return ""
    absent = rule.missing.judge_group is ReweightOrRefuse.REWEIGHT
    empty = "某组没有有效打分时由其余各组按比例分担" if absent else "各组都要有有效打分"
    return f"评委组按{_weights(rule.judge_groups)}加权平均，{empty}。"


def _weights(entries: tuple[Weighted, ...]) -> str:
    return "、".join(f"{entry.name}{plain(entry.weight)}" for entry in entries)


def _fair(fair: FairRule) -> str:
    if fair.method is FairMethod.RUBRIC:
        return "以上平均只作对照；正式得分用多面Rasch模型校正评委宽严和项目难易，取一位宽严适中的评委会给的等级。"
    wild = "；反常的分降低比重，合计不超过5%" if fair.robust else ""
    return f"以上平均只作对照；正式得分先用共同看过的点位估计每位评委的松紧，还回去再平均{wild}。"


def _rounding(rule: BallotRule) -> str:
    rounding = rule.rounding
    steps = (("单项平均分", rounding.criterion), ("点位得分", rounding.stop), ("单位得分", rounding.result))
    stated = "、".join(f"{name}取{digits}位小数" for name, digits in steps if digits is not None)
    return f"{stated}（{rounding.mode.label}），其余步骤不取舍。"


def _places(rule: BallotRule) -> str:
    apart = "、".join(group.name for group in rule.unit_groups)
    scope = f"{apart}分别排名" if apart else "统一排名"
    same = "公布得分相同" if rule.compare is Compare.PUBLISHED else "未取舍的得分相同"
    after = "后一名次顺延空出" if rule.ties is Ties.COMPETITION else "后一名次不空出"
    return f"按得分从高到低{scope}；{same}的名次并列，{after}。"
