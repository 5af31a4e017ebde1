from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.ui.find.groups import groups


def find(request: HttpRequest) -> HttpResponse:
    """What fits the text in the search field, as options of its list."""
    text = request.GET.get("q", "")[:200]
    return render(request, "ui/parts/found.html", {"groups": groups(text, request.actor), "text": text.strip()})
