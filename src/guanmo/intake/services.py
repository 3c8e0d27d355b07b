"""Keeping a material with what was found in it, and deciding each finding."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.engines.text.listing import Listed
from guanmo.foundation.history import Change
from guanmo.intake import rules
from guanmo.intake.enums import FIELDS, FindingState
from guanmo.intake.models import Finding, Material
from guanmo.intake.resolving_queries import Directory, directory_for

# What one page shows and one person decides; a yearbook is handed in by chapters.
LONGEST, MOST = 200_000, 2_000
_TITLE = 60

DECIDED = (FindingState.ACCEPTED, FindingState.REJECTED)


class Unreadable(ValueError):
    """The material cannot be read; the message says why and what to do."""


class AlreadyDecided(Exception):
    """Somebody decided the finding after the page was opened."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"“{finding}”{finding.get_state_display()}，没有重复处理，请核对页面上的最新状态。")


class NothingToReopen(Exception):
    """The finding waits already, or was decided on an earlier draft."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"“{finding}”{finding.get_state_display()}，没有可以撤回的决定。")


@dataclass(frozen=True, slots=True)
class ReadMaterial:
    """A text and what was read from it; spans count characters of the text."""

    text: str
    title: str
    place: str
    event_type: str
    event_on: date | None
    findings: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from, as far as the person says."""

    source: str = ""
    file_name: str = ""
    published_on: date | None = None
    evidence: str = "self_reported"
    earlier: Material | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A material; `again` when the very same text had been read before."""

    material: Material
    again: bool


def material_of(
    answer: Mapping[str, Any], *, name: str = ""
) -> ReadMaterial:  # Any: plain JSON of the engine
    """What `engines.text.answering` answered, as a material to keep; `name` is the file's, for want of a headline."""
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    text, fields = answer["text"], answer["fields"]
    if len(text) > LONGEST:
        raise Unreadable(f"文字有{len(text):,}字，超过{LONGEST // 10_000}万字，请拆成几份再读。")
    found = answer["findings"]
    if len(found) > MOST:
        raise Unreadable(f"读出{len(found):,}条，一页放不下（最多{MOST:,}条），请拆成几份再读。")
    day = fields["date"]
    return ReadMaterial(
        text=text,
        title=fields["title"] or name.rsplit(".", 1)[0] or text.strip().split("\n", 1)[0][:_TITLE],
        place=fields["city"] or "",
        event_type=fields["event_type"] or "",
        event_on=date.fromisoformat(day) if day else None,
        findings=found,
    )


def keep_material(*, read: ReadMaterial, origin: Origin, by: Person, at: datetime) -> Kept:
    """Keep a text with its findings, all of them waiting; the same text twice is one material.

    A later draft asks only what is new: what was decided on the earlier one is carried over. Names of the city's own
    projects and units are proposed where they leave no doubt.
    """
    if not rules.may_read_materials(by):
        raise NotAllowed("读材料")
    # Blanks at the ends come and go with pasting.
    sha256 = hashlib.sha256(read.text.strip().encode()).hexdigest()
    with transaction.atomic():
        known = Material.objects.filter(sha256=sha256).first()
        if known:
            return Kept(known, again=True)
        material = Change("material.read", by=by, at=at).create(
            Material(
                title=read.title[:200],
                source=origin.source,
                file_name=origin.file_name[-200:],
                published_on=origin.published_on,
                evidence=origin.evidence,
                text=read.text,
                sha256=sha256,
                event_on=read.event_on,
                place=read.place[:60],
                event_type=read.event_type,
                earlier=origin.earlier,
                read_by=by,
                read_at=at,
            )
        )
        findings = _findings(material, read.findings, directory_for(by))
        Change("finding.found", by=by, at=at).create_many(findings)
    return Kept(material, again=False)


def accept_finding(
    *,
    finding: Finding,
    values: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
    expected_revision: int | None = None,
) -> Finding:
    """Let a finding count, as it was read or with what a person made of it (words of FIELDS).

    Raises EditConflict when somebody changed it after revision `expected_revision`, AlreadyDecided when it does not wait.
    """
    with transaction.atomic():
        waiting = _waiting(finding, by)
        known = FIELDS[waiting.kind]
        waiting.values = waiting.values | {
            name: value for name, value in (values or {}).items() if name in known
        }
        return _decide(waiting, FindingState.ACCEPTED, "finding.accepted", by, at, expected_revision)


def reject_finding(
    *, finding: Finding, by: Person, at: datetime, expected_revision: int | None = None
) -> Finding:
    """Leave a finding out; it stays on the page, so that nobody is asked again."""
    with transaction.atomic():
        return _decide(
            _waiting(finding, by), FindingState.REJECTED, "finding.rejected", by, at, expected_revision
        )


def reopen_finding(
    *, finding: Finding, by: Person, at: datetime, expected_revision: int | None = None
) -> Finding:
    """Take a decision back; what was mended goes back to what was read."""
    with transaction.atomic():
        decided = _locked(finding, by)
        if not rules.may_be_reopened(decided):
            raise NothingToReopen(decided)
        decided.state, decided.values = FindingState.WAITING, decided.read_values
        decided.decided_by = decided.decided_at = None
        Change("finding.reopened", by=by, at=at).save(
            decided, ["state", "values", "decided_by", "decided_at"], expected_revision=expected_revision
        )
    return decided


def _waiting(finding: Finding, by: Person) -> Finding:
    current = _locked(finding, by)
    if not rules.may_be_decided(current):
        raise AlreadyDecided(current)
    return current


def _locked(finding: Finding, by: Person) -> Finding:
    if not rules.may_read_materials(by):
        raise NotAllowed("决定采纳哪些内容")
    return Finding.objects.select_for_update().get(pk=finding.pk)


def _decide(
    finding: Finding,
    state: FindingState,
    action: str,
    by: Person,
    at: datetime,
    expected_revision: int | None,
) -> Finding:
    finding.state, finding.decided_by, finding.decided_at = state, by, at
    Change(action, by=by, at=at).save(
        finding, ["state", "values", "decided_by", "decided_at"], expected_revision=expected_revision
    )
    return finding


def _findings(material: Material, listed: Iterable[Listed], directory: Directory) -> list[Finding]:
    settled = _settled(material.earlier) if material.earlier else {}
    findings = []
    for one in listed:
        finding = Finding(
            material=material,
            kind=one["kind"],
            start=one["start"],
            end=one["end"],
            quote=one["quote"],
            rule=one["rule"],
            doubts=one["doubts"],
            read_values=one["values"],
            values=one["values"],
        )
        directory.propose(finding)
        same = settled.get(_meaning(finding))
        if same:
            finding.state, finding.earlier, finding.values = FindingState.CARRIED, same, same.values
            finding.project_id, finding.unit_id = same.project_id, same.unit_id
        findings.append(finding)
    return findings


def _settled(earlier: Material) -> dict[object, Finding]:
    """What was decided on a draft or on the drafts before it, by what it says."""
    found: dict[object, Finding] = {}
    for finding in earlier.findings.select_related("earlier"):
        decided = finding.earlier or finding
        if decided.state in DECIDED:
            found.setdefault(_meaning(finding), decided)
    return found


def _meaning(finding: Finding) -> object:
    """Two findings that say the same in the same words, wherever they stand."""
    return finding.kind, finding.quote, tuple(sorted(finding.read_values.items()))
