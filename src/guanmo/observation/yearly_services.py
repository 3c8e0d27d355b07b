"""Freezing a year's composite: the figures the office stands by, whatever the records say later."""

from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.engines.packs import Pack
from guanmo.engines.seal import digest
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.observation import rules, yearly_queries
from guanmo.observation.services import require
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_source_queries import record_of


class FiguresMoved(Exception):
    """What would be frozen is not what the person looked at."""

    def __init__(self) -> None:
        super().__init__("打开页面之后数据有变化，没有定稿；下面是现在的数，请核对后再定稿。")


class NothingNew(Exception):
    """The last version says the same."""

    def __init__(self, last: YearlyResult) -> None:
        super().__init__(f"与第{last.number}版完全相同，不必再定稿。")


class WhyNeeded(Exception):
    """A second version beside the first must say why."""

    def __init__(self, last: YearlyResult) -> None:
        super().__init__(f"已有第{last.number}版定稿，请写明为什么再定一版。")


def freeze_year(*, year: int, pack: Pack, seen: str, by: Person, at: datetime, why: str = "") -> YearlyResult:
    """Keep the year as this rule makes it now, with all its sources, as the next version.

    `seen` is the hash of the record the person looked at. Raises FiguresMoved, NothingNew, WhyNeeded.
    """
    require(rules.may_manage_tours(by), "年度综合定稿")
    with transaction.atomic():
        # One at a time: two versions must not take one number.
        list(Unit.objects.select_for_update().filter(parent=None))
        content = record_of(pack, year, day_of(at))
        last = next(iter(yearly_queries.versions(year, pack.id)), None)
        found = digest(content)
        if found != seen:
            raise FiguresMoved
        if last and last.content_hash == found:
            raise NothingNew(last)
        if last and not why.strip():
            raise WhyNeeded(last)
        made = YearlyResult(
            year=year,
            pack_id=pack.id,
            number=last.number + 1 if last else 1,
            rule_text=pack.text,
            rule_hash=pack.hash,
            content=content,
            content_hash=found,
            why=why.strip(),
            frozen_by=by,
            frozen_at=at,
        )
        return Change("yearly.frozen", by=by, at=at, why=why.strip()).create(made)
