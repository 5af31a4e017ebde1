"""What was written without a connection, arriving."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.encoding import force_str
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.pocket.actions.arriving import receive
from guanxi.pocket.reading import read


@never_cache
@require_GET
def token(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token without which nothing may be sent; 401 when nobody is."""
    return JsonResponse({"member": request.actor.member_id, "token": get_token(request)})


@require_POST
def arrive(request: HttpRequest) -> JsonResponse:
    """One thing: 200 with its page and perhaps a remark, also when it came before; 409 with the reason when it cannot be taken."""
    try:
        return JsonResponse(receive(read(request.body), actor=request.actor, at=clock.now()))
    except Refused as no:
        return JsonResponse({"code": no.code, "sentence": force_str(no.sentence)}, status=409)
