from urllib.parse import quote

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from guanxi.ui.navigation import preferences

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake: what happened, and the code under which it stands in the log."""
    return _plain(request, 500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be understood; what is only too large says so."""
    return _plain(request, 413 if isinstance(exception, TOO_LARGE) else 400, str(getattr(exception, "sentence", "")))


def _plain(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """Without the shell and its queries: they, or the transaction, may be what broke."""
    told = {"request": request, "code": getattr(request, "support_code", ""), "reason": reason}
    context = told | preferences(request)
    headers = {"X-Reason": quote(reason)} if reason else {}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status, headers=headers)
