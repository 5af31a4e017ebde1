"""Company settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.core import clock
from guanxi.staff.actions.company import edit_company
from guanxi.staff.forms import CompanyForm
from guanxi.staff.queries.company import company
from guanxi.staff.views.forming import administered, attempt, tabs


@administered
def settings_page(request: HttpRequest) -> HttpResponse:
    """The company's name and customs."""
    ours = company()
    form = CompanyForm(request.POST or None, initial={name: getattr(ours, name) for name in CompanyForm.base_fields})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_company(form.cleaned_data, actor=request.actor, at=clock.now()))
        if saved:
            messages.success(request, _("Saved."))
            return redirect("staff_company")
    context = {"form": form, "title": _("Company"), "tabs": tabs("company")}
    return render(request, "staff/company.html", context, status=422 if form.errors else 200)
