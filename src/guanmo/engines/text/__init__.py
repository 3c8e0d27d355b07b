"""Reading prose: reports, notices and minutes into findings a person confirms.

Four stages, each to be looked at: `cleaning` and `lines` (what stands on the page), one grammar per kind
(`dates`, `figures`, `rankings`, `people`, `projects`, `tasks`), `relating` (which figure belongs to which project),
`resolving` (the city's own names). Every finding keeps its exact quote and span in the text as it came.
Values in, values out: files are opened and confined elsewhere.
"""

from guanmo.engines.text.model import (
    Figure,
    Person,
    Place,
    Project,
    RankedUnit,
    Reading,
    Span,
    Task,
    WrittenDay,
)
from guanmo.engines.text.reading import read_text
from guanmo.engines.text.report import as_fields
from guanmo.engines.text.resolving import Known, Mention, mentions_in

__all__ = [
    "Figure",
    "Known",
    "Mention",
    "Person",
    "Place",
    "Project",
    "RankedUnit",
    "Reading",
    "Span",
    "Task",
    "WrittenDay",
    "as_fields",
    "mentions_in",
    "read_text",
]
