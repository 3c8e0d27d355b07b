"""Putting proposed projects on a tour, many in one go."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack
from guanmo.foundation.history import Change
from guanmo.observation import proposal_queries, rules
from guanmo.observation.models import Stop, Tour
from guanmo.observation.services import lock_preparing, require


class ProposalChanged(Exception):
    """What was ticked is no longer proposed; somebody added it, or its figures changed."""

    def __init__(self) -> None:
        super().__init__("勾选的项目里有的已经加入，或不再符合规则，一个也没有加。请核对新的推荐后再加。")


def add_proposed(
    *, tour: Tour, pack: Pack, projects: Collection[int], by: Person, at: datetime
) -> list[Stop]:
    """Put projects with these keys at the end of the tour, in the order of the proposal, with the rule's weights.

    All or none: raises ProposalChanged when one of them is not among those the rule proposes or holds in reserve.
    """
    require(rules.may_manage_tours(by), "选择观摩点")
    with transaction.atomic():
        lock_preparing(tour)
        offered = proposal_queries.proposal_for(by, tour, pack).offered
        chosen = [row for row in offered if row.project.pk in projects]
        if len(chosen) != len(set(projects)):
            raise ProposalChanged
        have = Stop.objects.filter(tour=tour).count()
        stops = [
            Stop(tour=tour, project=row.project, unit=row.unit, order=order, prize=row.prize)
            for order, row in enumerate(chosen, have + 1)
        ]
        why = f"按“{pack.title}”推荐，规则校验值{pack.hash[:16]}"
        return Change("stop.added", by=by, at=at, why=why).create_many(stops)
