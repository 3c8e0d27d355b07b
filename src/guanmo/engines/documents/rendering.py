"""A circular in, a Word document out."""

from functools import cache
from importlib import resources
from typing import Final

from guanmo.engines.documents.checking import check_template
from guanmo.engines.documents.circular import Circular
from guanmo.engines.documents.packages import InvalidTemplate
from guanmo.engines.documents.placeholders import PlaceholderEnvironment
from guanmo.engines.documents.typesetting import typeset

TEMPLATE_FILE: Final = "circular.docx"


@cache
def default_template() -> bytes:
    """The shipped template, made by scripts/make_circular_template.py."""
    return resources.files(__package__).joinpath(TEMPLATE_FILE).read_bytes()


def render_circular(circular: Circular, *, template: bytes | None = None) -> bytes:
    """The circular as a .docx in the shipped template or in the office's own.

    The same circular and template always give the same bytes. Raises `InvalidTemplate`, with every
    problem `check_template` finds, when the office's template cannot be used.
    """
    if template is None:
        return typeset(circular, default_template(), PlaceholderEnvironment())
    problems = check_template(template)
    if problems:
        raise InvalidTemplate(problems)
    return typeset(circular, template, PlaceholderEnvironment())
