from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.ui.find.groups import groups


def find(request: HttpRequest) -> HttpResponse:
    """What fits the text in the search field, as options of its list; a page with them where no list asks."""
    text = request.GET.get("q", "")[:200]
    context = {"groups": groups(text, request.actor), "text": text.strip(), "title": _("Find")}
    template = "ui/parts/found.html" if request.headers.get("HX-Request") else "ui/find.html"
    return render(request, template, context)
