"""A sealed tour as one JSON file: enough to recompute its ranking without the installation it came from.

The file holds what was sealed, the hash over it, the rule's text, and the bytes of each counted ballot. `check_bundle`
recomputes all of it. Who may have the file is said elsewhere: it shows which marks belong together.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring.bodies import body_hash, read_body
from guanmo.engines.scoring.marks import Mark, Unit
from guanmo.engines.scoring.tally import tally
from guanmo.engines.scoring.workings import result_json
from guanmo.engines.seal.merkle import merkle_root
from guanmo.engines.seal.signatures import public_key_of, sign, verifies
from guanmo.engines.seal.spelling import canonical, digest

FORMAT = "guanmo-tour-bundle-2"

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
    *, sealed: Content, seal_hash: str, rule_text: str, bodies: Sequence[bytes], private_key: bytes
) -> Content:
    """The bundle of a sealed tour; bodies in the order of their hashes, which tells nothing about who came when.

    `private_key` (Ed25519, 32 bytes) signs the checkpoint, so that a bundle made elsewhere does not pass for this one.
    """
    text = checkpoint_text(sealed, seal_hash)
    return {
        "format": FORMAT,
        "seal_hash": seal_hash,
        "checkpoint": {
            "text": text,
            "signature": base64.b64encode(sign(private_key, text.encode())).decode(),
            "public_key": base64.b64encode(public_key_of(private_key)).decode(),
        },
        "rule_text": rule_text,
        "sealed": sealed,
        "ballots": [body.decode() for body in sorted(bodies, key=body_hash)],
    }


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
    if not isinstance(found, dict) or found.get("format") != FORMAT:
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
    """The marks of ballots under the names of the sealed content; ballots it does not know are left out."""
    seats = {one: seat for seat in content["ballots"] for one in seat["hashes"]}
    units = {str(entry["id"]): entry["name"] for entry in content["units"]}
    stops = {entry["id"]: entry for entry in content["stops"]}
    found = []
    for data in bodies:
        seat = seats.get(body_hash(data))
        if seat is not None:
            found += _marks_of_one(seat, data, units, stops)
    return found


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
            ("签名", _signature_holds),
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


def _signature_holds(bundle: Content) -> bool:
    """By the key inside; whether it is the city's own key is for the eyes that know it."""
    said = bundle["checkpoint"]
    signature, key = base64.b64decode(said["signature"]), base64.b64decode(said["public_key"])
    text = checkpoint_text(bundle["sealed"], bundle["seal_hash"])
    return text == said["text"] and verifies(key, text.encode(), signature)


def _rule_holds(bundle: Content) -> bool:
    pack = load_pack(bundle["rule_text"])
    return bool(bundle["sealed"]["rule"] == {"id": pack.id, "hash": pack.hash})


def _ballots_hold(bundle: Content) -> bool:
    sealed = hashes_in(bundle["sealed"])
    given = sorted(body_hash(data) for data in _bodies(bundle))
    return sealed == given and tree_of(given) == bundle["sealed"]["tree"]


def _result_holds(bundle: Content) -> bool:
    pack = load_pack(bundle["rule_text"])
    result = recomputed(bundle["sealed"], marks_of(bundle["sealed"], _bodies(bundle)), pack)
    return canonical(result) == canonical(bundle["sealed"]["result"])


def _bodies(bundle: Content) -> list[bytes]:
    return [text.encode() for text in bundle["ballots"]]
