"""A seal that holds, and each way of breaking it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring import Unit, result_json, tally
from guanmo.engines.scoring.bodies import body_hash
from guanmo.engines.seal import canonical, digest
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.ballot_queries import body_bytes, sealed_body
from guanmo.observation.models import Ballot, Juror, Stop, Tour
from guanmo.observation.seal_queries import counted_ballots, marks_in, sealed_content, verify_seal
from tests.cast import NOON, Cast
from tests.observation.tours import sealed_tour, voted


def failed(tour: Tour) -> list[str]:
    return [check.what for check in verify_seal(Tour.objects.get(pk=tour.pk)).checks if not check.ok]


def test_a_fresh_seal_holds(cast: Cast) -> None:
    tour = sealed_tour(cast, jurors=5)

    verification = verify_seal(Tour.objects.get(pk=tour.pk))

    assert verification.ok
    assert [(check.what, check.says) for check in verification.checks] == [
        ("观摩", "名称、日期和4个观摩点与封存时一致"),
        ("规则", "规则正文的校验值与封存时一致"),
        ("选票", "20张票逐张重算哈希，全部一致"),
        ("结果", "由选票重算，与封存的结果逐位一致"),
        ("封存哈希", "由封存内容重算，一致"),
        ("日志", "封存当时写入日志的哈希与此一致"),
    ]


@pytest.mark.parametrize("rule", ["rank-100-3", "drop-1-1"])
def test_the_result_is_the_engines_own(cast: Cast, rule: str) -> None:
    tour = sealed_tour(cast, rule, jurors=5)

    content = sealed_content(Tour.objects.get(pk=tour.pk))
    marks = marks_in(content, counted_ballots(tour))
    units = [Unit(entry["name"], entry["group"]) for entry in content["units"]]

    assert canonical(content["result"]) == canonical(
        result_json(tally(marks, shipped_pack(rule), units=units))
    )
    assert verify_seal(tour).ok


def test_a_project_renamed_after_the_seal_breaks_nothing(cast: Cast) -> None:
    tour = sealed_tour(cast)
    rewrite(Stop.objects.all()[0].project, name="改名后的项目")
    rewrite(cast.city.county, name="改名后的县")

    assert failed(tour) == []


def rewrite(row: object, **values: object) -> None:
    """What somebody with the database's password could do: past every service and the history."""
    type(row).unguarded().filter(pk=row.pk).update(**values)  # type: ignore[attr-defined]


def other_marks(cast: Cast, tour: Tour) -> None:
    ballot = tour.ballots.all()[0]
    rewrite(ballot, body=forged(ballot)[1])


def other_marks_with_their_hash(cast: Cast, tour: Tour) -> None:
    ballot = tour.ballots.all()[0]
    data, body = forged(ballot)
    rewrite(ballot, body=body, body_hash=body_hash(data))


def forged(ballot: Ballot) -> tuple[bytes, bytes]:
    """The ballot with another score, as somebody who also has the key could put it into the row."""
    data = body_bytes(ballot).replace(b'"90"', b'"99"').replace(b'"89"', b'"99"')
    return data, sealed_body(ballot.tour_id, ballot.ballot_id, data)


def one_more_ballot(cast: Cast, tour: Tour) -> None:
    juror = Juror(tour=tour, name="塞票的", group="评委")
    (juror,) = Juror.unguarded().bulk_create([juror])
    first = tour.ballots.all()[0]
    data = body_bytes(first).replace(first.ballot_id.encode(), b"f" * 32)
    Ballot.unguarded().bulk_create(
        [
            Ballot(
                tour=tour,
                juror=juror,
                stop=first.stop,
                subject=first.subject,
                ballot_id="f" * 32,
                sequence=99,
                body=sealed_body(tour.pk, "f" * 32, data),
                body_hash=body_hash(data),
                entered_by=cast.office,
                submitted_at=NOON,
            )
        ]
    )


def one_ballot_less(cast: Cast, tour: Tour) -> None:
    Ballot.unguarded().filter(pk=tour.ballots.all()[0].pk).delete()


def nonsense_for_marks(cast: Cast, tour: Tour) -> None:
    rewrite(tour.ballots.all()[0], body="乱码".encode())


def other_group(cast: Cast, tour: Tour) -> None:
    rewrite(tour.jurors.all()[0], group="别的组")


def other_result(cast: Cast, tour: Tour) -> None:
    content = sealed_content(tour)
    content["result"]["units"][0]["score"] = 99.0
    rewrite(tour, result=content)


def other_result_with_its_hash(cast: Cast, tour: Tour) -> None:
    content = sealed_content(tour)
    content["result"]["units"][0]["score"] = 99.0
    rewrite(tour, result=content, seal_hash=digest(content))


def other_rule(cast: Cast, tour: Tour) -> None:
    rewrite(tour, rule_text=shipped_pack("drop-1-1").text)


def broken_rule(cast: Cast, tour: Tour) -> None:
    rewrite(tour, rule_text="乱码")


def other_name(cast: Cast, tour: Tour) -> None:
    rewrite(tour, name="别的观摩")


def other_day(cast: Cast, tour: Tour) -> None:
    rewrite(tour, held_on=tour.held_on + timedelta(days=1))


def other_unit(cast: Cast, tour: Tour) -> None:
    rewrite(tour.stops.all()[0], unit=cast.city.zone)


def no_history(cast: Cast, tour: Tour) -> None:
    HistoryEntry.unguarded().filter(action="tour.sealed").delete()


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (other_marks, ["选票", "结果"]),
        (other_marks_with_their_hash, ["选票", "结果"]),
        (one_more_ballot, ["选票"]),
        (one_ballot_less, ["选票", "结果"]),
        (nonsense_for_marks, ["选票", "结果"]),
        (other_group, ["选票"]),
        (other_result, ["封存哈希"]),
        (other_result_with_its_hash, ["结果", "日志"]),
        (other_rule, ["规则", "结果"]),
        (broken_rule, ["规则", "结果"]),
        (other_name, ["观摩"]),
        (other_day, ["观摩"]),
        (other_unit, ["观摩"]),
        (no_history, ["日志"]),
    ],
)
def test_tampering_is_found(cast: Cast, tamper: Callable[[Cast, Tour], None], expected: list[str]) -> None:
    tour = sealed_tour(cast)

    tamper(cast, Tour.objects.get(pk=tour.pk))

    assert failed(tour) == expected


def test_altered_ballots_are_counted_out(cast: Cast) -> None:
    tour = sealed_tour(cast)
    other_marks(cast, tour)

    says = {check.what: check.says for check in verify_seal(tour).checks}

    assert says["选票"] == "封存时8张，现在对得上的7张，对不上的1张"
    assert says["结果"] == "由选票重算，与封存的结果不同"


def test_an_open_tour_has_no_seal(cast: Cast) -> None:
    assert not verify_seal(voted(cast)).ok
