"""Materials and findings as pages ask for them."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.db.models import Count, Q, QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.text.highlighting import around, stretches
from guanmo.engines.text.listing import RULES
from guanmo.intake.enums import FIELDS, FindingKind, FindingState
from guanmo.intake.models import Finding, Material


def materials_for(by: Person) -> QuerySet[Material]:
    """The materials this person may see, newest first, with how many findings wait, were accepted and left out."""
    counts = {
        state.value: Count("findings", filter=Q(findings__state=state))
        for state in (FindingState.WAITING, FindingState.ACCEPTED, FindingState.REJECTED)
    }
    listed = Material.objects.visible_to(by).select_related("read_by", "later").annotate(**counts)
    return listed.order_by("-read_at", "-pk")


def waiting_findings(by: Person) -> QuerySet[Finding]:
    """What waits for a decision; a material that a later draft replaced asks no more."""
    return Finding.objects.visible_to(by).filter(state=FindingState.WAITING, material__later=None)


@dataclass(frozen=True)
class Item:
    """A finding as the list beside the text shows it: in one line, then the fields that line leaves out."""

    finding: Finding
    line: str
    before: str
    after: str
    rule: str
    said: list[tuple[str, str]]

    @property
    def state(self) -> str:
        """Where it is, or where its earlier draft left it."""
        earlier = self.finding.earlier
        return str(earlier.state if earlier else self.finding.state)

    @property
    def settled(self) -> str:
        """The decision in words."""
        earlier = self.finding.earlier
        return f"前稿{earlier.get_state_display()}" if earlier else str(self.finding.get_state_display())


@dataclass(frozen=True)
class Group:
    """The findings of one kind."""

    kind: FindingKind
    items: list[Item]

    @property
    def waiting(self) -> int:
        return sum(item.finding.state == FindingState.WAITING for item in self.items)


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph; `inside` are the findings it lies in, the shortest first, `anchors` those that begin here.

    `item` is the shortest that was not left out: it gives the stretch its look.
    """

    text: str
    item: Item | None = None
    inside: list[int] = field(default_factory=list)
    anchors: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Paragraph:
    """A line of a text, or a row of one of its tables."""

    cells: list[list[Piece]]

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1


@dataclass(frozen=True)
class MaterialPage:
    """A text with its findings on it, and the findings by kind beside it."""

    material: Material
    groups: list[Group]
    paragraphs: list[Paragraph]
    counts: Counter[str]


def material_page(material: Material) -> MaterialPage:
    """Everything the page of a material shows, in one query."""
    items = [item_of(finding, material.text) for finding in _findings(material)]
    groups = [Group(kind, [item for item in items if item.finding.kind == kind]) for kind in FindingKind]
    return MaterialPage(
        material=material,
        groups=[group for group in groups if group.items],
        paragraphs=_paragraphs(material.text, items),
        counts=Counter(item.finding.state for item in items),
    )


def item_of(finding: Finding, text: str) -> Item:
    """A finding with the sentence it stands in."""
    before, after = around(text, finding.start, finding.end)
    fields = FIELDS[finding.kind]
    line, in_line = _line(finding)
    said = [
        (label, value)
        for name, label in fields.items()
        if name not in in_line and (value := finding.values.get(name))
    ]
    return Item(finding, line, before, after, RULES.get(finding.rule, finding.rule), said)


def _line(finding: Finding) -> tuple[str, Collection[str]]:
    """A finding in one line, and the fields that stand in it."""
    values = finding.values
    if finding.kind == FindingKind.FIGURE:
        amount = f"{values.get('mark', '')}{values.get('value', '')}{values.get('unit', '')}"
        return f"{values.get('what', '')} {amount}".strip(), ("what", "value", "unit", "mark")
    if finding.kind == FindingKind.RANKING:
        return f"第{values.get('rank', '')}名　{finding}", ("rank", "unit")
    return str(finding), (next(iter(FIELDS[finding.kind])),)


def waiting_count(material: Material) -> int:
    """How many findings of a material still wait."""
    return Finding.objects.filter(material=material, state=FindingState.WAITING).count()


def _findings(material: Material) -> QuerySet[Finding]:
    return material.findings.select_related("earlier", "decided_by", "project", "unit").order_by(
        "start", "-end", "pk"
    )


def _paragraphs(text: str, items: Sequence[Item]) -> list[Paragraph]:
    """The lines of a text that hold something, each in pieces; a line with tabs is a row of a table."""
    spans = [(item.finding.start, item.finding.end) for item in items]
    # In the order of the text: only those that begin before a line's end and reach past its start can touch it.
    starts, reach = [first for first, _ in spans], list(accumulate((last for _, last in spans), max))
    anchored: set[int] = set()
    paragraphs = []
    start = 0
    for line in text.split("\n"):
        cells = []
        for cell in line.split("\t"):
            end = start + len(cell)
            near = slice(bisect_right(reach, start), bisect_left(starts, end))
            within = items[near]
            cells.append(
                [
                    _piece(text, stretch.start, stretch.end, [within[n] for n in stretch.inside], anchored)
                    for stretch in stretches(spans[near], start, end)
                ]
            )
            start = end + 1
        if line.strip():
            paragraphs.append(Paragraph(cells))
    return paragraphs


def _piece(text: str, start: int, end: int, inside: Sequence[Item], anchored: set[int]) -> Piece:
    keys = [item.finding.pk for item in inside]
    anchors = [pk for pk in keys if pk not in anchored]
    anchored.update(anchors)
    kept = [item for item in inside if item.state != FindingState.REJECTED]
    return Piece(text[start:end], next(iter([*kept, *inside]), None), keys, anchors)
