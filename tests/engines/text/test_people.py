"""People by post, list, title and speech."""

import pytest

from guanmo.engines.text import read_text
from guanmo.engines.text.names import could_be_name


def people(*sentences: str) -> list[tuple[str, str | None]]:
    return [
        (one.name, one.post)
        for one in read_text("\n".join(f"{one}。全市认真落实。" for one in sentences)).people
    ]


NAMED = [
    ("市委书记王建国主持会议", [("王建国", "市委书记")]),
    ("市委副书记、市长赵星出席会议并讲话", [("赵星", "市委副书记、市长")]),
    ("市长李荣宣布项目开工", [("李荣", "市长")]),
    ("副市长冯玉梅、刘晓文、何晞及市政府秘书长毕俊德出席", [("冯玉梅", "副市长"), ("刘晓文", "副市长"), ("何晞", "副市长"), ("毕俊德", "市政府秘书长")]),
    ("市领导周海深、范学贵、赵艳等出席会议", [("周海深", "市领导"), ("范学贵", "市领导"), ("赵艳", "市领导")]),
    ("市领导王 强、张明华参加", [("王强", "市领导"), ("张明华", "市领导")]),
    ("贾宏达、李思远等在本市厅级领导干部参加观摩", [("贾宏达", "在本市厅级领导干部"), ("李思远", "在本市厅级领导干部")]),
    ("贾宏达、李思远等出席会议", [("贾宏达", None), ("李思远", None)]),
    ("按照习近平总书记的要求推进工作", [("习近平", "总书记")]),
    ("由市发改委主任欧阳明远介绍情况", [("欧阳明远", "市发改委主任")]),
    ("自治区副主席吐尔逊·买买提表示支持", [("吐尔逊·买买提", "自治区副主席")]),
    ("日本驻甲市总领事田中和宏、甲集团董事长李生出席", [("田中和宏", "日本驻甲市总领事"), ("李生", "甲集团董事长")]),
    ("日产副总经理任勇表示将扩大产能", [("任勇", "日产副总经理")]),
    ("4月18日上午，出席仪式的甲集团总裁陈国强介绍", [("陈国强", "甲集团总裁")]),
    ("叮嘱企业负责人张伟要抓好安全", [("张伟", "企业负责人")]),
    ("会议纪要已经印发。出席：王磊、李红梅、张 远", [("王磊", None), ("李红梅", None), ("张远", None)]),
    ("刘尚德对重点工作作具体安排", [("刘尚德", None)]),
    ("会上，刘进指出要落实。刘进强调要抓紧", [("刘进", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), NAMED)
def test_people_are_named(sentence: str, wanted: list[tuple[str, str | None]]) -> None:
    assert people(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "各级领导高度重视项目建设",
        "副市长任组长，统筹推进",
        "市长热线和主任会议开通",
        "会议强调要抓落实",
        "公司总经理办公室、财务部参加",
        "高新区、经开区等出席会议",
        "刘进指出一次",
        "日产总经理当天在会上发言",
        "张贴告示、王者归来等参加",
        "湖北省主任医师到场",
        "项目总经理负责",
        "张大民、马上到等参加会议",
    ],
)
def test_words_are_no_people(sentence: str) -> None:
    assert people(sentence) == []


def test_a_telling_post_wins_over_a_list() -> None:
    found = people("市领导孙国富、王治通等出席", "市委常委、常务副市长王治通，副市长周建分别点评")

    assert found == [("孙国富", "市领导"), ("王治通", "市委常委、常务副市长"), ("周建", "副市长")]


def test_a_name_is_listed_once() -> None:
    assert people("市长王战营讲话", "王战营强调，要抓项目") == [("王战营", "市长")]


def test_could_be_name() -> None:
    assert [could_be_name(name) for name in ("高度", "高度重", "王部长", "王建国")] == [
        False,
        False,
        False,
        True,
    ]
