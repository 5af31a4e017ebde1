from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.api.actions.key import create_key, revoke_key
from guanxi.api.forms import KeyForm, scope_label
from guanxi.api.models import Key
from guanxi.core import clock
from guanxi.core.refused import Refused


def listed(request: HttpRequest) -> HttpResponse:
    """My keys, and the form for a new one, whose text is shown once."""
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["expires_at"]
        expires_at = timezone.make_aware(datetime.combine(until, time.max)) if until else None
        try:
            _key, secret = create_key(
                form.cleaned_data["name"],
                form.cleaned_data["scopes"],
                expires_at=expires_at,
                actor=request.actor,
                at=clock.now(),
            )
            form = KeyForm()
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    keys = list(Key.objects.filter(member_id=request.actor.member_id))
    for one in keys:
        one.scopes_said = [scope_label(scope) for scope in one.scopes]
    context = {"title": _("API keys"), "form": form, "keys": keys, "secret": secret, "now": clock.now()}
    return render(request, "api/keys.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of my keys."""
    key = get_object_or_404(Key, pk=pk, member_id=request.actor.member_id)
    revoke_key(key, actor=request.actor, at=clock.now())
    messages.success(request, _("The key {name} no longer works.").format(name=key.name))
    return redirect("api_keys")
