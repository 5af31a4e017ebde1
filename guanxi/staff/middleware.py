"""What every request carries: a known member, his language and time zone, and the actor in the database."""

import time
import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.core.actor import UnknownMember, acting_as
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.queries.company import company_customs
from guanxi.staff.sightseeing import STOP_URL, forget, seen_as
from guanxi.ui.navigation import preferences

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 300.0  # seconds between two notes that a session is in use
API = "/api/v1/"
ANSWERS_ITSELF = ("/static/", API)


class PreferenceMiddleware:
    """Language and time zone: the member's own, else the cookie, else what the browser asks for."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate them for this request only."""
        # a program has no session: its calls are spared the question for one; the explorer beside them is a member's page
        by_key = request.path_info.startswith(API) and "Authorization" in request.headers
        member = None if by_key else request.user
        language = getattr(member, "language", "") or translation.get_language_from_request(request)
        zone = getattr(member, "time_zone", "") or company_customs().time_zone
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = self.handler(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionSeenMiddleware:
    """Notes for the list of sessions which device is in use; at most every five minutes, so that reading stays reading."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.noted: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Write address and browser of the session down when it was not noted lately."""
        key = request.session.session_key
        if key and request.user.is_authenticated and time.monotonic() - self.noted.get(key, -SEEN_EVERY) >= SEEN_EVERY:
            UserSession.objects.create_from_request(request)
            if len(self.noted) > 10_000:
                self.noted.clear()
            self.noted[key] = time.monotonic()
        return self.handler(request)


class SignInMiddleware:
    """Every page but those that say otherwise (`login_not_required`) asks for sign-in; the API answers for itself."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.installed = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision needs the view."""
        return self.handler(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send a stranger to the sign-in page, or to the first-run page of an empty installation."""
        if request.user.is_authenticated or request.path_info.startswith(ANSWERS_ITSELF):
            return None
        if not self._is_installed() and request.path_info not in {reverse("staff_first_run"), reverse("set_language")}:
            return redirect("staff_first_run")
        if not getattr(view, "login_required", True):
            return None
        if request.headers.get("HX-Request"):
            here = urlsplit(request.headers.get("HX-Current-URL", "/"))
            answer = HttpResponse(status=401)
            answer["HX-Redirect"] = redirect_to_login(here.path or "/")["Location"]
            return answer
        return redirect_to_login(request.get_full_path())

    def _is_installed(self) -> bool:
        if not self.installed:
            from guanxi.staff.models import Member

            self.installed = Member.objects.exists()
        return self.installed


class ActorMiddleware:
    """Runs the view in one transaction with its actor set; a 4xx or 5xx answer or an exception rolls it back.

    A deactivated member is signed out at once. While an administrator sees as another member the transaction is
    read-only, and nothing but "back to myself" may be sent.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`; without a signed-in member there is none and the database shows nothing."""
        request.actor = None  # type: ignore[attr-defined]
        if request.path_info.startswith(ANSWERS_ITSELF) or not request.user.is_authenticated:
            return self.handler(request)
        return self._as_member(request)

    def _as_member(self, request: HttpRequest) -> HttpResponse:
        member_id, through_id = seen_as(request)
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        try:
            with acting_as(member_id, through="page", through_id=through_id) as actor:
                request.actor = actor  # type: ignore[attr-defined]
                if through_id and reads:
                    connection.cursor().execute("set transaction read only")
                if through_id and not reads and not _allowed_meanwhile(request):
                    reason = _("While you see as a colleague nothing can be changed. Go back to yourself first.")
                    response = render(request, "403.html", {"reason": reason}, status=403)
                else:
                    response = self.handler(request)
                if response.status_code >= 400 or getattr(response, "refused", False):
                    transaction.set_rollback(True)  # what was refused leaves no half of itself behind
                return response
        except UnknownMember:
            return self._leave(request, own=not through_id)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An anticipated "no" that no form takes up: a sentence where one was, and nothing of it is written."""
        if isinstance(error, DataError):
            # a number too large, a zero byte: typed into an address; without the shell, since the connection is spent
            return HttpResponse(render_to_string("400.html", {"request": request} | preferences(request)), status=400)
        if not isinstance(error, Refused):
            return None
        sentence = str(error)
        came_from = urlsplit(request.headers.get("Referer", ""))
        if (
            request.method == "POST"
            and not request.headers.get("HX-Request")
            and came_from.netloc == request.get_host()
        ):
            messages.error(request, sentence)
            back = redirect(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)
            back.refused = True  # type: ignore[attr-defined]
            return back
        status = 403 if isinstance(error, NotAllowed) else 422
        response = render(request, "403.html", {"reason": sentence}, status=status)
        response["X-Reason"] = quote(sentence)
        return response

    def _leave(self, request: HttpRequest, *, own: bool) -> HttpResponse:
        """The member was deactivated: he is signed out; a colleague who was being seen as is left alone."""
        if own:
            logout(request)
            request.actor = None  # type: ignore[attr-defined]
            return redirect("account_login")
        forget(request)
        return redirect("/")


def _allowed_meanwhile(request: HttpRequest) -> bool:
    return request.path_info in {STOP_URL, reverse("account_logout"), reverse("set_language")}
