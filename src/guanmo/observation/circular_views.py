"""The circular of a sealed tour: filled in, looked at, taken away as a Word file; and its template."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.documents.circular import InvalidCircular
from guanmo.engines.documents.outline import outline
from guanmo.engines.documents.packages import InvalidTemplate
from guanmo.engines.documents.placeholders import BLOCKS, WORDS
from guanmo.engines.documents.rendering import default_template
from guanmo.foundation import clock
from guanmo.observation import circular_queries, circular_services, queries, rules
from guanmo.observation.circular_forms import CircularForm, TemplateForm
from guanmo.observation.circular_models import Circular
from guanmo.observation.circular_queries import Wording
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED_NAME = "通报模板.docx"

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def circular(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The form and, beside it, the text as it will be printed; `download` makes the file."""
    tour = _sealed(request, pk)
    first = circular_queries.first_wording(tour, request.user, clock.today())
    form = CircularForm(posted(request), initial=vars(first))
    draft = None
    if not form.is_bound or form.is_valid():
        wording = Wording(**form.cleaned_data) if form.is_bound else first
        try:
            if "download" in request.POST:
                return _word_file(_issue(request, tour, wording))
            draft = outline(circular_queries.compose(tour, wording))
        except (InvalidCircular, InvalidTemplate, circular_services.SealBroken) as error:
            form.add_error(None, str(error))
    context = {
        "tour": tour,
        "draft": draft,
        "made": circular_queries.circulars_of(request.user, tour),
        "template": queries.template_in_force(),
    }
    return form_page(request, "observation/circular.html", form, context)


@require_safe
def circular_file(request: AuthedRequest, pk: int, circular: int) -> HttpResponseBase:
    """A circular made before, the very file."""
    tour = _sealed(request, pk)
    made = Circular.objects.visible_to(request.user).filter(tour=tour)
    return _word_file(get_object_or_404(made, pk=circular))


@reads_or_posts
def template(request: AuthedRequest) -> HttpResponse:
    """Which template is in force; another one is uploaded."""
    _require_office(request)
    form = TemplateForm(posted(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            circular_services.upload_template(
                file_name=file.name, content=file.read(), by=request.user, at=clock.now()
            )
        except InvalidTemplate as error:
            form.add_error("file", list(error.problems))
        else:
            messages.success(request, f"已启用模板“{file.name}”，以后的通报按它排版。")
            return redirect("observation:template")
    context = {
        "template": queries.template_in_force(),
        "blocks": [(name, f"{{{{p {name} }}}}") for name in BLOCKS],
        "words": [(name, f"{{{{ {name} }}}}") for name in WORDS],
    }
    return form_page(request, "observation/circular_template.html", form, context)


@require_safe
def template_file(request: AuthedRequest) -> HttpResponseBase:
    """The template in force, for the office to edit in Word."""
    _require_office(request)
    own = queries.template_in_force()
    content, name = (bytes(own.content), own.file_name) if own else (default_template(), SHIPPED_NAME)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=WORD)


@require_POST
def template_withdraw(request: AuthedRequest) -> HttpResponse:
    """Back to the shipped template."""
    circular_services.withdraw_template(by=request.user, at=clock.now())
    messages.success(request, "已恢复内置模板，以后的通报按它排版。")
    return redirect("observation:template")


def _sealed(request: AuthedRequest, pk: int) -> Tour:
    visible = Tour.objects.visible_to(request.user).filter(state=TourState.SEALED)
    tour = get_object_or_404(visible, pk=pk)
    _require_office(request)
    return tour


def _require_office(request: AuthedRequest) -> None:
    if not rules.may_issue_circulars(request.user):
        raise NotAllowed("生成通报和更换模板")


def _issue(request: AuthedRequest, tour: Tour, wording: Wording) -> Circular:
    return circular_services.issue_circular(tour=tour, wording=wording, by=request.user, at=clock.now())


def _word_file(made: Circular) -> FileResponse:
    name = f"{made.number} {made.title}.docx"
    return FileResponse(io.BytesIO(made.content), as_attachment=True, filename=name, content_type=WORD)
