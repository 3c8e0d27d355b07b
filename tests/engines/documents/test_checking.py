"""Templates of the office: good ones are taken, incomplete and hostile ones refused in words that say what to do."""

import io
import zipfile
from collections.abc import Callable

import pytest

from guanmo.engines.documents.checking import check_template
from guanmo.engines.documents.packages import MAX_BYTES, InvalidTemplate, read_parts
from guanmo.engines.documents.rendering import default_template, render_circular
from tests.engines.documents.circulars import (
    body_of,
    circular,
    packed,
    parts_of,
    texts,
    with_parts,
    with_text,
)

DOCUMENT = "word/document.xml"
BROKEN = "文件已损坏，读不出来。请在 Word 或 WPS 里重新另存为 .docx 后再上传。"
NOT_WORD = "这不是 Word 文档（.docx）。请在 Word 或 WPS 里打开，另存为“Word 文档（*.docx）”后再上传。"
STRUCTURE = "模板的结构不完整，套用时出错。请在 Word 或 WPS 里重新另存为 .docx 后再上传。"
OUTSIDE = "模板链接了外部文件（图片、模板或对象），打开时会去读它。请改为嵌入文档，或断开链接后再上传。"
TOO_LONG = "模板的文字太长，通报模板只需版头、占位符和页码，请删去多余内容后再上传。"
RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_link(kind: str, target: str, mode: str = "External", template: bytes | None = None) -> bytes:
    link = (
        f'<!-- x --><Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    rels = parts_of(default_template())[RELS].decode()
    return with_parts({RELS: rels.replace("</Relationships>", f"{link}</Relationships>").encode()}, template)


def with_types(old: str, new: str) -> bytes:
    types = parts_of(default_template())["[Content_Types].xml"].decode()
    assert old in types
    return with_parts({"[Content_Types].xml": types.replace(old, new).encode()})


def with_paragraph(text: str) -> bytes:
    """The shipped template with one more paragraph at the end."""
    return with_text("<w:sectPr", f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:sectPr")


def in_table(placeholder: str) -> str:
    cell = f"<w:tc><w:tcPr/><w:p><w:r><w:t>{{{{p {placeholder} }}}}</w:t></w:r></w:p></w:tc>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>"


def entry_stored_twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", b"<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("word/document.xml", b"<b/>")
    return target.getvalue()


def flagged_as_encrypted() -> bytes:
    content = bytearray(packed({"a.xml": b"<a/>"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    return bytes(content)


def bomb() -> bytes:
    return packed({f"word/{n}.xml": b"0" * 1024 * 1024 for n in range(41)})


# Good ones


def test_shipped_template_has_no_problem() -> None:
    assert check_template(default_template()) == ()


def test_own_template_may_write_the_words_of_signature_and_imprint_itself() -> None:
    template = with_text("{{p 落款 }}", "{{ 署名 }}，{{ 成文日期 }}")
    document = parts_of(template)[DOCUMENT].decode()
    own = "抄送{{ 抄送 }}{% if 抄送 and not 标题 or 印发日期 %}，{{ 印发机关 }}，{{ 印发日期 }}{% endif %}"
    template = with_parts({DOCUMENT: document.replace("{{p 版记 }}", own).encode()})

    assert check_template(template) == ()
    said = texts_of(template)
    assert "观澜市重点项目建设办公室，2026年11月24日" in said
    assert "抄送市委办公室，市政府办公室，观澜市重点项目建设办公室，2026年11月25日" in said


def test_hyperlinks_pictures_and_directories_are_harmless() -> None:
    linked = with_types("</Types>", '<Default Extension="png" ContentType="image/png"/></Types>')
    linked = with_link("hyperlink", "https://example.org/", template=linked)
    template = with_parts({"word/media/": b"", "word/media/seal.png": b"\x89PNG"}, linked)

    assert check_template(template) == ()


def test_template_with_a_problem_sets_no_circular() -> None:
    with pytest.raises(InvalidTemplate) as refused:
        render_circular(circular(), template=with_text("{{ 标题 }}", "通报"))

    assert str(refused.value) == "模板不能使用：缺少占位符“标题”，请在相应位置写上 {{ 标题 }}。"
    assert refused.value.problems == ("缺少占位符“标题”，请在相应位置写上 {{ 标题 }}。",)


def texts_of(template: bytes) -> list[str]:
    from_template = render_circular(circular(), template=template)
    with zipfile.ZipFile(io.BytesIO(from_template)) as package:
        assert package.testzip() is None
    return texts(body_of(from_template))


# Incomplete ones


@pytest.mark.parametrize(
    ("template", "problems"),
    [
        (with_text("{{p 正文 }}", ""), ("缺少占位符“正文”，请在相应位置写上 {{p 正文 }}。",)),
        (
            with_text("{{p 落款 }}", "{{ 署名 }}"),
            ("缺少占位符“落款”，请在相应位置写上 {{p 落款 }}，或写全署名、成文日期。",),
        ),
        (
            with_text("{{ 标题 }}", "{{ 题目 }}"),
            (
                "不认识的占位符“题目”；可用的有：发文机关标志、正文、附件说明、落款、附件、版记、发文字号、标题、主送机关、署名、成文日期、抄送、印发机关、印发日期。",
                "缺少占位符“标题”，请在相应位置写上 {{ 标题 }}。",
            ),
        ),
        (with_text("{{ 标题 }}", "{{p 标题 }}"), ("“标题”要写成 {{ 标题 }}，不要加“p”。",)),
        (with_text("{{p 正文 }}", "{{ 正文 }}"), ("“正文”要写成 {{p 正文 }}，独占一段，段里不写别的字。",)),
        (
            with_text("<w:sectPr", f"{in_table('正文')}<w:sectPr"),
            ("“正文”不能放在表格、文本框、页眉或页脚里。",),
        ),
        (
            with_text("{{ 标题 }}", "{% if 抄送 and not 抄送 %}{{ 标题 }}{% endif %}"),
            ("套用后找不到“标题”的内容，请检查它所在的段落和“如果”语句。",),
        ),
        (
            with_text("{{ 标题 }}", "{{ 标题 "),
            (
                "占位符没有写完整或写法有误，请检查“{{ 标题 {{ 主送机关 }}{{ 正文 }}{{ 附件说明 }}{{ 落款 ”附近，花括号要成对，例如 {{ 标题 }}。",
            ),
        ),
        (
            with_text("{{ 标题 }}", "{{ 标题 }}{% if 抄送 %}"),
            (
                "占位符没有写完整或写法有误，请检查“{{ 主送机关 }}{{ 正文 }}{{ 附件说明 }}{{ 落款 }}{{ 附”附近，花括号要成对，例如 {{ 标题 }}。",
            ),
        ),
    ],
)
def test_incomplete_template_says_what_is_missing(template: bytes, problems: tuple[str, ...]) -> None:
    assert check_template(template) == problems


@pytest.mark.parametrize(
    "code",
    [
        "{{ 标题.__class__ }}", "{{ 标题|upper }}", "{{ 标题() }}", "{{ 7*7 }}", "{{ 标题[0] }}",
        "{% for x in 标题 %}{% endfor %}", "{% set x = 标题 %}", "{% if 标题 is defined %}{% endif %}",
        "{% include 标题 %}",
    ],
)  # fmt: skip
def test_template_cannot_run_code(code: str) -> None:
    problems = check_template(with_paragraph(code))

    assert len(problems) == 1
    assert problems[0].startswith("模板里只能写占位符和“如果”语句（if、not、and、or），不能写别的代码")


# Hostile ones


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: b"", NOT_WORD),
        (lambda: b"%PDF-1.7", NOT_WORD),
        (lambda: packed({"xl/workbook.xml": b"<a/>"}), NOT_WORD),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "这是旧版 .doc 或加了密码的文档。请去掉密码，另存为“Word 文档（*.docx）”后再上传。",
        ),
        (lambda: b"PK\x03\x04" + b"0" * MAX_BYTES, "文件超过 10 MB，请压缩图片后再上传。"),
        (lambda: default_template()[:9000], BROKEN),
        (flagged_as_encrypted, BROKEN),
        (entry_stored_twice, BROKEN),
        (bomb, "文件解开后大得不正常，像是压缩炸弹，已拒绝打开。"),
        (
            lambda: packed({f"{n}.xml": b"" for n in range(501)}),
            "文件解开后大得不正常，像是压缩炸弹，已拒绝打开。",
        ),
        (
            lambda: with_parts({"word/vbaProject.bin": b"0"}),
            "模板里有宏或控件，不能使用。请另存为不带宏的 .docx 后再上传。",
        ),
        (
            lambda: with_types(
                "wordprocessingml.document.main+xml", "wordprocessingml.macroEnabled.main+xml"
            ),
            "模板里有宏或控件，不能使用。请另存为不带宏的 .docx 后再上传。",
        ),
        (
            lambda: with_parts({"word/embeddings/oleObject1.bin": b"0"}),
            "模板里嵌入了别的文件（对象），请删去后再上传。",
        ),
        (
            lambda: with_types("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"),
            "这是 Word 模板文件（.dotx）。请另存为“Word 文档（*.docx）”后再上传。",
        ),
        (lambda: with_parts({DOCUMENT: b"<w:document"}), BROKEN),
        (lambda: with_link("image", "http://10.0.0.1/a.png"), OUTSIDE),
        (lambda: with_link("attachedTemplate", "file:///c:/a.dotx"), OUTSIDE),
        (lambda: with_link("header", "header9.bin", "Internal"), BROKEN),
        (lambda: with_link("aFChunk", "chunk.htm", "Internal"), BROKEN),
        (
            lambda: with_types(
                "</Types>",
                '<Override PartName="/word/a.bin" ContentType="application/vnd.x+xml"/></Types>',
            ),
            BROKEN,
        ),
        (
            lambda: with_types(
                "</Types>", '<Default Extension="png" ContentType="application/xml"/></Types>'
            ),
            BROKEN,
        ),
        (lambda: with_parts({DOCUMENT: b"<a/>"}), STRUCTURE),
        (lambda: with_text("<w:sectPr", "<w:p/>" * 1001 + "<w:sectPr"), TOO_LONG),
        (lambda: with_paragraph("{{ 标题 }}" * 201), TOO_LONG),
        (lambda: with_paragraph("长" * 400_000), TOO_LONG),
    ],
)
def test_unusable_file_is_refused_with_one_sentence(make: Callable[[], bytes], problem: str) -> None:
    assert check_template(make()) == (problem,)


DOCTYPES = {
    "entities": '<!DOCTYPE a [<!ENTITY x "y">]><a/>',
    "no subset": "<!DOCTYPE a><a/>",
    "outside": '<!DOCTYPE a SYSTEM "http://10.0.0.1/a.dtd"><a/>',
    "public": '<!DOCTYPE a PUBLIC "-//A//B" "a.dtd"><a/>',
    "small letters": "<!doctype a><a/>",
    "laughs in an attribute": '<!DOCTYPE a [<!ENTITY x "yyyyyyyy"><!ENTITY z "&x;&x;&x;&x;">]><a b="&z;&z;"/>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("name", ["word/settings.xml", "word/_rels/document.xml.rels", "customXml/ITEM.XML"])
def test_document_types_are_refused_in_every_encoding(name: str, doctype: str, encoding: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        read_parts(with_parts({name: DOCTYPES[doctype].encode(encoding)}))

    assert refused.value.problems == (f"模板的 {name} 里有文档类型定义（DTD），可能有害，已拒绝打开。",)


def test_document_type_in_utf_7_is_refused() -> None:
    content = b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"

    with pytest.raises(InvalidTemplate, match=r"模板的 word/settings\.xml 里有文档类型定义（DTD）"):
        read_parts(with_parts({"word/settings.xml": content}))
