"""What a seal covers, and whether it still holds. What the hash is made of: docs/dev/sealing.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from guanmo.accounts.models import Person
from guanmo.engines.packs import InvalidPack, Pack, load_pack
from guanmo.engines.packs.ballot_rules import OwnUnit, SkipOrRefuse
from guanmo.engines.scoring import Mark
from guanmo.engines.scoring.bodies import body_hash
from guanmo.engines.scoring.bundles import hashes_in, marks_of, tree_of
from guanmo.engines.scoring.bundling import recomputed
from guanmo.engines.seal import UnreadableEnvelope, canonical, digest, public_key_of
from guanmo.engines.seal.fingerprints import key_fingerprint
from guanmo.foundation.history import plain
from guanmo.foundation.queries import entries_of
from guanmo.observation import excuse_queries, queries
from guanmo.observation.ballot_queries import body_bytes
from guanmo.observation.models import Ballot, Juror, Stop, Tour

FORMAT = "guanmo-tour-seal-3"

Content = dict[str, Any]  # Any: the sealed content as JSON holds it


@dataclass(frozen=True)
class Check:
    """One thing a seal promises, and whether it holds."""

    what: str
    ok: bool
    says: str


@dataclass(frozen=True)
class Verification:
    """All that was recomputed from the ballots and compared with what was stored."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def counted_ballots(tour: Tour) -> list[Ballot]:
    """The ballots that count, one a juror and stop, in the order of their hashes: it tells nothing about who gave them."""
    heads = Ballot.objects.filter(tour=tour).counted().select_related("juror__unit")
    return sorted(heads, key=lambda ballot: ballot.body_hash)


def content_to_seal(tour: Tour, by: Person, at: datetime) -> Content:
    """Tour, rule, units, stops, hashes of the counted ballots, and the result; raises InvalidBallots."""
    pack = queries.pack_of(tour)
    ballots = counted_ballots(tour)
    stops = list(queries.stops_of(tour))
    content = {
        "format": FORMAT,
        "tour": {
            "id": tour.pk,
            "name": tour.name,
            "held_on": tour.held_on.isoformat(),
            "jurors": Juror.objects.filter(tour=tour).count(),
            "sealed_by": by.name,
            "sealed_at": plain(at),
        },
        "rule": {"id": pack.id, "hash": pack.hash},
        "units": [
            {"id": unit.pk, "name": unit.name, "group": queries.group_in(pack.ballot_rule, unit)}
            for unit in queries.participants(stops)
        ],
        "stops": _stops(stops),
        "ballots": _ballots(tour, ballots, pack, [stop.unit_id for stop in stops]),
        "tree": tree_of([ballot.body_hash for ballot in ballots]),
    }
    return content | {"result": recomputed_result(content, ballots, pack)}


def marks_in(content: Content, ballots: Sequence[Ballot]) -> list[Mark]:
    """The marks of these ballots under the names of the sealed content; ballots it does not know are left out."""
    return marks_of(content, [body_bytes(ballot) for ballot in ballots])


def recomputed_result(content: Content, ballots: Sequence[Ballot], pack: Pack) -> Content:
    """The tally of these ballots, as plain JSON."""
    return recomputed(content, marks_in(content, ballots), pack)


def sealed_content(tour: Tour) -> Content:
    """What was sealed; empty for a tour that is not."""
    content: Content = tour.result or {}
    return content


def signing_fingerprint() -> str:
    """The fingerprint of the key that signs receipts and seals here: published, so that nobody signs in our name."""
    return key_fingerprint(public_key_of(settings.GUANMO_SIGNING_KEY))


def verify_seal(tour: Tour) -> Verification:
    """Recompute a sealed tour from its ballots and rule, and compare with what was stored, to the last bit."""
    content = sealed_content(tour)
    stored = (_check_hash(tour, content), _check_history(tour))
    if not stored[0].ok:  # what was altered cannot be compared with anything
        return Verification(stored)
    ballots = counted_ballots(tour)
    return Verification(
        (
            _check_tour(tour, content),
            _check_rule(tour, content),
            _check_ballots(ballots, content),
            _check_result(tour, ballots, content),
            *stored,
        )
    )


def _stops(stops: Sequence[Stop]) -> list[Content]:
    names = Counter(stop.project.name for stop in stops)
    return [
        {
            "id": stop.pk,
            "order": stop.order,
            # Two stops of one name would become one in the tally.
            "name": stop.project.name
            if names[stop.project.name] == 1
            else f"{stop.project.name}（{stop.project.code}）",
            "code": stop.project.code,
            "unit": stop.unit.name,
        }
        for stop in stops
    ]


def _ballots(tour: Tour, ballots: Sequence[Ballot], pack: Pack, ranked: Sequence[int]) -> list[Content]:
    """A code, the group and the hashes of each juror; unit and excuses only where the rule asks, to keep the vote secret.

    Codes go by each juror's lowest hash: they tell nothing about who it is.
    """
    asks = pack.ballot_rule.own_unit is OwnUnit.EXCLUDE
    all_asked = pack.ballot_rule.missing.stop is SkipOrRefuse.REFUSE
    excuses = excuse_queries.excuses_of(tour)
    given: dict[int, list[Ballot]] = {}
    for ballot in ballots:
        given.setdefault(ballot.juror_id, []).append(ballot)
    width = max(2, len(str(len(given))))
    return [
        {
            "code": f"J{number:0{width}d}",
            "group": own[0].juror.group,
            "unit": _ranked_name(own[0].juror, ranked) if asks else "",
            "hashes": [ballot.body_hash for ballot in own],
            "excused": excuse_queries.to_seal(
                excuses.get(own[0].juror_id, {}), {ballot.stop_id for ballot in own}, all_asked=all_asked
            ),
        }
        for number, own in enumerate(given.values(), 1)
    ]


def _ranked_name(juror: Juror, ranked: Sequence[int]) -> str:
    above = queries.ranked_unit_of(juror.unit) if juror.unit else None
    return above.name if above and above.pk in ranked else ""


def _check_tour(tour: Tour, content: Content) -> Check:
    stops = [[stop.pk, stop.unit_id] for stop in queries.stops_of(tour)]
    ids = {entry["name"]: entry["id"] for entry in content["units"]}
    sealed = [[entry["id"], ids[entry["unit"]]] for entry in content["stops"]]
    same = (tour.name, tour.held_on.isoformat()) == (content["tour"]["name"], content["tour"]["held_on"])
    ok = same and stops == sealed
    says = f"名称、日期和{len(sealed)}个观摩点与封存时一致" if ok else "名称、日期或观摩点与封存时不同"
    return Check("观摩", ok, says)


def _check_rule(tour: Tour, content: Content) -> Check:
    pack = _pack_or_none(tour)
    ok = pack is not None and {"id": pack.id, "hash": pack.hash} == content["rule"]
    says = "规则正文的校验值与封存时一致" if ok else "规则正文与封存时不同"
    return Check("规则", ok, says)


def _check_ballots(ballots: Sequence[Ballot], content: Content) -> Check:
    groups = {one: seat["group"] for seat in content["ballots"] for one in seat["hashes"]}
    whole = [ballot.body_hash for ballot in ballots if groups.get(_hash_of(ballot)) == ballot.juror.group]
    ok = whole == hashes_in(content) and len(ballots) == len(groups) and tree_of(whole) == content["tree"]
    says = f"{len(groups)}张票逐张重算哈希，全部一致" if ok else _ballot_faults(ballots, whole, groups)
    return Check("选票", ok, says)


def _hash_of(ballot: Ballot) -> str:
    """Recomputed from what is in the envelope; empty for one that does not open or says otherwise than its row."""
    try:
        found = body_hash(body_bytes(ballot))
    except UnreadableEnvelope:
        return ""
    return found if found == ballot.body_hash else ""


def _ballot_faults(ballots: Sequence[Ballot], whole: Sequence[str], groups: Mapping[str, str]) -> str:
    extra = len(ballots) - len(whole)
    return f"封存时{len(groups)}张，现在对得上的{len(set(whole) & set(groups))}张，对不上的{extra}张"


def _check_result(tour: Tour, ballots: Sequence[Ballot], content: Content) -> Check:
    pack = _pack_or_none(tour)
    try:
        ok = pack is not None and canonical(recomputed_result(content, ballots, pack)) == canonical(
            content["result"]
        )
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, UnreadableEnvelope):
        # Altered ballots may hold anything; whatever the tally stumbles over, they are not what was sealed.
        ok = False
    return Check("结果", ok, "由选票重算，与封存的结果逐位一致" if ok else "由选票重算，与封存的结果不同")


def _check_hash(tour: Tour, content: Content) -> Check:
    ok = digest(content) == tour.seal_hash
    return Check("封存哈希", ok, "由封存内容重算，一致" if ok else "由封存内容重算，不一致")


def _check_history(tour: Tour) -> Check:
    entry = entries_of(tour).filter(action="tour.sealed").first()
    ok = entry is not None and entry.changes.get("seal_hash", [None, None])[1] == tour.seal_hash
    return Check("日志", ok, "封存当时写入日志的哈希与此一致" if ok else "与封存当时写入日志的哈希不一致")


def _pack_or_none(tour: Tour) -> Pack | None:
    try:
        return load_pack(tour.rule_text)
    except InvalidPack:
        return None
