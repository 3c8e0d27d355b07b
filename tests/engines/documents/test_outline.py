"""The page's lines are the document's lines."""

import re

from guanmo.engines.documents.circular import Attachment
from guanmo.engines.documents.outline import Part, outline
from tests.engines.documents.circulars import RANKING, circular, rendered, texts


def test_outline_says_what_the_document_says() -> None:
    model = circular(
        note="此件公开发布", attachments=(Attachment("得分表。", (RANKING,)), Attachment("路线图"))
    )

    lines = outline(model)

    said = [text for text in texts(rendered(note=model.note, attachments=model.attachments)) if text]
    flow = [line.text for line in lines if line.part is not Part.IMPRINT]
    # Word keeps the two lines of the title in one paragraph.
    assert "".join(flow) == "".join(said)
    assert [line.text for line in lines if line.part is Part.TITLE] == [
        "关于2026年第四季度", "全市重点项目观摩评比情况的通报", "得分表",
    ]  # fmt: skip
    assert [line.text for line in lines if line.part is Part.IMPRINT] == [
        "抄送：市委办公室，市政府办公室。",
        "观澜市重点项目建设办公室　2026年11月25日印发",
    ]
    assert [line.table for line in lines if line.part is Part.TABLE] == [RANKING, RANKING]
    assert [line.text for line in lines if line.part in (Part.HEADING, Part.SUBHEADING)] == [
        "一、评比结果", "（一）县组", "（二）区组", "二、有关要求", "1.压实责任", "（1）到岗到人",
    ]  # fmt: skip


def test_outline_of_the_barest_circular() -> None:
    lines = outline(circular(attachments=(), copies_to=""))

    assert [line.text for line in lines][-3:] == [
        "观澜市重点项目建设办公室", "2026年11月24日", "观澜市重点项目建设办公室　2026年11月25日印发",
    ]  # fmt: skip
    assert not any(re.match("附件|抄送", line.text) for line in lines)
