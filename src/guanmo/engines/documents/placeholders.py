"""The words a circular template may use, and the locked-down language they stand in."""

import re
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Template, meta, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MARK, BODY, ATTACHMENT_LIST, SIGNATURE, ATTACHMENTS, IMPRINT = (
    "发文机关标志",
    "正文",
    "附件说明",
    "落款",
    "附件",
    "版记",
)
NUMBER, TITLE, RECIPIENTS, SIGNER, ISSUED_ON, COPIES, PRINTED_BY, PRINTED_ON = (
    "发文字号",
    "标题",
    "主送机关",
    "署名",
    "成文日期",
    "抄送",
    "印发机关",
    "印发日期",
)
BLOCKS: Final = (MARK, BODY, ATTACHMENT_LIST, SIGNATURE, ATTACHMENTS, IMPRINT)
"""Whole paragraphs: written {{p 正文 }}, alone in their paragraph."""
WORDS: Final = (NUMBER, TITLE, RECIPIENTS, SIGNER, ISSUED_ON, COPIES, PRINTED_BY, PRINTED_ON)
"""Written {{ 标题 }}, anywhere in the text."""
REQUIRED: Final = (NUMBER, TITLE, RECIPIENTS, BODY, ATTACHMENT_LIST, SIGNATURE, ATTACHMENTS, IMPRINT)
INSTEAD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {SIGNATURE: (SIGNER, ISSUED_ON), IMPRINT: (COPIES, PRINTED_BY, PRINTED_ON)}
)
"""The words that together do for a block."""

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
_TAG = re.compile(r"\{\{\s*(?:([^{}\s]+)\s+)?([^{}\s]+)\s*\}\}")


class ForbiddenSyntax(TemplateSyntaxError):
    """A template does more than name placeholders and ask whether they are empty."""


class PlaceholderEnvironment(ImmutableSandboxedEnvironment):
    """Knows names, `if`, `not`, `and`, `or`: no calls, attributes, filters, loops or arithmetic.

    Everything docxtpl renders passes here, so nothing else can run, whatever part it hides in.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.used: set[str] = set()

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - jinja's own name and type
        template_class: type[Template] | None = None,
    ) -> Template:
        tree = self.parse(source) if isinstance(source, str) else source
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                error = ForbiddenSyntax("only names and if", node.lineno)
                error.source = str(source)
                raise error
        self.used |= meta.find_undeclared_variables(tree)
        return super().from_string(tree, globals, template_class)


def missing(used: set[str]) -> tuple[str, ...]:
    """Required placeholders that are neither there nor replaced by their parts."""
    return tuple(
        name
        for name in REQUIRED
        if name not in used and not (name in INSTEAD and used.issuperset(INSTEAD[name]))
    )


def misplaced(text: str, *, in_flow: bool) -> tuple[str, ...]:
    """What is wrong with the placeholders of one paragraph, in sentences.

    `in_flow` is false in tables, text boxes, headers and footers, where whole paragraphs do not fit.
    """
    problems = []
    for tag in _TAG.finditer(text):
        prefix, name = tag[1] or "", tag[2]
        if name in WORDS and prefix:
            problems.append(f"“{name}”要写成 {{{{ {name} }}}}，不要加“{prefix}”。")
        if name in BLOCKS and (prefix != "p" or text.strip() != tag[0]):
            problems.append(f"“{name}”要写成 {{{{p {name} }}}}，独占一段，段里不写别的字。")
        elif name in BLOCKS and not in_flow:
            problems.append(f"“{name}”不能放在表格、文本框、页眉或页脚里。")
    return tuple(problems)
