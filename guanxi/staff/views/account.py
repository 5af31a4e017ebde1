"""What everybody does for himself: name, language, appearance, password, second step, sessions."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.staff.actions.member import OWN, edit_own, end_sessions
from guanxi.staff.forms import ProfileForm
from guanxi.staff.queries.session import devices

THEME_DAYS = 365 * 24 * 3600


def account(request: HttpRequest) -> HttpResponse:
    """The member's own page."""
    member = request.user
    form = ProfileForm(request.POST or None, initial={name: getattr(member, name) for name in OWN})
    if request.method == "POST" and form.is_valid():
        try:
            edit_own(member, form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return _with_theme(redirect("staff_account"), form.cleaned_data["theme"])
    context = {
        "form": form,
        "devices": devices(member.pk, request.session.session_key),
        "authenticators": authenticators_of(member),
        "second_step": is_mfa_enabled(member),
        "title": _("My account"),
    }
    return render(request, "staff/account.html", context, status=422 if form.errors else 200)


def authenticators_of(member: object) -> dict[str, object]:
    """The member's second steps, named as allauth's own page names them."""
    found: dict[str, object] = {"webauthn": []}
    for one in Authenticator.objects.filter(user=member):
        if one.type == Authenticator.Type.WEBAUTHN:
            found["webauthn"].append(one)  # type: ignore[attr-defined]
        else:
            found[one.type] = one.wrap() if one.type == Authenticator.Type.RECOVERY_CODES else one
    return found


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out one device (`id`), or all but this one."""
    wanted = request.POST.get("id", "")
    number = end_sessions(
        request.user, but=request.session.session_key or "", only=int(wanted) if wanted.isdecimal() else None
    )
    said = ngettext("Signed out on %(number)d device.", "Signed out on %(number)d devices.", number)
    messages.success(request, said % {"number": number})
    return redirect("staff_account")


def _with_theme(response: HttpResponse, theme: str) -> HttpResponse:
    if theme:
        response.set_cookie("theme", theme, max_age=THEME_DAYS, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
