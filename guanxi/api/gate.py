"""The gate before every API call: key → actor → one transaction; a write with an Idempotency-Key happens once."""

import hashlib
from collections.abc import Callable

from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from guanxi.api import problems
from guanxi.api.keys import Opened, acting_by_key
from guanxi.api.models import Receipt
from guanxi.core import clock
from guanxi.core.actor import UnknownMember

PREFIX = "/api/v1/"
OPEN = ("/api/v1/docs", "/api/v1/openapi.json")
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
LONGEST_TOKEN = 200
Handler = Callable[[HttpRequest], HttpResponse]


class ApiGate:
    """Middleware for `/api/v1/`. Everything a call writes is rolled back unless it answers 2xx."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open the key, act as its member, answer."""
        if not request.path_info.startswith(PREFIX) or request.path_info.startswith(OPEN):
            return self.handler(request)
        try:
            with acting_by_key(request.headers.get("Authorization", ""), at=clock.now()) as (actor, key):
                request.actor = actor  # type: ignore[attr-defined]
                request.api_key = key  # type: ignore[attr-defined]
                answer = self._once(request, key)
                if answer.status_code >= 400:
                    transaction.set_rollback(True)
                return answer
        except UnknownMember:
            return problems.unknown_key()
        except DataError:
            return problems.invalid([{"field": "", "message": _("A value is outside what can be stored.")}])

    def _once(self, request: HttpRequest, key: Opened) -> HttpResponse:
        token = request.headers.get("Idempotency-Key", "")
        if not token or request.method not in WRITES:
            return self.handler(request)
        if len(token) > LONGEST_TOKEN or "\x00" in token:
            return problems.problem(
                422, _("An Idempotency-Key has at most 200 characters."), code="bad_idempotency_key"
            )
        mark = fingerprint(request)
        # a second request with the same token waits here until the first one's transaction has ended
        receipt, fresh = _receipt(key, token, mark)
        if not fresh:
            if receipt.fingerprint != mark:
                return problems.problem(
                    422, _("This Idempotency-Key was used for another request."), code="idempotency_key_reused"
                )
            return _again(receipt)
        answer = self.handler(request)
        if answer.status_code < 400:
            Receipt.objects.filter(pk=receipt.pk).update(status=answer.status_code, body=answer.content.decode())
        return answer


def fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same one."""
    whole = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(whole).hexdigest()


def _receipt(key: Opened, token: str, mark: str) -> tuple[Receipt, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into api_receipt (member_id, key_id, token, fingerprint, status, body, at) values (%s, %s, %s, %s, 0, '', %s)"
            " on conflict (key_id, token) do nothing returning id",
            [key.member_id, key.id, token, mark, clock.now()],
        )
        made = cursor.fetchone()
    return Receipt.objects.get(key_id=key.id, token=token), made is not None


def _again(receipt: Receipt) -> HttpResponse:
    answer = HttpResponse(receipt.body, status=receipt.status, content_type="application/json")
    answer["Idempotent-Replay"] = "true"
    return answer
