"""A bundle that holds, and each way of altering it."""

import base64
import json
import re
from collections.abc import Callable, Sequence

import pytest

from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring.bodies import Body, body_hash, write_body
from guanmo.engines.scoring.bundles import (
    FORMAT,
    Content,
    UnreadableBundle,
    check_bundle,
    checkpoint_text,
    marks_of,
    read_bundle,
    tree_of,
)
from guanmo.engines.scoring.bundling import bundle_of, recomputed
from guanmo.engines.seal import canonical, digest, public_key_of, sign
from guanmo.engines.seal.fingerprints import key_fingerprint

KEY = bytes(range(32))


def made(
    rule: str = "mean",
    figures: str = "score",
    *,
    jurors: Sequence[int] = (1, 2),
    stops: Sequence[int] = (1, 2),
) -> Content:
    """Ballots of each juror on each stop, every stop in another county."""
    given = {
        juror: [ballot(juror, stop, 90 + juror - 2 * stop + juror * stop % 2) for stop in stops]
        if figures == "score"
        else [ranked(juror)]
        for juror in jurors
    }
    bodies = [data for own in given.values() for data in own]
    pack = shipped_pack(rule)
    counties = [f"{'东西北'[stop - 1]}县" for stop in stops]
    sealed: Content = {
        "tour": {"id": 1, "name": "观摩", "sealed_at": "2026-11-24T04:00:00.000000+00:00"},
        "rule": {"id": pack.id, "hash": pack.hash},
        "units": [
            {"id": stop, "name": name, "group": "县"} for stop, name in zip(stops, counties, strict=True)
        ],
        "stops": [
            {"id": stop, "name": f"{stop}厂", "unit": name}
            for stop, name in zip(stops, counties, strict=True)
        ],
        "ballots": [
            {"code": f"J0{juror}", "group": "评委", "unit": "", "hashes": [body_hash(data) for data in own]}
            for juror, own in given.items()
        ],
        "tree": tree_of([body_hash(data) for data in bodies]),
    }
    sealed["result"] = recomputed(sealed, marks_of(sealed, bodies), pack)
    return bundle_of(
        sealed=sealed, seal_hash=digest(sealed), rule_text=pack.text, bodies=bodies, private_key=KEY
    )


def ballot(juror: int, stop: int, score: int) -> bytes:
    return write_body(Body(f"{juror}{stop}".zfill(32), "ab" * 16, 1, juror, stop, {"": str(score)}))


def ranked(juror: int) -> bytes:
    return write_body(Body(f"{juror}".zfill(32), "ab" * 16, 1, juror, None, {"1": 1, "2": 2}))


def test_who_is_excused_is_sealed_with_the_ballots() -> None:
    """The first juror recused from the first stop after scoring it: the mark stays in the bundle and does not count."""
    bundle = made()
    sealed, pack = bundle["sealed"], shipped_pack("mean")
    bodies = [text.encode() for text in bundle["ballots"]]
    sealed["ballots"][0]["excused"] = [{"stop": 1, "why": "recused"}]
    sealed["result"] = recomputed(sealed, marks_of(sealed, bodies), pack)
    again = bundle_of(
        sealed=sealed, seal_hash=digest(sealed), rule_text=pack.text, bodies=bodies, private_key=KEY
    )

    assert [one["code"] for one in sealed["result"]["excluded"]] == ["recused"]
    assert failed(again) == []
    sealed["ballots"][0]["excused"] = []
    assert failed(again) == ["封存哈希", "结果"]


def test_a_bundle_of_the_earlier_format_is_read() -> None:
    old = made() | {"format": "guanmo-tour-bundle-2"}

    assert failed(read_bundle(canonical(old))) == []


def test_the_checkpoint_says_what_was_sealed() -> None:
    bundle = made()

    assert bundle["checkpoint"]["text"].split("\n") == [
        "guanmo-checkpoint-v1",
        "1",
        "观摩",
        "4",
        bundle["sealed"]["tree"]["root"],
        bundle["seal_hash"],
        "2026-11-24T04:00:00.000000+00:00",
    ]


def failed(bundle: Content) -> list[str]:
    return [check.what for check in check_bundle(bundle) if not check.ok]


@pytest.mark.parametrize(("rule", "figures"), [("mean", "score"), ("rank-100-3", "rank")])
def test_a_bundle_holds_after_a_journey_as_bytes(rule: str, figures: str) -> None:
    bundle = read_bundle(canonical(made(rule, figures)))

    assert failed(bundle) == []
    assert {check.says for check in check_bundle(bundle)} == {"重算一致", "与文件内的公钥相符"}


def other_score(bundle: Content) -> None:
    bundle["ballots"][0] = re.sub(r'"(8|9)\d"', '"77"', bundle["ballots"][0])


def other_root(bundle: Content) -> None:
    bundle["sealed"]["tree"]["root"] = "0" * 64
    bundle["seal_hash"] = digest(bundle["sealed"])


def one_ballot_less(bundle: Content) -> None:
    del bundle["ballots"][0]


def ballots_missing(bundle: Content) -> None:
    del bundle["ballots"]


def other_result(bundle: Content) -> None:
    bundle["sealed"]["result"]["units"][0]["score"] = 99.0


def other_result_with_its_hash(bundle: Content) -> None:
    other_result(bundle)
    bundle["seal_hash"] = digest(bundle["sealed"])


def other_rule(bundle: Content) -> None:
    bundle["rule_text"] = shipped_pack("drop-1-1").text


def no_rule(bundle: Content) -> None:
    bundle["rule_text"] = "这不是规则"


def signed_by_another(bundle: Content) -> None:
    other = public_key_of(bytes(32))
    bundle["checkpoint"]["public_key"] = base64.b64encode(other).decode()


def other_checkpoint(bundle: Content) -> None:
    bundle["checkpoint"]["text"] += "\n"


def no_checkpoint(bundle: Content) -> None:
    del bundle["checkpoint"]


@pytest.mark.parametrize(
    ("alter", "noticed"),
    [
        (other_score, ["选票", "结果"]),
        (other_root, ["签名", "选票"]),
        (one_ballot_less, ["选票", "结果"]),
        (ballots_missing, ["选票", "结果"]),
        (other_result, ["封存哈希", "结果"]),
        (other_result_with_its_hash, ["签名", "结果"]),
        (signed_by_another, ["签名"]),
        (other_checkpoint, ["签名"]),
        (no_checkpoint, ["签名"]),
        (other_rule, ["规则", "结果"]),
        (no_rule, ["规则", "结果"]),
    ],
)
def test_an_altered_bundle_is_noticed(alter: Callable[[Content], None], noticed: list[str]) -> None:
    bundle = made()

    alter(bundle)

    assert failed(bundle) == noticed
    assert {check.says for check in check_bundle(bundle) if not check.ok} == {"重算不一致，文件与封存时不同"}


def test_a_bundle_signed_again_fails_by_the_published_key() -> None:
    """Whoever alters a bundle can hash and sign it again, and bring the own key along."""
    whole, forged = made(), made()
    other_result_with_its_hash(forged)
    text, other = checkpoint_text(forged["sealed"], forged["seal_hash"]), bytes(range(1, 33))
    forged["checkpoint"] = {
        "text": text,
        "signature": base64.b64encode(sign(other, text.encode())).decode(),
        "public_key": base64.b64encode(public_key_of(other)).decode(),
    }
    published = key_fingerprint(public_key_of(KEY))

    found = [check_bundle(bundle, key=published) for bundle in (whole, forged)]

    assert [[check.what for check in checks if not check.ok] for checks in found] == [[], ["公钥", "结果"]]
    assert [checks[2].says for checks in found] == [
        "就是所给的那一把",
        "不是所给的那一把，这个文件不是公布公钥的单位签的",
    ]


def fair_bundle() -> Content:
    """Three jurors of different strictness on three stops, ranked with strictness taken off."""
    return made("adjusted", jurors=(1, 2, 3), stops=(1, 2, 3))


def test_a_fair_bundle_holds_with_statistics_and_in_part_without() -> None:
    bundle = fair_bundle()

    full, part = check_bundle(bundle, recompute=recomputed)[-1], check_bundle(bundle)[-1]

    assert (full.ok, full.whole, full.says) == (True, True, "重算一致")
    assert (part.ok, part.whole) == (True, False)
    assert part.says.endswith("没有重算，须用完整的程序（guanmo seal verify）")


def other_mean(bundle: Content) -> None:
    bundle["sealed"]["result"]["workings"]["stops"][0]["value"] = "1"


def other_number(bundle: Content) -> None:
    bundle["sealed"]["result"]["stops"][0]["n"] = 99


def no_workings(bundle: Content) -> None:
    del bundle["sealed"]["result"]["workings"]


@pytest.mark.parametrize("alter", [other_mean, other_number, no_workings, one_ballot_less])
def test_an_altered_fair_bundle_is_noticed_without_statistics(alter: Callable[[Content], None]) -> None:
    bundle = fair_bundle()

    alter(bundle)

    found = check_bundle(bundle)[-1]
    assert (found.ok, found.whole, found.says) == (False, True, "重算不一致，文件与封存时不同")


def test_marks_of_a_ballot_nobody_sealed_are_left_out() -> None:
    sealed = made()["sealed"]

    assert marks_of(sealed, [ballot(3, 1, 90)]) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "不是 JSON 文件"),
        (b"{", "不是 JSON 文件"),
        (b"[" * 100_000, "不是 JSON 文件"),
        (b"[]", "不是观摩的封存包"),
        (json.dumps({"format": "guanmo-tour-bundle-0"}).encode(), f"format 应为 {FORMAT}"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableBundle, match=message):
        read_bundle(data)
