"""A sealed tour as one JSON file: enough to recompute its ranking without the installation it came from.

The file holds what was sealed, the hash over it, the rule's text, and the bytes of each counted ballot. `check_bundle`
recomputes all of it, with nothing but Python's own library. Who may have the file is said elsewhere: it shows which
marks belong together.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, Final

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring.bodies import body_hash, read_body
from guanmo.engines.scoring.counting import NeedsStatistics, count
from guanmo.engines.scoring.marks import Excuse, Mark, Unit
from guanmo.engines.scoring.workings import plain_json
from guanmo.engines.seal.edwards import signature_holds
from guanmo.engines.seal.fingerprints import names_key
from guanmo.engines.seal.merkle import merkle_root
from guanmo.engines.seal.spelling import canonical, digest

FORMAT = "guanmo-tour-bundle-3"
READABLE = ("guanmo-tour-bundle-2", FORMAT)
"""Before 3 nobody could be excused from a stop; what was sealed then recomputes as it did."""

_LEFT: Final = "每个点位的打分、去掉的分和平均重算一致；校正松紧以后的得分和名次没有重算，须用完整的程序（guanmo seal verify）"
_BROKEN: Final = {"公钥": "不是所给的那一把，这个文件不是公布公钥的单位签的"}

Content = dict[str, Any]  # Any: sealed content as JSON holds it
Recompute = Callable[[Content, Sequence[Mark], Pack], Content]
"""Sealed content, its marks and the rule in; the result out, as sealed content holds it."""


class UnreadableBundle(ValueError):
    """The bytes are no bundle of ours; the message says what to do."""


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """One promise of the seal, whether it holds, and a sentence."""

    what: str
    ok: bool
    says: str
    whole: bool = True
    """False where only a part could be checked here, and that part holds."""


def checkpoint_text(sealed: Content, seal_hash: str) -> str:
    """What is signed: tour, number of counted ballots, root of their tree, hash and moment of the seal, one a line."""
    tour, tree = sealed["tour"], sealed["tree"]
    fields = (tour["id"], tour["name"], tree["size"], tree["root"], seal_hash, tour["sealed_at"])
    return "\n".join(["guanmo-checkpoint-v1", *map(str, fields)])


def read_bundle(data: bytes) -> Content:
    """A bundle from its bytes; raises UnreadableBundle for anything else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableBundle("不是 JSON 文件，请用从结果页下载的封存包。") from error
    if not isinstance(found, dict) or found.get("format") not in READABLE:
        raise UnreadableBundle(f"不是观摩的封存包：format 应为 {FORMAT}。")
    return found


def tree_of(hashes: Sequence[str]) -> Content:
    """The Merkle tree over counted ballots: how many, and its root. Leaves are hashes in ascending order."""
    root = merkle_root([bytes.fromhex(one) for one in sorted(hashes)])
    return {"size": len(hashes), "root": root.hex()}


def hashes_in(content: Content) -> list[str]:
    """The hashes of all counted ballots of sealed content, in ascending order."""
    return sorted(one for seat in content["ballots"] for one in seat["hashes"])


def marks_of(content: Content, bodies: Iterable[bytes]) -> list[Mark]:
    """The marks of ballots under the names of the sealed content, and who is excused from which stop.

    Ballots the content does not know are left out.
    """
    seats = {one: seat for seat in content["ballots"] for one in seat["hashes"]}
    units = {str(entry["id"]): entry["name"] for entry in content["units"]}
    stops = {entry["id"]: entry for entry in content["stops"]}
    found = []
    for data in bodies:
        seat = seats.get(body_hash(data))
        if seat is not None:
            found += _marks_of_one(seat, data, units, stops)
    return found + [mark for seat in content["ballots"] for mark in _excused(seat, stops)]


def _excused(seat: Content, stops: Mapping[int, Content]) -> list[Mark]:
    judge = {"judge": seat["code"], "judge_group": seat["group"], "judge_unit": seat["unit"]}
    return [
        Mark(
            **judge,
            unit=stops[one["stop"]]["unit"],
            stop=stops[one["stop"]]["name"],
            excused=Excuse(one["why"]),
        )
        for one in seat.get("excused", ())
    ]


def _marks_of_one(
    seat: Content, data: bytes, units: Mapping[str, str], stops: Mapping[int, Content]
) -> list[Mark]:
    body = read_body(data)
    judge = {"judge": seat["code"], "judge_group": seat["group"], "judge_unit": seat["unit"]}
    if body.stop is None:
        return [
            Mark(**judge, unit=units[unit], stop="", criterion="", rank=int(place))
            for unit, place in body.marks.items()
        ]
    stop = stops[body.stop]
    return [
        Mark(**judge, unit=stop["unit"], stop=stop["name"], criterion=criterion, score=Decimal(score))
        for criterion, score in body.marks.items()
    ]


def sealed_units(content: Content) -> list[Unit]:
    """Who takes part, in which group, in the order of the sealed content."""
    return [Unit(entry["name"], entry["group"]) for entry in content["units"]]


def as_sealed(result: Mapping[str, object]) -> Content:
    """A result as sealed content holds it: plain JSON, through the one spelling."""
    found: Content = json.loads(canonical(result))
    return found


def plainly_recomputed(content: Content, marks: Sequence[Mark], pack: Pack) -> Content:
    """The tally of these marks without statistics; raises `NeedsStatistics` for a fair rule."""
    return as_sealed(plain_json(count(marks, pack, units=sealed_units(content))))


def check_bundle(
    bundle: Content, *, key: str = "", recompute: Recompute = plainly_recomputed
) -> tuple[BundleCheck, ...]:
    """Recompute a bundle: the hash over the sealed content, the rule, every ballot, the result to the last bit.

    `key` is the published fingerprint of the city's key, or the key itself: without it the signature is held against
    the key in the file, which whoever re-signs an altered file brings along. `recompute` tallies; what it cannot
    (`NeedsStatistics`) is said to be left.
    """
    checks = [
        _checked("封存哈希", _seal_holds, bundle),
        _checked("签名", _signature_holds, bundle, "与文件内的公钥相符"),
        _checked("规则", _rule_holds, bundle),
        _checked("选票", _ballots_hold, bundle),
        _result_check(bundle, recompute),
    ]
    if key:
        checks.insert(2, _checked("公钥", partial(_key_is, key), bundle, "就是所给的那一把"))
    return tuple(checks)


def _checked(
    what: str, check: Callable[[Content], bool], bundle: Content, says: str = "重算一致"
) -> BundleCheck:
    try:
        ok = check(bundle)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError):
        # An altered file may hold anything; whatever the check stumbles over, it is not what was sealed.
        ok = False
    return BundleCheck(what, ok, says if ok else _BROKEN.get(what, "重算不一致，文件与封存时不同"))


def _result_check(bundle: Content, recompute: Recompute) -> BundleCheck:
    try:
        return _checked("结果", partial(_result_holds, recompute), bundle)
    except NeedsStatistics:
        steps = _checked("结果", _steps_hold, bundle, _LEFT)
        return replace(steps, whole=not steps.ok)


def _seal_holds(bundle: Content) -> bool:
    return digest(bundle["sealed"]) == str(bundle["seal_hash"])


def _signature_holds(bundle: Content) -> bool:
    said = bundle["checkpoint"]
    text = checkpoint_text(bundle["sealed"], bundle["seal_hash"])
    signature = base64.b64decode(said["signature"])
    return text == said["text"] and signature_holds(public_key_in(bundle), text.encode(), signature)


def _key_is(key: str, bundle: Content) -> bool:
    return names_key(key, public_key_in(bundle))


def _rule_holds(bundle: Content) -> bool:
    pack = load_pack(bundle["rule_text"])
    return bool(bundle["sealed"]["rule"] == {"id": pack.id, "hash": pack.hash})


def _ballots_hold(bundle: Content) -> bool:
    sealed = hashes_in(bundle["sealed"])
    given = sorted(body_hash(data) for data in _bodies(bundle))
    return sealed == given and tree_of(given) == bundle["sealed"]["tree"]


def _result_holds(recompute: Recompute, bundle: Content) -> bool:
    pack, marks = load_pack(bundle["rule_text"]), marks_of(bundle["sealed"], _bodies(bundle))
    result = recompute(bundle["sealed"], marks, pack)
    return canonical(result) == canonical(bundle["sealed"]["result"])


def _steps_hold(bundle: Content) -> bool:
    """What a fair rule's result says before the statistics: marks, means stop by stop, what does not count."""
    pack, sealed = load_pack(bundle["rule_text"]), bundle["sealed"]
    plain = replace(pack, body=replace(pack.ballot_rule, fair=None))
    result = plainly_recomputed(sealed, marks_of(sealed, _bodies(bundle)), plain)
    return canonical(_before_statistics(result)) == canonical(_before_statistics(sealed["result"]))


def _before_statistics(result: Content) -> Content:
    by_stop = itemgetter("unit", "stop")  # units are listed by place, which the statistics decide
    numbers = {f"{one['unit']}\n{one['stop']}": one["n"] for one in result["stops"]}
    steps = sorted(result["workings"]["stops"], key=by_stop)
    return {"n": numbers, "steps": steps, "excluded": result["excluded"], "rule": result["rule"]}


def public_key_in(bundle: Content) -> bytes:
    """The key a bundle names; whether it is the city's own is for those who know it."""
    return base64.b64decode(bundle["checkpoint"]["public_key"])


def _bodies(bundle: Content) -> list[bytes]:
    return [text.encode() for text in bundle["ballots"]]
