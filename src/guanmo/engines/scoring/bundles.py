"""A sealed tour as one JSON file: enough to recompute its ranking without the installation it came from.

The file holds what was sealed, the hash over it, the rule's text, and each counted ballot with the random number its
hash was made with. `check_bundle` recomputes all of it. Who may have the file is said elsewhere: it shows which marks
belong together on one ballot.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring.marks import Mark, Unit
from guanmo.engines.scoring.tally import tally
from guanmo.engines.scoring.workings import result_json
from guanmo.engines.seal import canonical, digest

FORMAT = "guanmo-tour-bundle-1"

Content = dict[str, Any]  # Any: sealed content as JSON holds it


class UnreadableBundle(ValueError):
    """The bytes are no bundle of ours; the message says what to do."""


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """One promise of the seal, whether it holds, and a sentence."""

    what: str
    ok: bool
    says: str


def bundle_of(
    *, sealed: Content, seal_hash: str, rule_text: str, ballots: Sequence[Mapping[str, object]]
) -> Content:
    """The bundle of a sealed tour; each ballot is `{"nonce", "marks"}`."""
    return {
        "format": FORMAT,
        "seal_hash": seal_hash,
        "rule_text": rule_text,
        "sealed": sealed,
        "ballots": list(ballots),
    }


def read_bundle(data: bytes) -> Content:
    """A bundle from its bytes; raises UnreadableBundle for anything else."""
    try:
        found = json.loads(data)
    except ValueError as error:
        raise UnreadableBundle("不是 JSON 文件，请用从结果页下载的封存包。") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UnreadableBundle(f"不是观摩的封存包：format 应为 {FORMAT}。")
    return found


def marks_digest(nonce: str, marks: Sequence[object]) -> str:
    """The hash of a ballot: SHA-256 over its marks and its random number."""
    return digest({"nonce": nonce, "marks": list(marks)})


def marks_of(content: Content, ballots: Iterable[tuple[str, Sequence[Content]]]) -> list[Mark]:
    """The marks of ballots, each `(hash, marks)`, under the names of the sealed content; unknown ballots are left out."""
    seats = {entry["hash"]: entry for entry in content["ballots"]}
    units = {entry["id"]: entry["name"] for entry in content["units"]}
    stops = {entry["id"]: entry["name"] for entry in content["stops"]}
    return [
        Mark(
            judge=seats[given]["code"],
            judge_group=seats[given]["group"],
            judge_unit=seats[given]["unit"],
            unit=units[mark["unit"]],
            stop="" if mark["stop"] is None else stops[mark["stop"]],
            criterion=mark["criterion"],
            score=Decimal(mark["score"]) if "score" in mark else None,
            rank=mark.get("rank"),
        )
        for given, marks in ballots
        if given in seats
        for mark in marks
    ]


def recomputed(content: Content, marks: Sequence[Mark], pack: Pack) -> Content:
    """The tally of these marks with the units of the sealed content, as plain JSON."""
    units = [Unit(entry["name"], entry["group"]) for entry in content["units"]]
    found: Content = json.loads(canonical(result_json(tally(marks, pack, units=units))))
    return found


def check_bundle(bundle: Content) -> tuple[BundleCheck, ...]:
    """Recompute a bundle: the hash over the sealed content, the rule, every ballot, the result to the last bit."""
    return tuple(
        _checked(what, check, bundle)
        for what, check in (
            ("封存哈希", _seal_holds),
            ("规则", _rule_holds),
            ("选票", _ballots_hold),
            ("结果", _result_holds),
        )
    )


def _checked(what: str, check: Callable[[Content], bool], bundle: Content) -> BundleCheck:
    try:
        ok = check(bundle)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError):
        # An altered file may hold anything; whatever the check stumbles over, it is not what was sealed.
        ok = False
    return BundleCheck(what, ok, "重算一致" if ok else "重算不一致，文件与封存时不同")


def _seal_holds(bundle: Content) -> bool:
    return digest(bundle["sealed"]) == str(bundle["seal_hash"])


def _rule_holds(bundle: Content) -> bool:
    pack = load_pack(bundle["rule_text"])
    return bool(bundle["sealed"]["rule"] == {"id": pack.id, "hash": pack.hash})


def _ballots_hold(bundle: Content) -> bool:
    sealed = sorted(entry["hash"] for entry in bundle["sealed"]["ballots"])
    return sealed == sorted(marks_digest(one["nonce"], one["marks"]) for one in bundle["ballots"])


def _result_holds(bundle: Content) -> bool:
    given = [(marks_digest(one["nonce"], one["marks"]), one["marks"]) for one in bundle["ballots"]]
    pack = load_pack(bundle["rule_text"])
    result = recomputed(bundle["sealed"], marks_of(bundle["sealed"], given), pack)
    return canonical(result) == canonical(bundle["sealed"]["result"])
