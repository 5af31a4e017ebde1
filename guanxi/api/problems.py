"""Errors as RFC 9457 problem details: what happened, where to mend it, in the language asked for."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _


def problem(status: int, title: str, *, code: str, **more: Any) -> HttpResponse:
    """An answer of type application/problem+json; `more` may hold `errors` [{field, message}]."""
    body = {"type": f"urn:guanxi:problem:{code}", "title": title, "status": status, "code": code, **more}
    answer = HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


def unknown_key() -> HttpResponse:
    """401: no valid key."""
    answer = problem(401, _("Send a valid API key: Authorization: Bearer gx_…"), code="no_key")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def not_found() -> HttpResponse:
    """404: there is none, or the key's member may not see it."""
    return problem(404, _("There is no such record, or you may not see it."), code="not_found")


def not_allowed(sentence: str) -> HttpResponse:
    """403."""
    return problem(403, sentence, code="not_allowed")


def invalid(errors: list[dict[str, str]]) -> HttpResponse:
    """422 with the fields to mend."""
    return problem(422, _("Some values cannot be taken."), code="invalid", errors=errors)
