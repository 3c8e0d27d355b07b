"""A bundle that holds, and each way of altering it."""

import json
from collections.abc import Callable

import pytest

from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring.bundles import (
    FORMAT,
    Content,
    UnreadableBundle,
    bundle_of,
    check_bundle,
    marks_digest,
    marks_of,
    read_bundle,
    recomputed,
)
from guanmo.engines.seal import canonical, digest


def made(rule: str = "mean", figures: str = "score") -> Content:
    """Two ballots on two stops in two counties."""
    ballots = [
        {"nonce": nonce, "marks": [mark(1, 90 + n, figures), mark(2, 80 + n, figures)]}
        for n, nonce in enumerate(("aa", "bb"))
    ]
    hashes = [marks_digest(str(one["nonce"]), list(one["marks"])) for one in ballots]
    pack = shipped_pack(rule)
    sealed: Content = {
        "rule": {"id": pack.id, "hash": pack.hash},
        "units": [{"id": 1, "name": "东县", "group": "县"}, {"id": 2, "name": "西县", "group": "县"}],
        "stops": [{"id": 1, "name": "一厂"}, {"id": 2, "name": "二厂"}],
        "ballots": [
            {"code": f"J0{n}", "group": "评委", "unit": "", "hash": one} for n, one in enumerate(hashes, 1)
        ],
    }
    given = list(zip(hashes, [one["marks"] for one in ballots], strict=True))
    sealed["result"] = recomputed(sealed, marks_of(sealed, given), pack)  # type: ignore[arg-type]
    return bundle_of(sealed=sealed, seal_hash=digest(sealed), rule_text=pack.text, ballots=ballots)


def mark(place: int, score: int, figures: str) -> Content:
    figure = {"score": str(score)} if figures == "score" else {"rank": place}
    stop = place if figures == "score" else None
    return {"stop": stop, "unit": place, "criterion": "", **figure}


def failed(bundle: Content) -> list[str]:
    return [check.what for check in check_bundle(bundle) if not check.ok]


@pytest.mark.parametrize(("rule", "figures"), [("mean", "score"), ("rank-100-3", "rank")])
def test_a_bundle_holds_after_a_journey_as_bytes(rule: str, figures: str) -> None:
    bundle = read_bundle(canonical(made(rule, figures)))

    assert failed(bundle) == []
    assert {check.says for check in check_bundle(bundle)} == {"重算一致"}


def other_score(bundle: Content) -> None:
    bundle["ballots"][0]["marks"][0]["score"] = "100"


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


@pytest.mark.parametrize(
    ("alter", "noticed"),
    [
        (other_score, ["选票", "结果"]),
        (one_ballot_less, ["选票", "结果"]),
        (ballots_missing, ["选票", "结果"]),
        (other_result, ["封存哈希", "结果"]),
        (other_result_with_its_hash, ["结果"]),
        (other_rule, ["规则", "结果"]),
        (no_rule, ["规则", "结果"]),
    ],
)
def test_an_altered_bundle_is_noticed(alter: Callable[[Content], None], noticed: list[str]) -> None:
    bundle = made()

    alter(bundle)

    assert failed(bundle) == noticed
    assert {check.says for check in check_bundle(bundle) if not check.ok} == {"重算不一致，文件与封存时不同"}


def test_marks_of_a_ballot_nobody_sealed_are_left_out() -> None:
    sealed = made()["sealed"]

    assert marks_of(sealed, [("0" * 64, [mark(1, 90, "score")])]) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "不是 JSON 文件"),
        (b"{", "不是 JSON 文件"),
        (b"[]", "不是观摩的封存包"),
        (json.dumps({"format": "guanmo-tour-bundle-0"}).encode(), f"format 应为 {FORMAT}"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableBundle, match=message):
        read_bundle(data)
