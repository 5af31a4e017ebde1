"""The steps of the wizard on the left, and loading the import a page is about."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.intake.models import Import
from guanxi.intake.queries.imports import imports

NAMES = ("import_file", "import_target", "import_columns", "import_matching", "import_check", "import_result")


def load(request: HttpRequest, pk: int) -> Import:
    """The import, if the member may see it."""
    run = imports(request.actor).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def is_open(run: Import) -> bool:
    """Whether the plan can still be changed."""
    return run.state in (Import.State.MAPPING, Import.State.CHECKED) or (
        run.state in (Import.State.CANCELLED, Import.State.FAILED)
        and bool(run.work and run.work.kind == "intake.check")
    )


def steps(run: Import, now: str) -> list[dict[str, Any]]:
    """The list for ui/wizard.html. What comes before the present step can be gone back to while nothing has run."""
    labels = (
        _("File"),
        _("What it is"),
        pgettext("step of an import", "Columns"),
        _("Matching"),
        _("Dry run"),
        _("Import"),
    )
    place = NAMES.index(now)
    found = []
    for at, (name, label) in enumerate(zip(NAMES, labels, strict=True)):
        state = "now" if at == place else "done" if at < place else "next"
        found.append({"label": label, "state": state, "url": reverse(name, args=[run.pk]) if is_open(run) else ""})
    return found


def context(run: Import, now: str, **more: Any) -> dict[str, Any]:
    """What every step's template gets."""
    return {"run": run, "steps": steps(run, now), "title": _("Import of {name}").format(name=run.upload.name), **more}
