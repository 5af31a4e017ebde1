"""What every request carries: the member's language and time zone, and the actor in the database."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from guanxi.core.actor import UnknownMember, acting_as

Handler = Callable[[HttpRequest], HttpResponse]


class PreferenceMiddleware:
    """Language and time zone: the member's own, else the cookie, else what the browser asks for."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate them for this request only."""
        member = request.user
        language = getattr(member, "language", "") or translation.get_language_from_request(request)
        zone = getattr(member, "time_zone", "") or settings.TIME_ZONE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = self.handler(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ActorMiddleware:
    """Runs the view in one transaction with its actor set; a 5xx answer or an exception rolls it back.

    A deactivated member is signed out at once. While an administrator sees as another member the transaction is read-only.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`; without a signed-in member there is none and the database shows nothing."""
        request.actor = None  # type: ignore[attr-defined]
        if request.path_info.startswith(("/static/", "/api/")) or not request.user.is_authenticated:
            return self.handler(request)
        return self._as_member(request)

    def _as_member(self, request: HttpRequest) -> HttpResponse:
        from guanxi.staff.sightseeing import seen_as

        member_id, through_id = seen_as(request)
        try:
            with acting_as(member_id, through="page", through_id=through_id) as actor:
                request.actor = actor  # type: ignore[attr-defined]
                if through_id:
                    connection.cursor().execute("set transaction read only")
                response = self.handler(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)  # what was refused leaves no half of itself behind
                return response
        except UnknownMember:
            logout(request)
            return self.handler(request)
