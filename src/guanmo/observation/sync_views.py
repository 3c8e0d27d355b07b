"""The phone's ballot: its page, its sheet, its ballots, its self-test. No session: the link is all it has."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from guanmo.foundation import clock
from guanmo.foundation.history import plain
from guanmo.observation import sync_queries, sync_services
from guanmo.observation.models import Juror
from guanmo.observation.sync_forms import LARGEST_BATCH, BadBatch, read_batch, read_check

RETRY_SECONDS = "5"


def by_link(view: Callable[[HttpRequest, Juror], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the juror of a living link; a dead one is 401, as the phone expects.

    While the database is busy or away nothing is filed: 503, and the phone tries again.
    """

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            juror = sync_queries.juror_of_link(token)
            if juror is None:
                return JsonResponse({"message": "这个评分链接已失效，请联系重点办重新领取。"}, status=401)
            return view(request, juror)
        except OperationalError:
            return JsonResponse(
                {"message": "服务器忙，稍后自动重发。"}, status=503, headers={"Retry-After": RETRY_SECONDS}
            )

    return opened


@login_not_required
@never_cache
@require_safe
def app(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the app; the same for everybody, so that nothing of it needs a network twice."""
    dead = sync_queries.juror_of_link(token) is None
    return render(
        request, "observation/app.html", {"token": token, "dead": dead}, status=401 if dead else 200
    )


@login_not_required
@never_cache
@require_safe
@by_link
def sheet(request: HttpRequest, juror: Juror) -> HttpResponse:
    """What is asked of this juror, and what is in."""
    return JsonResponse(sync_queries.sheet_json(juror, clock.now()))


@csrf_exempt  # no cookie is read: the link itself is the proof
@login_not_required
@never_cache
@require_POST
@by_link
def batch(request: HttpRequest, juror: Juror) -> HttpResponse:
    """Ballots in, receipts out; the answer leaves only after the commit."""
    if len(request.body) > LARGEST_BATCH:
        return JsonResponse({"message": "一次送得太多。"}, status=413)
    now = clock.now()
    try:
        answers = sync_services.accept_ballots(juror=juror, bodies=read_batch(request.body), at=now)
    except BadBatch as error:
        return JsonResponse({"message": str(error)}, status=400)
    except sync_services.TooManyBallots as error:
        return JsonResponse({"message": str(error)}, status=413)
    return JsonResponse({"results": [answer.as_json() for answer in answers], "server_time": plain(now)})


@csrf_exempt  # no cookie is read: the link itself is the proof
@login_not_required
@never_cache
@require_POST
@by_link
def check(request: HttpRequest, juror: Juror) -> HttpResponse:
    """The device's self-test before departure."""
    form = read_check(request.body)
    if not form.is_valid():
        return JsonResponse({"ok": False, "message": "自检结果读不懂，请重新打开评分页。"}, status=422)
    sync_services.record_check(juror=juror, found=form.cleaned_data, at=clock.now())
    return JsonResponse({"ok": True})


@login_not_required
@require_safe
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """What the home screen shows for this link."""
    said = {
        "name": "观摩评分",
        "short_name": "评分",
        "start_url": reverse("ballot_app", args=[token]),
        "scope": "/ballot/",
        "display": "standalone",
        "background_color": "#fffefc",
        "theme_color": "#fffefc",
        "icons": [{"src": static("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from where its scope begins."""
    found = finders.find("web/ballot-worker.js") or str(Path(settings.STATIC_ROOT) / "web/ballot-worker.js")
    path = Path(str(found))
    if not path.is_file():
        raise Http404
    return HttpResponse(
        path.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
