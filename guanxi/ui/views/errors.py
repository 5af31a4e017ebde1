from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake: what happened, and the code under which it stands in the log."""
    return render(request, "500.html", {"code": getattr(request, "support_code", "")}, status=500)
