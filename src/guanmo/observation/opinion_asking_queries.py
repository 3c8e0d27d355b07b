"""The projects of a tour departments can be asked about: nominated, already stops, proposed by the rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack
from guanmo.observation import nomination_queries, proposal_queries, queries
from guanmo.observation.models import Tour
from guanmo.projects.models import Project


@dataclass(frozen=True)
class AskGroup:
    """Projects that are on the list for one reason."""

    label: str
    projects: Sequence[Project]


def ask_groups(by: Person, tour: Tour, pack: Pack) -> list[AskGroup]:
    """Each project once, under the first reason it has; groups without any are left out."""
    found = (
        ("单位提名", [one.project for one in nomination_queries.nominations(by, tour)]),
        ("已选为观摩点", [stop.project for stop in queries.stops_of(tour)]),
        ("按规则推荐", [row.project for row in proposal_queries.proposal_for(by, tour, pack).picks]),
    )
    listed: set[int] = set()
    groups = []
    for label, projects in found:
        fresh = [project for project in projects if project.pk not in listed]
        listed.update(project.pk for project in fresh)
        groups += [AskGroup(label, fresh)] if fresh else []
    return groups


def tour_pack(tour: Tour) -> Pack:
    """The rule the units were asked to nominate by, else the usual one."""
    call = nomination_queries.call_of(tour)
    return proposal_queries.stop_pack(call.rule_id if call else "", proposal_queries.stop_packs())
