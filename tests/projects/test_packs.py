"""Rule packs of the office's own: copied, changed version by version, offered where shipped ones are."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Kind, shipped_packs
from guanmo.observation.portrait_queries import portrait_pack
from guanmo.observation.proposal_queries import stop_packs
from guanmo.observation.queries import ballot_packs
from guanmo.observation.yearly_queries import composite_packs
from guanmo.projects import pack_queries
from guanmo.projects.light_forms import LightsForm
from guanmo.projects.pack_queries import Fault
from guanmo.projects.pack_services import PackMoved, PackRefused
from tests.cast import Cast
from tests.observation.promises import TODAY
from tests.projects.packs import changed, copy_of, saved


def test_an_own_rule_is_offered_beside_the_shipped_ones(cast: Cast) -> None:
    for pack_id in ("drop-1-1", "gansu-2015", "yuzhou-2018q1", "four-more-four-less", "wuhan-2022"):
        saved(cast, copy_of(pack_id, f"own-{pack_id}"), pack_id)

    offered = (ballot_packs(), stop_packs(), composite_packs(), [portrait_pack()])

    assert [packs[-1].id for packs in offered] == [
        "own-drop-1-1", "own-gansu-2015", "own-yuzhou-2018q1", "own-four-more-four-less",
    ]  # fmt: skip
    assert list(LightsForm(today=TODAY).packs)[-1] == "own-wuhan-2022"
    assert [version.pack_id for version in pack_queries.last_versions()][:2] == [
        "own-drop-1-1",
        "own-four-more-four-less",
    ]


def test_versions_stand_one_beside_the_other(cast: Cast) -> None:
    first = copy_of("drop-1-1")
    second = changed(first, "least = 3", "least = 4")
    saved(cast, first, "drop-1-1")

    made = saved(cast, second, opened_on=1, why="至少四个有效打分")

    assert (made.number, made.copied_from) == (2, "drop-1-1")
    assert [one.pack_hash for one in pack_queries.versions_of("own-rule")] == [second.hash, first.hash]
    assert pack_queries.pack_of("own-rule") == second
    assert pack_queries.packs_of(Kind.BALLOTS)[-1] == second
    assert pack_queries.pack_of("drop-1-1") in shipped_packs()
    assert pack_queries.pack_of("nowhere") is None


def test_what_cannot_be_a_version_says_why(cast: Cast) -> None:
    own = copy_of("drop-1-1")
    saved(cast, own, "drop-1-1")
    other = changed(own, "least = 3", "least = 4")

    for pack, copied_from, opened_on, why, says in (
        (copy_of("mean", "mean"), "mean", 0, "因为", "内置规则不能改"),
        (copy_of("mean", "new"), "gansu-2015", 0, "因为", "不能改成评分规则"),
        (other, "drop-1-1", 0, "因为", "已有编号为“own-rule”的规则"),
        (own, "", 1, "因为", "与第1版完全相同"),
        (other, "", 1, " ", "请写明依据或原因"),
    ):
        with pytest.raises(PackRefused, match=says):
            saved(cast, pack, copied_from, opened_on=opened_on, why=why)


def test_a_version_saved_meanwhile_is_not_written_over(cast: Cast) -> None:
    own = copy_of("drop-1-1")
    saved(cast, own, "drop-1-1")
    saved(cast, changed(own, "least = 3", "least = 4"), opened_on=1)

    with pytest.raises(PackMoved, match="存了第2版"):
        saved(cast, changed(own, "least = 3", "least = 5"), opened_on=1)


def test_only_the_office_writes(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        saved(cast, copy_of("mean"), "mean", by=cast.leader)


def test_a_copy_gets_an_id_nobody_bears(cast: Cast) -> None:
    saved(cast, copy_of("mean", "mean-2"), "mean")

    assert (pack_queries.free_id("mean"), pack_queries.free_id("drop-1-1")) == ("mean-3", "drop-1-1-2")


def test_faults_say_their_line(cast: Cast) -> None:
    text = copy_of("drop-1-1").text.replace("high = 1", "high = -1")

    (fault,) = pack_queries.faults_in(text)

    assert (fault.text, fault.line, "high" in fault.says) == (
        "high = -1",
        text.splitlines().index("high = -1") + 1,
        True,
    )
    assert pack_queries.faults_in(copy_of("mean").text) == []
    assert pack_queries.faults_in("kind = 'x'")[0].line == 1
    assert pack_queries.faults_in("") == [Fault(None, "", pack_queries.faults_in("")[0].says)]
