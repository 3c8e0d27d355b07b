"""The office brings in what a phone could not send."""

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import rescue_services
from guanmo.observation.batch_services import CREATED, SAME, Answer
from guanmo.observation.models import Juror
from guanmo.observation.rescue_forms import RescueForm
from guanmo.observation.tour_views import managed_tour


@require_http_methods(["GET", "HEAD", "POST"])
def rescue(request: AuthedRequest, pk: int) -> HttpResponse:
    """A rescue file comes in; what became of each ballot is said, never a mark."""
    shown = managed_tour(request, pk)
    form = RescueForm(posted(request), request.FILES or None, tour=shown)
    if form.is_valid():
        found = form.cleaned_data["file"]
        answers = rescue_services.import_rescue(
            juror=found.juror, bodies=found.bodies, by=request.user, at=clock.now()
        )
        _tell(request, found.juror, answers)
        return redirect("observation:jury", shown.pk)
    return form_page(request, "observation/rescue.html", form, {"tour": shown})


def _tell(request: AuthedRequest, juror: Juror, answers: Sequence[Answer]) -> None:
    new, known = (sum(answer.status == status for answer in answers) for status in (CREATED, SAME))
    said = f"“{juror}”的备份文件有{len(answers)}张票：新收{new}张，以前已收{known}张。"
    messages.success(request, said)
    for why, count in Counter(answer.message for answer in answers if answer.message).items():
        messages.error(request, f"{count}张没有计入：{why}")
