"""What a stop rule asks, in sentences for the page that shows it."""

from collections.abc import Iterator

from guanmo.engines.packs.stop_rules import USUAL_PRIZE, StopKind, StopRule
from guanmo.engines.proposal.amounts import share_text, yi_text


def stop_rule_sentences(rule: StopRule) -> tuple[str, ...]:
    """The rule in its own order, one sentence a condition; where it goes beyond its source it says so."""
    return (*_conditions(rule), *(_kind_sentence(kind) for kind in rule.kinds), *_choice(rule))


def _conditions(rule: StopRule) -> Iterator[str]:
    if rule.not_seen_years:
        yield f"{rule.not_seen_years}年内看过的不看。"
    if rule.stages:
        yield f"只看{'、'.join(stage.label for stage in rule.stages)}的项目。"
    if rule.categories:
        yield f"只看今年列为{'、'.join(category.label for category in rule.categories)}的项目。"
    if rule.invested_share is not None:
        yield f"累计完成投资不到总投资{share_text(rule.invested_share)}的不看。"


def _kind_sentence(kind: StopKind) -> str:
    if kind.refused:
        said = f"{kind.label}不看。"
    else:
        said = f"{kind.label}：总投资{yi_text(kind.at_least)}以上。" if kind.at_least else f"{kind.label}。"
    return said + kind.note


def _choice(rule: StopRule) -> Iterator[str]:
    least = f"至少{rule.unit_min}个" if rule.unit_min else ""
    most = f"最多{rule.unit_max}个" if rule.unit_max else ""
    if least and rule.unit_min == rule.unit_max:
        yield f"每个单位{rule.unit_min}个。"
    elif least or most:
        yield f"每个单位{'、'.join(filter(None, (least, most)))}。"
    if rule.total:
        yield f"全市最多{rule.total}个。"
    yield f"按{rule.order.label}由高到低挑选。"
    if rule.prizes:
        bands = "，".join(f"总投资{yi_text(band.at_least)}以上{band.prize}" for band in rule.prizes)
        yield f"排线路时的权重：{bands}，其余{USUAL_PRIZE}。"
