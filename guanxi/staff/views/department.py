"""The department tree: add, rename, move, delete."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.staff.actions import department as departments
from guanxi.staff.forms import DepartmentForm
from guanxi.staff.models import Department
from guanxi.staff.queries import department as query
from guanxi.staff.views.forming import administered, attempt, delete, tabs


@require_GET
@administered
def listed(request: HttpRequest) -> HttpResponse:
    """The tree; the branch alone when htmx asks."""
    nodes = query.tree()
    context = {"nodes": nodes, "title": _("Departments"), "tabs": tabs("departments"), "form": DepartmentForm()}
    template = "staff/parts/tree.html" if request.headers.get("HX-Request") else "staff/departments.html"
    return render(request, template, context)


@administered
def edited(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a department, or rename and move one."""
    department = get_object_or_404(Department, pk=pk) if pk else None
    initial = {"name": department.name, "parent": department.parent_id} if department else request.GET.dict()
    form = DepartmentForm(request.POST or None, initial=initial)
    form.fields["parent"].choices = [("", _("At the top")), *query.choices()]
    if request.method == "POST" and form.is_valid() and _save(request, form, department):
        return redirect("staff_departments")
    context = {
        "form": form,
        "department": department,
        "title": department.name if department else _("New department"),
        "tabs": tabs("departments"),
        "cancel_url": reverse("staff_departments"),
    }
    return render(request, "staff/department.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: DepartmentForm, department: Department | None) -> object:
    name = form.cleaned_data["name"]
    parent_id = form.cleaned_data["parent"].pk if form.cleaned_data["parent"] else None
    given = {"actor": request.actor, "at": clock.now()}
    if department:
        changes = {"name": name, "parent_id": parent_id}
        return attempt(form, lambda: departments.edit_department(department, changes, **given))
    return attempt(form, lambda: departments.create_department(name, parent_id, **given))


@require_POST
@administered
def moved(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a department below another (`parent`, empty for the top): what dragging and the keyboard do."""
    wanted = request.POST.get("parent", "")
    parent_id = get_object_or_404(Department, pk=wanted if wanted.isdecimal() else 0).pk if wanted else None
    department = get_object_or_404(Department, pk=pk)
    departments.edit_department(department, {"parent_id": parent_id}, actor=request.actor, at=clock.now())
    return render(request, "staff/parts/tree.html", {"nodes": query.tree()})


@require_POST
@administered
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an empty department."""
    return delete(request, get_object_or_404(Department, pk=pk), departments.delete_department, "staff_departments")
