"""The content policy of every answer, written once: django-csp puts it together anew each time, from settings that stay."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which is asked where an answer wants another policy, or a script has a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Put the policy on an answer."""
        special = hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
        if special or settings.DEBUG:
            return super().process_response(request, response)
        if HEADER not in response:
            response[HEADER] = _usual()
        return response


@cache
def _usual() -> str:
    return build_policy()
