"""From an accepted finding into the fields of its project: each change confirmed, with its sentence and evidence."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.history import Change
from guanmo.intake import rules
from guanmo.intake.fact_models import ProjectFact
from guanmo.intake.fact_queries import offers
from guanmo.intake.models import Finding
from guanmo.projects.services import update_project


class NothingToWrite(Exception):
    """The record says the same already, or nothing was chosen."""

    def __init__(self) -> None:
        super().__init__("没有可写入的内容：没有勾选，或者项目里已经是这样，请刷新页面核对。")


def write_facts(
    *, finding: Finding, fields: Collection[str], by: Person, at: datetime, expected_revision: int
) -> list[ProjectFact]:
    """Write what a finding says into `fields` of its project; the project's history tells material and sentence.

    Raises EditConflict when somebody saved the project after revision `expected_revision`.
    """
    with transaction.atomic():
        current = Finding.objects.select_for_update().get(pk=finding.pk)
        project = current.project
        if project is None or not rules.may_write_facts(by, current, project):
            raise NotAllowed("把读出的内容写进项目")
        chosen = [offer for offer in offers(current) if offer.field in fields]
        if not chosen:
            raise NothingToWrite
        material = current.material
        why = f"读自《{material.title}》（{material.get_evidence_display()}）：{current.quote}"
        update_project(
            project=project,
            values={offer.field: offer.value for offer in chosen},
            by=by,
            at=at,
            why=why[:500],
            expected_revision=expected_revision,
        )
        facts = [
            ProjectFact(
                finding=current,
                project=project,
                field=offer.label,
                old=offer.old[:200],
                new=offer.new[:200],
                evidence=material.evidence,
                written_by=by,
                written_at=at,
            )
            for offer in chosen
        ]
        for fact in facts:
            Change("fact.written", by=by, at=at).create(fact)
    return facts
