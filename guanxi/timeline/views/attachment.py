"""Serving attachments: never from the web root, never as something that could run in our origin."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guanxi.timeline.content import UNKNOWN
from guanxi.timeline.models import Attachment
from guanxi.timeline.queries import attachment as attachments
from guanxi.timeline.rules import SHOWN_INLINE


@require_safe
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """One file, for whoever sees its entry: images and PDF in the browser (`?download` saves them), all else as a download."""
    try:
        one = attachments.attachment(attachment_id)
    except Attachment.DoesNotExist:
        raise Http404 from None
    try:
        path = attachments.content_of(one)
    except attachments.ContentMissing:
        return _missing(request, one)
    inline = one.type in SHOWN_INLINE and "download" not in request.GET
    response = FileResponse(
        path.open("rb"),
        as_attachment=not inline,
        filename=one.name,
        content_type=one.type if one.type in SHOWN_INLINE else UNKNOWN,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _missing(request: HttpRequest, one: Attachment) -> HttpResponse:
    return render(request, "timeline/missing.html", {"attachment": one, "code": f"attachment-{one.pk}"}, status=410)
