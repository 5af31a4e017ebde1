"""The language switch: for this browser, and for the member on every device."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from guanxi.core import clock
from guanxi.staff.actions.member import edit_own


@login_not_required
def switch(request: HttpRequest) -> HttpResponse:
    """Django's own switch (cookie, back to where one was); a member's choice goes with him."""
    response = set_language(request)
    language = request.POST.get("language", "")
    actor = request.actor
    if actor and actor.member_id == request.user.pk and language in dict(_languages()):
        edit_own(request.user, {"language": language}, actor=actor, at=clock.now())
    return response


def _languages() -> list[tuple[str, str]]:
    from django.conf import settings

    return settings.LANGUAGES
