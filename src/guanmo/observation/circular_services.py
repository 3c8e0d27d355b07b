"""Making a circular of a sealed tour, and replacing the Word template it is set in."""

from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.documents.checking import check_template
from guanmo.engines.documents.circular import InvalidCircular
from guanmo.engines.documents.packages import InvalidTemplate
from guanmo.engines.documents.rendering import render_circular
from guanmo.foundation.history import Change
from guanmo.observation import queries, rules
from guanmo.observation.circular_models import Circular, CircularTemplate
from guanmo.observation.circular_queries import Wording, compose
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.seal_queries import verify_seal
from guanmo.observation.services import require


class NotSealed(Exception):
    """Only a sealed result is made public."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”还没有封存结果，封存后才能生成通报。")


class SealBroken(Exception):
    """What is stored is no longer what was sealed."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”的结果与封存时不一致，不能生成通报，请审计员在结果页核验后处理。")


class NumberTaken(InvalidCircular):
    """One number, one document; the same tour's circular may be made again under its number."""

    def __init__(self, taken: Circular) -> None:
        super().__init__(f"{taken.number}已用于“{taken.tour}”的通报，请改用别的序号。")


def issue_circular(*, tour: Tour, wording: Wording, by: Person, at: datetime) -> Circular:
    """Set the circular in the template in force and keep the file with what was filled in.

    Raises InvalidCircular or InvalidTemplate where the wording or the template does not do, NumberTaken where another
    tour's circular has the number.
    """
    require(rules.may_issue_circulars(by), "生成通报")
    if tour.state != TourState.SEALED:
        raise NotSealed(tour)
    if not verify_seal(tour).ok:
        raise SealBroken(tour)
    draft = compose(tour, wording)
    number = str(draft.number)
    taken = Circular.objects.filter(number=number).exclude(tour=tour).select_related("tour").first()
    if taken is not None:
        raise NumberTaken(taken)
    own = queries.template_in_force()
    content = render_circular(draft, template=bytes(own.content) if own else None)
    circular = Circular(
        tour=tour,
        number=number,
        title=draft.title.replace("\n", ""),
        approver=wording.approver,
        wording=wording.as_json(),
        template=own,
        content=content,
        issued_by=by,
        issued_at=at,
    )
    return Change("circular.issued", by=by, at=at).create(circular)


def upload_template(*, file_name: str, content: bytes, by: Person, at: datetime) -> CircularTemplate:
    """Put the office's own template in force. Raises InvalidTemplate with every problem found."""
    require(rules.may_issue_circulars(by), "更换通报模板")
    problems = check_template(content)
    if problems:
        raise InvalidTemplate(problems)
    # Some browsers send the whole path.
    name = PurePosixPath(file_name.replace("\\", "/")).name[-200:]
    change = Change("template.uploaded", by=by, at=at)
    with transaction.atomic():
        _retire(change)
        return change.create(
            CircularTemplate(file_name=name, content=content, uploaded_by=by, uploaded_at=at)
        )


def withdraw_template(*, by: Person, at: datetime) -> None:
    """Go back to the shipped template; circulars made before keep theirs."""
    require(rules.may_issue_circulars(by), "更换通报模板")
    _retire(Change("template.withdrawn", by=by, at=at))


def _retire(change: Change) -> None:
    in_force = list(CircularTemplate.objects.filter(is_active=True))
    for template in in_force:
        template.is_active = False
    change.save_many(in_force, ["is_active"])
