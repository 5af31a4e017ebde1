"""Roles: what each means, and the matrix of rights."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.staff.actions import role as roles
from guanxi.staff.catalogue import KINDS, VERBS
from guanxi.staff.forms import RoleForm
from guanxi.staff.models import Role, Scope
from guanxi.staff.queries import role as query
from guanxi.staff.views.forming import administered, attempt, delete, tabs


@require_GET
@administered
def listed(request: HttpRequest) -> HttpResponse:
    """Every role with what it means in words."""
    found = [{"role": role, "words": query.in_words(role)} for role in query.roles()]
    return render(request, "staff/roles.html", {"roles": found, "title": _("Roles"), "tabs": tabs("roles")})


@administered
def edited(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One role: name, purpose, matrix, masked fields; a built-in one is shown only."""
    role = get_object_or_404(Role.objects.prefetch_related("grants"), pk=pk) if pk else None
    initial = {"name": role.label, "description": role.sentence} if role else {}
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, role)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("staff_role", pk=saved.pk)
    chosen = request.POST if request.method == "POST" else None
    context = {
        "form": form,
        "role": role,
        "words": query.in_words(role) if role else [],
        "rows": query.matrix(role, chosen=chosen),
        "verbs": VERBS.values(),
        "scopes": Scope.choices,
        "maskable": query.maskable(),
        "masked": chosen.getlist("masked") if chosen else role.masked if role else [],
        "title": str(role.label) if role else _("New role"),
        "holders": role.members.all() if role else [],
        "tabs": tabs("roles"),
        "cancel_url": reverse("staff_roles"),
    }
    return render(request, "staff/role.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: RoleForm, role: Role | None) -> Role | None:
    granted = request.POST.getlist("grant")
    rights = roles.Rights(
        verbs={kind.name: [verb for verb in VERBS if f"{kind.name}.{verb}" in granted] for kind in KINDS},
        scopes={
            kind.name: scope for kind in KINDS if (scope := request.POST.get(f"scope.{kind.name}", "")) in Scope.values
        },
        masked=[row["name"] for row in query.maskable() if row["name"] in request.POST.getlist("masked")],
    )
    name, purpose = form.cleaned_data["name"], form.cleaned_data["description"]
    given = {"actor": request.actor, "at": clock.now()}
    if role:
        return attempt(form, lambda: roles.edit_role(role, name, purpose, rights, **given))
    return attempt(form, lambda: roles.create_role(name, purpose, rights, **given))


@require_POST
@administered
def copied(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy that can be changed."""
    made = roles.copy_role(get_object_or_404(Role, pk=pk), actor=request.actor, at=clock.now())
    return redirect("staff_role", pk=made.pk)


@require_POST
@administered
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a role that nobody holds."""
    return delete(request, get_object_or_404(Role, pk=pk), roles.delete_role, "staff_roles")
