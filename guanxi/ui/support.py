"""A code per request, so that a member can say which error he saw and the administrator finds it in the log."""

import contextvars
import logging
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
current: contextvars.ContextVar[str] = contextvars.ContextVar("support_code", default="-")


class SupportCode(logging.Filter):
    """Puts the code of the request into every line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: nothing is left out."""
        record.code = current.get()
        return True


class SupportCodeMiddleware:
    """Gives every request its code (`request.support_code`) and tells it in the answer's header."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Eight hexadecimal digits: short enough to be read out on the phone."""
        code = secrets.token_hex(4)
        request.support_code = code  # type: ignore[attr-defined]
        token = current.set(code)
        try:
            response = self.handler(request)
        finally:
            current.reset(token)
        response.headers[HEADER] = code
        return response
