"""The component gallery: every part of the page kit with sample content, for browser tests and for whoever builds a page.

Shown while DEBUG is on or `GALLERY = True` (tests); otherwise there is no such page.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.ui.views import gallery_samples as samples

View = Callable[..., HttpResponse]
PARTS = ("components", "list", "record", "day", "wizard", "form", "rights", "sign-in")
ERRORS = (400, 403, 404, 409, 413, 429, 500, 503)


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands on the business card."))
    mail = forms.EmailField(label=_("Mail"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=[("lead", _("Lead")), ("customer", _("Customer"))])
    since = forms.DateField(label=_("Customer since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    limit = forms.DecimalField(label=_("Credit limit"), required=False, help_text=_("In yuan, without tax."))
    size = forms.ChoiceField(
        label=_("Size"),
        widget=forms.RadioSelect,
        choices=[("s", _("up to 50 people")), ("l", _("more than 50 people"))],
    )
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea)
    news = forms.BooleanField(label=_("Agrees to receive news"), required=False)


def _sample(view: View) -> View:
    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEBUG or getattr(settings, "GALLERY", False)):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def _frame(active: str) -> dict[str, Any]:
    menu = [
        (_("My day"), "home", "day", "d", None),
        (_("Customers"), "building", "list", "c", 12_480),
        (_("Record"), "id-badge-2", "record", "r", None),
        (_("Tasks"), "checklist", "form", "t", 7),
        (_("Files in"), "file-import", "wizard", "i", None),
        (_("Rights"), "shield-lock", "rights", "p", None),
        (_("Components"), "layout-kanban", "components", "k", None),
    ]
    return {
        "member": samples.ME,
        "member_menu": [{"label": _("My account"), "url": "#account", "icon": "user-circle"}],
        "menu": [
            {
                "label": label,
                "icon": icon,
                "url": f"/ui/gallery/{part}",
                "key": key,
                "count": count,
                "active": part == active,
            }
            for label, icon, part, key, count in menu
        ],
        "find_url": "/ui/gallery/find",
        "notices_count": 3,
    }


@_sample
def part(request: HttpRequest, name: str = "components") -> HttpResponse:
    """One page of the gallery."""
    if name not in PARTS:
        raise Http404
    now = timezone.now()
    context = _frame(name) | _content(name, now)
    if name == "form" and request.method == "POST":
        context["form"] = SampleForm(request.POST)
        context["form"].is_valid()
    return render(request, f"ui/gallery/{name}.html", context, status=422 if request.method == "POST" else 200)


def _content(name: str, now: datetime) -> dict[str, Any]:
    titles = {
        "components": _("Components"), "list": _("Customers"), "record": "杭州云杉科技有限公司", "day": _("My day"),
        "wizard": _("Files in"), "form": _("New customer"), "rights": _("Rights"), "sign-in": _("Sign in"),
    }  # fmt: skip
    steps = [
        {"label": _("Upload"), "state": "done", "url": "#upload", "note": "accounts.csv"},
        {"label": _("Columns"), "state": "done", "url": "#columns", "note": _("7 of 7 mapped")},
        {"label": _("Check"), "state": "now", "note": _("85 rows")},
        {"label": _("Run"), "state": "next"},
    ]
    return {
        "title": titles[name],
        "now": now,
        "rows": samples.rows(now),
        "entries": samples.entries(now),
        "owners": samples.OWNERS,
        "count": 12_480 if name == "list" else None,
        "count_estimated": True,
        "form": SampleForm(),
        "steps": steps,
        "line": [3, 5, 4, 8, 7, 9, 12, 11, 14],
        "work": {"pk": 7, "title": _("Importing accounts.csv"), "state": "running", "done": 31_200, "total": 85_000},
    }


@_sample
def find(request: HttpRequest) -> HttpResponse:
    """Answers of the search field: the sample customers whose name holds the text."""
    text = request.GET.get("q", "").strip().lower()
    hits = [
        {"url": "/ui/gallery/record", "label": name, "note": _("Customer"), "icon": "building"}
        for name in samples.NAMES
        if text in name.lower()
    ][:6]
    groups = [{"label": _("Customers"), "items": hits}] if hits else []
    return render(request, "ui/parts/found.html", {"groups": groups, "text": text})


@_sample
def fact(request: HttpRequest, name: str) -> HttpResponse:
    """A fact's form (GET) and its value after saving (POST); an empty value is refused."""
    value = request.POST.get("value", request.GET.get("value", ""))
    edit = f"/ui/gallery/fact/{name}"
    if request.method == "POST" and value:
        return render(request, "ui/gallery/fact.html", {"value": value, "edit": edit})
    refused = request.method == "POST"
    return render(
        request,
        "ui/gallery/fact_form.html",
        {"value": value, "edit": edit, "refused": refused},
        status=422 if refused else 200,
    )


@_sample
def peek(request: HttpRequest) -> HttpResponse:
    """What Space shows of a row."""
    return render(request, "ui/gallery/peek.html", _content("record", timezone.now()))


@_sample
def error(request: HttpRequest, number: int) -> HttpResponse:
    """An error page as it looks."""
    if number not in ERRORS:
        raise Http404
    return render(request, f"{number}.html", {"code": "7F3A-21C9"}, status=number)


urlpatterns = [
    path("", part, name="gallery"),
    path("find", find),
    path("peek", peek),
    path("fact/<slug:name>", fact),
    path("error/<int:number>", error),
    path("<slug:name>", part),
]
