"""Coming in, going out, and one's own password."""

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from guanmo.accounts import services
from guanmo.accounts.forms import LoginForm, OwnPasswordForm
from guanmo.accounts.models import Person
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock


class Login(LoginView):
    """The login page; after five failures axes answers with accounts/locked.html in its place."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        person = form.get_user()
        assert isinstance(person, Person)  # noqa: S101 - the only kind of user there is
        services.record_login(person=person, at=clock.now(), address=_address(self.request))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        typed = form.cleaned_data
        if typed.get("username") and typed.get("password"):
            services.record_failed_login(
                username=typed["username"],
                at=clock.now(),
                address=_address(self.request),
                why="账号已锁定" if getattr(self.request, "axes_locked_out", False) else "",
            )
        return self.render_to_response(self.get_context_data(form=form), status=422)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: AuthedRequest) -> HttpResponse:
    """One's own new password."""
    form = OwnPasswordForm(posted(request), person=request.user)
    if form.is_valid():
        person = services.change_own_password(
            person=request.user, password=form.cleaned_data["new"], at=clock.now()
        )
        update_session_auth_hash(request, person)
        messages.success(request, "密码已修改，下次登录请用新密码。")
        return redirect("home")
    return form_page(request, "accounts/password.html", form, {})


def _address(request: HttpRequest) -> str:
    return get_client_ip_address(request) or ""
