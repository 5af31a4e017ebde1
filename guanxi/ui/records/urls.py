"""The addresses of a kind: `path("customers/", include(kind_urls("customer")))`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from guanxi.core import kinds
from guanxi.ui.records.views import bulk, export, field, filtering, listing, peek, views

View = Callable[..., HttpResponseBase]
ROUTES: tuple[tuple[str, str, View], ...] = (
    ("", "list", listing.listing),
    ("count/", "count", listing.counting),
    ("filter/", "filter", filtering.form),
    ("columns/", "columns", filtering.columns),
    ("views/", "views", views.views),
    ("bulk/", "bulk", bulk.bulk),
    ("undo/<str:token>/", "undo", bulk.undo),
    ("give-back/<str:token>/", "give_back", bulk.give_back),
    ("undo/work/<int:pk>/", "undo_work", bulk.undo_work),
    ("export/", "export", export.export),
    ("export/<int:pk>/", "export_file", export.download),
    ("<int:pk>/peek/", "peek", peek.peek),
    ("<int:pk>/field/<str:name>/", "field", field.field),
)


def kind_urls(name: str, *, template: str = "ui/lists/list.html") -> list[URLPattern]:
    """The routes of a kind, named `<kind>_list`, `<kind>_peek`, `<kind>_field` …; `template` extends the list's own.

    The list shows a button to the address named `<kind>_new` where the package has one and the actor may create.
    """
    return [path(route, _view(name, end, view, template), name=f"{name}_{end}") for route, end, view in ROUTES]


def _view(name: str, end: str, view: View, template: str) -> View:
    """The view with its kind, which is looked up late: manifests may load after addresses."""

    def bound(request: HttpRequest, **given: Any) -> HttpResponseBase:
        if end == "list":
            given["template"] = template
        return view(kinds.kind(name), request, **given)

    bound.__name__ = f"{name}_{end}"
    return bound
